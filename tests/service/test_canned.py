"""Canned queries at /queries."""

import json

import pytest

HTML = {"Accept": "text/html"}


def test_people_see_the_questions_grouped_by_audience(client):
    text = client.get("/queries", headers=HTML).text
    assert text.index("For the lawyer") < text.index("Which rights does a company hold?")
    assert text.index("For the lawyer") < text.index("For the developer")


def test_programs_see_what_each_question_takes_and_gives(client):
    queries = {query["name"]: query for query in client.get("/queries").json["queries"]}
    query = queries["who-holds"]
    assert query["parameters"][0] == {
        "name": "holder", "type": "iri", "label": "Holder", "description": "Who holds it.", "required": True,
        "many": False, "example": "acme", "class": "deal:Company",
    }  # fmt: skip
    assert query["forms"]["csv"] == "http://localhost/queries/who-holds.csv"
    assert [column["name"] for column in query["columns"]] == ["right", "rightLabel", "notes"]
    assert client.get("/queries.json").json == client.get("/queries").json


@pytest.mark.parametrize("word", ["acme", "id:acme", "Acme", "https://w3id.org/dealgraph/id/acme"])
def test_a_value_may_be_written_in_every_way(client, word):
    text = client.get("/queries/who-holds.csv", query_string={"holder": word}).text
    assert text == (
        "right,rightLabel,notes\r\nhttps://w3id.org/dealgraph/id/first-look,Right of first look,apple; pear\r\n"
    )


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "ndjson", "md", "html"])
def test_every_form_holds_the_same_values_in_order(client, form):
    response = client.get(f"/queries/who-holds.{form}?holder=acme")
    assert response.status_code == 200
    assert "apple; pear" in response.text
    assert "pear; apple" not in response.text


def test_the_suffix_wins_over_the_accept_header(client):
    response = client.get("/queries/who-holds.csv?holder=acme", headers={"Accept": "application/json"})
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'inline; filename="who-holds.csv"'


def test_without_a_suffix_accept_decides(client):
    assert client.get("/queries/who-holds?holder=acme", headers={"Accept": "text/csv"}).mimetype == "text/csv"
    assert client.get("/queries/who-holds?holder=acme").mimetype == "application/sparql-results+json"
    assert client.get("/queries/who-holds/?holder=acme", headers=HTML).mimetype == "text/html"


def test_a_yes_or_no_question_and_a_graph_have_their_forms(client):
    assert client.get("/queries/is-there.json").get_json(force=True)["boolean"] is True
    assert "Yes" in client.get("/queries/is-there", headers=HTML).text
    assert "deal:heldBy id:acme" in client.get("/queries/draw.ttl").text
    assert client.get("/queries/draw.jsonld").mimetype == "application/ld+json"
    assert (
        "first look" in client.get("/queries/draw", headers=HTML).text
        or "id:first-look" in client.get("/queries/draw", headers=HTML).text
    )


def test_every_wrong_parameter_is_listed_at_once(client):
    response = client.get("/queries/who-holds.json?holdr=acme&basis=rumor&number=many")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    findings = {finding["subject"]: finding for finding in response.get_json(force=True)["findings"]}
    assert set(findings) == {"holdr", "holder", "basis", "number"}
    assert findings["holdr"]["hint"] == "Did you mean “holder”?"
    assert findings["holdr"]["code"] == "parameter-unknown"
    assert findings["basis"]["hint"] == "Did you mean “rumour”?"


def test_a_needed_parameter_that_is_missing_is_told_to_programs(client):
    response = client.get("/queries/who-holds.csv")
    assert response.status_code == 422
    assert response.get_json(force=True)["code"] == "parameters-invalid"


def test_a_needed_parameter_that_is_missing_shows_the_form_to_people(client):
    response = client.get("/queries/who-holds", headers=HTML)
    assert response.status_code == 200
    assert "<form" in response.text
    assert 'role="alert"' not in response.text


def test_people_see_what_is_wrong_beside_the_field(client):
    response = client.get("/queries/who-holds?holder=nobody", headers=HTML)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert "Nothing here is called “nobody”." in response.text


def test_fields_offer_what_there_is_to_choose(client):
    text = client.get("/queries/who-holds?holder=acme", headers=HTML).text
    assert '<option value="acme" selected>Acme</option>' in text
    assert '<option value="globex">Globex &lt;b&gt;</option>' in text
    assert 'name="basis" multiple' in text
    assert 'inputmode="decimal"' in text


def test_the_page_shows_labels_in_place_of_iris_and_leads_to_every_form(client):
    text = client.get("/queries/who-holds?holder=acme", headers=HTML).text
    assert '<a href="/id/first-look">Right of first look</a>' in text
    assert '<th scope="col">Right</th><th scope="col">Notes</th>' in text
    assert 'href="/queries/who-holds.csv?holder=acme"' in text
    assert 'href="/sparql?query=' in text


def test_the_text_of_a_question_can_be_had_as_it_stands_and_bound(client):
    plain = client.get("/queries/who-holds.rq")
    assert plain.mimetype == "application/sparql-query"
    assert "VALUES ?holder { id:acme }" in plain.text
    bound = client.get("/queries/who-holds.rq?holder=globex&basis=rumour&basis=narrative").text
    assert "VALUES ?holder { <https://w3id.org/dealgraph/id/globex> }" in bound
    assert "voc/rumour> <https://w3id.org/dealgraph/voc/narrative> }" in bound
    assert client.get("/sparql", query_string={"query": bound}).status_code == 200


def test_a_value_never_becomes_part_of_the_query(client):
    response = client.get("/queries/who-holds.json", query_string={"holder": "acme } SERVICE <http://x> {"})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/queries/who-hold", 404, "query-unknown"),
        ("/queries/who-holds.cvs?holder=acme", 404, "form-unknown"),
        ("/queries/who-holds.ttl?holder=acme", 406, "form-unacceptable"),
        ("/queries.csv", 406, "form-unacceptable"),
        ("/queries/who-holds.csv?holder=%FF", 400, "encoding-invalid"),
    ],
)
def test_a_wrong_address_is_explained(client, address, status, code):
    response = client.get(address)
    assert (response.status_code, response.get_json(force=True)["code"]) == (status, code)


def test_a_misspelt_question_gets_a_suggestion(client):
    assert client.get("/queries/who-hold").get_json(force=True)["hint"].startswith("Did you mean “who-holds”")


def test_a_question_is_only_read(client):
    response = client.post("/queries/who-holds")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_csv_can_be_guarded_against_formulas(client):
    assert client.get("/queries/who-holds.csv?holder=acme&safe=1").status_code == 200


def test_json_lines_are_one_object_a_row(client):
    lines = client.get("/queries/who-holds.ndjson?holder=acme").text.splitlines()
    assert [json.loads(line)["rightLabel"] for line in lines] == ["Right of first look"]


def test_the_same_answer_is_not_sent_twice(client):
    tag = client.get("/queries/who-holds.csv?holder=acme").headers["ETag"]
    assert client.get("/queries/who-holds.csv?holder=acme", headers={"If-None-Match": tag}).status_code == 304
