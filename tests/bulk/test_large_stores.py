"""A large graph on the disk and in memory: the same answers as from a small one, and served from either."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from dealgraph import names
from dealgraph.answer import Question, Table, Triples, Truth
from dealgraph.bulk.loading import Loaded
from dealgraph.store import Store as Asked
from dealgraph.store import open_store
from dealgraph.stores.disk import DiskStore, WarmStore, names_graphs
from dealgraph.stores.embedded import EmbeddedStore

NUMBER = "SELECT (COUNT(*) AS ?number)"
COUNT = f"{NUMBER} WHERE"
GRAPH_1 = names.source_graph("deal-1")
QUESTIONS = [
    Question(f"{COUNT} {{ ?s ?p ?o }}"),
    Question(f"{COUNT} {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
    Question(f"{COUNT} {{ GRAPH ?g {{ ?s ?p ?o }} ?s a ?kind }}"),
    Question(f"{NUMBER} FROM {GRAPH_1} WHERE {{ ?s ?p ?o }}"),
    Question(f"{NUMBER} FROM NAMED {GRAPH_1} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
    Question(f"{COUNT} {{ ?s ?p ?o }}", default_graphs=(GRAPH_1.value,)),
    Question(f"{COUNT} {{ GRAPH ?g {{ ?s ?p ?o }} }}", named_graphs=(GRAPH_1.value,)),
    Question(f"SELECT ?company ?label {{ ?company a {names.deal('Company')} ; {names.LABEL} ?label }}"),
    Question("SELECT ?kind (COUNT(*) AS ?n) { ?s a ?kind } GROUP BY ?kind ORDER BY ?kind"),
    Question(f"ASK {{ GRAPH {GRAPH_1} {{ ?s a {names.deal('Agreement')} }} }}"),
    Question(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {names.thing('right-1')} ?p ?o . ?s ?p ?o }}"),
]


def told(store: Asked, question: Question) -> object:
    answer = store.ask(question)
    if isinstance(answer, Table):
        return sorted(map(str, answer))
    if isinstance(answer, Truth):
        return answer.value
    assert isinstance(answer, Triples)
    return set(answer.triples)


@pytest.fixture(scope="module")
def small(loaded: Loaded) -> EmbeddedStore:
    store = Store()
    store.bulk_load(path=str(loaded.version.quads), format=RdfFormat.N_QUADS)
    return EmbeddedStore(store, loaded.version.name)


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_disk_and_memory_answer_as_a_small_store_does(question: Question, small: EmbeddedStore, loaded: Loaded) -> None:
    expected = told(small, question)
    assert expected not in ([], set(), None)
    assert told(DiskStore.load(loaded.version), question) == expected
    assert told(WarmStore(loaded.version), question) == expected


def test_a_statement_of_several_documents_is_in_memory_once(loaded: Loaded) -> None:
    triples = {line[: line.rindex(b" <")] for line in loaded.version.quads.read_bytes().splitlines()}
    assert len(WarmStore(loaded.version)) == len(triples)
    assert len(WarmStore(loaded.version)) < sum(loaded.version.manifest["quads"].values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", False),
        ("SELECT * { ?s ?p 'GRAPH' # from\n }", False),
        ("SELECT * { ?graph ?from <http://graph/FROM> }", False),
        ("PREFIX graph: <http://graph/> SELECT * { ?s graph:from ?o }", False),
        ("SELECT * { graph ?g { ?s ?p ?o } }", True),
        ("SELECT * from <http://a> { ?s ?p ?o }", True),
    ],
)
def test_questions_that_name_graphs_are_known_by_their_words(text: str, *, expected: bool) -> None:
    assert names_graphs(Question(text)) == expected


def test_a_large_graph_opens_from_the_disk(loaded: Loaded) -> None:
    assert isinstance(open_store(str(loaded.version.folder.parents[1])), DiskStore)


def test_a_generation_is_served_from_the_disk_first_and_then_from_memory(
    loaded: Loaded, small: EmbeddedStore, tmp_path: Path
) -> None:
    from dealservice.isolation.client import Pool
    from dealservice.isolation.limits import Limits
    from dealservice.isolation.supervisor import Supervisor

    limits = Limits(**json.loads(json.dumps(asdict(Limits(5.0, 1 << 30, 1 << 20, 1, 2, 5.0)))))
    supervisor, pool = Supervisor(loaded.version.folder.parents[1], tmp_path, limits), Pool(tmp_path, limits)
    served = []
    try:
        for _ in range(3):
            supervisor.tend()
            assert supervisor._serving is not None
            served.append((supervisor._serving.is_warm, (tmp_path / "current").resolve()))
            for question in QUESTIONS:  # a worker may open the files that it needs for these
                assert told(pool, question) == told(small, question), (served[-1], question)
    finally:
        supervisor._end()
    assert [is_warm for is_warm, _ in served] == [False, True, True]
    assert served[0][1] != served[1][1] == served[2][1]
