"""SERVICE gives what it would give if the other endpoint's data stood in a graph of ours, and lets nothing else out."""

import json

import pytest
from hosts import endpoint, gives, host
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from dealgraph.answer import Question, Table, Triples, Truth
from dealgraph.federation import MAX_CALLS, expand
from dealgraph.outside import Outside
from dealgraph.problems import QueryProblem, QuerySyntax
from dealgraph.stores.embedded import EmbeddedStore

PREFIX = "@prefix : <http://example.org/> . "
HERE = f"{PREFIX} :a :name 'A' ; :knows :b . :b :name 'B' . :c :name 'C'@en ."
THERE = f"""{PREFIX} :a :age 1 ; :says "quo\\"te", "line\\nfeed", "back\\\\slash", "ünï"@de-AT, 1.5, true, "x"^^:own .
:b :age 2 . :d :age 3 ; :likes :a ."""
LOCAL = NamedNode("urn:local")
REMOTE = "urn:remote"
QUERIES = [
    "SELECT * { ?x :name ?n . S { ?x :age ?age } }",
    "SELECT * { S { ?x :age ?age } ?x :name ?n }",
    "SELECT * { ?x :name ?n OPTIONAL { S { ?x :age ?age } } }",
    "SELECT * { { S { ?x :age ?age } } UNION { ?x :name ?n } }",
    "SELECT * { ?x :name ?n MINUS { S { ?x :age 1 } } }",
    "SELECT * { ?x :name ?n FILTER EXISTS { S { ?x :age ?age } } }",
    "SELECT * { S { ?x :says ?y } }",
    "SELECT * { S { ?x :age ?age OPTIONAL { ?x :likes ?y } } }",
    "SELECT * { ?x :name ?n . S { ?x :age ?age OPTIONAL { ?x :likes ?y } } . ?y :knows ?z }",
    "SELECT (SUM(?age) AS ?sum) { S { ?x :age ?age } }",
    "SELECT * { S { SELECT ?x { ?x :age ?age } ORDER BY DESC(?age) LIMIT 2 } }",
    "SELECT * { S { :a :age 1 } ?x :knows ?y }",
    "SELECT * { S { :a :age 7 } ?x :knows ?y }",
    "SELECT * { S {} ?x :knows ?y }",
    "SELECT * { ?x :knows ?y { S { ?x :age ?one } } { S { ?y :age ?two } } }",
    "SELECT * { S { ?x :age ?age } S { ?x :age ?age } }",
    "SELECT ?x { ?x :name ?n } HAVING (?n = 'A') VALUES ?n { 'A' }",
    "SELECT ?service { ?service :name 'A' } # SERVICE <http://nowhere.invalid/> { }",
    "ASK { S { :d :age 3 } }",
    "CONSTRUCT { ?x :both ?age } { ?x :name ?n . S { ?x :age ?age } }",
]


def store_of(outside=None, *texts):
    store = Store()
    for graph, text in texts:
        store.extend(Quad(q.subject, q.predicate, q.object, graph) for q in parse(text, RdfFormat.TURTLE))
    return EmbeddedStore(store, "v", outside) if outside else store


def told(answer):
    """Make of an answer what can be compared."""
    if isinstance(answer, Table):
        names = sorted(answer.columns)
        rows = [dict(zip(answer.columns, map(str, row), strict=True)) for row in answer]
        return names, sorted(json.dumps(row, sort_keys=True) for row in rows)
    return sorted(map(str, answer.triples)) if isinstance(answer, Triples) else answer


@pytest.mark.parametrize("query", QUERIES)
def test_service_joins_what_another_endpoint_answers(query):
    query = f"PREFIX : <http://example.org/> {query}"
    with host(sparql=endpoint(THERE)) as there:
        address = f"{there.url}/sparql"
        federated = store_of(Outside((address,), reaches=lambda _: True), (LOCAL, HERE))
        found = federated.ask(Question(query.replace(" S {", f" SERVICE <{address}> {{")))
        every = EmbeddedStore(store_of(None, (LOCAL, HERE)), "v")
        every._store.extend(
            Quad(q.subject, q.predicate, q.object, NamedNode(REMOTE)) for q in parse(THERE, RdfFormat.TURTLE)
        )
        assert told(found) == told(every.ask(Question(query.replace(" S {", f" GRAPH <{REMOTE}> {{"))))
        assert len(there.asked) <= 2


@pytest.fixture
def there():
    with host(sparql=endpoint(THERE)) as found:
        yield found


@pytest.fixture
def store(there):
    return store_of(Outside((f"{there.url}/sparql",), reaches=lambda _: True), (LOCAL, HERE))


