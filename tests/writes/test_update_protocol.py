"""SPARQL 1.1 Protocol, update operation: the W3C's tests by their names, then what they leave open."""

import json
from dataclasses import dataclass, field, replace

import pytest

from dealgraph import names, tokens, versions
from dealgraph.changelog import history
from dealservice.app import create_app

FORM = "application/x-www-form-urlencoded"
UPDATE = "application/sparql-update"
DATA = "http://kasei.us/2009/09/sparql/data/data"
DOCUMENTS = (
    "PREFIX dc: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/> DROP ALL ; INSERT DATA { "
    + " ".join(f"GRAPH <{DATA}{n}.rdf> {{ <{DATA}{n}.rdf> a foaf:Document }}" for n in (1, 2, 3))
    + " } ; "
)
TARGET = "http://example.org/protocol-test/"
CHOOSE = f"{DOCUMENTS} INSERT {{ GRAPH <{TARGET}> {{ ?s a dc:BibliographicResource }} }} WHERE "
WHERE_FROM = f"""{DOCUMENTS} INSERT {{ GRAPH <{TARGET}> {{ ?s <http://example.org/in> ?in }} }} WHERE {{
    {{ GRAPH ?g {{ ?s a foaf:Document }} BIND(?g AS ?in) }} UNION {{ ?s a foaf:Document BIND("default" AS ?in) }} }}"""


def graphs(parameter, *numbers):
    return [(parameter, f"{DATA}{number}.rdf") for number in numbers]


@dataclass(frozen=True)
class Case:
    """A request, and what the graph says afterwards."""

    body: bytes | dict[str, object]
    content_type: str = UPDATE
    query: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200
    then: dict[str, bool] = field(default_factory=dict)
    method: str = "POST"


def is_chosen(*numbers):
    """Ask for each document whether it was chosen."""
    ask = f"ASK {{ GRAPH <{TARGET}> {{ <{DATA}%d.rdf> a <http://purl.org/dc/terms/BibliographicResource> }} }}"
    return {ask % number: number in numbers for number in (1, 2, 3)}


