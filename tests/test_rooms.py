"""The modules stand in rank order: each imports only from below, and none imports in a circle."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RANKS = [
    """
    dealgraph.answer dealgraph.importers dealgraph.importers.clauses dealgraph.importers.deadlines
    dealgraph.importers.filings dealgraph.importers.parties dealgraph.importers.readings
    dealgraph.moments dealgraph.names dealgraph.problems dealgraph.standing.rendering
    dealgraph.standing.timeline dealgraph.stores
    """,
    """
    dealgraph.arguments dealgraph.document dealgraph.exports.writing dealgraph.importers.doubt
    dealgraph.infer dealgraph.paging dealgraph.places dealgraph.relay dealgraph.schema
    dealgraph.sparql_text dealgraph.standing.amounts dealgraph.standing.dates
    dealgraph.standing.expression dealgraph.standing.model dealgraph.values dealgraph.versions
    dealgraph.yaml_tree
    """,
    """
    dealgraph.blocks dealgraph.changelog dealgraph.check dealgraph.confinement dealgraph.derive
    dealgraph.importers.cuad_table dealgraph.passages dealgraph.payload dealgraph.quads
    dealgraph.standing.index dealgraph.standing.naming dealgraph.standing.scenario
    dealgraph.standing.support dealgraph.stores.embedded dealgraph.stores.remote dealgraph.tokens
    dealgraph.update_text
    """,
    """
    dealgraph.batches dealgraph.downloads dealgraph.importers.quality dealgraph.importers.spans
    dealgraph.notes dealgraph.standing.admission dealgraph.standing.figures
    dealgraph.standing.notation_rdf dealgraph.standing.proof dealgraph.standing.wording dealgraph.store
    """,
    """
    dealgraph.candidate dealgraph.catalog dealgraph.exports.facts dealgraph.importers.sheet
    dealgraph.lookup dealgraph.standing.chronicle dealgraph.standing.notation_json
    dealgraph.standing.slots dealgraph.standing.statements dealgraph.verification
    """,
    """
    dealgraph.binding dealgraph.changes dealgraph.exports.conditions dealgraph.exports.oa
    dealgraph.importers.companies dealgraph.mentions dealgraph.result dealgraph.standing.conditions
    dealgraph.standing.facts dealgraph.standing.parameters dealgraph.updating
    """,
    """
    dealgraph.exports.nanopub dealgraph.exports.rules dealgraph.importers.cuad_dataset
    dealgraph.query_check dealgraph.standing.positions dealgraph.standing.question dealgraph.writer
    """,
    """
    dealgraph.exports.odrl dealgraph.importers.cuad dealgraph.query_file
    dealgraph.standing.first_refusal dealgraph.standing.questions_of_record
    dealgraph.standing.questions_of_state dealgraph.standing.request dealgraph.standing.verdict
    """,
    """
    dealgraph.exports dealgraph.questions dealgraph.standing.desk dealgraph.standing.questions
    """,
    """
    dealgraph.client dealgraph.standing.answer dealgraph.standing.levers
    """,
    """
    dealgraph dealgraph.standing.answers_of_reasons dealgraph.standing.answers_of_record
    dealgraph.standing.answers_of_state
    """,
    """
    dealgraph.imported dealgraph.standing.asking
    """,
    """
    dealgraph.build dealgraph.importing dealgraph.standing dealgraph.standing.inquiries
    """,
    """
    dealgraph.importers.cuad_import dealgraph.importers.data_deals
    """,
    """
    dealservice dealservice.codes dealservice.examination dealservice.executables dealservice.forms
    dealservice.humane dealservice.isolation dealservice.isolation.frames dealservice.isolation.limits
    dealservice.journal dealservice.questions dealservice.received dealservice.rows dealservice.schemas
    dealservice.shelf dealservice.waiting dealservice.walls dealservice.wishes
    """,
    """
    dealservice.cache dealservice.charts dealservice.describe dealservice.evidence dealservice.fields
    dealservice.multipart dealservice.openapi dealservice.reference dealservice.replies
    dealservice.settings dealservice.snippets dealservice.summary dealservice.terminal
    """,
    """
    dealservice.administration dealservice.imports dealservice.markup
    """,
    """
    dealservice.answers dealservice.library dealservice.outline dealservice.portrait dealservice.usage
    """,
    """
    dealservice.asking dealservice.context dealservice.facts dealservice.isolation.asked
    dealservice.overview dealservice.toolbox dealservice.unions
    """,
    """
    dealservice.agents dealservice.entry dealservice.isolation.worker
    """,
    """
    dealservice.isolation.keeper
    """,
    """
    dealservice.isolation.supervisor
    """,
    """
    dealservice.isolation.client
    """,
    """
    dealservice.service
    """,
    """
    dealservice.catalogue dealservice.complaints dealservice.pages dealservice.server dealservice.things
    """,
    """
    dealservice.canned dealservice.cli dealservice.interface dealservice.sparql dealservice.writing
    """,
    """
    dealservice.graphstore dealservice.lane dealservice.update
    """,
    """
    dealservice.gateway
    """,
    """
    dealservice.app
    """,
]
"""Rank by rank; a module may import from lower ranks only."""
FILES = sorted([*(ROOT / "graph/dealgraph").rglob("*.py"), *(ROOT / "service/dealservice").rglob("*.py")])


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rank_of(module: str) -> int:
    return next((rank for rank, names in enumerate(RANKS) if module in names.split()), -1)


def imports_of(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in names if rank_of(name) >= 0}
            found |= modules or {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if rank_of(name) >= 0}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_module_imports_only_from_lower_ranks(file: Path) -> None:
    rank = rank_of(name_of(file))
    if name_of(file) == "dealgraph":
        return  # the front door offers what lies above it, and imports it only when that is asked for
    assert rank >= 0, f"{name_of(file)} has no rank yet: add it to RANKS"
    assert {name for name in imports_of(file) if rank_of(name) >= rank} == set()


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_module_stays_small(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 400
