"""SPARQL 1.1 Protocol at /sparql."""

import json
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import RdfFormat, parse

from dealgraph.problems import QueryProblem, UsageProblem
from dealservice.examination import MAX_DEPTH, examine

SELECT = "SELECT ?o WHERE { <https://w3id.org/dealgraph/id/acme> <http://www.w3.org/2000/01/rdf-schema#label> ?o }"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"
DESCRIBE = "DESCRIBE <https://w3id.org/dealgraph/id/acme>"
QUERY_TYPE = "application/sparql-query"
FORM_TYPE = "application/x-www-form-urlencoded"


def get(client, query, accept="", **parameters):
    return client.get(
        "/sparql", query_string={"query": query} | parameters, headers={"Accept": accept} if accept else {}
    )


def post(client, body, content_type=QUERY_TYPE, query=None, headers=None):
    return client.post("/sparql", data=body, content_type=content_type, query_string=query, headers=headers)


def complaint(response, status, code):
    """Assert the one shape that every problem has."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    details = response.get_json(force=True)
    assert details["status"] == status
    assert details["code"] == code
    assert details["type"].endswith(f"/docs/errors#{code}")
    assert details["title"]
    assert details["detail"].endswith((".", "?")), details["detail"]
    return details


@pytest.mark.parametrize(
    ("query", "content_type"),
    [
        (SELECT, "application/sparql-results+json"),
        (ASK, "application/sparql-results+json"),
        (CONSTRUCT, "text/turtle; charset=utf-8"),
        (DESCRIBE, "text/turtle; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("way", ["get", "post a form", "post the query", "post the query with a charset"])
def test_a_query_can_be_sent_in_every_way(client, query, content_type, way):
    response = {
        "get": lambda: client.get("/sparql", query_string={"query": query}),
        "post a form": lambda: client.post("/sparql", data=urlencode({"query": query}), content_type=FORM_TYPE),
        "post the query": lambda: client.post("/sparql", data=query, content_type=QUERY_TYPE),
        "post the query with a charset": lambda: client.post(
            "/sparql", data=query, content_type=f"{QUERY_TYPE}; charset=UTF-8"
        ),
    }[way]()
    assert (response.status_code, response.content_type) == (200, content_type)
    assert response.data


def test_both_spellings_of_the_address_work(client):
    assert client.get("/sparql/", query_string={"query": ASK}).status_code == 200


def test_a_value_is_found(client):
    bindings = get(client, SELECT).get_json(force=True)["results"]["bindings"]
    assert bindings == [{"o": {"type": "literal", "value": "Acme", "xml:lang": "en"}}]


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "application/json", "application/json"),
        (SELECT, "text/csv;q=0.1, application/sparql-results+xml;q=0.2", "application/sparql-results+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/turtle", "text/turtle; charset=utf-8"),
        (DESCRIBE, "application/rdf+xml, */*;q=0.5", "application/rdf+xml"),
    ],
)
def test_accept_decides(client, query, accept, content_type):
    response = get(client, query, accept)
    assert response.content_type == content_type
    assert "Accept" in response.headers["Vary"]


def test_the_parameter_format_wins_over_accept_so_that_a_link_can_name_a_form(client):
    assert get(client, SELECT, "text/html,*/*;q=0.8", format="csv").mimetype == "text/csv"


def test_a_format_that_does_not_fit_the_query_is_passed_over(client):
    assert get(client, SELECT, "text/csv", format="turtle", output="nonsense").mimetype == "text/csv"


def test_a_client_that_takes_nothing_we_have_gets_406_with_the_list(client):
    details = complaint(get(client, SELECT, "image/png"), 406, "form-unacceptable")
    assert {"json", "csv"} <= {finding["subject"] for finding in details["findings"]}


def test_graphs_of_the_request_choose_what_is_asked(client):
    inferred = "https://w3id.org/dealgraph/graph/inferred"
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert get(client, count, "text/csv", **{"default-graph-uri": inferred}).text == "n\r\n2\r\n"
    named = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert get(client, named, "text/csv", **{"named-graph-uri": inferred}).text == f"g\r\n{inferred}\r\n"
    posted = client.post(
        "/sparql",
        query_string={"default-graph-uri": inferred},
        data=count,
        content_type=QUERY_TYPE,
        headers={"Accept": "text/csv"},
    )
    assert posted.text == "n\r\n2\r\n"


def test_from_in_the_query_chooses_what_is_asked(client):
    count = "SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/dealgraph/graph/inferred> WHERE { ?s ?p ?o }"
    assert get(client, count, "text/csv").text == "n\r\n2\r\n"


def test_a_triple_that_stands_in_two_graphs_counts_once(client):
    count = "SELECT (COUNT(*) AS ?n) WHERE { <https://w3id.org/dealgraph/id/acme> a ?kind }"
    assert get(client, count, "text/csv").text == "n\r\n2\r\n"


WRONG = {
    "a query that is cut short": (lambda c: get(c, "SELECT * WHERE { ?s ?p "), 400, "query-syntax"),
    "an empty query": (lambda c: get(c, ""), 400, "query-syntax"),
    "no query but words": (lambda c: get(c, "hello"), 400, "query-syntax"),
    "an update in place of a query": (lambda c: get(c, "CLEAR ALL"), 400, "query-is-update"),
    "an update": (lambda c: c.get("/sparql?update=CLEAR+ALL"), 400, "query-is-update"),
    "two queries": (lambda c: c.get(f"/sparql?query={quote(ASK)}&query={quote(ASK)}"), 400, "query-repeated"),
    "a query in address and body": (lambda c: post(c, ASK, query={"query": ASK}), 400, "query-repeated"),
    "a form without a query": (lambda c: post(c, "x=y", FORM_TYPE), 400, "query-missing"),
    "an address that is not UTF-8": (lambda c: c.get("/sparql?query=ASK%7B%FF%7D"), 400, "encoding-invalid"),
    "a body that is not UTF-8": (lambda c: post(c, b"ASK {} #\xff"), 400, "encoding-invalid"),
    "a form that is not UTF-8": (lambda c: post(c, b"query=ASK%7B%FF%7D", FORM_TYPE), 400, "encoding-invalid"),
    "a graph without IRI": (lambda c: get(c, ASK, **{"default-graph-uri": "not an iri"}), 400, "graph-invalid"),
    "too many parameters": (lambda c: c.get(f"/sparql?query={quote(ASK)}{'&x=1' * 1001}"), 400, "request-invalid"),
    "a wrong method": (lambda c: c.put("/sparql", data=ASK), 405, "method-refused"),
    "a body that is too long": (lambda c: post(c, ASK * 30_000), 413, "too-long"),
    "an address that is too long": (lambda c: c.get("/sparql?query=" + "x" * 300_000), 414, "uri-too-long"),
    "a body of another type": (lambda c: post(c, ASK, "text/plain"), 415, "media-type"),
    "a body without type": (lambda c: c.post("/sparql", data=ASK), 415, "media-type"),
    "another encoding": (lambda c: post(c, ASK, f"{QUERY_TYPE}; charset=latin-1"), 415, "media-type"),
    "a compressed body": (lambda c: post(c, ASK, headers={"Content-Encoding": "gzip"}), 415, "media-type"),
    "another service": (lambda c: get(c, "ASK { SERVICE <http://127.0.0.1:1/> {} }"), 422, "query-service"),
    "deep nesting": (lambda c: get(c, "ASK " + "{" * 3000 + "}" * 3000), 422, "query-deep"),
    "an unknown function": (lambda c: get(c, "SELECT (<http://example.org/f>(1) AS ?x) {}"), 422, "query-invalid"),
    "a control character in XML": (
        lambda c: get(c, 'SELECT ("\\u0001" AS ?x) {}', "application/sparql-results+xml"),
        406,
        "form-unfit",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_request_is_refused(client, case):
    send, status, code = WRONG[case]
    complaint(send(client), status, code)


def test_a_syntax_error_names_line_column_and_mend(client):
    details = complaint(get(client, "SELECT * WHERE {\n  ?s rdfs:label ?o }"), 400, "query-syntax")
    assert details["line"] == 2
    assert details["excerpt"].count("^") == 1
    assert details["hint"] == "Declare PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"


def test_a_wrong_method_is_told_the_right_ones(client):
    assert client.delete("/sparql").headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_plus_sign_and_a_percent_sign_in_a_query_stay_what_they_are(client):
    query = "SELECT (CONCAT('a+b', '%41', ' ä') AS ?x) {}"
    assert get(client, query, "text/csv").text == "x\r\na+b%41 ä\r\n"
    posted = client.post(
        "/sparql", data=urlencode({"query": query}), content_type=FORM_TYPE, headers={"Accept": "text/csv"}
    )
    assert posted.text == "x\r\na+b%41 ä\r\n"


def test_head_tells_what_get_would_send(client):
    got, head = get(client, ASK), client.head("/sparql", query_string={"query": ASK})
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == got.headers[name]


def test_options_allows_every_origin(client):
    response = client.options("/sparql")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert set(response.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_the_same_answer_is_not_sent_twice(client):
    tag = get(client, SELECT).headers["ETag"]
    again = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_without_a_query_people_get_an_editor(client):
    response = client.get("/sparql", headers={"Accept": "text/html"})
    assert "<textarea" in response.text


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/n-triples", RdfFormat.N_TRIPLES),
    ],
)
def test_without_a_query_programs_get_the_service_description(client, media_type, form):
    response = client.get("/sparql", headers={"Accept": media_type})
    found = {(str(q.predicate), str(q.object)) for q in parse(response.data, form)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (f"<{sd}endpoint>", "<http://localhost/sparql>") in found
    assert (f"<{sd}feature>", f"<{sd}UnionDefaultGraph>") in found
    assert (f"<{sd}name>", "<https://w3id.org/dealgraph/graph/small>") in found


def test_people_see_their_query_beside_the_answer_and_the_other_forms(client):
    text = get(client, SELECT, "text/html").text
    assert "&lt;https://w3id.org/dealgraph/id/acme&gt;" in text
    assert '<td><span lang="en">Acme</span></td>' in text
    assert "format=csv" in text


def test_people_see_their_wrong_query_beside_what_is_wrong(client):
    response = get(client, "SELECT * WHERE { ?s ?p ", "text/html")
    assert response.status_code == 400
    assert "SELECT * WHERE" in response.text
    assert "query-syntax" in response.text


def test_csv_is_guarded_on_request(client):
    query = "SELECT ('=1' AS ?x) {}"
    assert get(client, query, "text/csv", safe="1").text == "x\r\n'=1\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o . SERVICE SILENT <http://x> {} }",
        "SELECT * { service ?x {} }",
        "SELECT * {SERVICE<http://x>{}}",
        "PREFIX ex: <http://x/> SELECT * { ?s ex:a\\#b ?o . SERVICE <http://x> {} }",
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <http://x> {} }",
        "SELECT * { # a comment\n SERVICE <http://x> {} }",
    ],
)
def test_service_is_found_wherever_it_hides(text):
    with pytest.raises(QueryProblem) as caught:
        examine(text)
    assert caught.value.code == "query-service"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?p 'SERVICE <x>' } # SERVICE",
        "SELECT * { ?s <http://x/SERVICE> ?o }",
        "PREFIX service: <http://x/> SELECT * { ?s service:x ?o }",
        "ASK " + "{" * MAX_DEPTH + "}" * MAX_DEPTH,
        "ASK " + "{} " * 400,
    ],
)
def test_a_harmless_query_passes(text):
    examine(text)


def test_an_update_is_no_query():
    with pytest.raises(UsageProblem):
        examine("PREFIX a: <http://x/> INSERT DATA { a:b a:c a:d }")


def test_an_answer_in_json_is_one_document(client):
    assert json.loads(get(client, SELECT, "application/json").data)["head"]["vars"] == ["o"]


@pytest.mark.parametrize(
    "text",
    ["ASK { ?s ?p ?o" + " . ?s ?p ?o" * 600 + " }", "ASK { FILTER(" + "!" * 10_000 + "true) }"],
    ids=["patterns", "negations"],
)
def test_a_query_of_too_many_parts_is_refused_before_the_engine_sees_it(text):
    with pytest.raises(QueryProblem) as caught:
        examine(text)
    assert caught.value.code == "query-large"
