"""Long answers come in pages that name each other; what is cut says so; addresses keep values, page and version."""

import csv
import io
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import QueryResultsFormat, parse_query_results

HTML = {"Accept": "text/html"}
QUESTION = "/queries/claims.csv"
SIZE = 4


def links(response):
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', ", ".join(response.headers.getlist("Link")))
    return {relation: address for address, relation in found}


def rows(response):
    return list(csv.reader(io.StringIO(response.text, newline="")))[1:]


@pytest.fixture
def whole(client):
    return rows(client.get(QUESTION, query_string={"level": "reported"}))


def test_following_the_links_gives_every_row_once(client, whole):
    response = client.get(QUESTION, query_string={"level": "reported", "page-size": SIZE})
    pages, found = [response], rows(response)
    while "next" in links(pages[-1]):
        pages.append(client.get(links(pages[-1])["next"]))
        assert pages[-1].status_code == 200
        found += rows(pages[-1])
    assert found == whole
    assert len(pages) == -(-len(whole) // SIZE) > 1
    assert {page.headers["X-Total-Rows"] for page in pages} == {str(len(whole))}
    back = client.get(links(pages[-1])["prev"])
    assert rows(back) == rows(pages[-2])
    assert links(back)["first"] == links(pages[0])["first"]
    assert rows(client.get(links(pages[0])["last"])) == rows(pages[-1])
    assert "prev" not in links(pages[0])


def test_without_a_page_data_hold_every_row(client, whole):
    response = client.get(QUESTION, query_string={"level": "reported"})
    assert "Link" not in response.headers
    assert "X-Total-Rows" not in response.headers
    assert len(whole) > SIZE


def test_a_page_beyond_the_last_is_empty_and_leads_back(client):
    response = client.get(QUESTION, query_string={"page": 999})
    assert rows(response) == []
    assert set(links(response)) == {"first", "last"}


def test_what_is_cut_says_so_in_band_where_the_form_can(client, whole):
    def fetch(form):
        return client.get(f"/queries/claims.{form}", query_string={"level": "reported", "page-size": SIZE})

    assert json.loads(fetch("json").data)["head"]["link"] == [links(fetch("json"))["next"]]
    assert links(fetch("xml"))["next"] in unescape(fetch("xml").text)
    assert links(fetch("md"))["next"] in fetch("md").text
    for form, kind in (("json", QueryResultsFormat.JSON), ("xml", QueryResultsFormat.XML)):
        assert len(list(parse_query_results(fetch(form).data, kind))) == SIZE
    assert (
        f"Rows 1 to {SIZE} of {len(whole)}"
        in client.get("/queries/claims", query_string={"level": "reported", "page-size": SIZE}, headers=HTML).text
    )


def test_pages_for_people_lead_to_the_next_and_to_all_rows(client, whole):
    page = client.get("/queries/claims", query_string={"level": "reported", "page-size": SIZE}, headers=HTML).text
    following = unescape(re.search(r'<a rel="next" href="([^"]*)">', page)[1])
    assert f"Rows {SIZE + 1} to" in client.get(following, headers=HTML).text
    every = unescape(re.search(r'<a href="([^"]*)">CSV</a>', page)[1])
    assert rows(client.get(every)) == whole


def test_a_permanent_link_holds_values_page_and_version(client, built):
    page = client.get("/queries/claims", query_string={"level": "reported", "page-size": SIZE}, headers=HTML).text
    address = unescape(re.search(r'<a href="([^"]*)"[^>]*>Permalink</a>', page)[1])
    given = parse_qs(urlsplit(address).query)
    assert given == {
        "level": ["reported"], "page": ["1"], "page-size": [str(SIZE)], "version": [built.version.name],
    }  # fmt: skip
    table = re.compile(r"<table.*</table>", re.DOTALL)
    assert table.search(client.get(address, headers=HTML).text)[0] == table.search(page)[0]


def test_data_name_their_own_permanent_address(client, built):
    response = client.get(QUESTION, query_string={"level": "reported"})
    assert response.headers["Content-Location"] == f"/queries/claims.csv?level=reported&version={built.version.name}"
    assert client.get(response.headers["Content-Location"]).data == response.data


def test_a_version_that_is_not_kept_is_told(client):
    response = client.get(QUESTION, query_string={"version": "no-such-version"})
    assert (response.status_code, json.loads(response.data)["code"]) == (404, "version-unknown")


def test_spreadsheets_get_text_and_not_formulas(client):
    plain = client.get(QUESTION, query_string={"level": "reported"})
    safe = client.get(QUESTION, query_string={"level": "reported", "safe": 1})
    assert rows(safe) == [[f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in row] for row in rows(plain)]


def test_two_writings_of_one_question_have_one_permanent_address(client):
    found = [
        client.get(QUESTION, query_string=query).headers["Content-Location"]
        for query in ("level=reported&speaker=", "speaker=&level=reported", "level=reported")
    ]
    assert len(set(found)) == 1
