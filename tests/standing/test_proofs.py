"""Whole answers at their addresses and on the command line: proofs that people and programs can read and check."""

import json
import re
from html.parser import HTMLParser

import pytest
from pyoxigraph import RdfFormat, parse

from dealgraph.names import ID
from dealgraph.standing import QUESTIONS
from dealgraph.standing.proof import recomputed
from dealservice.app import create_app
from dealservice.cli import run
from dealservice.forms import WHOLE_FORMS
from dealservice.settings import Settings

WHY = "/queries/why.proof.{}?right=ip-access&on=2028-01-01"
WHATIF = "https://w3id.org/dealgraph/whatif/"
PROV = "http://www.w3.org/ns/prov#"
RDF_FORMS = {
    "ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML, "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS, "n3": RdfFormat.N3, "jsonld": RdfFormat.JSON_LD,
}  # fmt: skip


@pytest.fixture(scope="module")
def client(built_store):
    return create_app(Settings(store=str(built_store), cache_bytes=0)).test_client()


def statements(response, form):
    quads = list(parse(response.data, RDF_FORMS[form]))
    return {(q.predicate.value.removeprefix(WHATIF), str(getattr(q.object, "value", q.object))) for q in quads}


class Tree(HTMLParser):
    """Reads a page: its links, its depth of steps, and whether every element that is opened is closed."""

    VOID = frozenset({"meta", "link", "br", "input"})

    def __init__(self, text):
        super().__init__()
        self.open, self.names, self.links, self.depth = [], set(), set(), 0
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.links |= {value for name, value in attrs if name == "href"}
        if tag not in self.VOID:
            self.open.append(tag)
        self.depth = max(self.depth, self.open.count("ol"))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("form", [form.name for form in WHOLE_FORMS["proof"]])
def test_a_proof_comes_in_every_form_that_is_announced(client, form):
    response = client.get(WHY.format(form))
    assert response.status_code == 200
    assert "article" in response.text


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_has_a_whole_answer_and_each_proof_in_it_gives_its_verdict(client, name):
    given = {p.name: p.example for p in QUESTIONS[name].parameters if p.required}
    found = client.get(f"/queries/{name}.proof.json", query_string=given).json
    assert found["question"] == name
    for verdict in found["verdicts"]:
        first = verdict["segments"][0]["value"]
        assert recomputed(verdict["proof"]) == first
        assert verdict["value"] in {first, "varies"}
    assert client.get(f"/queries/{name}.proof.html", query_string=given).status_code == 200


def test_the_rdf_of_a_proof_leads_to_the_claims_and_to_the_scenario(client):
    for form in RDF_FORMS:
        found = statements(client.get(f"{WHY.format(form)}&assume=agi@2027"), form)
        assert ("claim", f"{ID}article-claim-7.2c") in found
        assert (f"{PROV}wasDerivedFrom", f"{ID}article-claim-7.2c") in found
        assert ("state", "ended") in found
        assert ("event", f"{ID}agi") in found


def test_only_the_scenario_stands_in_a_named_graph(client):
    quads = list(parse(client.get(f"{WHY.format('trig')}&assume=agi@2027").data, RdfFormat.TRIG))
    named = {str(q.graph_name) for q in quads if q.predicate.value == f"{WHATIF}assumes"}
    assert len(named) == 1
    assert "scenario-" in named.pop()
    assert {str(q.graph_name) for q in quads if q.predicate.value == f"{WHATIF}state"} == {"DEFAULT"}


def test_the_page_of_a_proof_is_a_tree_without_scripts_whose_claims_are_links(client):
    page = Tree(client.get(WHY.format("html")).text)
    assert "script" not in page.names
    assert page.depth >= 4
    assert {"/id/ip-access", "/id/article-claim-7.2c", "/id/context-dates-claim-6.1a"} <= page.links
    assert any(link.startswith("/queries/why.proof.ttl?right=ip-access") for link in page.links)
    for link in ("/id/article-claim-7.2c", next(link for link in page.links if "passage" in link)):
        assert client.get(link, headers={"Accept": "text/html"}).status_code == 200


