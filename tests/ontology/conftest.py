"""What the tests of the ontology share: its folder, its quads, and an invented deal that uses every part of it."""

import os
from pathlib import Path

import pytest
from pyoxigraph import Quad

from dealgraph import names
from dealgraph.build import Inputs, read_documents
from dealgraph.infer import infer, read_rules
from dealgraph.places import data_folder
from dealgraph.quads import document_quads, ontology_quads
from dealgraph.schema import read_turtle

collect_ignore = ["prove.py", "gates.py", "owlapi_environment.py", "owlapi_worker.py", "expected_counts.py"]
"""Parts of a program of its own, which pytest need not import in search of doctests."""


@pytest.fixture(scope="session")
def ontology_folder():
    return data_folder("ontology")


@pytest.fixture(scope="session")
def schema_quads(ontology_folder):
    return ontology_quads(ontology_folder)


@pytest.fixture(scope="session")
def sample_file():
    return Path(__file__).with_name("sample.ttl")


@pytest.fixture(scope="session")
def sample_quads(sample_file):
    graph = names.source_graph("sample")
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read_turtle([sample_file])]


@pytest.fixture(scope="session")
def article_quads():
    return [quad for document in read_documents(Inputs()) for quad in document_quads(document)]


@pytest.fixture(scope="session")
def rules(ontology_folder):
    return read_rules(ontology_folder)


@pytest.fixture(scope="session")
def inferred_quads(schema_quads, sample_quads, rules):
    return infer(schema_quads + sample_quads, rules)


@pytest.fixture(scope="session")
def write_catalog(ontology_folder):
    """Give a function that puts a catalog of the ontology into another folder."""

    def write(folder):
        catalog = (ontology_folder / "catalog-v001.xml").read_text(encoding="utf-8")
        to_ontology = os.path.relpath(ontology_folder, folder)
        (folder / "catalog-v001.xml").write_text(catalog.replace('uri="', f'uri="{to_ontology}/'), encoding="utf-8")

    return write
