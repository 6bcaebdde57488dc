"""What the tests of the ontology share: its folder, its quads, and an invented deal that uses every part of it."""

from pathlib import Path

import pytest
from pyoxigraph import Quad

from dealgraph import names
from dealgraph.infer import infer, read_rules
from dealgraph.places import data_folder
from dealgraph.schema import ontology_files, read_turtle


def _in_graph(quads, graph):
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


@pytest.fixture(scope="session")
def ontology_folder():
    return data_folder("ontology")


@pytest.fixture(scope="session")
def sample_file():
    return Path(__file__).with_name("sample.ttl")


@pytest.fixture(scope="session")
def schema_quads(ontology_folder):
    return _in_graph(read_turtle(ontology_files(ontology_folder)), names.ONTOLOGY_GRAPH)


@pytest.fixture(scope="session")
def sample_quads(sample_file):
    return _in_graph(read_turtle([sample_file]), names.source_graph("sample"))


@pytest.fixture(scope="session")
def rules(ontology_folder):
    return read_rules(ontology_folder)


@pytest.fixture(scope="session")
def inferred_quads(schema_quads, sample_quads, rules):
    return infer(schema_quads + sample_quads, rules)