CASES = {
    "update_post_form": Case({"update": "CLEAR ALL"}, FORM),
    "update_post_direct": Case(b"CLEAR ALL"),
    "update_dataset_default_graph": Case(
        f"{CHOOSE} {{ ?s a foaf:Document }}".encode(), query=graphs("using-graph-uri", 1), then=is_chosen(1)
    ),
    "update_dataset_default_graphs": Case(
        f"{CHOOSE} {{ ?s a foaf:Document }}".encode(), query=graphs("using-graph-uri", 1, 2), then=is_chosen(1, 2)
    ),
    "update_dataset_named_graphs": Case(
        f"{CHOOSE} {{ GRAPH ?g {{ ?s a foaf:Document }} }}".encode(),
        query=graphs("using-named-graph-uri", 1, 2),
        then=is_chosen(1, 2),
    ),
    "update_dataset_full": Case(
        WHERE_FROM.encode(),
        query=[*graphs("using-graph-uri", 1), *graphs("using-named-graph-uri", 2)],
        then={
            f'ASK {{ GRAPH <{TARGET}> {{ <{DATA}1.rdf> <http://example.org/in> "default" }} }}': True,
            f"ASK {{ GRAPH <{TARGET}> {{ <{DATA}2.rdf> <http://example.org/in> <{DATA}2.rdf> }} }}": True,
            f"ASK {{ GRAPH <{TARGET}> {{ <{DATA}3.rdf> ?p ?o }} }}": False,
        },
    ),
    "update_base_uri": Case(
        f"CLEAR SILENT GRAPH <{TARGET}> ; INSERT DATA {{ GRAPH <{TARGET}> {{ <urn:s> <urn:p> <test> }} }}".encode(),
        then={f"ASK {{ GRAPH <{TARGET}> {{ <urn:s> <urn:p> <{names.BASE}test> }} }}": True},
    ),
    "bad_update_get": Case(b"", query=[("update", "CLEAR ALL")], method="GET", status=405),
    "bad_multiple_updates": Case({"update": ["CLEAR NAMED", "CLEAR DEFAULT"]}, FORM, status=400),
    "bad_update_wrong_media_type": Case(b"CLEAR NAMED", "text/plain", status=415),
    "bad_update_missing_form_type": Case(b"update=CLEAR%20NAMED", "", status=415),
    "bad_update_missing_direct_type": Case(b"CLEAR NAMED", "", status=415),
    "bad_update_non_utf8": Case("CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16", status=415),
    "bad_update_syntax": Case({"update": "CLEAR XYZ"}, FORM, status=400),
    "bad_update_dataset_conflict": Case(
        b"WITH <http://example/addresses> DELETE { ?p <urn:name> 'Bill' } INSERT { ?p <urn:name> 'William' } "
        b"WHERE { ?p <urn:name> 'Bill' }",
        query=[("using-named-graph-uri", "http://example/people")],
        status=400,
    ),
    "the graphs may be named in the form": Case(
        {"update": f"{CHOOSE} {{ ?s a foaf:Document }}", "using-graph-uri": f"{DATA}2.rdf"}, FORM, then=is_chosen(2)
    ),
    "the graphs may be named as SPARQLWrapper names them": Case(
        {"update": f"{CHOOSE} {{ ?s a foaf:Document }}", "default-graph-uri": f"{DATA}2.rdf"}, FORM, then=is_chosen(2)
    ),
    "bytes that are not UTF-8 are refused": Case(b"INSERT DATA { <urn:a> <urn:b> '\xff' }", status=400),
    "a packed body is refused": Case(b"CLEAR ALL", f"{UPDATE}; charset=gzip", status=415),
    "an update in the address is refused": Case(
        {"update": "CLEAR ALL"}, FORM, query=[("update", "CLEAR ALL")], status=400
    ),
    "a form without an update is refused": Case({"other": "x"}, FORM, status=400),
    "a query is refused": Case({"query": "ASK {}"}, FORM, status=400),
    "a query as an update is refused": Case(b"ASK {}", status=400),
    "a graph that is no IRI is refused": Case(b"CLEAR ALL", query=[("using-graph-uri", "no iri")], status=400),
    "what fetches is refused": Case(b"LOAD <http://127.0.0.1:1/x>", status=422),
    "what asks others is refused": Case(b"INSERT { } WHERE { SERVICE <http://127.0.0.1:1/> { } }", status=422),
    "what the build owns is refused": Case(b"DELETE WHERE { ?s ?p ?o }", status=403),
    "what does not exist is refused": Case(b"DROP GRAPH <urn:none>", status=404),
    "an empty update does nothing": Case(b""),
    "another method is refused": Case(b"CLEAR ALL", method="PUT", status=405),
}


def send(client, case, headers):
    more = {"content_type": case.content_type} if case.content_type else {}
    return client.open("/update", method=case.method, query_string=case.query, data=case.body, headers=headers, **more)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_update(client, bearer, ask, folder, case):
    before = history(folder)
    response = send(client, case, bearer)
    assert response.status_code == case.status, response.data
    for query, truth in case.then.items():
        assert ask(query) is truth, query
    if case.status != 200:
        assert response.content_type == "application/problem+json"
        assert history(folder) == before


def post(client, text, headers, **more):
    return client.post("/update", data=text, content_type=UPDATE, headers={**headers, **more})


INSERT = "INSERT DATA { <urn:a> <urn:b> 1 }"


def test_the_answer_tells_what_was_done(client, bearer, folder):
    before = versions.current(folder).name
    found = json.loads(post(client, INSERT, bearer).data)
    assert found["version"] == versions.current(folder).name != before == found["previous"]
    assert (found["changed"], found["added"], found["removed"], found["kind"]) == (True, 1, 0, "update")
    assert history(folder)[0].by == "importer"
    again = json.loads(post(client, INSERT, bearer).data)
    assert (again["changed"], again["version"]) == (False, found["version"])


def test_who_wants_little_gets_little(client, bearer):
    response = post(client, INSERT, bearer, Prefer="return=minimal")
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Preference-Applied"] == "return=minimal"


def test_what_was_written_is_read_at_once(client, bearer, ask):
    for number in range(3):
        post(client, f"INSERT DATA {{ <urn:a> <urn:n> {number} }}", bearer)
        assert ask(f"ASK {{ <urn:a> <urn:n> {number} }}")


