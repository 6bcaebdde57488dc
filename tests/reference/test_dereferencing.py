"""Every IRI of ours leads to a page with its label and to data that speak of it."""

import html
import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from dealgraph import names
from dealgraph.answer import Question, Table
from dealgraph.downloads import DATA, MERGED
from dealservice.library import SHAPES, library
from dealservice.questions import labels

PAGE = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
VERSION_IRI = NamedNode(f"{names.OWL}versionIRI")


def path(iri):
    return "/" + iri.removeprefix(names.BASE)


def title(response):
    found = re.search(r"<title>(.*) · dealgraph</title>", response.text)
    heading = re.search(r"<h1>(.*)</h1>", response.text)
    assert found[1] == heading[1]
    return html.unescape(found[1])


def statements(response, form):
    return [(quad.subject, quad.predicate, quad.object) for quad in parse(response.data, form)]


def speaks_of(found, node):
    return any(node == s or (p, o) == (VERSION_IRI, node) for s, p, o in found)


@pytest.fixture(scope="module")
def pages(client, ours):
    """Fetch the page of every IRI, by IRI."""
    return {iri: client.get(path(iri), headers=PAGE) for iri in ours}


@pytest.fixture(scope="module")
def known(store, ours):
    """Give the label of every IRI that has one."""
    found = labels(store, map(NamedNode, ours)) | labels(library(), map(NamedNode, ours))
    return {iri: label.value for iri, label in found.items()}


def test_every_iri_of_ours_has_a_page_with_its_label_as_title(pages, known):
    faults = []
    for iri, response in pages.items():
        if (response.status_code, response.mimetype) != (200, "text/html"):
            faults.append((iri, response.status))
        elif title(response) != known.get(iri, title(response)) or "://" in title(response):
            faults.append((iri, title(response)))
    assert faults == []
    assert len(pages) > 600


def test_every_iri_of_ours_has_turtle_and_json_ld_that_speak_of_it(client, ours):
    faults = []
    for iri in ours:
        by_suffix = client.get(f"{path(iri)}.ttl", headers=PAGE)
        by_accept = client.get(path(iri), headers={"Accept": "application/ld+json"})
        if {by_suffix.status_code, by_accept.status_code} != {200}:
            faults.append((iri, by_suffix.status, by_accept.status))
            continue
        turtle, json_ld = statements(by_suffix, RdfFormat.TURTLE), statements(by_accept, RdfFormat.JSON_LD)
        if not speaks_of(turtle, NamedNode(iri)) or len(turtle) != len(json_ld):
            faults.append((iri, len(turtle), len(json_ld)))
    assert faults == []


def test_every_link_on_every_page_leads_somewhere(client, pages):
    links = {html.unescape(link) for page in pages.values() for link in re.findall(r'href="(/[^"#]*)', page.text)}
    fetched = {path(iri) for iri in pages}
    faults = []
    for link in links - fetched:
        with client.get(link, headers=PAGE) as response:
            if response.status_code >= 400:
                faults.append((link, response.status))
    assert faults == []


def test_every_anchor_of_the_ontology_s_page_exists(client):
    text = client.get("/ont", headers=PAGE).text
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r' id="([^"]+)"', text))


@pytest.mark.parametrize("iri", ["ont/0.1.0", "ont/0.1.0/modules/norms", "voc/0.1.0/schemes/claim-bases"])
def test_a_version_is_served_and_tells_the_latest(client, iri):
    response = client.get(f"/{iri}", headers=PAGE)
    assert title(response).endswith(" 0.1.0")
    latest = "/" + iri.replace("/0.1.0", "")
    assert f'<{latest}>; rel="latest-version"' in response.headers["Link"]


@pytest.mark.parametrize("iri", ["ont/0.0.9", "ont/9.0.0/modules/norms", "voc/9.0.0/schemes/claim-bases"])
def test_a_version_that_is_not_here_is_a_problem_that_names_the_one_that_is(client, iri):
    problem = client.get(f"/{iri}").get_json(force=True)
    assert (problem["status"], problem["code"]) == (404, "ontology-version-unknown")
    assert "https://w3id.org/dealgraph/ont/0.1.0" in problem["hint"]


@pytest.mark.parametrize("iri", ["ont/0.1.0/modules/nothing", "ont/0.1.0/Right", "shapes/Nothing", "graph/nothing"])
def test_what_no_version_holds_is_unknown(client, iri):
    problem = client.get(f"/{iri}").get_json(force=True)
    assert (problem["status"], problem["code"]) == (404, "thing-unknown")


@pytest.mark.parametrize(("node", "name"), [(DATA, "graph.ttl"), (MERGED, "graph.owl")])
def test_a_union_of_graphs_holds_what_its_download_holds(client, built, node, name):
    form = {"graph.ttl": RdfFormat.TURTLE, "graph.owl": RdfFormat.RDF_XML}[name]
    file = [(q.subject, q.predicate, q.object) for q in parse(path=str(built.version.folder / name), format=form)]
    found = statements(client.get(path(node.value)), RdfFormat.TURTLE)
    described = {s for s, _, _ in file}
    kept = [triple for triple in found if triple[1] != names.LABEL or triple[0] in described]
    assert named(kept) == named(file)
    assert len(kept) == len(file)


def named(triples):
    """Leave out unnamed nodes and literals, which the engine writes in another way."""
    return {(s, p, o if isinstance(o, NamedNode) else None) for s, p, o in triples if isinstance(s, NamedNode)}


def test_the_shapes_and_the_alignments_have_pages_of_their_own(client):
    asked = library().ask(Question("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"))
    assert isinstance(asked, Table)
    graphs = {row[0] for row in asked} - {names.ONTOLOGY_GRAPH}
    assert len(graphs) == 10
    for graph in graphs:
        assert client.get(path(graph.value), headers=PAGE).status_code == 200
        assert statements(client.get(path(graph.value)), RdfFormat.TURTLE)
    assert title(client.get("/shapes/RightOfFirstRefusal", headers=PAGE)) == "Right of first refusal"
    assert SHAPES in graphs
    assert "dealgraph: alignment with FIBO" in client.get("/ont/0.1.0/align/fibo", headers=PAGE).text


def test_the_namespace_of_the_concepts_leads_to_their_list(client):
    response = client.get("/voc/")
    assert (response.status_code, response.headers["Location"]) == (303, "/ont#schemes")
    assert client.get("/ont/").status_code == 200
