"""What pages and downloads are made of is the same whichever engine holds the graph."""

import pytest

from dealgraph.digests import canonical, is_unnamed
from dealgraph.names import VERSION_GRAPH
from dealgraph.stores.loading import Loader
from dealservice.questions import question, rows
from dealservice.unions import UNIONS, union_content


@pytest.fixture(params=["oxigraph", "virtuoso"])
def remote(request, built):
    """Give an engine that holds nothing but the graph that was built; a push leaves the graphs of others alone."""
    engine = request.getfixturevalue(f"{request.param}_server")
    found = engine.holding(built.version)
    loader = Loader(engine.doors, engine.access)
    for graph, _ in rows(found, question("graphs")):
        if graph.value.startswith("http://example.org/"):
            loader.drop(graph)
    return found


@pytest.mark.parametrize("union", UNIONS.values(), ids=lambda union: union.question)
def test_a_union_of_graphs_holds_the_same_statements(union, remote, store):
    there, here = (union_content(engine, union) for engine in (remote, store))
    assert set(canonical(t for t in there if not is_unnamed(t))) == set(canonical(t for t in here if not is_unnamed(t)))
    assert sum(map(is_unnamed, there)) == sum(map(is_unnamed, here))


def test_the_graph_by_which_an_engine_remembers_is_no_part_of_what_it_holds(remote, store):
    listed = {graph: int(count.value) for graph, count in rows(remote, question("graphs"))}
    assert listed == {graph: int(count.value) for graph, count in rows(store, question("graphs"))}
    assert VERSION_GRAPH not in listed
