"""Every question answers with its defaults and its examples in every form, as it declares."""

import csv
import io
import json

import pytest
from exemplary import CATALOG, FILES, INQUIRIES, exemplary, needed
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from dealgraph.binding import changes_daily
from dealservice.forms import HTML, KIND_OF_QUERY, NDJSON, forms_for

every = pytest.mark.parametrize("inquiry", INQUIRIES, ids=lambda inquiry: inquiry.name)
ROWS = [inquiry for inquiry in INQUIRIES if inquiry.form == "SELECT"]


def test_there_are_at_least_forty_files_for_four_kinds_of_readers():
    assert len(FILES) >= 40
    assert {inquiry.audience for inquiry in FILES} == {"analyst", "lawyer", "journalist", "developer"}


@every
@pytest.mark.parametrize("given", [needed, exemplary], ids=["defaults", "examples"])
def test_it_answers_in_every_form(client, inquiry, given):
    values = given(inquiry)
    for form in forms_for(KIND_OF_QUERY[inquiry.form]):
        response = client.get(f"/queries/{inquiry.name}.{form.name}", query_string=values)
        assert response.status_code == 200, (form.name, response.text[:500])
        assert response.mimetype == form.media_type
        assert response.data or form is NDJSON  # no rows are no lines
        if form.name != HTML.name:
            assert f"/queries/{inquiry.name}.{form.name}" in response.headers["Content-Location"]


@pytest.mark.parametrize("inquiry", ROWS, ids=lambda inquiry: inquiry.name)
def test_the_forms_hold_the_same_rows_under_the_declared_columns(client, inquiry):
    names = [column.name for column in inquiry.columns]

    def fetch(form):
        return client.get(f"/queries/{inquiry.name}.{form}", query_string=needed(inquiry)).data

    found = parse_query_results(fetch("json"), QueryResultsFormat.JSON)
    assert [v.value for v in found.variables] == names
    rows = [tuple(solution) for solution in found]
    read_xml = parse_query_results(fetch("xml"), QueryResultsFormat.XML)
    assert [tuple(solution) for solution in read_xml] == rows
    lines = [json.loads(line) for line in fetch("ndjson").splitlines()]
    assert all(list(line) == names for line in lines)
    table = list(csv.reader(io.StringIO(fetch("csv").decode(), newline="")))
    assert table[0] == names
    sheet = fetch("tsv").decode().splitlines()
    assert sheet[0] == "\t".join(f"?{name}" for name in names)
    assert len(rows) == len(lines) == len(table) - 1 == len(sheet) - 1


@pytest.mark.parametrize("inquiry", [i for i in INQUIRIES if i.form == "CONSTRUCT"], ids=lambda inquiry: inquiry.name)
def test_a_graph_is_the_same_in_every_form(client, inquiry):
    found = []
    for name, form in (("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD)):
        body = client.get(f"/queries/{inquiry.name}.{name}", query_string=needed(inquiry)).data
        found.append({quad.triple for quad in parse(body, form)})
    assert found[0] == found[1] == found[2]
    assert found[0]


def plain(value):
    return value.removeprefix("https://w3id.org/dealgraph/id/") if isinstance(value, str) else value


def test_every_golden_answer_comes_over_http(client, golden):
    for answer in golden:
        inquiry = CATALOG.get(answer["query"])
        if inquiry.form != "SELECT":
            continue
        response = client.get(f"/queries/{answer['query']}.ndjson", query_string=answer["parameters"])
        assert response.status_code == 200
        assert len(response.data.splitlines()) >= len(answer["rows"]), answer["query"]


@every
def test_its_page_shows_the_sentence_the_form_and_what_to_copy(client, inquiry):
    page = client.get(f"/queries/{inquiry.name}", query_string=needed(inquiry), headers={"Accept": "text/html"}).text
    assert inquiry.question.replace("'", "&#39;") in page
    for parameter in inquiry.parameters:
        assert f'name="{parameter.name}"' in page
    for title in ("curl", "Python", "R", "JavaScript"):
        assert f"<h3>{title}</h3>" in page
    assert "<script" not in page
    assert " style=" not in page
    assert ("Open as SPARQL" in page) == bool(inquiry.text)


def sorted_cells(inquiry, body):
    """Read CSV, and put what one cell holds in order where it may hold several values."""
    names, *rows = csv.reader(io.StringIO(body.decode(), newline=""))
    several = [inquiry.column(name).many for name in names]
    return [[set(cell.split("; ")) if many else cell for cell, many in zip(row, several, strict=True)] for row in rows]


@pytest.mark.parametrize("inquiry", FILES, ids=lambda inquiry: inquiry.name)
def test_its_sparql_gives_what_the_question_gives(client, inquiry):
    values = needed(inquiry)
    text = client.get(f"/queries/{inquiry.name}.rq", query_string=values).text
    form = {"SELECT": "csv", "ASK": "csv", "CONSTRUCT": "nt"}[inquiry.form]
    asked = client.get("/sparql", query_string={"query": text, "format": form}).data
    answered = client.get(f"/queries/{inquiry.name}.{form}", query_string=values).data
    if inquiry.form == "SELECT":
        assert sorted_cells(inquiry, asked) == sorted_cells(inquiry, answered)
    else:
        assert sorted(asked.splitlines()) == sorted(answered.splitlines())


@every
def test_what_depends_on_the_day_is_not_kept(client, inquiry):
    response = client.get(f"/queries/{inquiry.name}", query_string=needed(inquiry), headers={"Accept": "text/html"})
    assert (response.headers.get("Cache-Control") == "no-store") == changes_daily(inquiry, {})


@pytest.mark.parametrize("inquiry", FILES, ids=lambda inquiry: inquiry.name)
def test_the_same_answer_is_not_sent_twice(client, inquiry):
    if changes_daily(inquiry, {}):
        pytest.skip("it may be another one")
    form = "csv" if inquiry.form == "SELECT" else "ttl"
    address = f"/queries/{inquiry.name}.{form}"
    tag = client.get(address, query_string=needed(inquiry)).headers["ETag"]
    again = client.get(address, query_string=needed(inquiry), headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
