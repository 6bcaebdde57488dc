"""The real server, asked by SPARQLWrapper and by hand."""

import json
import os
import signal
import subprocess
import sys
import warnings
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from ports import free_port
from SPARQLWrapper import GET, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
ACME = "<https://w3id.org/dealgraph/id/acme>"
QUERIES = {
    "SELECT": f"SELECT ?label WHERE {{ {ACME} {LABEL} ?label }}",
    "ASK": f"ASK {{ {ACME} {LABEL} 'Acme'@en }}",
    "CONSTRUCT": f"CONSTRUCT {{ {ACME} {LABEL} ?label }} WHERE {{ {ACME} {LABEL} ?label }}",
    "DESCRIBE": f"DESCRIBE {ACME}",
}
FORMATS = ["json", "xml", "turtle", "n3", "rdf", "rdf+xml", "csv", "tsv", "json-ld"]
RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
TRIPLES = {
    "xml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "rdf+xml": "application/rdf+xml",
    "turtle": "text/turtle",
    "n3": "text/n3",
    "json": "application/ld+json",
    "json-ld": "application/ld+json",
}


def ask(server, query, form, way, **more):
    wrapper = SPARQLWrapper(f"{server}/sparql", **more)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setMethod(GET if way == "get" else POST)
    wrapper.setRequestMethod(POSTDIRECTLY if way == "post the query" else URLENCODED)
    with warnings.catch_warnings():  # SPARQLWrapper remarks on forms that do not fit the query
        warnings.simplefilter("ignore")
        result = wrapper.query()
        return result.info()["content-type"].partition(";")[0], result.convert()


@pytest.mark.parametrize("way", ["get", "post a form", "post the query"])
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", QUERIES)
def test_sparqlwrapper_just_works(server, kind, form, way):
    media_type, found = ask(server, QUERIES[kind], form, way)
    expected = RESULTS if kind in {"SELECT", "ASK"} else TRIPLES
    default = "application/sparql-results+json" if kind in {"SELECT", "ASK"} else "text/turtle"
    assert media_type == expected.get(form, default)
    text = str(found if isinstance(found, dict | bytes) else getattr(found, "toxml", lambda: found)())
    if hasattr(found, "serialize"):
        text = found.serialize(format="nt")
    assert "Acme" in text or "true" in text.lower()


def test_sparqlwrapper_may_name_a_default_graph(server):
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    _, found = ask(server, query, "json", "get", defaultGraph="https://w3id.org/dealgraph/graph/inferred")
    assert found["results"]["bindings"][0]["n"]["value"] == "2"


def fetch(server, method, path, body=None, **headers):
    connection = HTTPConnection(urlsplit(server).netloc, timeout=20)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_the_server_answers_like_the_application(server):
    status, headers, body = fetch(server, "GET", "/queries/who-holds.csv?holder=acme")
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert body.endswith(b"apple; pear\r\n")


def test_an_address_that_is_not_utf8_is_refused(server):
    status, _, body = fetch(server, "GET", "/id/%FF")
    assert (status, json.loads(body)["code"]) == (400, "encoding-invalid")


def test_a_body_in_chunks_is_held_to_the_same_limit(server):
    chunks = (b"ASK {} " * 10_000 for _ in range(10))
    status, _, body = fetch(server, "POST", "/sparql", chunks, Content_Type="application/sparql-query")
    assert (status, json.loads(body)["code"]) == (413, "too-long")


def test_head_sends_no_body(server):
    status, headers, body = fetch(server, "HEAD", "/queries/who-holds.csv?holder=acme")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0


def test_a_download_can_be_taken_up_again(server):
    status, headers, body = fetch(server, "GET", "/graph.ttl", Range="bytes=0-9")
    assert (status, len(body)) == (206, 10)
    assert headers["content-range"].startswith("bytes 0-9/")


def test_a_port_that_is_taken_is_told(server, small_store):
    port = str(urlsplit(server).port)
    done = subprocess.run(
        [sys.executable, "-m", "dealservice.cli", "serve", "--port", port, "--store", str(small_store)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 is in use." in done.stderr
    assert "[port-in-use]" in done.stderr


def test_the_server_says_where_it_answers_and_ends_when_told(small_store):
    port = free_port()
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--store", str(small_store)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout.readline() == f"dealgraph answers at http://127.0.0.1:{port} (Ctrl+C ends it)\n"
        assert fetch(f"http://127.0.0.1:{port}", "GET", "/health/ready")[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr.read() == ""
