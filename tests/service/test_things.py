"""Every IRI of ours leads somewhere."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from dealgraph import names
from dealservice.forms import GRAPH, HTML, forms_for

PAGE = {"Accept": "text/html"}
PATHS = [
    "/id/acme", "/id/small-claim-1.1a", "/id/small-passage-1.1", "/ont", "/ont/Right", "/ont/heldBy",
    "/ont/modules/norms", "/voc/narrative", "/voc/claim-bases", "/graph/small", "/graph/ontology", "/graph/inferred",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_people_get_a_page_without_bare_iris(client, path):
    response = client.get(path, headers=PAGE)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "<h1>" in response.text


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/voc/claim-bases"])
@pytest.mark.parametrize("form", [form for form in forms_for(GRAPH) if form != HTML], ids=lambda form: form.name)
def test_programs_get_data_in_every_form_by_accept_and_by_suffix(client, path, form):
    by_accept = client.get(path, headers={"Accept": form.media_type})
    assert (by_accept.status_code, by_accept.content_type) == (200, form.content_type)
    by_suffix = client.get(f"{path}.{form.name}", headers=PAGE)
    assert (by_suffix.status_code, by_suffix.content_type) == (200, form.content_type)
    assert by_accept.headers["Content-Location"] == f"{path}.{form.name}"


def triples_of(response):
    return {(q.subject, q.predicate, getattr(q.object, "value", None)) for q in parse(response.data, RdfFormat.TURTLE)}


def test_data_hold_the_statements_about_a_thing_and_the_labels_of_what_they_name(client):
    found = triples_of(client.get("/id/first-look"))
    assert (names.thing("first-look"), names.deal("heldBy"), names.thing("acme").value) in found
    assert (names.thing("acme"), names.LABEL, "Acme") in found
    assert (names.deal("heldBy"), names.LABEL, "held by") in found


def test_data_of_a_class_hold_its_unnamed_parts(client):
    found = triples_of(client.get("/ont/ExclusiveRight"))
    assert NamedNode(f"{names.OWL}someValuesFrom") in {predicate for _, predicate, _ in found}


def test_data_of_the_ontology_hold_every_term(client):
    subjects = {subject for subject, _, _ in triples_of(client.get("/ont"))}
    assert {names.deal("Right"), names.deal("heldBy"), names.voc("narrative")} <= subjects


def test_data_of_a_module_hold_its_terms(client):
    subjects = {subject for subject, _, _ in triples_of(client.get("/ont/modules/norms"))}
    assert names.deal("Right") in subjects
    assert names.thing("acme") not in subjects


def test_data_of_a_graph_are_its_content(client):
    subjects = {subject for subject, _, _ in triples_of(client.get("/graph/inferred"))}
    assert subjects >= {names.thing("first-look"), names.thing("acme")}


def test_the_page_of_a_thing_tells_what_it_is_and_who_says_so(client):
    text = client.get("/id/first-look", headers=PAGE).text
    assert '<a href="/ont/ExclusiveRight">exclusive right</a>' in text
    assert '<dt><a href="/ont/heldBy">held by</a></dt>' in text
    assert "Acme gets a first look." in text
    assert "narrative" in text
    assert '<a href="/id/small-passage-1.1">paragraph 1, sentence 1</a>' in text


def test_the_page_of_a_thing_tells_what_leads_to_it(client):
    text = client.get("/id/acme", headers=PAGE).text
    assert text.index("What leads here") < text.index('<a href="/id/first-look">Right of first look</a>')


def test_the_page_parts_what_is_said_from_what_follows(client):
    text = client.get("/voc/narrative", headers=PAGE).text
    assert "What follows by inference" not in text


def test_labels_are_escaped(client):
    text = client.get("/id/globex", headers=PAGE).text
    assert "Globex <b>" not in text
    assert "Globex &lt;b&gt;" in text


def test_the_page_of_a_class_spells_out_its_restrictions(client):
    text = client.get("/ont/ExclusiveRight", headers=PAGE).text
    assert "<ul><li>" in text
    assert '<a href="/ont/Company">company</a>' in text


def test_a_version_of_the_ontology_is_the_ontology_and_names_the_latest(client):
    response = client.get("/ont/0.1.0")
    assert names.deal("Right") in {subject for subject, _, _ in triples_of(response)}
    assert '</ont>; rel="latest-version"' in response.headers["Link"]


def test_every_form_of_a_thing_is_linked(client):
    link = client.get("/id/acme").headers["Link"]
    assert '</id/acme.jsonld>; rel="alternate"; type="application/ld+json"' in link


@pytest.mark.parametrize(
    "path", ["/id/acne", "/ont/Rigth", "/voc/nothing", "/graph/nowhere", "/id/acme.csv", "/id/a%20b"]
)
def test_an_unknown_thing_is_not_found(client, path):
    response = client.get(path)
    assert (response.status_code, response.get_json(force=True)["code"]) == (404, "thing-unknown")


def test_a_misspelt_thing_gets_a_suggestion(client):
    assert client.get("/id/acne").get_json(force=True)["hint"] == "Did you mean “acme”?"


def test_a_client_that_takes_no_form_is_told_all(client):
    assert client.get("/id/acme", headers={"Accept": "image/png"}).status_code == 406