def test_what_does_not_conform_is_answered_with_every_violation(client, bearer, folder):
    before = versions.current(folder)
    text = "PREFIX ex: <http://example.org/> INSERT DATA { ex:bob a ex:Person . ex:eve a ex:Person }"
    response = post(client, text, bearer)
    assert response.status_code == 422
    found = json.loads(response.data)
    assert found["code"] == "check-failed"
    assert [finding["subject"] for finding in found["findings"]] == ["http://example.org/bob", "http://example.org/eve"]
    assert versions.current(folder) == before
    assert history(folder) == []


def test_a_mistake_is_shown_where_it_stands(client, bearer):
    found = json.loads(post(client, "INSERT DATA {\n <urn:a> <urn:b> }", bearer).data)
    assert (found["code"], found["line"], found["column"]) == ("update-syntax", 2, 18)
    assert found["excerpt"].endswith("^")


def test_an_update_that_is_too_long_is_refused(settings, bearer, app):
    small = create_app(replace(settings, max_body_bytes=1024))
    response = post(small.test_client(), "#" * 1025, bearer)
    assert response.status_code == 413
    assert "1,024" in json.loads(response.data)["hint"]
    long = "#" * (settings.max_query_bytes + 1)
    assert post(app.test_client(), long, bearer).status_code == 200


@pytest.mark.usefixtures("app")
def test_an_update_that_takes_too_long_is_ended(settings, bearer):
    quick = create_app(replace(settings, write_seconds=1.0)).test_client()
    join = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(12))
    response = post(quick, f"INSERT {{ ?s0 <urn:p> ?o9 }} WHERE {{ {join} }}", bearer)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert json.loads(response.data)["code"] == "write-deadline"


def challenge(response):
    assert json.loads(response.data)["code"].startswith("token-")
    return response.status_code, response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", [None, "", "Basic eDp4", "Bearer", "Bearer ", "dg_x"])
def test_who_names_nobody_is_asked_for_a_name(client, header):
    response = post(client, INSERT, {} if header is None else {"Authorization": header})
    assert challenge(response) == (401, 'Bearer realm="dealgraph"')


@pytest.mark.parametrize("token", ["dg_wrong", "é", "x" * 5000])
def test_an_unknown_token_is_refused(client, token):
    response = post(client, INSERT, {"Authorization": f"Bearer {token}".encode().decode("latin-1")})
    assert challenge(response) == (401, 'Bearer realm="dealgraph", error="invalid_token"')


def test_an_expired_or_revoked_token_is_refused(client, folder):
    from datetime import UTC, datetime

    over = tokens.create(folder, "over", ["update"], datetime(2020, 1, 1, tzinfo=UTC))
    assert challenge(post(client, INSERT, {"Authorization": f"Bearer {over}"}))[0] == 401
    gone = tokens.create(folder, "gone", ["update"])
    assert post(client, INSERT, {"Authorization": f"bearer {gone}"}).status_code == 200
    tokens.revoke(folder, "gone")
    assert challenge(post(client, INSERT, {"Authorization": f"Bearer {gone}"}))[0] == 401


def test_a_token_of_another_scope_is_refused(client, folder):
    token = tokens.create(folder, "other", ["store"])
    response = post(client, INSERT, {"Authorization": f"Bearer {token}"})
    assert challenge(response) == (403, 'Bearer realm="dealgraph", error="insufficient_scope"')


@pytest.mark.usefixtures("app")
def test_nothing_is_written_unless_it_is_allowed(settings, bearer):
    closed = create_app(replace(settings, writes=False)).test_client()
    for method in ("GET", "POST"):
        response = closed.open("/update", method=method, data=INSERT, content_type=UPDATE, headers=bearer)
        assert (response.status_code, json.loads(response.data)["code"]) == (404, "writes-off")
    assert closed.put("/store?default", data=b"", content_type="text/turtle", headers=bearer).status_code == 404
    assert closed.get("/store?default").status_code == 200


def test_a_wrong_method_is_told_which_ones_there_are(client):
    response = client.get("/update?update=CLEAR+ALL")
    assert (response.status_code, response.headers["Allow"]) == (405, "OPTIONS, POST")
    assert client.delete("/update").status_code == 405


def test_a_browser_gets_a_page(client):
    response = post(client, INSERT, {"Accept": "text/html"})
    assert response.content_type.startswith("text/html")
    assert b"token" in response.data
