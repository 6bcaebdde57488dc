"""The same call of Python asks a service and a graph in a folder, and gives the same typed rows."""

import pickle
import threading
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pandas as pd
import pytest
from exemplary import INQUIRIES, exemplary

from dealgraph import connect
from dealgraph.problems import (
    ParameterProblem,
    StoreMissing,
    StoreRefused,
    StoreUnreachable,
    UnknownQuery,
    UsageProblem,
)

every = pytest.mark.parametrize("inquiry", INQUIRIES, ids=lambda inquiry: inquiry.name)
KINDS = {"integer": int, "decimal": Decimal, "boolean": bool, "iri": str, "concept": str, "string": str}


@pytest.fixture(scope="module")
def folder(built_store):
    return connect(built_store)


@pytest.fixture(scope="module")
def service_connection(service):
    return connect(service)


@every
def test_a_folder_and_a_service_give_the_same_typed_rows(folder, service_connection, inquiry):
    values = exemplary(inquiry)
    here, there = folder.ask(inquiry.name, **values), service_connection.ask(inquiry.name, **values)
    assert here.columns == there.columns
    assert list(map(repr, sorted(here, key=repr))) == list(map(repr, sorted(there, key=repr)))
    assert here.version == there.version != ""
    for column in inquiry.columns:
        kind = tuple if column.many else KINDS.get(column.type, object)
        for row in here:
            assert row[column.name] is None or isinstance(row[column.name], kind)


def test_it_knows_every_question(folder, service_connection):
    questions = {inquiry.name: inquiry.question for inquiry in INQUIRIES}
    assert folder.questions() == service_connection.questions() == questions


@pytest.fixture(params=["folder", "service"])
def connection(request, folder, service_connection):
    return {"folder": folder, "service": service_connection}[request.param]


def test_cells_go_by_name_place_and_key(connection):
    rows = connection.ask("rights-of", holder="microsoft")
    row = next(row for row in rows if row.rightLabel.startswith("Microsoft's access"))
    assert row.right == row["right"] == row[0] == "https://w3id.org/dealgraph/id/ip-access"
    assert row.as_dict()["kind"] == row.kind
    assert isinstance(row.claims, tuple)
    assert pickle.loads(pickle.dumps(row)) == row  # noqa: S301 - our own bytes
    with pytest.raises(AttributeError, match="There is no column “rite”; there are: right, "):
        _ = row.rite
    with pytest.raises(KeyError):
        _ = row["rite"]


def test_values_of_python_are_understood(connection):
    rows = connection.ask("claims", level=["stated", "reported"])
    assert len(rows) == len(connection.ask("claims", level=("stated", "reported")))
    assert len(rows) > 0
    on = connection.ask("rights-in-force", on=date(2028, 1, 1))
    assert on.rows == connection.ask("rights-in-force", on="2028-01-01").rows
    assert connection.ask("events", assumable=True, on="2025").rows
    assert len(connection.ask("claims", **{"page-size": 5})) == 5


def test_moments_are_moments(connection):
    rows = connection.ask("event-dates")
    found = [cell for row in rows for cell in row if isinstance(cell, datetime)]
    assert found
    assert all(moment.tzinfo for moment in found)


def test_a_graph_has_rows_of_three(connection):
    rows = connection.ask("around", item="first-refusal")
    assert [column.name for column in rows.columns] == ["subject", "predicate", "object"]
    assert rows


def test_pandas_gets_a_frame(connection):
    rows = connection.ask("rights-of", holder="microsoft")
    frame = rows.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == [column.name for column in rows.columns]
    assert len(frame) == len(rows)
    assert set(frame["holder" if "holder" in frame else "right"]) <= {cell for row in rows for cell in row if cell}


@pytest.mark.parametrize(
    ("name", "values", "kind", "said"),
    [
        ("rights-off", {}, UnknownQuery, "Did you mean “rights-of”"),
        ("rights-of", {}, ParameterProblem, "“holder” is needed, for example"),
        ("rights-of", {"holdr": "microsoft"}, ParameterProblem, "Did you mean “holder”?"),
        ("rights-of", {"holder": "microsft"}, ParameterProblem, "Did you mean “microsoft”"),
        ("rights-of", {"holder": "microsoft", "level": ["stated", "sure"]}, ParameterProblem, "level"),
        ("rights-of", {"holder": "microsoft", "page": -1}, ParameterProblem, "page"),
        ("rights-of", {"holder": 'x"> } UNION { ?s ?p ?o } #\\\n'}, ParameterProblem, "Nothing here is called"),
        ("rights-of", {"holder": "x" * 3000}, ParameterProblem, "longer than 2000 characters"),
        ("rights-of", {"holder": ["microsoft", "openai"]}, ParameterProblem, "one value, not 2"),
        ("rights-of", {"holder": object()}, UsageProblem, "Give text, a number"),
        ("why", {"right": "ip-access", "on": "2030-02-30"}, ParameterProblem, "30"),
        ("why", {"right": "ip-access", "assume": "agi@soon"}, ParameterProblem, "soon"),
        ("../sparql", {}, UnknownQuery, ""),
    ],
    ids=lambda value: str(value)[:24] if isinstance(value, dict | str) else "",
)
def test_what_is_wrong_is_told_alike(connection, name, values, kind, said):
    with pytest.raises(kind) as caught:
        connection.ask(name, **values)
    assert said in str(caught.value)
    assert caught.value.code


def test_every_wrong_value_is_among_the_findings(connection):
    with pytest.raises(ParameterProblem) as caught:
        connection.ask("rights-of", holder="nobody", level="sure", kindd="x")
    assert {finding.subject for finding in caught.value.findings} == {"holder", "level", "kindd"}


def test_a_place_that_cannot_answer_is_told(tmp_path, service):
    with pytest.raises(StoreMissing):
        connect(tmp_path / "nothing")
    with pytest.raises(UsageProblem, match="is no address"):
        connect("http://")
    with pytest.raises(UsageProblem, match="its own questions"):
        connect(service, queries=[tmp_path])
    with pytest.raises(StoreUnreachable, match="does not reply"):
        connect("http://127.0.0.1:9").ask("rights-of", holder="microsoft")


class Other(BaseHTTPRequestHandler):
    """Answers as some other service does."""

    def do_GET(self):
        self.send_response(200 if "ok" in self.path else 404)
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("below", ["", "/ok"])
def test_another_service_is_told_from_ours(below):
    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with pytest.raises(StoreRefused, match=r"lists no questions|status 404"):
                connect(f"http://127.0.0.1:{server.server_port}{below}").ask("rights-of", holder="microsoft")
        finally:
            server.shutdown()
            thread.join()


def test_questions_of_ones_own_are_asked_of_a_folder(built_store, tmp_path):
    (tmp_path / "mine.rq").write_text(
        "#+ title: Mine\n#+ question: Is there anything?\n#+ description: Yes or no.\n#+ audience: developer\n"
        "ASK { ?s ?p ?o }\n"
    )
    rows = connect(built_store, queries=[tmp_path]).ask("mine")
    assert rows[0].answer is True
