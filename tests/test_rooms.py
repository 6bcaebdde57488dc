"""The modules stand in rank order: each imports only from below, and none imports in a circle."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RANKS = [
    {"dealgraph", "dealgraph.problems", "dealgraph.names", "dealgraph.moments", "dealgraph.stores"},
    {"dealgraph.places", "dealgraph.answer", "dealgraph.document", "dealgraph.schema", "dealgraph.values",
     "dealgraph.yaml_tree", "dealgraph.sparql_text", "dealgraph.versions", "dealgraph.infer", "dealgraph.catalog"},
    {"dealgraph.derive", "dealgraph.quads", "dealgraph.check", "dealgraph.passages",
     "dealgraph.stores.embedded", "dealgraph.stores.remote", "dealgraph.query_file"},
    {"dealgraph.notes", "dealgraph.store", "dealgraph.downloads"},
    {"dealgraph.lookup", "dealgraph.build"},
    {"dealgraph.binding"},
    {"dealservice", "dealservice.settings", "dealservice.forms"},
    {"dealservice.answers", "dealservice.complaints"},
    {"dealservice.sparql", "dealservice.describe", "dealservice.canned", "dealservice.things", "dealservice.pages"},
    {"dealservice.app"},
    {"dealservice.server"},
    {"dealservice.cli"},
]  # fmt: skip
FILES = sorted([*(ROOT / "graph/dealgraph").rglob("*.py"), *(ROOT / "service/dealservice").rglob("*.py")])


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def rank_of(module: str) -> int:
    return next((rank for rank, names in enumerate(RANKS) if module in names), -1)


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
