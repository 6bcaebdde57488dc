"""Home, downloads, health, errors, and what every response carries."""

import logging
import re

import pytest
from pyoxigraph import RdfFormat, parse

from dealgraph import names, problems
from dealservice import codes
from dealservice.app import create_app
from dealservice.pages import DOWNLOADS
from dealservice.service import LiveStore
from dealservice.settings import Settings

PAGE = {"Accept": "text/html"}
ADDRESSES = ["/", "/queries", "/queries/who-holds", "/sparql", "/id/acme", "/ont", "/docs/errors", "/graph.ttl",
             "/.well-known/void", "/health/live", "/health/ready", "/static/style.css", "/nowhere"]  # fmt: skip


def test_the_home_page_leads_to_questions_with_answers(built_store):
    client = create_app(Settings(str(built_store))).test_client()
    links = re.findall(r'href="(/queries/[^"]+)"', client.get("/").text)
    assert len(links) >= 3
    for link in links:
        response = client.get(link.replace("&amp;", "&"), headers=PAGE)
        assert response.status_code == 200
        assert "Answer" in response.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_is_guarded(client, address):
    with client.get(address, headers=PAGE) as response:
        headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address", [address for address in ADDRESSES if not address.startswith(("/static", "/graph", "/health"))]
)
def test_pages_ask_nobody_else_and_hold_no_script_of_their_own(client, address):
    text = client.get(address, headers=PAGE).text
    assert len(re.findall("<script", text)) == len(
        re.findall(r'<script type="module" src="/static/[^"]+"></script>', text)
    )
    assert not re.findall(r'(?:src|action)="(?!/)', text)
    assert not re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="(?!/)', text)
    assert " style=" not in text
    assert '<html lang="en">' in text


@pytest.mark.parametrize("name", DOWNLOADS)
def test_the_graph_can_be_downloaded(client, name):
    with client.get(f"/{name}") as response:
        assert response.status_code == 200
        assert response.headers["ETag"] == f'"v1-{name}"'
        assert list(parse(response.data, RdfFormat.from_media_type(response.mimetype)))
    again = client.get(f"/{name}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_remote_engine_has_no_downloads():
    client = create_app(Settings("http://127.0.0.1:1/sparql")).test_client()
    response = client.get("/graph.ttl")
    assert (response.status_code, response.get_json(force=True)["code"]) == (404, "download-unknown")
    assert "CONSTRUCT" in response.get_json(force=True)["hint"]


def test_a_remote_engine_that_is_away_is_told_and_when_to_try_again():
    client = create_app(Settings("http://127.0.0.1:1/sparql")).test_client()
    response = client.get("/health/ready")
    assert (response.status_code, response.get_json(force=True)["code"]) == (503, "store-unreachable")
    assert response.headers["Retry-After"] == "5"
    assert client.get("/health/live").status_code == 200


def test_the_service_tells_that_it_is_ready(client):
    found = client.get("/health/ready").json
    assert (found["status"], found["version"]) == ("ready", "v1")


def test_the_data_are_described(client):
    found = {(str(q.predicate), str(q.object)) for q in parse(client.get("/.well-known/void").data, RdfFormat.TURTLE)}
    void = names.PREFIXES["void"]
    assert (f"<{void}sparqlEndpoint>", "<http://localhost/sparql>") in found
    assert (f"<{void}dataDump>", "<http://localhost/graph.ttl>") in found


def test_the_data_are_described_to_people_in_words(client):
    text = client.get("/.well-known/void", headers=PAGE).text
    assert "SPARQL endpoint" in text
    assert '<a href="/graph.ttl">' in text
    assert "CC BY 4.0" in text
    assert "void#" not in text
    assert "_:" not in text


def test_an_unknown_address_is_a_problem(client):
    response = client.get("/nowhere")
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert response.get_json(force=True)["code"] == "address-unknown"
    page = client.get("/nowhere", headers=PAGE)
    assert (page.status_code, page.mimetype) == (404, "text/html")


def test_an_address_that_is_not_utf8_is_refused(client):
    response = client.get("/", environ_overrides={"PATH_INFO": "/id/\xff"})
    assert (response.status_code, response.get_json(force=True)["code"]) == (400, "encoding-invalid")


def test_a_fault_of_the_program_shows_a_request_id_and_nothing_else(settings, caplog):
    app = create_app(settings)
    app.add_url_rule("/crash", view_func=lambda: 1 / 0)
    with caplog.at_level(logging.ERROR):
        response = app.test_client().get("/crash")
    details = response.get_json(force=True)
    assert (response.status_code, details["code"]) == (500, "internal")
    assert "Zero" not in response.text
    assert response.headers["X-Request-Id"] in details["hint"]
    assert response.headers["X-Request-Id"] in caplog.text


def test_the_public_address_stands_in_links_and_problems(settings):
    public = Settings(settings.store, queries=settings.queries, public_url="https://example.org/deals")
    client = create_app(public).test_client()
    assert client.get("/nowhere").get_json(force=True)["type"].startswith("https://example.org/deals/docs/errors#")
    assert 'href="/deals/static/style.css"' in client.get("/").text
    assert 'href="/deals/id/first-look"' in client.get("/queries/who-holds?holder=acme", headers=PAGE).text


def test_every_code_has_a_section(client):
    text = client.get("/docs/errors").text
    for code in codes.CODES:
        assert f'id="{code.name}"' in text


def test_a_code_that_the_table_lacks_gets_the_status_of_its_class():
    assert codes.code_of(problems.QueryProblem("x", code="new")).status == 422
    assert codes.code_of(problems.StoreLocked("x", code="newer")).status == 503


def test_a_new_version_takes_over_without_a_restart(tmp_path, publish_small):
    now = [0.0]
    publish_small(tmp_path, "one")
    live = LiveStore(str(tmp_path), clock=lambda: now[0])
    publish_small(tmp_path, "two", 'id:new a deal:Company ; rdfs:label "New" .')
    assert live.now().version == "one"
    now[0] = 2.0
    assert live.now().version == "two"


def test_a_damaged_version_leaves_the_previous_one_answering(tmp_path, publish_small, caplog):
    now = [0.0]
    publish_small(tmp_path, "one")
    live = LiveStore(str(tmp_path), clock=lambda: now[0])
    (tmp_path / "current").write_text("nonsense\n")
    now[0] = 2.0
    assert live.now().version == "one"
    assert "previous one goes on answering" in caplog.text
    now[0] = 4.0
    assert live.now().version == "one"