def ask(store, there, text):
    return store.ask(Question(text.replace("$", f"<{there.url}/sparql>").replace("@", f"<{there.url}/other>")))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE @ { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT @ { ?s ?p ?o } }",
        "SELECT * { service@{ ?s ?p ?o } }",
        "SELECT * { SERVICE ?x { ?s ?p ?o } }",
        "SELECT * { BIND($ AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "PREFIX o: @ SELECT * { SERVICE o: { ?s ?p ?o } }",
        "BASE @ SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE $ { SERVICE $ { ?s ?p ?o } } }",
        "SELECT * { SERVICE $ { SERVICE @ { ?s ?p ?o } } }",
        "SELECT * { SERVICE $ { ?s ?p ?o } SERVICE @ { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE @ { ?s ?p ?o } } } }",
        "SELECT * { FILTER EXISTS { SERVICE @ { ?s ?p ?o } } }",
        "SELECT * { SERVICE $ }",
        "SELECT * { SERVICE $ ?x { } }",
        "SELECT * { SERVICE",
        "SELECT * { SERVICE $ { ?s ?p ?o",
        "SELECT * { " + "SERVICE $ { ?s ?p ?o } " * (MAX_CALLS + 1) + "}",
    ],
)
def test_what_is_not_allowed_asks_nobody(store, there, query):
    with pytest.raises(QueryProblem) as caught:
        ask(store, there, query)
    assert caught.value.code in {"query-service", "query-large"}
    assert there.asked == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE $ { ?s ?p ?o } ?a ?b }",
        "SELECT * {\n SERVICE $ { ?s ?p ?o } FILTR(1) }",
        "SELECT * {\n SERVICE $ {\n ?s ?p } }",
    ],
)
def test_a_mistake_is_told_at_its_place_before_anybody_is_asked(store, there, query):
    with pytest.raises(QuerySyntax) as caught:
        ask(store, there, query)
    assert caught.value.line == query.count("\n") + 1
    assert there.asked == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>",
        b'{"head":{},"boolean":true}',
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"http://a> <http://b"}}]}}',
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a","xml:lang":"a b) }"}}]}}',
        b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a","datatype":"a> b"}}]}}',
    ],
)
def test_an_answer_that_would_get_into_the_query_is_refused(answer):
    with host(sparql=gives(answer, "application/sparql-results+json")) as there:
        store = store_of(Outside((f"{there.url}/sparql",), reaches=lambda _: True), (LOCAL, HERE))
        with pytest.raises(QueryProblem) as caught:
            ask(store, there, "SELECT * { SERVICE $ { ?x ?p ?o } }")
        assert caught.value.code == "outside-failed"
        assert [tuple(row) for row in ask(store, there, "SELECT * { SERVICE SILENT $ { ?x ?p ?o } }")] == [(None,) * 3]


def test_a_column_that_was_not_asked_for_is_left_out():
    body = b'{"head":{"vars":["x","z) { } #"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
    with host(sparql=gives(body, "application/sparql-results+json")) as there:
        store = store_of(Outside((f"{there.url}/sparql",), reaches=lambda _: True), (LOCAL, HERE))
        found = ask(store, there, "SELECT ?x ?p ?o { SERVICE $ { ?x ?p ?o } }")
        assert [tuple(map(str, row)) for row in found] == [('"1"', "None", "None")]
        assert list(found.columns) == ["x", "p", "o"]


def test_what_fails_in_silence_leaves_the_rest(store, there):
    there.answers.clear()
    rows = ask(store, there, "SELECT ?n { ?x <http://example.org/name> ?n SERVICE SILENT $ { ?x ?p ?o } }")
    assert len([*rows]) == 3
    with pytest.raises(QueryProblem, match="404"):
        ask(store, there, "SELECT * { SERVICE $ { ?x ?p ?o } }")


def test_silence_does_not_reach_a_host_of_this_machine(there):
    store = store_of(Outside((f"{there.url}/sparql",)), (LOCAL, HERE))
    with pytest.raises(QueryProblem) as caught:
        ask(store, there, "SELECT * { SERVICE SILENT $ { ?x ?p ?o } }")
    assert caught.value.code == "outside-refused"
    assert there.asked == []


def test_an_unnamed_node_of_another_endpoint_is_a_node_of_its_own():
    body = json.dumps(
        {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "bnode", "value": "b0"}}] * 2}}
    ).encode()
    with host(sparql=gives(body, "application/sparql-results+json")) as there:
        store = store_of(Outside((f"{there.url}/sparql",), reaches=lambda _: True), (LOCAL, HERE))
        (row,) = ask(store, there, "SELECT DISTINCT ?x { SERVICE $ { ?x ?p ?o } }")
        assert "/.well-known/genid/" in row[0].value


def test_a_store_that_was_told_nothing_asks_nobody(there):
    store = store_of(Outside(), (LOCAL, HERE))
    with pytest.raises(QueryProblem) as caught:
        ask(store, there, "ASK { SERVICE $ { ?x ?p ?o } }")
    assert caught.value.code == "query-service"
    assert there.asked == []


def test_a_word_that_only_looks_like_it_is_left_alone(store):
    assert store.ask(Question("ASK { FILTER('SERVICE <x> {}' = 'SERVICE <x> {}') }")) == Truth(value=True)
    text = "PREFIX service: <http://x/> SELECT ?service { ?service service:x 'SERVICE' } # SERVICE ?x {}"
    assert expand(text, Outside()) == text
    assert Literal("x") in {row[0] for row in store.ask(Question("SELECT ('x' AS ?service) {}"))}
