"""A server over the documents that the W3C's tests ask for, each a named graph."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from types import SimpleNamespace

import pytest
from ports import free_port
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from dealgraph import versions

DATA = "http://kasei.us/2009/09/sparql/data/data"
"""What the W3C's protocol tests call their documents, before a number and `.rdf`."""
EX = "http://example.org/"
RESULTS, CORNERS = f"{EX}results", f"{EX}corners"
"""The graphs behind the tests of result formats: plain ones, and corner cases of literals."""
DOCUMENTS = {f"{DATA}{n}.rdf": f"<{DATA}{n}.rdf> a <http://xmlns.com/foaf/0.1/Document> ." for n in (0, 1, 2, 3)}
PLAIN = """@prefix : <http://example.org/> .
:s1 :p1 :o1 . :s2 :p2 "two" . :s3 :p3 "drei"@de . :s4 :p4 4 . :s5 :p5 5.5 . :s6 :p6 [] . :o1 :q "more" .
"""
LITERALS = """@prefix : <http://example.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:s1 :p 1 . :s2 :p 2.2 . :s3 :p "-3"^^xsd:negativeInteger . :s4 :p "4,4"^^:decimal-comma . :s5 :p "5,5"@de .
:s6 :p 6.0e6 . :s7 :p "7, \\"seven\\"" . :s8 :p "8\\t\\n\\\\" . :s9 :p true .
"""


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int

    def send(self, method, path, body=None, headers=None):
        """Send a request as it is given, with nothing added to it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return SimpleNamespace(status=response.status, headers=response.headers, body=response.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Run the real program, with its query workers, over the documents."""
    folder = tmp_path_factory.mktemp("w3c") / "store"
    texts = DOCUMENTS | {RESULTS: PLAIN, CORNERS: LITERALS}
    quads = [
        Quad(q.subject, q.predicate, q.object, NamedNode(graph))
        for graph, text in texts.items()
        for q in parse(text, RdfFormat.TURTLE)
    ]
    with versions.writing(folder):
        versions.publish(folder, "v1", {versions.QUADS: serialize(quads, format=RdfFormat.N_QUADS)}, {"inputs": "v1"})
    port = free_port()
    environment = os.environ | {"DEALGRAPH_STORE": str(folder), "DEALGRAPH_WRITES": "on", "DEALGRAPH_WORKERS": "1"}
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        running = Server(port)
        for _ in range(600):
            with suppress(OSError, HTTPException):
                if running.send("GET", "/health/ready").status == 200:
                    break
            assert process.poll() is None, "the server has ended"
            time.sleep(0.05)
        yield running
        process.terminate()
        process.wait(20)
