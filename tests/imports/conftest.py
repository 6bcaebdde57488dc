"""What the tests of imports share: small sets of data, and graphs into which they were imported."""

import shutil
import sys
from pathlib import Path

import pytest

from dealgraph.importers.cuad_import import CuadImporter
from dealgraph.importing import bring_in
from dealgraph.places import data_folder

sys.path.insert(0, str(Path(__file__).parent))
import corpus

ONTOLOGY = data_folder("ontology")


@pytest.fixture
def folder(tmp_path):
    """Write the small set of data anew."""
    return corpus.write(tmp_path / "cuad")


@pytest.fixture
def store_folder(built_store, tmp_path):
    """Copy the graph of the article, to import into."""
    shutil.copytree(built_store, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture(scope="session")
def portfolio(built_store, tmp_path_factory):
    """Import the small set of data once, into a copy of the graph of the article."""
    base = tmp_path_factory.mktemp("portfolio")
    shutil.copytree(built_store, base / "store")
    return bring_in(CuadImporter(corpus.write(base / "cuad")), base / "store", ONTOLOGY)
