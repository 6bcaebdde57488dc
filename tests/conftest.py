"""What all tests share: the graph as it is built from this checkout, and the texts that it was read from."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from engines import Engine, oxigraph, running, virtuoso
from portfolio_corpus import COMPANIES, write

from dealgraph.build import Inputs, Outcome, build
from dealgraph.importers.cuad_import import CuadImporter
from dealgraph.importing import ImportOutcome, bring_in
from dealgraph.places import data_folder
from dealgraph.store import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
LONGEST = ("imports/test_whole_of_cuad.py", "ontology/test_protege.py", "browser", "queries")
"""What takes minutes begins first, so that several processes of tests end at about the same time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest before all else, and leave the order as it is otherwise."""
    first = [ROOT / "tests" / name for name in LONGEST]
    items.sort(key=lambda item: [not item.path.is_relative_to(place) for place in first])


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Build the graph once, from nothing."""
    return build(Inputs(), tmp_path_factory.mktemp("built") / "store")


@pytest.fixture(scope="session")
def built_store(built: Outcome) -> Path:
    """Give the folder of versions of the graph that was built."""
    return built.version.folder.parents[1]


@pytest.fixture(scope="session")
def store(built_store: Path) -> Store:
    """Open the graph that was built."""
    return open_store(str(built_store))


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Run the server of Oxigraph."""
    yield from _run(oxigraph(tmp_path_factory.mktemp("oxigraph")), "the package oxigraph")


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Run Virtuoso."""
    yield from _run(virtuoso(tmp_path_factory.mktemp("virtuoso")), "Debian's virtuoso-opensource-7")


def _run(engine: Engine | None, package: str) -> Iterator[Engine]:
    if engine is None:
        if os.environ.get("CI"):
            pytest.fail(f"{package} is not installed, but these tests must run in CI")
        pytest.skip(f"{package} is not installed")
    with running(engine):
        yield engine


@pytest.fixture(scope="session")
def portfolio(built_store: Path, tmp_path_factory: pytest.TempPathFactory) -> ImportOutcome:
    """Import a small set of data once, into a copy of the graph that was built."""
    base = tmp_path_factory.mktemp("portfolio")
    shutil.copytree(built_store, base / "store")
    importer = CuadImporter(write(base / "cuad"), COMPANIES)
    return bring_in(importer, base / "store", data_folder("ontology"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Find the folder of texts that the project does not contain; skip where it is absent."""
    folder = Path(os.environ.get("DEALGRAPH_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"{folder} is absent, but these tests must run in CI; set DEALGRAPH_SHARED")
        pytest.skip("the folder of source texts is absent; name it in DEALGRAPH_SHARED")
    return folder


@pytest.fixture(scope="session")
def article(shared: Path) -> Path:
    """Find the article that the notes were taken from."""
    return shared / "article" / "article.txt"
