"""One contract for every engine: the same questions, the same answers, the same complaints."""

from pathlib import Path

import pytest
from ports import free_port
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from dealgraph import versions
from dealgraph.answer import Question, Table, Triples, Truth
from dealgraph.problems import QueryProblem, StoreMissing, StoreProblem, StoreRefused, StoreUnreachable, UsageProblem
from dealgraph.store import Store, open_store

ONE, TWO = NamedNode("http://example.org/graph/one"), NamedNode("http://example.org/graph/two")
SAYS = NamedNode("http://example.org/says")
QUADS = [
    Quad(NamedNode("http://example.org/a"), SAYS, Literal("eins", language="de"), ONE),
    Quad(NamedNode("http://example.org/a"), SAYS, NamedNode("http://example.org/b"), TWO),
    Quad(NamedNode("http://example.org/b"), SAYS, Literal('a "quote"\nand ünïcode'), TWO),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    store = tmp_path_factory.mktemp("contract") / "store"
    with versions.writing(store):
        versions.publish(store, "v1", {versions.QUADS: serialize(QUADS, format=RdfFormat.N_QUADS)}, {"inputs": "x"})
    return store


@pytest.fixture(params=["embedded", "oxigraph", "virtuoso"])
def engine(request, folder) -> Store:
    if request.param == "embedded":
        return open_store(str(folder))
    return request.getfixturevalue(f"{request.param}_server").holding(versions.current(folder))


def rows(engine: Store, text: str, **graphs: tuple[str, ...]) -> list[tuple]:
    answer = engine.ask(Question(text, **graphs))
    assert isinstance(answer, Table)
    return sorted(answer, key=str)


def test_the_default_graph_is_the_union_of_all_named_graphs(engine):
    assert len(rows(engine, f"SELECT * WHERE {{ ?s {SAYS} ?o }}")) == 3


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
    "text", [f"CONSTRUCT WHERE {{ ?s {SAYS} ?o }}", "DESCRIBE <http://example.org/a> <http://example.org/b>"]
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
    assert len(rows(engine, f"SELECT * WHERE {{ ?s {SAYS} ?o }}")) == 3


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


def test_the_default_graph_may_be_chosen_in_the_text(engine):
    text = "SELECT * FROM <http://example.org/graph/one> WHERE { ?s ?p ?o }"
    assert len(rows(engine, text)) == 1
    assert len(rows(engine, f"PREFIX g: <http://example.org/graph/> {text}".replace(str(ONE), "g:one"))) == 1


def test_an_engine_that_is_not_there_is_unreachable():
    with pytest.raises(StoreUnreachable, match="does not reply"):
        open_store(f"http://127.0.0.1:{free_port()}/sparql").ask(Question("ASK {}"))


@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_an_address_that_is_no_endpoint_is_refused(name, request):
    server = request.getfixturevalue(f"{name}_server")
    with pytest.raises(StoreRefused, match="no SPARQL endpoint"):
        open_store(f"http://127.0.0.1:{server.port}/nowhere").ask(Question("ASK {}"))


def test_an_address_with_a_password_is_refused_and_not_repeated():
    with pytest.raises(UsageProblem) as caught:
        open_store("http://me:secret@127.0.0.1/sparql")
    assert "secret" not in str(caught.value)