def test_a_label_that_looks_like_markup_stays_text(client):
    text = client.get("/queries/why.proof.html?right=ip-access&assume=agi@2027&never=<b>").text
    assert "<b>" not in text


def test_what_has_ended_is_told_with_condition_speaker_passage_certainty_and_provisos(client):
    found = client.get("/queries/rights-in-force.proof.json?on=2031-01-01&holder=microsoft").json
    verdicts = {verdict["position"]: verdict for verdict in found["verdicts"]}
    ended = {name for name, verdict in verdicts.items() if verdict["state"] == "ended"}
    assert ended == {"cloud-exclusivity", "ip-access", "revenue-share", "api-exclusivity"}
    access = verdicts["ip-access"]
    assert access["cause"] == {"id": "c-2030", "label": "The time up to 2030 has run out", "since": "2031-01-01"}
    assert {claim["speakerLabel"] for claim in access["claims"]} == {"Microsoft"}
    assert access["passages"] == ["article 6.1, characters 1397-1638"]
    assert access["certainty"] == "stated"
    assert verdicts["first-refusal"]["providedThatNot"]
    table = client.get("/queries/rights-in-force.csv?on=2031-01-01&holder=microsoft").text
    assert "The time up to 2030 has run out" in table
    assert ',Microsoft,article:6.1a; article:6.1b,"article:6.1, characters 1397-1638"' in table


SCENARIO = {"assume": ["agi@2027", "earning-capability=80..150bnUSD@2028"], "never": "nullify", "level": "suggested"}


def test_a_scenario_means_the_same_in_the_address_as_json_and_as_a_named_graph(client):
    address = "/queries/why.proof.json?right=ip-access&on=2028-01-01"
    whole = {"right": "ip-access", "on": "2028-01-01", **SCENARIO}
    plain = client.get("/queries/why.proof.json", query_string=whole)
    assert plain.json["scenario"]["level"] == "suggested"
    for form, media_type in (("json", "application/json"), ("trig", "application/trig"), ("ttl", "text/turtle"),
                             ("nq", "application/n-quads"), ("jsonld", "application/ld+json")):  # fmt: skip
        scenario = client.get(f"/queries/why.scenario.{form}", query_string={"right": "ip-access", **SCENARIO})
        sent = client.post(address, data=scenario.data, content_type=media_type)
        assert (sent.status_code, sent.data) == (200, plain.data), form
        assert sent.headers["ETag"] == plain.headers["ETag"]
        assert sent.headers["Content-Location"] == plain.headers["Content-Location"]
    again = client.get(plain.headers["Content-Location"])
    assert again.data == plain.data
    known = {"If-None-Match": plain.headers["ETag"]}
    unchanged = client.get("/queries/why.proof.json", query_string=whole, headers=known)
    assert unchanged.status_code == 304


def test_a_scenario_can_be_posted_for_a_table_and_both_sides_for_a_comparison(client):
    response = client.post("/queries/why.csv?right=ip-access&on=2028-01-01", json={"assume": ["agi@2027"]})
    assert "ended" in response.text
    sides = {"a": {}, "b": {"assume": [{"event": "agi", "on": "2027-06-30"}]}}
    rows = client.post("/queries/compare.proof.json?on=2028-01-01", json=sides).json
    assert [(row["a_state"], row["b_state"]) for row in rows["rows"]] == [("in-force", "ended")]
    assert [verdict["state"] for verdict in rows["verdicts"]] == ["in-force", "ended"]
    again = client.get("/queries/compare.scenario.json?on=2028-01-01&b.assume=agi@2027-06-30").json
    assert client.post("/queries/compare.proof.json?on=2028-01-01", json=again).json == rows


