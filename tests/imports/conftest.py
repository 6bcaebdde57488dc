"""What the tests of imports share: a small set of data, and a graph to import it into."""

import shutil

import pytest
from portfolio_corpus import write


@pytest.fixture
def folder(tmp_path):
    """Write the small set of data anew."""
    return write(tmp_path / "cuad")


@pytest.fixture
def store_folder(built_store, tmp_path):
    """Copy the graph of the article, to import into."""
    shutil.copytree(built_store, tmp_path / "store")
    return tmp_path / "store"
