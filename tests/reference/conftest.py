"""The service over the graph that was built, and all the IRIs of ours that the graph holds."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from dealgraph import names
from dealgraph.answer import Question
from dealgraph.downloads import DATA, MERGED
from dealservice.app import create_app
from dealservice.library import library
from dealservice.reference import read_reference
from dealservice.settings import Settings


@pytest.fixture(scope="session")
def client(built_store):
    return create_app(Settings(store=str(built_store))).test_client()


@pytest.fixture(scope="session")
def quads(built):
    return list(parse(path=str(built.version.quads), format=RdfFormat.N_QUADS))


@pytest.fixture(scope="session")
def reference(store):
    return read_reference(store)


@pytest.fixture(scope="session")
def ours(quads):
    """Collect every IRI of ours in the built graph, and those of the downloads, the shapes and the alignments."""
    nodes = {part for quad in quads for part in (*quad.triple, quad.graph_name) if isinstance(part, NamedNode)}
    beside = {row[0] for row in library().ask(Question("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"))}
    return sorted(node.value for node in {*nodes, *beside, DATA, MERGED} if node.value.startswith(names.BASE))
