"""The query editor: the plain form, its examples, and what its script fetches."""

import re

import pytest

from dealgraph import names
from dealservice import replies
from dealservice.app import create_app
from dealservice.settings import Settings

PAGE = {"Accept": "text/html"}


def test_an_example_stands_in_the_form_and_is_not_asked(client):
    text = client.get("/sparql?example=who-holds", headers=PAGE).text
    assert "VALUES ?holder { id:acme }" in text
    assert 'id="answer" aria-labelledby="answer-title" hidden' in text


def test_the_example_that_is_open_is_shown(client):
    opened = r'<option value="([^"]+)" selected aria-current="true">'
    page = client.get("/sparql?example=who-holds", headers=PAGE).text
    assert re.findall(opened, page) == ["who-holds"]
    assert 'Open now: <a href="/queries/who-holds">' in page
    text = client.get("/queries/who-holds.rq").text.replace("\n", "\r\n")
    asked = client.get("/sparql", query_string={"query": text}, headers=PAGE).text
    assert re.findall(opened, asked) == ["who-holds"]
    other = client.get("/sparql?query=ASK+%7B%7D", headers=PAGE).text
    assert (re.findall(opened, other), "Open now" in other) == ([], False)


def test_an_example_that_is_unknown_is_a_problem(client):
    response = client.get("/sparql?example=who-hold", headers=PAGE)
    assert response.status_code == 404
    assert "who-holds" in response.text


def test_every_question_that_a_query_answers_is_offered(client):
    offered = re.findall(r'<option value="([^"]+)"', client.get("/sparql", headers=PAGE).text)
    listed = client.get("/queries", headers={"Accept": "application/json"}).json["queries"]
    assert sorted(offered) == sorted(query["name"] for query in listed if "sparql" in query)


def test_the_service_is_described_to_programs_all_the_same(client):
    assert client.get("/sparql?example=who-holds").mimetype == "text/turtle"


def test_completions_are_ours(client):
    found = client.get("/sparql/completions.json").json
    assert found["prefixes"] == names.PREFIXES
    terms = {(iri, kind): label for iri, kind, label in found["terms"]}
    assert terms[f"{names.DEAL}Company", "class"] == "company"
    assert terms[f"{names.DEAL}heldBy", "property"] == "held by"
    assert terms[f"{names.ID}acme", "thing"] == "Acme"


def test_scripts_are_named_only_where_they_are_packed(small_store, tmp_path, monkeypatch):
    (tmp_path / "editor.js").touch()
    for folder, expected in ((tmp_path / "absent", 0), (tmp_path, 1)):
        monkeypatch.setattr(replies, "PACKED", folder)
        text = create_app(Settings(str(small_store))).test_client().get("/sparql", headers=PAGE).text
        assert len(re.findall("<script", text)) == expected


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK {}", "nonsense"])
def test_the_form_shows_the_query_that_was_asked(client, query):
    assert f">{query}</textarea>" in client.get("/sparql", query_string={"query": query}, headers=PAGE).text
