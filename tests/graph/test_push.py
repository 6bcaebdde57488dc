"""Loading a version into a real engine: killed on either side, resumed, verified, nothing twice."""

import pytest
from engines import oxigraph, running, virtuoso
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from dealgraph import names, versions
from dealgraph.cargo import Cargo
from dealgraph.digests import canonical, digest_of_named, digest_of_unnamed
from dealgraph.problems import StoreProblem, StoreRefused, StoreUnreachable
from dealgraph.push import Push
from dealgraph.stores.loading import Doors, Loader

A, B = NamedNode("http://example.org/pushed/a"), NamedNode("http://example.org/pushed/b")
XSD = "http://www.w3.org/2001/XMLSchema#"
COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@pytest.fixture(params=["oxigraph", "virtuoso"])
def engine(request):
    """Give a running engine that holds nothing of ours, and may be killed."""
    found = request.getfixturevalue(f"{request.param}_server")
    loader = Loader(found.doors, found.access)
    for graph in (*held(found), names.VERSION_GRAPH.value):
        loader.drop(NamedNode(graph))
    yield found
    found.holds = ""


@pytest.fixture(scope="session")
def expected(built):
    """Count the statements of each graph of the version."""
    return {load.graph.value: load.count for load in Cargo.read(built.version).loads}


def held(engine):
    rows = engine.store().select(COUNTS)
    counts = {graph.value: int(number.value) for graph, number in rows}
    return {
        graph: number for graph, number in counts.items() if graph.startswith(names.GRAPH) and "version" not in graph
    }


def stopping(at, act):
    """Give a progress that acts once, when so many statements are there."""
    done = []

    def progress(count, _all):
        if count >= at and not done:
            done.append(count)
            act()

    return progress


class StoppedError(Exception):
    """What stops a push from our side."""


def stop():
    raise StoppedError


@pytest.mark.parametrize("share", [0.5, 0.99])
def test_a_push_whose_engine_is_killed_goes_on_and_loads_nothing_twice(engine, built, expected, share):
    at = int(share * sum(expected.values()))
    with pytest.raises(StoreUnreachable):
        engine.push(built.version, stopping(at, engine.kill))
    engine.start()
    assert engine.store().recorded_version() == ""
    engine.push(built.version)
    assert held(engine) == expected
    assert engine.store().recorded_version() == built.version.name


def test_a_push_that_is_killed_itself_goes_on_where_it_stopped(engine, built, expected):
    at = int(0.8 * sum(expected.values()))
    with pytest.raises(StoppedError):
        engine.push(built.version, stopping(at, stop))
    before = held(engine)
    again = engine.push(built.version)
    assert held(engine) == expected
    whole = {graph for graph, number in before.items() if number == expected[graph]}
    assert whole
    assert not whole & set(again.loaded)


def test_another_version_replaces_what_differs_and_leaves_the_graphs_of_others_alone(engine, built, expected, tmp_path):
    engine.push(built.version)
    loader = Loader(engine.doors, engine.access)
    loader.add(A, [Triple(A, B, Literal("of others"))])
    loader.add(names.source_graph("article"), [Triple(A, B, Literal("slipped in"))])
    loader.drop(names.source_graph("context-dates"))
    done = engine.push(built.version)
    assert {names.short(graph) for graph in done.loaded} == {
        names.short(names.source_graph(name).value) for name in ("article", "context-dates")
    }
    assert held(engine) == expected
    assert len(engine.store().select(f"SELECT * WHERE {{ GRAPH {A} {{ ?s ?p ?o }} }}")) == 1
    other = publish(tmp_path, [Quad(A, B, Literal("new"), names.source_graph("new"))])
    assert set(engine.push(other).removed) == set(expected)
    assert held(engine) == {names.source_graph("new").value: 1}


def test_a_push_of_what_is_there_sends_nothing(engine, built):
    engine.push(built.version)
    again = engine.push(built.version)
    assert (again.loaded, len(again.found)) == ((), 4)


class LossyLoader(Loader):
    """Sends less than it was given, as an engine might store less than it was sent."""

    def add(self, graph, triples):
        super().add(graph, list(triples)[1:])


def test_an_engine_that_holds_something_else_than_it_was_sent_is_found_out(oxigraph_server, tmp_path):
    oxigraph_server.holds = ""
    version = publish(tmp_path, [Quad(A, B, Literal(text), names.source_graph("new")) for text in "xyz"])
    loader = LossyLoader(oxigraph_server.doors, oxigraph_server.access)
    with pytest.raises(StoreRefused, match="other statements") as caught:
        Push(version, oxigraph_server.store(), loader).run()
    assert caught.value.code == "push-mismatch"
    assert oxigraph_server.store().recorded_version() == ""


@pytest.mark.parametrize(("make", "graphs"), [(oxigraph, "/store"), (virtuoso, "/sparql-graph-crud-auth")])
def test_statements_may_be_sent_by_the_graph_store_protocol(make, graphs, built, expected, tmp_path):
    engine = make(tmp_path)
    if engine is None:
        pytest.skip("the engine is not installed")
    with running(engine):
        engine.doors = Doors(engine.doors.update, f"http://127.0.0.1:{engine.port}{graphs}")
        engine.push(built.version)
        assert held(engine) == expected
        assert engine.store().recorded_version() == built.version.name


def publish(folder, quads):
    with versions.writing(folder):
        return versions.publish(folder, "v", {versions.QUADS: serialize(quads, format=RdfFormat.N_QUADS)}, {})


def test_a_damaged_version_is_not_pushed(tmp_path):
    with versions.writing(tmp_path):
        version = versions.publish(tmp_path, "v", {versions.QUADS: b"<a> <b"}, {})
    with pytest.raises(StoreProblem, match="damaged"):
        Cargo.read(version)


def test_batches_hold_every_statement_once_and_never_part_a_subject(built):
    cargo = Cargo.read(built.version)
    for load in cargo.loads:
        batches = [*cargo.batches(load)]
        subjects = [{t.subject for t in batch} for batch in batches]
        assert sum(map(len, subjects)) == len(set().union(*subjects))
        nodes = [
            {term for t in batch for term in (t.subject, t.object) if isinstance(term, BlankNode)}
            for batch in load.unnamed_batches()
        ]
        assert sum(map(len, nodes)) == len(set().union(*nodes))
        assert sum(map(len, batches)) + len(load.unnamed) == load.count


def test_a_digest_knows_no_order_no_names_of_blank_nodes_and_no_spelling_of_values(built):
    triples = [q.triple for q in parse(path=str(built.version.quads), format=RdfFormat.N_QUADS)]
    unnamed = [t for t in triples if isinstance(t.subject, BlankNode) and not isinstance(t.object, BlankNode)]
    renamed = [Triple(BlankNode(f"x{t.subject.value}"), t.predicate, t.object) for t in reversed(unnamed)]
    assert digest_of_unnamed(unnamed) == digest_of_unnamed(renamed) != digest_of_unnamed(unnamed[1:])
    one, also_one = (Triple(A, B, Literal(text, datatype=NamedNode(f"{XSD}integer"))) for text in ("1", "01"))
    assert digest_of_named([one]) == digest_of_named([also_one])
    assert canonical([Triple(A, B, Literal("x", language="en-GB"))]) == canonical(
        [Triple(A, B, Literal("x", language="en-gb"))]
    )
