"""Clients that people use for updates, against the real server with its query workers."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.error import HTTPError

import pytest
from ports import free_port
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, SPARQLWrapper

from dealgraph import names, tokens
from dealgraph.changelog import history

EX = "http://example.org/"


@pytest.fixture
def server(folder, serve):
    return serve(folder, DEALGRAPH_WRITES="on")


@pytest.fixture
def serve():
    """Run the real program with settings of a test."""
    running = []

    def start(folder, **settings):
        port = free_port()
        environment = os.environ | {"DEALGRAPH_STORE": str(folder)} | settings
        command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--workers", "2"]
        running.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        address = f"http://127.0.0.1:{port}"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert running[-1].poll() is None, running[-1].communicate()
            with suppress(OSError):
                if send(f"{address}/health/ready", "GET", None, {})[0] == 200:
                    return address
            time.sleep(0.1)
        pytest.fail("the server does not answer")

    yield start
    for process in running:
        process.terminate()
        process.communicate(timeout=20)


def ask(server, query):
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(query)
    found = wrapper.queryAndConvert()
    return found.get("boolean", found.get("results"))


@pytest.mark.parametrize("directly", [False, True])
def test_sparqlwrapper_updates(server, folder, directly):
    token = tokens.create(folder, "wrapper", ["update"])
    wrapper = SPARQLWrapper(f"{server}/sparql", updateEndpoint=f"{server}/update", defaultGraph=f"{names.GRAPH}one")
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {token}")
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(POSTDIRECTLY if directly else "urlencoded")
    wrapper.setQuery(f"INSERT DATA {{ GRAPH <{names.GRAPH}one> {{ <{EX}a> <{EX}p> 'ä' }} }}")
    assert json.loads(wrapper.query().response.read())["added"] == 1
    assert ask(server, f"ASK {{ <{EX}a> <{EX}p> 'ä' }}")
    wrapper.setQuery(f"INSERT {{ <{EX}n> <{EX}p> ?s }} WHERE {{ ?s ?p ?o }}")
    assert json.loads(wrapper.query().response.read())["added"] == 1
    assert history(folder)[-1].by == "wrapper"


def test_rdflib_updates(server, folder):
    token = tokens.create(folder, "rdflib", ["update"])
    store = SPARQLUpdateStore(
        f"{server}/sparql", f"{server}/update", headers={"Authorization": f"Bearer {token}"}, autocommit=False
    )
    graph = Graph(store, identifier=URIRef(f"{names.GRAPH}one"))
    graph.add((URIRef(f"{EX}a"), RDF.type, URIRef(f"{EX}Thing")))
    graph.add((URIRef(f"{EX}a"), URIRef(f"{EX}p"), Literal("x", lang="en")))
    graph.remove((URIRef(f"{EX}a"), RDF.type, None))
    graph.update(f"PREFIX ex: <{EX}> INSERT {{ ex:b ex:p ?o }} WHERE {{ ex:a ex:p ?o }}")
    graph.update(f"PREFIX more: <{EX}> INSERT DATA {{ more:c more:p 1 }}")
    store.commit()
    assert len(history(folder)) == 1
    assert set(graph.subjects()) == {URIRef(EX + name) for name in "abc"}
    assert len(graph) == 3
    store.close()


def test_rdflib_with_auto_commit_sees_what_it_wrote(server, folder):
    token = tokens.create(folder, "rdflib", ["update"])
    headers = {"Authorization": f"Bearer {token}"}
    store = SPARQLUpdateStore(f"{server}/sparql", f"{server}/update", headers=headers)
    graph = Graph(store, identifier=URIRef(f"{names.GRAPH}one"))
    for number in range(3):
        graph.add((URIRef(f"{EX}a"), URIRef(f"{EX}p"), Literal(number)))
        assert len(graph) == number + 1
    assert len(history(folder)) == 3


def send(address, method, body, headers):
    request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return response.status, response.read(), dict(response.headers)
    except HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_the_graph_store_takes_more_than_a_query_may_have(server, folder):
    token = {"Authorization": f"Bearer {tokens.create(folder, 'importer', ['store'])}", "Content-Type": "text/turtle"}
    body = "".join(f'<{EX}{n}> <{EX}p> "{"x" * 100}" .\n' for n in range(3000)).encode()
    assert len(body) > 262_144
    status, _, headers = send(f"{server}/store/many", "PUT", body, token)
    assert (status, headers["location"]) == (201, f"{server}/store/many")
    assert ask(server, f"ASK {{ GRAPH <{names.GRAPH}many> {{ <{EX}2999> <{EX}p> ?o }} }}")
    status, found, headers = send(f"{server}/store/many", "GET", None, {"Accept": "application/n-triples"})
    assert (status, found.count(b"\n")) == (200, 3000)
    assert send(f"{server}/store/many", "DELETE", None, token | {"If-Match": headers["etag"]})[0] == 200


@pytest.mark.alone
def test_questions_are_answered_while_a_hostile_update_runs(folder, serve):
    server = serve(folder, DEALGRAPH_WRITES="on", DEALGRAPH_WRITE_SECONDS="3")
    token = tokens.create(folder, "hostile", ["update"])
    join = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(12))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/sparql-update"}
    body = f"INSERT {{ ?s0 <urn:p> ?o9 }} WHERE {{ {join} }}".encode()
    slowest = 0.0
    with ThreadPoolExecutor(1) as thread:
        sent = thread.submit(send, f"{server}/update", "POST", body, headers)
        while not sent.done():
            start = time.monotonic()
            assert ask(server, "ASK {}")
            slowest = max(slowest, time.monotonic() - start)
            time.sleep(0.02)
    assert sent.result()[0] == 503
    assert slowest < 2.0
    assert history(folder) == []
