"""SPARQL 1.1 Graph Store HTTP Protocol: the W3C's tests by their names and in their order, then what they leave."""

import json
from dataclasses import dataclass, replace
from urllib.parse import quote

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from dealgraph import names, tokens, versions
from dealgraph.changelog import history
from dealservice.app import create_app

PREFIXES = "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> .\n"
PERSON = "<http://localhost/store/person/1>"
JOHN = f'{PERSON} a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "John Doe" ] .'
JANE = f'{PERSON} a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "Jane Doe" ] .'
ALICE = '[] a foaf:Person ; foaf:businessCard [ a v:VCard ; v:given-name "Alice" ] .'
NAME = f'{PERSON} foaf:name "Jane Doe" .'
PARTS = {"lastName.ttl": f'{PERSON} foaf:familyName "Doe" .', "firstName.ttl": f'{PERSON} foaf:givenName "Jane" .'}
BOUNDARY = "a6fe4cd636164618814be9f8d3d1a0de"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
BY_QUERY = f"/store?graph={quote('http://localhost/store/person/1.ttl')}"
WHOLE = JANE + NAME + "".join(PARTS.values())
TURTLE = "text/turtle; charset=utf-8"


def multipart(parts):
    lines = []
    for name, text in parts.items():
        lines += [f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{name}"; filename="{name}"']
        lines += [f"Content-Type: {TURTLE}", "", PREFIXES + text]
    return "\r\n".join([*lines, f"--{BOUNDARY}--", ""])


@dataclass(frozen=True)
class Step:
    """One request of the W3C's sequence: what is sent, and what comes back."""

    name: str
    method: str
    address: str
    status: int
    body: str | None = None
    content_type: str = TURTLE
    content: str | None = None


STEPS = (
    Step("head_on_a_nonexisting_graph (before)", "HEAD", "/store/person/1.ttl", 404),
    Step("put__initial_state", "PUT", "/store/person/1.ttl", 201, JOHN),
    Step(
        "get_of_put__initial_state",
        "GET",
        f"/store?graph={quote('http://localhost/store/person/1.ttl')}",
        200,
        content=JOHN,
    ),
    Step("put__graph_already_in_store (make it)", "PUT", "/store/person/1", 201, JOHN),
    Step("put__graph_already_in_store", "PUT", "/store/person/1", 204, JANE),
    Step("get_of_put__graph_already_in_store", "GET", "/store/person/1", 200, content=JANE),
    Step("put__default_graph", "PUT", "/store?default", 201, ALICE),
    Step("get_of_put__default_graph", "GET", "/store?default", 200, content=ALICE),
    Step("put__mismatched_payload", "PUT", "/store/person/1", 400, JANE, "application/rdf+xml"),
    Step("get after put__mismatched_payload", "GET", "/store/person/1", 200, content=JANE),
    Step("put__empty_graph", "PUT", "/store/person/2.ttl", 201, ""),
    Step("get_of_put__empty_graph", "GET", "/store/person/2.ttl", 200, content=""),
    Step("put__empty_graph (replacing)", "PUT", "/store/person/1.ttl", 204, ""),
    Step("get_of_replace__empty_graph", "GET", "/store/person/1.ttl", 200, content=""),
    Step("delete__existing_graph", "DELETE", "/store/person/2.ttl", 200),
    Step("get_of_delete__existing_graph", "GET", "/store/person/2.ttl", 404),
    Step("delete__nonexistent_graph", "DELETE", "/store/person/2.ttl", 404),
    Step("post__existing_graph (prepare)", "PUT", "/store/person/1.ttl", 204, JANE),
    Step("post__existing_graph", "POST", "/store/person/1.ttl", 200, NAME),
    Step("get_of_post__existing_graph", "GET", "/store/person/1.ttl", 200, content=JANE + NAME),
    Step("post__multipart_formdata", "POST", "/store/person/1.ttl", 200, multipart(PARTS), MULTIPART),
    Step("get_of_post__multipart_formdata", "GET", "/store/person/1.ttl", 200, content=WHOLE),
    Step("post__create__new_graph", "POST", "/store", 201, ALICE),
    Step("get_of_post__create__new_graph", "GET", "$NEWPATH$", 200, content=ALICE),
    Step("post__empty_graph__existing_graph", "POST", "$NEWPATH$", 200, ""),
    Step("get_of_post__after_noop", "GET", "$NEWPATH$", 200, content=ALICE),
    Step("head_on_an_existing_graph", "HEAD", "/store/person/1.ttl", 200),
    Step("head_on_a_nonexisting_graph", "HEAD", "/store/person/4.ttl", 404),
)


def canonical(text):
    quads = Dataset(Quad(q.subject, q.predicate, q.object) for q in parse(text, RdfFormat.TURTLE))
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(quads)


def test_the_sequence_of_the_w3c(client, bearer, ask):
    new_path = ""
    for step in STEPS:
        body = step.body if step.body is None or "multipart" in step.content_type else PREFIXES + step.body
        typed = {"content_type": step.content_type} if body is not None else {}
        address = step.address.replace("$NEWPATH$", new_path)
        headers = {**bearer, "Accept": "text/turtle"}
        response = client.open(address, method=step.method, data=body, headers=headers, **typed)
        assert response.status_code == step.status, (step.name, response.data)
        if step.content is not None:
            assert response.content_type == "text/turtle; charset=utf-8", step.name
            assert canonical(response.data) == canonical(PREFIXES + step.content), step.name
        if step.name == "post__create__new_graph":
            new_path = response.headers["Location"].removeprefix("http://localhost")
    assert ask("ASK { GRAPH g:person\\/1.ttl { ?x <http://xmlns.com/foaf/0.1/familyName> 'Doe' } }")


ONE = "/store/one"
A, B = b"<urn:a> <urn:p> 1 .", b"<urn:b> <urn:p> 2 ."


def put(client, headers, body=A, address=ONE, **more):
    return client.put(address, data=body, content_type="text/turtle", headers={**headers, **more})


def test_a_graph_is_named_in_three_ways(client, bearer):
    put(client, bearer)
    iri = f"{names.GRAPH}one"
    for address in (ONE, f"/store?graph={quote(iri)}", f"/store?graph={quote('http://localhost/store/one')}"):
        assert client.get(address).data == client.get(ONE).data
        assert client.get(address).status_code == 200


def test_a_graph_may_have_any_name(client, bearer, ask):
    iri = "http://example.org/ä/b?c=d&e#f"
    response = put(client, bearer, address=f"/store?graph={quote(iri)}")
    assert response.status_code == 201
    assert client.get(response.headers["Location"].removeprefix("http://localhost")).status_code == 200
    assert ask(f"ASK {{ GRAPH <{iri}> {{ <urn:a> <urn:p> 1 }} }}")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/store", 400),
        ("/store?default&graph=urn:a", 400),
        ("/store?graph=urn:a&graph=urn:b", 400),
        ("/store/one?default", 400),
        ("/store?graph=relative", 400),
        ("/store?graph=", 400),
        ("/store?graph=%FF", 400),
        ("/store?graph=http://example.org/a%20b", 400),
        ("/store/a%20b", 400),
        ("/store?graph=urn:none", 404),
    ],
)
def test_a_request_that_names_no_graph_is_refused(client, address, status):
    assert client.get(address).status_code == status


