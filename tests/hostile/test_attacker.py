"""A scripted attacker: no request reaches another host, no file is read, nothing is written without a token.

The canary is a host of this machine that counts who connects. It is even listed as one that may be asked, since an
administrator may err; it is still not in the public network.
"""

import hashlib
import json
import shutil
import socket
import threading
from contextlib import suppress
from http.client import HTTPConnection
from itertools import product
from urllib.parse import quote, urlencode

import pytest
from hostile.conftest import start

from dealgraph import tokens

pytestmark = pytest.mark.alone
SECRET = "the-secret-that-no-answer-may-hold"  # noqa: S105 - it is none
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.fixture(scope="module")
def canary():
    """Listen, and count connections."""
    visits = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        over = threading.Event()

        def watch():
            while not over.is_set():
                with suppress(TimeoutError):
                    visitor, _ = listener.accept()
                    visits.append(visitor.recv(200) if visitor else b"")
                    visitor.close()

        watcher = threading.Thread(target=watch)
        watcher.start()
        yield listener.getsockname()[1], visits
        over.set()
        watcher.join()


@pytest.fixture(scope="module")
def target(built_store, tmp_path_factory, canary):
    """Serve a copy of the graph that may be written with a token, beside a file that nobody may read."""
    folder = tmp_path_factory.mktemp("target")
    store = folder / "store"
    shutil.copytree(built_store, store)
    (folder / "secret.ttl").write_text(f'<urn:s> <urn:p> "{SECRET}" .')
    (folder / "secret.txt").write_text(SECRET)
    token = tokens.create(store, "friend", tokens.SCOPES)
    listed = f"http://127.0.0.1:{canary[0]}/sparql"
    settings = {"DEALGRAPH_WRITES": "on", "DEALGRAPH_SERVICES": listed, "DEALGRAPH_DOCUMENTS": listed}
    server, process = start(store, **settings)
    yield server, folder, {"Authorization": f"Bearer {token}"}
    process.terminate()
    process.wait(20)


def send(server, method, path, body=None, headers=None):
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read(), dict(response.getheaders())
    finally:
        connection.close()


def addresses(port, folder):
    """Write the same few places in the ways that get past careless filters."""
    here = f":{port}/sparql"
    hosts = ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]  # noqa: S104
    yield from (f"http://{host}{here}" for host in hosts)
    yield from (f"http://example.org@127.0.0.1{here}", f"http://127.0.0.1{here}#x", f"https://127.0.0.1{here}")
    yield from ("http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/", "ftp://127.0.0.1/x")
    files = (folder / "secret.ttl", folder / "secret.txt", folder / "store" / "tokens.json")
    yield from (f"file://{file}" for file in files)
    yield from ("file:///etc/passwd", "file://localhost/etc/passwd", "FILE:///etc/passwd", "data:text/turtle,<a:a>")


QUERIES = [
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ seRVice<{0}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(<{0}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{0}> }} SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
    "PREFIX x: <{0}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
    "DESCRIBE <{0}>",
    "CONSTRUCT {{ ?s ?p ?o }} FROM <{0}> WHERE {{ ?s ?p ?o }}",
    "ASK {{ FILTER(<{0}>(1)) }}",
]
UPDATES = [
    "LOAD <{0}>",
    "LOAD SILENT <{0}>",
    "LOAD <{0}> INTO GRAPH <urn:g>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "INSERT {{ ?s ?p ?o }} USING <{0}> WHERE {{ ?s ?p ?o }}",
    "INSERT DATA {{ <urn:a> <urn:b> <urn:c> }} ; LOAD <{0}>",
]


def attacks(port, folder):
    """List requests: method, path, body, headers."""
    places = list(addresses(port, folder))
    for query, place in product(QUERIES, places):
        yield "GET", f"/sparql?{urlencode({'query': query.format(place), 'format': 'json'})}", None, {}
    for place in places:
        for name in ("default-graph-uri", "named-graph-uri"):
            text = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
            yield "POST", f"/sparql?{urlencode({name: place})}", text.encode(), QUERY
        yield "GET", f"/store?{urlencode({'graph': place})}", None, {}
        yield "GET", f"/id/{quote(place)}", None, {}
        yield "GET", f"/queries/rights-of.json?{urlencode({'holder': place})}", None, {}
        yield (
            "GET",
            f"/queries/rights-of.json?{urlencode({'holder': f'<{place}> }} SERVICE <{place}> {{ ?s ?p ?o'})}",
            None,
            {},
        )
    for path in ("/../secret.txt", "/..%2fsecret.txt", "/static/..%2f..%2fsecret.txt", "/graph.ttl/../../secret.txt"):
        yield "GET", path, None, {}
    yield "GET", "/sparql", None, {"Host": f"127.0.0.1:{port}", "X-Forwarded-Host": f"127.0.0.1:{port}"}


