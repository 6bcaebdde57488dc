"""The set of data that all documents of CUAD rest on, and who stands behind it."""

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal

from dealgraph.document import Document
from dealgraph.importers.companies import Code, add_codes
from dealgraph.importers.cuad_table import TABLE
from dealgraph.importers.doubt import Doubt
from dealgraph.importers.sheet import TRUE, Said, Sheet, Voice, natural
from dealgraph.importers.spans import Text
from dealgraph.names import thing, voc
from dealgraph.passages import digest
from dealgraph.problems import Place

REVIEWERS, RULES = "cuad-reviewers", "dealgraph-rules"
DATASET = "cuad"


def dataset_document(
    table: str, records: int, doubts: Iterable[Doubt], codes: Sequence[Code]
) -> tuple[Document, tuple[Doubt, ...]]:
    """Describe the set of data itself, and who stands behind it."""
    sheet = Sheet(DATASET, Place(TABLE, 1), Text(table))
    label = "Contract Understanding Atticus Dataset (CUAD), version 1"
    licence = f"Annotations of {records} contracts by reviewers of The Atticus Project, under CC BY 4.0."
    said: Said = [("sourceKind", voc("data-set")), ("description", Literal(licence, language="en"))]
    sheet.add(thing(DATASET), "Source", label, *said, ("publishedBy", thing(REVIEWERS)))
    sheet.add(thing(DATASET), "Source", "", ("sha256", sheet.text.sha256), ("characterCount", natural(len(table))))
    sheet.add(thing(REVIEWERS), "AgentGroup", "Reviewers of The Atticus Project", ("isOpenEnded", TRUE))
    sheet.add(thing(RULES), "AgentGroup", "The rules by which this program reads sets of data")
    extraction = "Reading of CUAD v1 into the graph"
    sheet.add(thing("cuad-reading"), "Extraction", extraction, ("readsSource", thing(DATASET)))
    says = f"Reviewers marked the clauses of {records} contracts by 41 categories."
    sheet.claim("0.1", says, [thing(REVIEWERS), thing(RULES)], [], Voice(REVIEWERS))
    add_codes(sheet, codes)
    seen = digest(f"{sheet.text.sha256}{codes}")
    for doubt in doubts:
        sheet.place = doubt.place
        sheet.doubt(doubt.kind, doubt.column, doubt.value)
        seen = digest(f"{seen}{doubt}")
    return sheet.document(seen), tuple(sheet.doubts)
