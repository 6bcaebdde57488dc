"""The modules stand in rank order: each imports only from below, and none imports in a circle."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RANKS = [
    """
    dealgraph dealgraph.answer dealgraph.moments dealgraph.names dealgraph.problems
    dealgraph.stores
    """,
    """
    dealgraph.document dealgraph.infer dealgraph.paging dealgraph.places dealgraph.relay dealgraph.schema
    dealgraph.sparql_text dealgraph.values dealgraph.versions dealgraph.yaml_tree
    """,
    """
    dealgraph.blocks dealgraph.changelog dealgraph.check dealgraph.confinement dealgraph.derive dealgraph.passages
    dealgraph.payload dealgraph.quads dealgraph.tokens dealgraph.update_text
    dealgraph.stores.embedded dealgraph.stores.remote
    """,
    """
    dealgraph.downloads dealgraph.notes dealgraph.store
    """,
    """
    dealgraph.candidate dealgraph.catalog dealgraph.lookup dealgraph.exports.facts dealgraph.exports.writing
    """,
    """
    dealgraph.binding dealgraph.build dealgraph.changes dealgraph.mentions dealgraph.updating
    dealgraph.exports.conditions dealgraph.exports.oa
    """,
    """
    dealgraph.query_check dealgraph.writer dealgraph.exports.nanopub dealgraph.exports.rules
    """,
    """
    dealgraph.query_file dealgraph.exports.odrl
    """,
    """
    dealgraph.questions dealgraph.exports
    """,
    """
    dealservice dealservice.codes dealservice.forms dealservice.humane dealservice.received dealservice.isolation
    """,
    """
    dealservice.examination dealservice.executables dealservice.multipart dealservice.replies dealservice.rows
    dealservice.settings dealservice.shelf dealservice.wishes dealservice.isolation.limits
    """,
    """
    dealservice.charts dealservice.evidence dealservice.server dealservice.snippets dealservice.terminal
    dealservice.isolation.frames
    """,
    """
    dealservice.markup
    """,
    """
    dealservice.administration dealservice.answers dealservice.service dealservice.cache
    """,
    """
    dealservice.asking dealservice.complaints dealservice.isolation.asked
    """,
    """
    dealservice.questions dealservice.cli dealservice.writing dealservice.isolation.worker
    """,
    """
    dealservice.library dealservice.reference dealservice.isolation.keeper
    """,
    """
    dealservice.context dealservice.describe dealservice.fields dealservice.graphstore dealservice.outline
    dealservice.portrait dealservice.update dealservice.usage dealservice.isolation.supervisor
    """,
    """
    dealservice.facts dealservice.overview dealservice.unions dealservice.isolation.client
    """,
    """
    dealservice.entry
    """,
    """
    dealservice.canned dealservice.catalogue dealservice.pages dealservice.sparql dealservice.things
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
            found |= {f"{node.module}.{a.name}" if node.module in {"dealgraph", "dealservice"} else node.module
                      for a in node.names}  # fmt: skip
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if rank_of(name) >= 0}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_module_imports_only_from_lower_ranks(file: Path) -> None:
    rank = rank_of(name_of(file))
    assert rank >= 0, f"{name_of(file)} has no rank yet: add it to RANKS"
    assert {name for name in imports_of(file) if rank_of(name) >= rank} == set()


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_module_stays_small(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 400