def test_everybody_may_read_every_graph(client):
    for name in ("notes", "ontology", "inferred", "default"):
        response = client.get(f"/store/{name}")
        assert response.status_code == 200
        assert response.data or name == "default"


FORMS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
}


def test_a_graph_is_sent_in_every_form_and_read_again_in_each(client, bearer, folder):
    text = "<urn:a> <urn:p> 'ä\\r\\n', 01.50, [ <urn:q> <urn:b> ] ."
    put(client, bearer, text.encode())
    wanted = canonical(text)
    for media_type, form in FORMS.items():
        response = client.get(ONE, headers={"Accept": media_type})
        assert response.content_type.partition(";")[0] == media_type
        found = Dataset(Quad(q.subject, q.predicate, q.object) for q in parse(response.data, form))
        found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        assert set(found) == wanted, media_type
        again = client.put(ONE, data=response.data, content_type=response.content_type, headers=bearer)
        assert again.status_code == 204, again.data
        assert len(history(folder)) == 1, f"{media_type} changed the graph"


def test_a_form_that_is_none_is_not_sent(client, bearer):
    put(client, bearer)
    assert client.get(ONE, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(ONE, headers={"Accept": "text/html, */*;q=0.1"}).content_type == "text/turtle; charset=utf-8"


def test_a_body_in_another_charset_is_read(client, bearer):
    body = "<urn:a> <urn:p> 'ä' .".encode("latin-1")
    response = client.put(ONE, data=body, content_type="text/turtle; charset=ISO-8859-1", headers=bearer)
    assert response.status_code == 201
    assert "ä".encode() in client.get(ONE).data


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (A, "text/html", 415),
        (A, "", 415),
        (A, "text/turtle; charset=klingon", 415),
        (b"\xff", "text/turtle", 400),
        (b"<urn:a> <urn:p>", "text/turtle", 400),
        (b"<urn:g> { <urn:a> <urn:p> 1 }", "application/trig", 400),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "application/rdf+xml", 400),
        (b'{"@context": "http://127.0.0.1:1/"}', "application/ld+json", 400),
        (b"<urn:a> <urn:p> " + b"(" * 200, "text/turtle", 400),
        (b"<urn:a> <http://example.org/1> 2 .", "text/turtle", 422),
        (b"<urn:a> a <http://example.org/Person> .", "text/turtle", 422),
        (b"no boundary", "multipart/form-data", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400),
    ],
)
def test_a_body_that_cannot_be_kept_is_refused_and_changes_nothing(client, bearer, folder, body, content_type, status):
    before = versions.current(folder)
    typed = {"content_type": content_type} if content_type else {}
    for method in ("PUT", "POST"):
        response = client.open(ONE, method=method, data=body, headers=bearer, **typed)
        assert response.status_code == status, response.data
    assert versions.current(folder) == before


