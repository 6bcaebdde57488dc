"""From a question to the bytes of its answer in a form: the one place where answers are written."""

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable
from xml.parsers import expat

from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Triple, serialize

from dealgraph.answer import Answer, Question, Table, Truth
from dealgraph.catalog import Chart, Column
from dealgraph.names import PREFIXES, short
from dealgraph.paging import Page, cut
from dealgraph.problems import Problem, QueryProblem
from dealgraph.store import Store
from dealservice import markup, rows
from dealservice.charts import chart_svg
from dealservice.forms import (
    CSV,
    HTML,
    JSON,
    JSONLD,
    MARKDOWN,
    N3,
    NDJSON,
    NQUADS,
    NTRIPLES,
    RDFXML,
    TRIG,
    TSV,
    TURTLE,
    XML,
    Form,
)

_NATIVE = {
    JSON.name: QueryResultsFormat.JSON,
    XML.name: QueryResultsFormat.XML,
    CSV.name: QueryResultsFormat.CSV,
    TSV.name: QueryResultsFormat.TSV,
}
_RDF = {
    TURTLE.name: RdfFormat.TURTLE,
    NTRIPLES.name: RdfFormat.N_TRIPLES,
    RDFXML.name: RdfFormat.RDF_XML,
    TRIG.name: RdfFormat.TRIG,
    NQUADS.name: RdfFormat.N_QUADS,
    N3.name: RdfFormat.N3,
    JSONLD.name: RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How an answer is to be written.

    Args:
        form: the form.
        columns: the declared columns of a canned query; where there are some, cells are tidied.
        safe: whether CSV is guarded against formulas.
        root: the path under which the service is seen from outside, for links in HTML.
        page: the rows that are wanted; all, where there is none. A page is preceded by a line with the number of all
            rows, which `part` takes off.
        following: the address of the next page, for the forms that can say that there is more.
        chart: how HTML draws the rows besides.
    """

    form: Form
    columns: tuple[Column, ...] = ()
    safe: bool = False
    root: str = ""
    page: Page | None = None
    following: str = ""
    chart: Chart | None = None


@runtime_checkable
class WritingStore(Protocol):
    """A store that also writes its answers."""

    def answer(self, question: Question, writing: Writing) -> bytes:
        """Answer a question in a form."""
        ...


def answer(store: Store, question: Question, writing: Writing) -> bytes:
    """Ask a store and write what it answers; HTML is a fragment, to be set into a page.

    A store that writes its answers itself, elsewhere, is left to do so.

    Raises:
        QueryProblem: the question is wrong.
        StoreProblem: the store cannot answer.
        Problem: the form cannot hold the answer (`form-unfit`).
    """
    if isinstance(store, WritingStore):
        return store.answer(question, writing)
    return write(store.ask(question), writing)


def write(found: Answer, writing: Writing) -> bytes:
    """Write an answer.

    Raises:
        QueryProblem: the engine fails while it still computes.
        Problem: the form cannot hold the answer (`form-unfit`).
    """
    if isinstance(found, Truth):
        return _write_truth(found, writing.form)
    with _evaluating():
        if isinstance(found, Table):
            return _write_table(found, writing)
        triples = list(found.triples)
    return write_triples(triples, writing)


@contextmanager
def _evaluating() -> Generator[None]:
    """Turn what the engine raises while rows are read into a problem."""
    try:
        yield
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryProblem(f"The query cannot be answered: {str(error).rstrip('.')}.") from error


def _write_truth(found: Truth, form: Form) -> bytes:
    word = "true" if found.value else "false"
    if form.name == HTML.name:
        return markup.truth_html(value=found.value).encode()
    if form.name == XML.name:
        head = f'<?xml version="1.0"?><sparql xmlns="{rows.RESULTS}"><head></head>'
        return f"{head}<boolean>{word}</boolean></sparql>".encode()
    if form.name == JSON.name:
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    return (f'{{"boolean":{word}}}\n' if form.name == NDJSON.name else word).encode()


def part(written: bytes) -> tuple[int, bytes]:
    r"""Take the number of all rows off a page.

    >>> part(b"2\nx\n1\n2\n")
    (2, b'x\n1\n2\n')
    """
    total, _, body = written.partition(b"\n")
    return int(total), body


def _write_table(found: Table, writing: Writing) -> bytes:
    name = writing.form.name
    native = _NATIVE.get(name)
    untouched = not writing.safe and writing.page is None and not any(column.many for column in writing.columns)
    if native is not None and found.native is not None and untouched:
        body: bytes = found.native.serialize(format=native) or b""
        return _well_formed(body) if name == XML.name else body
    table = rows.tidy(found, writing.columns)
    if writing.page is None:
        return _write_rows(table, writing)
    kept, total = cut(table, writing.page)
    has_more = writing.page.first + len(kept) < total
    shown = _shown(writing.page, len(kept), total)
    body = _write_rows(Table(table.columns, kept), writing, shown, writing.following if has_more else "")
    return b"%d\n%b" % (total, body)


def _shown(page: Page, rows: int, total: int) -> str:
    """Say which rows a page holds."""
    if rows == total:
        return {0: "No rows", 1: "1 row"}.get(total, f"{total:,} rows")
    if not rows:
        return f"There is no page {page.number:,}; there are {total:,} rows."
    return f"Rows {page.first + 1:,} to {page.first + rows:,} of {total:,}"


def _write_rows(table: Table, writing: Writing, shown: str = "", following: str = "") -> bytes:
    """Write rows that were tidied.

    Args:
        table: the rows.
        writing: how they are to be written.
        shown: says which rows these are.
        following: the address of more.
    """
    name = writing.form.name
    if name == CSV.name:
        return rows.to_csv(table, safe=writing.safe)
    if name == HTML.name:
        return _write_html(table, writing, shown).encode()
    if name == MARKDOWN.name:
        more = f"{shown}. Next: <{following}>" if following else ""
        return markup.table_markdown(table, writing.columns, more).encode()
    if name == XML.name:
        return _well_formed(rows.to_xml(table, following))
    if name == JSON.name:
        return rows.to_json(table, following)
    return {TSV.name: rows.to_tsv, NDJSON.name: rows.to_ndjson}[name](table)


def _write_html(table: Table, writing: Writing, shown: str) -> str:
    if writing.chart is None:
        return markup.table_html(table, writing.columns, writing.root, shown)
    kept = list(table)
    drawn = chart_svg(writing.chart, table.columns, kept, shown)
    return drawn + markup.table_html(Table(table.columns, kept), writing.columns, writing.root, shown)


def write_triples(triples: Sequence[Triple], writing: Writing) -> bytes:
    """Write a graph, with our prefixes where the form has some.

    Raises:
        Problem: the form cannot hold the graph (`form-unfit`).
    """
    name = writing.form.name
    if name == HTML.name:
        return markup.graph_html(triples, writing.root).encode()
    try:
        if name == JSONLD.name and not _clashes(triples):
            return _compact(serialize(triples, format=RdfFormat.JSON_LD) or b"[]", _used(triples))
        body = serialize(triples, format=_RDF[name], prefixes=_used(triples)) or b""
    except (OSError, ValueError) as error:
        raise _unfit(writing.form.title, str(error)) from error
    return _well_formed(body) if name == RDFXML.name else body


def _used(triples: Sequence[Triple]) -> dict[str, str]:
    """Choose the prefixes that a graph has a use for."""
    text = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    return {prefix: iri for prefix, iri in PREFIXES.items() if iri in text}


def _clashes(triples: Iterable[Triple]) -> bool:
    """Tell whether an absolute IRI looks like one of our short ones, as `time:now` would."""
    parts = (part for triple in triples for part in (triple.subject, triple.predicate, triple.object))
    return any(isinstance(part, NamedNode) and part.value.partition(":")[0] in PREFIXES for part in parts)


def _well_formed(body: bytes) -> bytes:
    """Escape carriage returns, which a reader of XML would turn into line feeds, and prove that XML can be read.

    XML 1.0, sections 2.2 (characters) and 2.11 (end-of-line handling).
    """
    body = body.replace(b"\r", b"&#13;")
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)  # noqa: FBT003 - takes no keyword
    except expat.ExpatError as error:
        raise _unfit("XML", "It holds control characters, or a predicate that makes no XML name") from error
    return body


def _unfit(title: str, why: str) -> Problem:
    hint = "Ask for another form, such as JSON or Turtle."
    return Problem(f"{title} cannot hold this answer: {why.rstrip('.')}.", hint=hint, code="form-unfit")


def _compact(body: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Shorten the IRIs of expanded JSON-LD (JSON-LD 1.1, section 4.1.5)."""
    nodes = [_short_node(node) for node in json.loads(body)]
    document = {"@context": prefixes, "@graph": nodes}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _short_node(node: Mapping[str, Any]) -> dict[str, Any]:
    return {_short_iri(key): _short_value(key, value) for key, value in node.items()}


def _short_value(key: str, value: Any) -> Any:
    if key in {"@value", "@language", "@direction"}:
        return value
    if isinstance(value, str):
        return _short_iri(value)
    if isinstance(value, dict):
        return value["@value"] if value.keys() == {"@value"} else _short_node(value)
    values = [_short_value("", part) for part in value]
    return values[0] if len(values) == 1 else values


def _short_iri(iri: str) -> str:
    name = short(iri)
    return iri if "://" in name else name
