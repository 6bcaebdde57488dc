"""SPARQL 1.1 Protocol, query operation: the W3C's tests by their names, sent to the real server."""

import json
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import RdfFormat, parse
from w3c.conftest import DATA

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
BOTH = f"ASK {{ <{DATA}1.rdf> a ?type . <{DATA}2.rdf> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{DATA}1.rdf> a ?type }} GRAPH ?g2 {{ <{DATA}2.rdf> a ?type }} }}"
FULL = f"ASK {{ <{DATA}3.rdf> a ?type GRAPH ?g1 {{ <{DATA}1.rdf> a ?type }} GRAPH ?g2 {{ <{DATA}2.rdf> a ?type }} }}"
MULTIPLE = NAMED.replace("ASK", f"ASK FROM <{DATA}3.rdf>")
TABULAR = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
BOOLEAN = {"application/sparql-results+json", "application/sparql-results+xml"}
RDF = {"text/turtle", "application/rdf+xml", "application/n-triples"}


@dataclass(frozen=True)
class Case:
    """A request; and its truth, the types that its answer may have, or that it is refused with some status."""

    method: str
    address: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    truth: bool | None = None
    types: frozenset[str] | set[str] = frozenset(BOOLEAN)
    refused: int = 0


def address(query="", **graphs):
    """Write an address with a query and graphs, such as `default=(1, 2)`."""
    pairs = [("query", query)] if query else []
    pairs += [(f"{name}-graph-uri", f"{DATA}{number}.rdf") for name, numbers in graphs.items() for number in numbers]
    return f"/sparql/?{urlencode(pairs, quote_via=quote)}" if pairs else "/sparql/"


def content_type(query, types):
    return Case("POST", address(default=(0,)), query.encode(), QUERY, types=types)


CASES = {
    "query_post_form": Case("POST", address(default=(0,)), b"query=ASK%20%7B%7D", FORM, truth=True),
    "query_dataset_default_graphs_get": Case("GET", address(BOTH, default=(1, 2)), truth=True),
    "query_dataset_default_graphs_post": Case("POST", address(default=(1, 2)), BOTH.encode(), QUERY, truth=True),
    "query_dataset_named_graphs_post": Case("POST", address(named=(1, 2)), NAMED.encode(), QUERY, truth=True),
    "query_dataset_named_graphs_get": Case("GET", address(NAMED, named=(1, 2)), truth=True),
    "query_dataset_full": Case("POST", address(default=(3,), named=(1, 2)), FULL.encode(), QUERY, truth=True),
    "query_multiple_dataset": Case("POST", address(named=(1, 2)), MULTIPLE.encode(), QUERY, truth=True),
    "query_get": Case("GET", address("ASK {}", default=(0,)), truth=True),
    "query_content_type_select": content_type("SELECT (1 AS ?value) {}", TABULAR),
    "query_content_type_ask": content_type("ASK {}", BOOLEAN),
    "query_content_type_describe": content_type("DESCRIBE <http://example.org/>", RDF),
    "query_content_type_construct": content_type("CONSTRUCT { <s> <p> 1 } WHERE {}", RDF),
    "query_post_direct": Case("POST", "/sparql/", b"ASK {}", QUERY, truth=True),
    "bad_query_method": Case("PUT", address("ASK {}", default=(0,)), b"", FORM, refused=405),
    "bad_multiple_queries": Case("GET", "/sparql/?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", refused=400),
    "bad_query_wrong_media_type": Case("POST", "/sparql/", b"ASK {}", {"Content-Type": "text/plain"}, refused=415),
    "bad_query_missing_form_type": Case("POST", "/sparql/", b"query=ASK%20%7B%7D", refused=415),
    "bad_query_missing_direct_type": Case("POST", "/sparql/", b"ASK {}", refused=415),
    "bad_query_non_utf8": Case(
        "POST",
        "/sparql/",
        "ASK {}".encode("utf-16"),
        {"Content-Type": "application/sparql-query; charset=UTF-16"},
        refused=415,
    ),
    "bad_query_syntax": Case("GET", address("ASK {"), refused=400),
    "the graphs that a request names are all that there are": Case("GET", address(BOTH, default=(1,)), truth=False),
    "graphs that are only named leave the default graph empty": Case("GET", address(BOTH, named=(1, 2)), truth=False),
    "no graph that is not named can be seen": Case("GET", address(NAMED, named=(1,)), truth=False),
    "the graphs of the request win over those of the query": Case(
        "GET", address(f"ASK FROM <{DATA}3.rdf> {{ <{DATA}3.rdf> a ?type }}", default=(1,)), truth=False
    ),
    "graphs may be named in the form": Case(
        "POST",
        "/sparql",
        urlencode([("query", BOTH), *(("default-graph-uri", f"{DATA}{n}.rdf") for n in (1, 2))]).encode(),
        FORM,
        truth=True,
    ),
    "UTF-16 that says it is UTF-8": Case("POST", "/sparql/", "ASK {}".encode("utf-16"), QUERY, refused=400),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_query(server, case):
    reply = server.send(case.method, case.address, case.body, case.headers)
    media_type = reply.headers.get_content_type()
    if case.refused:
        assert reply.status == case.refused, reply.body
        assert media_type == "application/problem+json"
        assert json.loads(reply.body)["status"] == case.refused
        return
    assert reply.status == 200, reply.body
    assert media_type in case.types
    if case.truth is not None:
        assert json.loads(reply.body)["boolean"] is case.truth


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.truth is not None])
def test_a_truth_is_the_same_in_xml(server, case):
    accept = {"Accept": "application/sparql-results+xml"}
    reply = server.send(case.method, case.address, case.body, case.headers | accept)
    assert reply.headers.get_content_type() == "application/sparql-results+xml"
    assert ET.fromstring(reply.body).findtext("{*}boolean") == str(case.truth).lower()  # noqa: S314 - our own words


def test_relative_iris_of_a_query_have_a_base(server):
    reply = server.send("POST", "/sparql", b"CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY | {"Accept": "text/turtle"})
    (triple,) = parse(reply.body, RdfFormat.TURTLE)
    assert triple.subject.value.endswith("/s")
    assert triple.subject.value.startswith("http")
