"""The description of the HTTP interface is valid, covers every address, and is what the service does."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from exemplary import INQUIRIES
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pyoxigraph import NamedNode, RdfFormat, parse

from dealservice.forms import KIND_OF_QUERY, forms_for

HERE = Path(__file__).parent
PAGE = {"Accept": "text/html"}
every = pytest.mark.parametrize("inquiry", INQUIRIES, ids=lambda inquiry: inquiry.name)
ROUTES_IN_DEPTH = r"^/queries(/rights-of\.\{form\})?$|^/(sparql|update|store)$"


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/openapi.json").json


def shape(path):
    return re.sub(r"\{\w+\}|<[^>]*>", "{}", path)


def test_it_is_a_valid_document_of_openapi(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_it_covers_every_address_and_every_method(app, document):
    told = {shape(path): set(methods) for path, methods in document["paths"].items()}
    for rule in app.url_map.iter_rules():
        if rule.rule in {"/static/<path:filename>", "/queries/<address>"}:  # parts of pages; each question has its own
            continue
        assert {method.lower() for method in rule.methods - {"HEAD", "OPTIONS"}} == told[shape(rule.rule)], rule.rule


def test_every_operation_has_a_name_of_its_own_and_refuses_in_one_shape(document):
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["summary"]
        refused = [r for status, r in operation["responses"].items() if status >= "400" and "content" in r]
        assert all("application/problem+json" in response["content"] for response in refused)


@every
def test_a_question_is_declared_with_all_that_it_takes_and_gives(document, inquiry):
    operation = document["paths"][f"/queries/{inquiry.name}"]["get"]
    declared = {parameter["name"]: parameter for parameter in operation["parameters"]}
    for parameter in inquiry.parameters:
        told = declared[parameter.name]
        one = told["schema"]["items"] if parameter.many else told["schema"]
        assert told["required"] == parameter.required
        assert one.get("enum", []) == list(parameter.choices)
        assert bool(parameter.example) == ("examples" in one)
    assert {"version"} <= set(declared) - {p.name for p in inquiry.parameters}
    formed = document["paths"][f"/queries/{inquiry.name}.{{form}}"]["get"]["parameters"][0]
    forms = [form.name for form in forms_for(KIND_OF_QUERY[inquiry.form])]
    whole = [name for name in formed["schema"]["enum"] if "." in name]
    assert formed["schema"]["enum"] == forms + whole + ["rq"] * bool(inquiry.text)
    assert ("proof.json" in whole) == (getattr(inquiry, "prove", None) is not None)
    if inquiry.form == "SELECT":
        row = document["components"]["schemas"][f"{inquiry.name}-row"]
        assert list(row["properties"]) == [column.name for column in inquiry.columns]


class Page(HTMLParser):
    """Gathers the scripts, the addresses and the ids of a page."""

    def __init__(self, text):
        super().__init__()
        self.scripts, self.links, self.ids = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.scripts += [tag] if tag == "script" else []
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.ids |= {found["id"]} if "id" in found else set()


def test_its_page_needs_no_script_and_nothing_from_elsewhere(client, document):
    response = client.get("/docs/api", headers=PAGE)
    page = Page(response.text)
    assert page.scripts == []
    loaded = [link for link in page.links if not link.startswith(("/", "#", "https://creativecommons.org/"))]
    assert loaded == []
    assert {o["operationId"] for methods in document["paths"].values() for o in methods.values()} <= page.ids


@pytest.mark.parametrize("address", ["/", "/queries", "/docs/errors"])
def test_its_page_is_linked(client, address):
    assert "/docs/api" in Page(client.get(address, headers=PAGE).text).links


def test_the_list_of_questions_leads_to_it(client):
    links = client.get("/queries").headers.getlist("Link")
    assert any("/openapi.json" in link and 'rel="service-desc"' in link for link in links)
    assert any("/docs/api" in link and 'rel="service-doc"' in link for link in links)


SH = "http://www.w3.org/ns/shacl#"


def test_other_editors_find_the_questions_as_rdf(client):
    triples = {quad.triple for quad in parse(client.get("/queries.ttl").data, RdfFormat.TURTLE)}
    asked = {NamedNode(f"{SH}{kind}"): inquiry for kind, inquiry in (("select", "SELECT"), ("construct", "CONSTRUCT"))}
    found = {t.subject.value.rpartition("/")[2]: t.object.value for t in triples if t.predicate in asked}
    for inquiry in INQUIRIES:
        if inquiry.form in asked.values() and inquiry.text:
            assert found[inquiry.name] == inquiry.text


def test_the_service_description_names_every_executable(client):
    turtle = client.get("/sparql", headers={"Accept": "text/turtle"}).data
    triples = [quad.triple for quad in parse(turtle, RdfFormat.TURTLE)]
    listed = {
        triple.subject.value.rpartition("/")[2]
        for triple in triples
        if triple.object == NamedNode(f"{SH}SPARQLExecutable")
    }
    assert listed == {inquiry.name for inquiry in INQUIRIES if inquiry.text}


def attack(service, folder, *words):
    """Run schemathesis, the same way each time, and give what it says."""
    url, log, token = service
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "texts", "PYTHONPATH": str(HERE), "NO_COLOR": "1"}
    command = [Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run"]
    command += [
        f"{url}/openapi.json",
        "--request-timeout",
        "60",
        "-H",
        f"Authorization: Bearer {token}",
        "--generation-deterministic",
    ]
    done = subprocess.run([*command, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    assert "Traceback" not in log.read_text(), log.read_text()[-4000:]
    return done.stdout


def test_every_operation_answers_its_examples_and_random_requests_as_it_says(open_service, tmp_path):
    said = attack(open_service, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "1")
    assert re.search(r"Selected: (\d+)/\1\s+Tested: \1\b", said), said


def test_the_protocols_answer_every_kind_of_wrong_request_as_they_say(open_service, tmp_path):
    attack(open_service, tmp_path, "--phases", "coverage", "--include-path-regex", ROUTES_IN_DEPTH)


def test_plain_json_rows_are_as_their_schema_says(client, document):
    for inquiry in INQUIRIES:
        if inquiry.form == "SELECT":
            schema = Draft202012Validator(document["components"]["schemas"][f"{inquiry.name}-row"])
            values = {p.name: p.example for p in inquiry.parameters if p.required}
            body = client.get(f"/queries/{inquiry.name}.ndjson", query_string=values).data
            for line in body.splitlines():
                schema.validate(json.loads(line))
