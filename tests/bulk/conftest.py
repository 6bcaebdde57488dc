"""A small collection of synthetic deals, and the graph that is loaded from it."""

import sys
from pathlib import Path

import pytest

from dealgraph.bulk.loading import Loaded, load

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))


@pytest.fixture(scope="session")
def deals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a file of synthetic deals, each in a graph of its own."""
    import synthetic

    file = tmp_path_factory.mktemp("deals") / "deals.nq"
    file.write_text("".join(text for _, text in synthetic.documents(2200)), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def loaded(deals: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Load them once."""
    return load([deals], tmp_path_factory.mktemp("loaded") / "store", workers=2)
