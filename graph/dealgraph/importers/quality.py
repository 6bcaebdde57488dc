"""The report on doubtful values, as a page, as a table and as RDF."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from dealgraph import names
from dealgraph.document import Document
from dealgraph.importers.doubt import Doubt
from dealgraph.quads import document_quads

COLUMNS = ("file", "row", "column", "kind", "value", "document", "item")
_STYLE = (
    "body{font:1rem sans-serif;margin:2rem}table{border-collapse:collapse}td,th{padding:.2rem .6rem;text-align:left}"
)


def report_files(title: str, documents: Sequence[Document], doubts: Sequence[Doubt]) -> dict[str, bytes]:
    """Write the report in its three forms, by file name."""
    return {
        "quality.html": _page(title, doubts).encode(),
        "quality.csv": _table(doubts).encode(),
        "quality.ttl": _graph(documents),
    }


def _row(doubt: Doubt) -> tuple[str, ...]:
    place = doubt.place
    return (place.file, str(place.line), doubt.column, doubt.kind, doubt.value, doubt.document, doubt.item)


def _table(doubts: Iterable[Doubt]) -> str:
    """Write a table; a cell that a spreadsheet program would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"'{cell}" if cell[:1] in "=+-@" else cell for cell in _row(doubt)] for doubt in doubts)
    return out.getvalue()


def _page(title: str, doubts: Sequence[Doubt]) -> str:
    counts = sorted(Counter(doubt.kind for doubt in doubts).items(), key=lambda pair: (-pair[1], pair[0]))
    summary = "".join(f"<tr><td>{escape(kind)}<td>{count}" for kind, count in counts)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in _row(doubt)) for doubt in doubts)
    heading = "".join(f"<th>{column}" for column in COLUMNS)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f"<h1>{escape(title)}</h1><p>{len(doubts)} doubtful values; each is kept as it stands.</p>"
        f"<table><tr><th>kind<th>number{summary}</table>"
        f"<h2>Each with its place</h2><table><tr>{heading}{rows}</table></html>\n"
    )


def _graph(documents: Iterable[Document]) -> bytes:
    """Give the doubtful values as they stand in the graph, and nothing else."""
    kind = names.deal("QualityFinding")
    quads: list[Quad] = [quad for document in documents for quad in document_quads(document)]
    wanted = {quad.subject for quad in quads if quad.predicate == names.TYPE and quad.object == kind}
    triples = sorted({Triple(q.subject, q.predicate, q.object) for q in quads if q.subject in wanted}, key=str)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=names.PREFIXES) or b""
