"""Stores for the tests of exports: the invented deal, and graphs that a test writes itself."""

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from dealgraph import names
from dealgraph.infer import infer, read_rules
from dealgraph.places import data_folder
from dealgraph.quads import ontology_quads
from dealgraph.stores.embedded import EmbeddedStore

SAMPLE = Path(__file__).resolve().parents[1] / "ontology" / "sample.ttl"


@pytest.fixture(scope="session")
def store_of():
    """Give a maker of stores: Turtle in, a store with ontology and inferences out."""
    folder = data_folder("ontology")
    ontology, rules = ontology_quads(folder), read_rules(folder)

    def make(turtle):
        graph = names.source_graph("sample")
        read = parse(input=(names.prologue().replace("PREFIX", "prefix") + turtle).encode(), format=RdfFormat.TURTLE)
        quads = [*ontology, *(Quad(q.subject, q.predicate, q.object, graph) for q in read)]
        engine = Store()
        engine.bulk_extend([*quads, *infer(quads, rules)])
        return EmbeddedStore(engine, "sample")

    return make


@pytest.fixture(scope="session")
def sample_store(store_of):
    """Open the invented deal that uses every part of the ontology."""
    return store_of(SAMPLE.read_text(encoding="utf-8"))
