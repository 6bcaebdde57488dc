"""Clients that people use, each as it comes: rdflib, curl and Comunica. SPARQLWrapper has a table of its own."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from clients.install import FOLDER, install
from hostile.conftest import start
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from dealgraph import names, tokens
from dealgraph.changelog import history

MICROSOFT, LABEL = f"<{names.ID}microsoft>", f"<{names.RDFS}label>"
SCRIPT = Path(__file__).with_name("comunica.mjs")


@pytest.fixture(scope="module")
def served(built_store, tmp_path_factory):
    """Serve a copy of the graph that may be written; give its address and its store."""
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(built_store, store)
    server, process = start(store, DEALGRAPH_WRITES="on", DEALGRAPH_DEADLINE="30")
    yield f"http://127.0.0.1:{server.port}", store
    process.terminate()
    process.wait(60)


SELECT = f"SELECT ?label {{ {MICROSOFT} {LABEL} ?label }}"
JOIN = f"""PREFIX deal: <{names.DEAL}> SELECT (COUNT(DISTINCT ?right) AS ?n) {{
  ?right deal:heldBy ?holder OPTIONAL {{ ?right {LABEL} ?label }} FILTER(isIRI(?holder)) }}"""
INSERT = f"INSERT DATA {{ GRAPH <{names.GRAPH}js> {{ <urn:a> <urn:b> 'ä' }} }}"


@pytest.fixture(scope="module")
def comunica(served):
    """Ask everything by Comunica in one go, as it takes seconds to start; give the answers."""
    node = install()
    if not node:
        if os.environ.get("CI"):
            pytest.fail("node and npm are absent, but these tests must run in CI")
        pytest.skip("node and npm are not installed here")
    address, store = served
    here = [{"type": "sparql", "value": f"{address}/sparql"}]
    target = {"type": "sparql", "value": f"{address}/update"}
    token = tokens.create(store, "comunica", ["update"])
    jobs = {
        "select": {"kind": "bindings", "query": SELECT, "sources": here},
        "join": {"kind": "bindings", "query": JOIN, "sources": here},
        "yes": {"kind": "boolean", "query": f"ASK {{ {MICROSOFT} {LABEL} ?label }}", "sources": here},
        "no": {"kind": "boolean", "query": "ASK { <urn:none> ?p ?o }", "sources": here},
        "construct": {
            "kind": "quads",
            "query": f"CONSTRUCT {{ {MICROSOFT} {LABEL} ?l }} WHERE {{ {MICROSOFT} {LABEL} ?l }}",
            "sources": here,
        },
        "untyped": {"kind": "bindings", "query": SELECT, "sources": [f"{address}/sparql"]},
        "thing": {"kind": "bindings", "query": SELECT, "sources": [f"{address}/id/microsoft"]},
        "update": {"kind": "update", "query": INSERT, "sources": [target], "destination": target, "token": token},
        "updated": {"kind": "boolean", "query": "ASK { <urn:a> <urn:b> 'ä' }", "sources": here},
    }
    done = subprocess.run([node, SCRIPT, FOLDER], input=json.dumps(jobs), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_comunica_selects_joins_and_counts(comunica):
    assert comunica["select"] == [{"label": ["Microsoft", "en"]}]
    ((number, datatype),) = comunica["join"][0].values()
    assert int(number) > 1
    assert datatype.endswith("#integer")


def test_comunica_asks_and_constructs(comunica):
    assert (comunica["yes"], comunica["no"]) == (True, False)
    assert comunica["construct"] == [[[f"{names.ID}microsoft"], [f"{names.RDFS}label"], ["Microsoft", "en"]]]


def test_comunica_finds_out_by_itself_what_an_address_is(comunica):
    assert comunica["untyped"] == comunica["select"]
    assert comunica["thing"] == comunica["select"]


def test_comunica_updates(comunica, served):
    assert comunica["update"] is None
    assert history(served[1])[-1].by == "comunica"
    assert comunica["updated"] is True


def test_rdflib_reads_the_endpoint_as_a_graph(served):
    graph = Graph(SPARQLStore(f"{served[0]}/sparql"))
    node = URIRef(f"{names.ID}microsoft")
    assert graph.value(node, RDFS.label) == Literal("Microsoft", lang="en")
    assert (node, RDFS.label, None) in graph
    assert len(graph) > 1000
    assert bool(graph.query("ASK { ?s ?p ?o }"))
    (row,) = graph.query("SELECT ?label { ?x rdfs:label ?label }", initNs={"rdfs": RDFS}, initBindings={"x": node})
    assert row.label == Literal("Microsoft", lang="en")
    made = graph.query(f"CONSTRUCT {{ ?x {LABEL} ?l }} WHERE {{ VALUES ?x {{ {MICROSOFT} }} ?x {LABEL} ?l }}").graph
    assert set(made) == {(node, RDFS.label, Literal("Microsoft", lang="en"))}


def test_rdflib_reads_one_graph_of_the_endpoint(served):
    inferred = Graph(SPARQLStore(f"{served[0]}/sparql"), identifier=names.INFERRED_GRAPH.value)
    everything = Graph(SPARQLStore(f"{served[0]}/sparql"))
    assert 0 < len(inferred) < len(everything)


def curl(*arguments):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed here")
    done = subprocess.run(["curl", "-sS", *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize(
    "way",
    [
        ["--data-urlencode", "query=$"],
        ["-G", "--data-urlencode", "query=$"],
        ["-H", "Content-Type: application/sparql-query", "--data", "$"],
    ],
    ids=["a form", "the address", "the query itself"],
)
def test_curl_asks_in_every_way(served, way):
    query = f"SELECT ?label {{ {MICROSOFT} {LABEL} ?label }}"
    arguments = [part.replace("$", query) for part in way]
    assert curl(*arguments, "-H", "Accept: text/csv", f"{served[0]}/sparql") == (0, "label\r\nMicrosoft\r\n")


def test_curl_takes_packed_answers_and_asks_whether_something_changed(served, tmp_path):
    tag = tmp_path / "tag"
    address = f"{served[0]}/graph.ttl"
    code, first = curl("--compressed", "--etag-save", tag, address)
    assert code == 0
    assert "@prefix" in first
    assert curl("--compressed", "--etag-compare", tag, "-w", "%{http_code}", address)[1] == "304"


def test_curl_fails_where_the_service_does(served):
    code, said = curl("--fail-with-body", "-G", "--data-urlencode", "query=SELEC", f"{served[0]}/sparql")
    assert code == 22
    assert json.loads(said)["code"] == "query-syntax"