def writes(port, folder):
    """List requests that would write: method, path, body, headers."""
    insert = b"INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    texts = [insert, b"CLEAR ALL", b"DROP ALL", b"DELETE WHERE { ?s ?p ?o }"]
    texts += [update.format(place).encode() for update in UPDATES for place in addresses(port, folder)]
    for path, text in product(("/sparql", "/update"), texts):
        yield "POST", path, text, UPDATE
        yield "POST", path, urlencode({"update": text}).encode(), FORM
    xml = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{folder}/secret.txt">]><rdf:RDF xmlns:rdf="http://x/#">&a;</rdf:RDF>'
    jsonld = json.dumps({"@context": f"http://127.0.0.1:{port}/sparql", "@id": "urn:a", "urn:b": "c"})
    for name, method in product(("/store/x", "/store?default", "/store?graph=urn:x", "/store"), ("PUT", "POST")):
        yield method, name, b"<urn:a> <urn:b> <urn:c> .", {"Content-Type": "text/turtle"}
        yield method, name, xml.encode(), {"Content-Type": "application/rdf+xml"}
        yield method, name, jsonld.encode(), {"Content-Type": "application/ld+json"}
    yield "DELETE", "/store/article", None, {}
    yield "GET", f"/update?{urlencode({'update': insert})}", None, {}
    yield "GET", "/store/article", None, {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE"}
    for guess in ("Bearer", "Bearer dg_", "Bearer ' OR 1=1", "Basic ZGc6ZGc=", "Bearer \xff", "Bearer ../tokens.json"):
        yield "POST", "/update", insert, UPDATE | {"Authorization": guess}


def state(folder):
    """Digest every file of the store."""
    files = sorted(file for file in (folder / "store").rglob("*") if file.is_file() and not file.name.startswith("."))
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def insist_on_nothing(body, headers, status):
    assert status < 500 or status == 503, body
    for word in (SECRET, "root:x:", "Traceback", "site-packages", '"hash"'):
        assert word.encode() not in body
        assert word not in str(headers)


def test_an_attacker_reads_no_file_and_reaches_no_host(target, canary):
    server, folder, _ = target
    for attack in attacks(canary[0], folder):
        status, body, headers = send(server, *attack)
        insist_on_nothing(body, headers, status)
    assert canary[1] == []


def test_nothing_is_written_without_a_token(target, canary):
    server, folder, _ = target
    before = state(folder)
    for method, path, body, headers in writes(canary[0], folder):
        status, answer, said = send(server, method, path, body, headers)
        insist_on_nothing(answer, said, status)
        assert status >= 400 or method == "GET", (method, path, body)
    assert state(folder) == before
    assert canary[1] == []


def test_a_token_opens_no_way_to_other_hosts_or_files(target, canary):
    server, folder, token = target
    some = [
        update.format(place).encode() for update in UPDATES[:4] for place in list(addresses(canary[0], folder))[::4]
    ]
    for text in some:
        status, answer, said = send(server, "POST", "/update", text, UPDATE | token)
        insist_on_nothing(answer, said, status)
        assert status in {400, 422}, (text, answer)
    for method, path, body, headers in writes(canary[0], folder):
        if path.startswith("/store/x") and "turtle" not in headers.get("Content-Type", ""):
            status, answer, said = send(server, method, path, body, headers | token)
            insist_on_nothing(answer, said, status)
            assert status == 400
    assert canary[1] == []


def test_the_canary_sings(canary):
    with socket.create_connection(("127.0.0.1", canary[0])) as visitor:
        visitor.sendall(b"hello")
        visitor.recv(1)
    assert canary[1] == [b"hello"]
    canary[1].clear()
