"""The log tells of every request what was asked, what became of it, and how long it took."""

import gzip
import json
import os
import subprocess
import sys
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ports import free_port
from pyoxigraph import Literal, NamedNode, Store
from service.conftest import wait_until_live
from service.test_server import fetch

from dealgraph.answer import Question, Table, Truth
from dealgraph.stores.embedded import EmbeddedStore
from dealservice.answers import Writing, answer, write
from dealservice.forms import CSV, JSON, MARKDOWN, NDJSON, TSV, XML
from dealservice.tally import rows_in

FORMS = [JSON, XML, CSV, TSV, NDJSON, MARKDOWN]
TRICKY = st.sampled_from(
    [
        '},{"',
        '"}},{"x',
        "a\r\nb",
        '"',
        '""',
        "\r\n",
        "{}",
        "},{}",
        "<result>",
        "</result><result>",
        "|",
        "\n",
        "\t",
        "?x",
    ]
)
TEXTS = st.one_of(TRICKY, st.text(st.characters(categories=["L", "P", "S", "Z"]), max_size=8))
CELLS = st.one_of(st.none(), TEXTS.map(Literal), st.just(NamedNode("urn:a")))


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_rows_are_counted_in_every_form_whatever_the_cells_hold(rows):
    for form in FORMS:
        body = write(Table(("a", "b"), rows), Writing(form))
        assert rows_in({"content-type": form.content_type}, body) == len(rows), form.name
        packed = {"content-type": form.content_type, "content-encoding": "gzip"}
        assert rows_in(packed, gzip.compress(body)) == len(rows)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_truth_has_no_rows(form):
    assert rows_in({"content-type": form.content_type}, write(Truth(value=True), Writing(form))) is None


@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV], ids=lambda form: form.name)
@pytest.mark.parametrize(
    ("query", "rows"), [("SELECT ?x {}", 1), ("SELECT ?x { FILTER(false) }", 0), ("SELECT ?x { VALUES ?x { 1 2 } }", 2)]
)
def test_rows_that_the_engine_writes_are_counted_too(form, query, rows):
    body = answer(EmbeddedStore(Store(), "v"), Question(query), Writing(form))
    assert rows_in({"content-type": form.content_type}, body) == rows


QUERY = "SELECT ?x { VALUES ?x { 1 2 3 } }"
FORM_TYPE, QUERY_TYPE = "application/x-www-form-urlencoded", "application/sparql-query"


@pytest.fixture(scope="module")
def log(small_store, questions, tmp_path_factory):
    """Send one request of each kind to a server that logs, and give the lines by the paths and by what is special."""
    file = tmp_path_factory.mktemp("log") / "log.jsonl"
    port = free_port()
    settings = {"STORE": small_store, "QUERIES": questions, "LOG": file, "SLOW_SECONDS": "0", "TRUSTED_PROXIES": "1"}
    environment = os.environ | {f"DEALGRAPH_{name}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_live(port, process)
            server = f"http://127.0.0.1:{port}"
            replies = {name: fetch(server, *request[0], **request[1]) for name, request in REQUESTS.items()}
            tag = replies["first"][1]["etag"]
            replies["unchanged"] = fetch(server, "GET", REQUESTS["first"][0][1], If_None_Match=tag)
        finally:
            process.terminate()
            process.wait(15)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    by_id = {reply[1]["x-request-id"]: name for name, reply in replies.items()}
    plain = {by_id[line["request"]]: line for line in lines if line["request"] in by_id and "slow" not in line}
    slow = {by_id[line["request"]]: line for line in lines if line["request"] in by_id and "slow" in line}
    return plain, slow, replies


def request(*parts, **headers):
    return parts, headers


REQUESTS = {
    "first": request("GET", f"/sparql?query={quote(QUERY)}"),
    "again": request("GET", f"/sparql?query={quote(QUERY)}"),
    "packed": request("GET", f"/sparql?query={quote(QUERY + ' #' + 'x' * 2000)}", Accept_Encoding="gzip"),
    "form": request("POST", "/sparql", urlencode({"query": QUERY}), Content_Type=FORM_TYPE),
    "direct": request("POST", "/sparql", QUERY, Content_Type=f"{QUERY_TYPE}; charset=utf-8"),
    "truth": request("GET", "/sparql?query=ASK%7B%7D"),
    "wrong": request("GET", "/sparql?query=SELEC"),
    "page of a problem": request("GET", "/sparql?query=SELECT", Accept="text/html"),
    "canned": request("GET", "/queries/who-holds.csv?holder=acme"),
    "missing": request("GET", "/nothing/here"),
    "update": request("POST", "/update", "CLEAR ALL", Content_Type="application/sparql-update"),
    "named": request("GET", "/health/live", X_Request_Id="proxy-7", X_Forwarded_For="203.0.113.9"),
    "badly named": request("GET", "/health/live", X_Request_Id="a b\tc"),
}


def test_every_request_has_a_line_with_every_field(log):
    plain, _, replies = log
    assert set(plain) == set(replies)
    fields = {
        "time",
        "request",
        "client",
        "method",
        "path",
        "query",
        "status",
        "outcome",
        "rows",
        "ms",
        "bytes",
        "kept",
    }
    for name, line in plain.items():
        assert set(line) == fields
        assert line["status"] == replies[name][0]
        assert line["bytes"] == len(replies[name][2])
        assert line["ms"] > 0


def test_rows_and_outcome_are_told(log):
    told = {name: (line["outcome"], line["rows"]) for name, line in log[0].items()}
    assert told == {
        "first": ("answered", 3),
        "again": ("answered", 3),
        "packed": ("answered", 3),
        "form": ("answered", 3),
        "direct": ("answered", 3),
        "truth": ("answered", None),
        "wrong": ("query-syntax", None),
        "page of a problem": ("query-syntax", None),
        "canned": ("answered", 1),
        "missing": ("address-unknown", None),
        "update": ("writes-off", None),
        "named": ("answered", None),
        "badly named": ("answered", None),
        "unchanged": ("unchanged", None),
    }


def test_the_same_query_has_the_same_name_however_it_was_sent(log):
    names = {log[0][kind]["query"] for kind in ("first", "again", "form", "direct", "unchanged")}
    assert len(names) == 1
    assert len(names.pop()) == 16
    assert log[0]["update"]["query"] not in {"", log[0]["first"]["query"]}


def test_a_kept_answer_is_told_from_one_that_was_computed(log):
    assert [log[0][name]["kept"] for name in ("first", "again", "unchanged")] == [False, True, True]


def test_a_slow_query_is_written_out(log):
    slow = log[1]
    assert slow["first"]["text"] == slow["direct"]["text"] == QUERY
    assert slow["canned"]["text"] == "/queries/who-holds.csv?holder=acme"
    assert slow["update"]["text"] == "CLEAR ALL"
    assert "missing" not in slow


def test_a_trusted_proxy_names_request_and_client(log):
    assert (log[0]["named"]["request"], log[0]["named"]["client"]) == ("proxy-7", "203.0.113.9")
    assert log[0]["badly named"]["request"] != "a b\tc"


def test_a_response_tells_how_long_it_took(log):
    for _, headers, _ in log[2].values():
        assert float(headers["server-timing"].removeprefix("total;dur=")) >= 0
