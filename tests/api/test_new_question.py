"""One file and one golden answer are all that a new question takes; a change of the file counts without a restart."""

import csv
import io
import json
from html import unescape

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from dealgraph import connect
from dealgraph.names import PREFIXES
from dealgraph.store import open_store
from dealservice import shelf
from dealservice.app import create_app
from dealservice.cli import run
from dealservice.settings import Settings
from dealservice.toolbox import Toolbox, input_schema, output_schema

QUERY = """\
#+ title: Assets of an owner
#+ question: Which assets does a company own?
#+ description: Assets with a known owner.
#+ audience: analyst
#+ tags: [assets]
#+ parameters:
#+   owner: {type: iri, class: deal:Agent, label: Owner, required: yes, example: openai}
#+ columns:
#+   asset: {type: iri, label: Asset}
#+   assetLabel: {type: string, label: Asset}
SELECT ?asset ?assetLabel WHERE {
  VALUES ?owner { id:openai }
  ?asset deal:ownedBy ?owner ; rdfs:label ?assetLabel .
}
ORDER BY ?assetLabel
"""
HTML = {"Accept": "text/html"}


@pytest.fixture
def place(tmp_path):
    """Give a folder of questions in which nothing is yet."""
    folder = tmp_path / "questions"
    folder.mkdir()
    return folder


@pytest.fixture
def client(built_store, place, monkeypatch):
    """Run the service for somebody who writes questions."""
    monkeypatch.setattr(shelf, "LOOK_AGAIN_SECONDS", 0.0)
    return create_app(Settings(store=str(built_store), queries=(place,), reload=True)).test_client()


@pytest.fixture
def question(client, place, store):
    """Add the file while the service runs, and give the golden answer."""
    assert client.get("/queries/assets-of.csv?owner=openai").status_code == 404
    (place / "assets-of.rq").write_text(QUERY)
    found = store.ask(shelf.open_catalog([place]).get("assets-of").sparql({}))
    golden = [tuple(term.value for term in row) for row in found]
    assert golden
    return golden


def test_it_has_an_address_and_the_golden_answer(client, question):
    rows = list(csv.reader(io.StringIO(client.get("/queries/assets-of.csv?owner=openai").text, newline="")))
    assert rows[0] == ["asset", "assetLabel"]
    assert [tuple(row) for row in rows[1:]] == question


def test_it_has_a_form_and_stands_in_the_list(client, question):
    page = client.get("/queries/assets-of?owner=openai", headers=HTML).text
    assert 'name="owner"' in page
    assert question[0][1] in unescape(page)
    assert "/queries/assets-of" in client.get("/queries?q=assets+own", headers=HTML).text


@pytest.mark.usefixtures("question")
def test_it_is_an_operation_and_an_entry_of_the_documentation(client):
    paths = client.get("/openapi.json").json["paths"]
    owner = paths["/queries/assets-of"]["get"]["parameters"][0]
    assert (owner["name"], owner["required"], owner["schema"]["examples"]) == ("owner", True, ["openai"])
    assert 'id="assets-of"' in client.get("/docs/api", headers=HTML).text


@pytest.mark.usefixtures("question")
def test_it_is_an_executable_in_rdf(client):
    triples = [quad.triple for quad in parse(client.get("/queries.ttl").data, RdfFormat.TURTLE)]
    (text,) = [
        triple.object.value
        for triple in triples
        if triple.subject.value.endswith("/assets-of") and triple.predicate == NamedNode(f"{PREFIXES['sh']}select")
    ]
    assert "deal:ownedBy ?owner" in text


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_it_answers_in_the_terminal(built_store, place, capsys, question, form):
    words = ["ask", "assets-of", "owner=openai", "--store", str(built_store), "--queries", str(place)]
    assert run([*words, "--format", form]) == 0
    assert question[0][1] in capsys.readouterr().out


def test_it_answers_from_python(built_store, place, question):
    assert [tuple(row) for row in connect(built_store, queries=[place]).ask("assets-of", owner="openai")] == question


def test_it_is_a_tool_for_agents(built_store, place, question):
    toolbox = Toolbox(shelf.open_catalog([place]), open_store(str(built_store)))
    (inquiry,) = [inquiry for inquiry in toolbox if inquiry.name == "assets-of"]
    assert input_schema(inquiry)["required"] == ["owner"]
    assert list(output_schema(inquiry)["properties"]["rows"]["items"]["properties"]) == ["asset", "assetLabel"]
    _, content = toolbox.call("assets-of", {"owner": "openai"})
    assert [tuple(row.values()) for row in content["rows"]] == question


@pytest.mark.usefixtures("question")
def test_a_fault_in_a_file_names_file_line_and_mend_until_it_is_mended(client, place):
    file = place / "assets-of.rq"
    file.write_text(QUERY.replace("audience", "audiense").replace("deal:ownedBy ?owner", "deal:ownedBy"))
    response = client.get("/queries/assets-of.csv?owner=openai")
    assert response.status_code == 500
    problem = json.loads(response.data)
    assert problem["code"] == "catalog-invalid"
    found = {finding["line"]: finding for finding in problem["findings"]}
    assert found[4]["hint"] == "Did you mean “audience”?"
    assert found[13]["file"] == "assets-of.rq"
    assert "not valid SPARQL" in found[13]["what"]
    file.write_text(QUERY.replace("Assets of", "Belongings of"))
    assert "Belongings of an owner" in client.get("/queries/assets-of?owner=openai", headers=HTML).text
    file.unlink()
    assert client.get("/queries/assets-of.csv").status_code == 404


@pytest.mark.usefixtures("question")
def test_an_answer_that_may_change_with_its_file_is_not_kept(client):
    assert client.get("/queries/assets-of.csv?owner=openai").headers["Cache-Control"] == "no-store"


def test_the_name_of_a_built_in_question_is_taken(built_store, place, capsys):
    (place / "rights-of.rq").write_text(QUERY)
    assert run(["ask", "rights-of", "owner=openai", "--store", str(built_store), "--queries", str(place)]) == 2
    assert "Two questions are called “rights-of”" in capsys.readouterr().err