def test_a_packed_body_is_refused(client, bearer):
    assert put(client, bearer, **{"Content-Encoding": "gzip"}).status_code == 415


@pytest.mark.usefixtures("app")
def test_a_body_that_is_too_long_is_refused(settings, bearer):
    small = create_app(replace(settings, max_body_bytes=2048)).test_client()
    assert put(small, bearer, b"#" * 2049).status_code == 413
    body = multipart({"a.ttl": "#" * 2000})
    response = small.post(ONE, data=body, content_type=MULTIPART, headers=bearer)
    assert response.status_code == 413


def test_a_part_without_a_type_is_known_by_its_suffix(client, bearer):
    head = "Content-Disposition: form-data; name="
    lines = [f"--{BOUNDARY}", f'{head}"x"; filename="a.nt"', "", "<urn:a> <urn:p> <urn:b> ."]
    lines += [f"--{BOUNDARY}", f'{head}"y"', "Content-Type: text/turtle", "", "<urn:a> a <urn:c> ."]
    body = "\r\n".join([*lines, f"--{BOUNDARY}--", ""])
    response = client.post(ONE, data=body, content_type=MULTIPART, headers=bearer)
    assert (response.status_code, json.loads(response.data)["added"]) == (201, 2)


@pytest.mark.parametrize("name", ["notes", "ontology", "inferred"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_graph_of_the_build_is_not_changed(client, bearer, folder, name, method):
    before = versions.current(folder)
    response = client.open(f"/store/{name}", method=method, data=A, content_type="text/turtle", headers=bearer)
    assert response.status_code == 403
    assert f"graph/{name}" in json.loads(response.data)["detail"]
    assert versions.current(folder) == before


def test_removing_a_graph_that_others_need_is_refused(client, bearer):
    person = b"<urn:p> a <http://example.org/Person> ."
    name = b"<urn:p> <http://example.org/name> 'P' ."
    put(client, bearer, name)
    put(client, bearer, person, "/store/two")
    response = client.delete(ONE, headers=bearer)
    assert (response.status_code, json.loads(response.data)["code"]) == (422, "check-failed")
    assert client.get(ONE).status_code == 200


def test_who_shows_no_token_may_not_write(client, folder):
    for method in ("PUT", "POST", "DELETE"):
        response = client.open(ONE, method=method, data=A, content_type="text/turtle")
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="dealgraph"')
    token = tokens.create(folder, "other", ["update"])
    assert put(client, {"Authorization": f"Bearer {token}"}).status_code == 403


def test_the_tag_names_the_content(client, bearer):
    put(client, bearer)
    first = client.get(ONE).headers["ETag"]
    assert client.get(ONE, headers={"If-None-Match": first}).status_code == 304
    assert client.get(ONE, headers={"Accept": "application/n-triples"}).headers["ETag"] != first
    put(client, bearer, A, "/store/two")
    assert client.get(ONE).headers["ETag"] == first
    put(client, bearer, B)
    assert client.get(ONE).headers["ETag"] != first
    put(client, bearer, A)
    assert client.get(ONE).headers["ETag"] == first
    assert client.head(ONE).headers["ETag"] == first


def test_nobody_overwrites_what_they_have_not_seen(client, bearer, folder):
    put(client, bearer)
    tag = client.get(ONE, headers={"Accept": "application/ld+json"}).headers["ETag"]
    assert put(client, bearer, B, **{"If-Match": f'"other-ttl", {tag}'}).status_code == 204
    before = versions.current(folder)
    for method in ("PUT", "POST", "DELETE"):
        headers = {**bearer, "If-Match": tag}
        response = client.open(ONE, method=method, data=A, content_type="text/turtle", headers=headers)
        assert (response.status_code, json.loads(response.data)["code"]) == (412, "graph-changed")
    assert versions.current(folder) == before
    assert client.delete(ONE, headers={**bearer, "If-Match": "*"}).status_code == 200


def test_a_graph_may_be_made_only_where_there_is_none(client, bearer):
    assert put(client, bearer, **{"If-Match": "*"}).status_code == 412
    assert put(client, bearer, **{"If-None-Match": "*"}).status_code == 201
    assert put(client, bearer, **{"If-None-Match": "*"}).status_code == 412
    tag = client.get(ONE).headers["ETag"]
    assert put(client, bearer, B, **{"If-None-Match": tag}).status_code == 412
    assert put(client, bearer, B, **{"If-None-Match": '"other"'}).status_code == 204


def test_the_answer_tells_what_was_done(client, bearer, folder):
    found = json.loads(put(client, bearer).data)
    assert (found["graph"], found["added"], found["kind"]) == (f"{names.GRAPH}one", 1, "graph-put")
    assert history(folder)[-1].note == f"{names.GRAPH}one"
    assert json.loads(client.delete(ONE, headers=bearer).data)["removed"] == 1


def test_other_methods_are_refused(client, bearer):
    response = client.patch(ONE, data=A, headers=bearer)
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"}
    assert client.options(ONE).status_code == 200