@pytest.mark.parametrize(
    ("address", "sent", "status", "code"),
    [
        ("/queries/agents", {"json": {}}, 405, "method-refused"),
        ("/queries/why.proof.json?right=ip-access", {"data": "x", "content_type": "text/csv"}, 415, "media-type"),
        ("/queries/why?right=ip-access", {"data": "{", "content_type": "application/json"}, 422, "parameters-invalid"),
        ("/queries/why?right=ip-access", {"json": {"assume": ["agii@2027"]}}, 422, "parameters-invalid"),
        ("/queries/why?right=ip-access&level=stated", {"json": {"level": "reported"}}, 422, "parameters-invalid"),
        ("/queries/why?right=ip-access", {"data": "[] a <x:y> .", "content_type": "text/turtle"}, 422,
         "parameters-invalid"),
        ("/queries/why?right=ip-access", {"data": b"\xff", "content_type": "text/turtle"}, 400, "encoding-invalid"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_as_a_scenario_is_refused(client, address, sent, status, code):
    response = client.post(address, **sent, headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json(force=True)["code"]) == (status, code)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/queries/agents.proof.json", 404, "form-unknown"),
        ("/queries/why.proof.jsn?right=ip-access", 404, "form-unknown"),
        ("/queries/why.proof.csv?right=ip-access", 406, "form-unacceptable"),
        ("/queries/why.scenario.html?right=ip-access", 406, "form-unacceptable"),
        ("/queries/why.proof.json", 422, "parameters-invalid"),
        ("/whatif/nothing", 404, "thing-unknown"),
    ],
)
def test_what_has_no_whole_answer_says_so(client, address, status, code):
    response = client.get(address, headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json(force=True)["code"]) == (status, code)


WRONG = {
    "right": "ip-acess", "on": "2027-13-01", "assume": ["agii@2027", "earning-capability=1bnUDS@2027"],
    "never": "nulify", "disregard": "article:7.2z", "need": "first", "world": "opne",
}  # fmt: skip
NEAR = {"ip-access", "agi", "USD", "nullify", "need-1", "open", "article:7.2"}


def test_everything_wrong_is_named_at_once_with_near_matches_in_the_address(client):
    response = client.get("/queries/why", query_string=WRONG, headers={"Accept": "application/json"})
    assert response.status_code == 422
    findings = response.get_json(force=True)["findings"]
    assert sorted(f["subject"] for f in findings) == sorted([*WRONG, "assume"])
    hints = " ".join(finding.get("hint", "") for finding in findings)
    assert {word for word in NEAR if word in hints} == NEAR


def test_everything_wrong_is_named_at_once_on_the_command_line(built_store, capsys):
    given = {name: [words] if isinstance(words, str) else words for name, words in WRONG.items()}
    words = [f"{name}={word}" for name in given for word in given[name]]
    assert run(["ask", "why", *words, "--store", str(built_store)]) == 2
    said = capsys.readouterr().err
    assert all(word in said for word in NEAR)
    assert "8 parameters do not fit" in said


def test_asking_why_on_the_command_line_prints_a_proof_that_a_lawyer_can_read(built_store, capsys):
    assert run(["ask", "why", "right=ip-access", "on=2028-01-01", "--store", str(built_store)]) == 0
    text = capsys.readouterr().out
    said = re.sub(r"\s+", " ", text)
    assert "Yes: it is in force on 2028-01-01, since 2025-01-21." in said
    assert "Provided that this has not happened" in said
    assert "The time up to 2030 has run out: not by then, by the record. [article:6.1a, article:6.1b]" in said
    assert "presumed not to have happened, because nobody reports it" in said
    assert "[article:6.1a] Microsoft (stated, attributed-statement): " in said
    assert "article 6.1, characters 1397-1638" in said
    assert max(map(len, text.splitlines())) <= 130


def test_other_forms_of_a_proof_are_printed_where_they_are_named(built_store, capsys):
    def ask(name, form):
        words = ["ask", name, "right=ip-access", "on=2028-01-01", "--store", str(built_store), "--format", form]
        code = run(words)
        return code, capsys.readouterr()

    assert json.loads(ask("why", "proof.json")[1].out)["format"] == "standing/1"
    assert "whatif:Verdict" in ask("why", "proof.ttl")[1].out
    assert "  Why\n" in ask("why-not", "proof")[1].out
    assert json.loads(ask("why", "scenario.json")[1].out)["name"] == "as-recorded"
    assert "Position" in ask("why", "table")[1].out
    assert ask("why", "proof.html")[0] == 2
