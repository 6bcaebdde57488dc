"""One contract for every engine: the same questions, the same answers, the same complaints."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from dealgraph import versions
from dealgraph.answer import Question, Table, Triples, Truth
from dealgraph.problems import QueryProblem, StoreMissing, StoreProblem, StoreRefused, StoreUnreachable
from dealgraph.store import Store, open_store

ONE, TWO = NamedNode("http://example.org/graph/one"), NamedNode("http://example.org/graph/two")
SAYS = NamedNode("http://example.org/says")
QUADS = [
    Quad(NamedNode("http://example.org/a"), SAYS, Literal("eins", language="de"), ONE),
    Quad(NamedNode("http://example.org/a"), SAYS, NamedNode("http://example.org/b"), TWO),
    Quad(NamedNode("http://example.org/b"), SAYS, Literal('a "quote"\nand ünïcode'), TWO),
]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    store = tmp_path_factory.mktemp("contract") / "store"
    with versions.writing(store):
        versions.publish(store, "v1", {versions.QUADS: serialize(QUADS, format=RdfFormat.N_QUADS)}, {"inputs": "x"})
    return store


@pytest.fixture(scope="module")
def server(folder, tmp_path_factory) -> Iterator[str]:
    """A real Oxigraph server of the PyPI package, on a free port."""
    program = shutil.which("oxigraph", path=f"{Path(__import__('sys').executable).parent}")
    if program is None:
        pytest.skip("the package oxigraph is not installed")
    data = tmp_path_factory.mktemp("oxigraph")
    quads = versions.current(folder).quads
    subprocess.run([program, "load", "--location", data, "--file", quads], check=True, capture_output=True)
    port = free_port()
    command = [program, "serve-read-only", "--location", data, "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/query"
    running.terminate()
    running.wait(10)


@pytest.fixture(params=["embedded", "remote"])
def engine(request, folder) -> Store:
    return open_store(str(folder) if request.param == "embedded" else request.getfixturevalue("server"))


def rows(engine: Store, text: str, **graphs: tuple[str, ...]) -> list[tuple]:
    answer = engine.ask(Question(text, **graphs))
    assert isinstance(answer, Table)
    return sorted(answer, key=str)


def test_the_default_graph_is_the_union_of_all_named_graphs(engine):
    assert len(rows(engine, "SELECT * WHERE { ?s ?p ?o }")) == 3


def test_a_named_graph_can_be_asked_alone(engine):
    assert len(rows(engine, f"SELECT * WHERE {{ GRAPH {TWO} {{ ?s ?p ?o }} }}")) == 2


def test_the_request_may_choose_the_default_graph(engine):
    assert len(rows(engine, "SELECT * WHERE { ?s ?p ?o }", default_graphs=(ONE.value,))) == 1


def test_the_request_may_choose_the_named_graphs(engine):
    found = rows(engine, "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", named_graphs=(ONE.value,))
    assert found == [(ONE,)]


def test_terms_come_back_as_they_were_stored(engine):
    assert rows(engine, "SELECT ?o WHERE { <http://example.org/b> ?p ?o }") == [(QUADS[2].object,)]
    assert rows(engine, f"SELECT ?o WHERE {{ GRAPH {ONE} {{ ?s ?p ?o }} }}") == [(QUADS[0].object,)]


def test_a_variable_without_a_value_is_none(engine):
    text = f"SELECT ?o ?x WHERE {{ GRAPH {ONE} {{ ?s ?p ?o OPTIONAL {{ ?o ?q ?x }} }} }}"
    answer = engine.ask(Question(text))
    assert answer.columns == ("o", "x")
    assert list(answer) == [(QUADS[0].object, None)]


def test_ask_gives_a_truth(engine):
    assert engine.ask(Question("ASK { ?s ?p ?o }")) == Truth(value=True)
    assert engine.ask(Question("ASK { ?s ?p 1 }")) == Truth(value=False)


@pytest.mark.parametrize(
    "text", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://example.org/a> <http://example.org/b>"]
)
def test_construct_and_describe_give_triples(engine, text):
    answer = engine.ask(Question(text))
    assert isinstance(answer, Triples)
    assert {str(t) for t in answer.triples} == {str(q.triple) for q in QUADS}


def test_a_wrong_query_is_the_query_s_fault(engine):
    with pytest.raises(QueryProblem):
        engine.ask(Question("SELECT * WHERE { ?s ?p "))


def test_an_update_is_refused_and_changes_nothing(engine):
    with pytest.raises((QueryProblem, StoreProblem)):
        engine.ask(Question("DELETE WHERE { ?s ?p ?o }"))
    assert len(rows(engine, "SELECT * WHERE { ?s ?p ?o }")) == 3


def test_a_folder_without_a_graph_says_so(tmp_path):
    with pytest.raises(StoreMissing, match="no graph"):
        open_store(str(tmp_path / "nothing"))


def test_a_damaged_version_says_so(tmp_path):
    with versions.writing(tmp_path):
        version = versions.publish(tmp_path, "v1", {versions.QUADS: b"<a> <b"}, {})
    with pytest.raises(StoreProblem, match="damaged"):
        open_store(str(tmp_path))
    (version.folder / versions.MANIFEST).write_text("{")
    with pytest.raises(StoreProblem, match="damaged"):
        open_store(str(tmp_path))


def test_an_engine_that_is_not_there_is_unreachable():
    with pytest.raises(StoreUnreachable, match="does not reply"):
        open_store(f"http://127.0.0.1:{free_port()}/sparql").ask(Question("ASK {}"))


def test_an_address_that_is_no_endpoint_is_refused(server):
    with pytest.raises(StoreRefused):
        open_store(server.replace("/query", "/nowhere")).ask(Question("ASK {}"))
