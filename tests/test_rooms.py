"""The modules stand in rank order: each imports only from below, and none imports in a circle."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RANKS = [
    """
    dealgraph.answer dealgraph.bulk dealgraph.bulk.runs dealgraph.draft.figures
    dealgraph.draft.sentences dealgraph.importers dealgraph.importers.clauses
    dealgraph.importers.deadlines dealgraph.importers.filings dealgraph.importers.labels
    dealgraph.importers.parties dealgraph.importers.readings dealgraph.moments dealgraph.names
    dealgraph.problems dealgraph.standing.memory dealgraph.standing.reading dealgraph.standing.timeline
    dealgraph.standing.watermark dealgraph.stores dealgraph.stores.access dealgraph.stores.apart
    """,
    """
    dealgraph.arguments dealgraph.bulk.reading dealgraph.digests dealgraph.document
    dealgraph.draft.strangers dealgraph.exports.writing dealgraph.importers.doubt dealgraph.infer
    dealgraph.odrl.reading dealgraph.outside dealgraph.paging dealgraph.places dealgraph.relay
    dealgraph.schema dealgraph.sparql_text dealgraph.standing.amounts dealgraph.standing.dates
    dealgraph.standing.expression dealgraph.standing.model dealgraph.standing.rendering
    dealgraph.stores.transport dealgraph.values dealgraph.versions dealgraph.yaml_tree
    """,
    """
    dealgraph.blocks dealgraph.cargo dealgraph.changelog dealgraph.check dealgraph.confinement
    dealgraph.derive dealgraph.draft.cues dealgraph.federation dealgraph.importers.cuad_table
    dealgraph.passages dealgraph.payload dealgraph.quads dealgraph.standing.index
    dealgraph.standing.naming dealgraph.standing.scenario dealgraph.standing.support
    dealgraph.stores.dialects dealgraph.stores.loading dealgraph.tokens dealgraph.update_text
    """,
    """
    dealgraph.batches dealgraph.bulk.judging dealgraph.downloads dealgraph.draft.drafting
    dealgraph.importers.quality dealgraph.importers.spans dealgraph.notes dealgraph.standing.admission
    dealgraph.standing.figures dealgraph.standing.notation_rdf dealgraph.standing.proof
    dealgraph.standing.wording dealgraph.stores.embedded dealgraph.stores.remote
    """,
    """
    dealgraph.bulk.database dealgraph.candidate dealgraph.draft.writing dealgraph.importers.sheet
    dealgraph.odrl.constraints dealgraph.push dealgraph.standing.answer_rdf dealgraph.standing.chronicle
    dealgraph.standing.notation_json dealgraph.standing.slots dealgraph.stores.disk
    """,
    """
    dealgraph.changes dealgraph.draft dealgraph.importers.companies dealgraph.odrl.evaluation
    dealgraph.standing.conditions dealgraph.store dealgraph.updating
    """,
    """
    dealgraph.catalog dealgraph.exports.facts dealgraph.importers.cuad_dataset dealgraph.lookup
    dealgraph.odrl dealgraph.standing.positions dealgraph.standing.statements dealgraph.verification
    dealgraph.writer
    """,
    """
    dealgraph.binding dealgraph.exports.conditions dealgraph.exports.oa dealgraph.importers.cuad
    dealgraph.mentions dealgraph.result dealgraph.standing.facts dealgraph.standing.first_refusal
    dealgraph.standing.parameters dealgraph.standing.states
    """,
    """
    dealgraph.exports.nanopub dealgraph.exports.rules dealgraph.query_check dealgraph.standing.question
    dealgraph.standing.verdict
    """,
    """
    dealgraph.exports.odrl dealgraph.query_file dealgraph.standing.desk
    dealgraph.standing.questions_of_record dealgraph.standing.questions_of_state
    dealgraph.standing.request
    """,
    """
    dealgraph.exports dealgraph.questions dealgraph.standing.details dealgraph.standing.levers
    dealgraph.standing.questions
    """,
    """
    dealgraph.client dealgraph.standing.answer
    """,
    """
    dealgraph dealgraph.standing.answers_of_reasons dealgraph.standing.answers_of_record
    dealgraph.standing.answers_of_state
    """,
    """
    dealgraph.bulk.reports dealgraph.imported dealgraph.standing.asking
    """,
    """
    dealgraph.build dealgraph.bulk.labour dealgraph.importing dealgraph.standing
    dealgraph.standing.claims dealgraph.standing.inquiries
    """,
    """
    dealgraph.bulk.loading dealgraph.importers.cuad_import dealgraph.importers.data_deals
    """,
    """
    dealservice dealservice.codes dealservice.examination dealservice.executables dealservice.forms
    dealservice.gauge dealservice.humane dealservice.isolation dealservice.isolation.asker
    dealservice.isolation.frames dealservice.isolation.limits dealservice.questions dealservice.received
    dealservice.rows dealservice.schemas dealservice.shelf dealservice.tally dealservice.texts
    dealservice.waiting dealservice.walls dealservice.wishes
    """,
    """
    dealservice.cache dealservice.charts dealservice.describe dealservice.evidence
    dealservice.isolation.line dealservice.journal dealservice.multipart dealservice.operations
    dealservice.reference dealservice.replies dealservice.scenarios dealservice.search
    dealservice.settings dealservice.snippets dealservice.summary dealservice.terminal
    dealservice.timelines dealservice.wordings
    """,
    """
    dealservice.administration dealservice.compliance dealservice.drafts dealservice.endpoints
    dealservice.imports dealservice.loading dealservice.markup dealservice.pushing
    """,
    """
    dealservice.answers dealservice.glimpses dealservice.library dealservice.openapi dealservice.outline
    dealservice.portrait dealservice.usage
    """,
    """
    dealservice.clauses dealservice.context dealservice.facts dealservice.glance
    dealservice.isolation.asked dealservice.overview dealservice.proven dealservice.sources
    dealservice.testimony dealservice.toolbox dealservice.unions
    """,
    """
    dealservice.agents dealservice.asking dealservice.dossiers dealservice.entry
    dealservice.isolation.worker dealservice.offers
    """,
    """
    dealservice.fields dealservice.isolation.keeper
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
    dealservice.agreement dealservice.catalogue dealservice.complaints dealservice.documents
    dealservice.editor dealservice.picture dealservice.portfolio dealservice.proofs dealservice.server
    """,
    """
    dealservice.canned dealservice.cli dealservice.doubtful dealservice.outlook dealservice.pages
    dealservice.sparql dealservice.things dealservice.whatif dealservice.writing
    """,
    """
    dealservice.graphstore dealservice.interface dealservice.lane dealservice.update
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
