"""Pages say in words what data say in codes, and nothing of the data changes for that."""

import csv
import io
import re

import pytest

HTML = {"Accept": "text/html"}
ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


def page(client, address, **query):
    return client.get(address, query_string=query, headers=HTML).text


def table_of(text):
    return re.search(r"<table.*?</table>", text, re.DOTALL)[0]


def cells(text):
    return re.findall(r"<td[^>]*>(.*?)</td>", table_of(text), re.DOTALL)


def seen(text):
    """Give what a reader sees of a page: no attributes, no code to copy, nothing typed into fields."""
    main = re.search(r"<main.*</main>", text, re.DOTALL)[0]
    return re.sub(r"<[^>]*>", " ", re.sub(r"<(pre|code|form|footer).*?</\1>", "", main, flags=re.DOTALL))


@pytest.mark.parametrize("name", ["rights-in-force", "undetermined", "events", "as-known"])
def test_answers_about_standing_hold_words_and_no_codes(client, name):
    shown = cells(page(client, f"/queries/{name}", **({"asOf": "2025-06-30"} if name == "as-known" else {})))
    assert shown
    assert {"true", "false", "in-force", "not-yet", "event-open", "may-end", "date-imprecise"}.isdisjoint(shown)


def test_data_keep_the_codes_of_states_and_truths(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/queries/rights-in-force.csv").text)))
    assert {"in-force", "ended"} <= {row["state"] for row in rows}
    assert {row["value"] for row in rows} <= {"true", "false", "unknown"}
    assert {row["outside"] for row in rows} == {"true", "false"}


def test_a_state_looks_as_on_the_other_pages(client):
    assert '<span class="state in-force">in force</span>' in cells(page(client, "/queries/rights-in-force"))


def test_columns_that_mean_nothing_for_a_question_are_not_shown(client):
    shown = table_of(page(client, "/queries/what-ends", event="agi", on="2027-01-01"))
    assert ">State before</th>" in shown
    assert ">Why unknown</th>" not in shown
    assert "reasons" in client.get("/queries/what-ends.csv", query_string={"event": "agi", "on": "2027-01-01"}).text


def test_an_item_with_a_name_is_shown_by_its_name(client):
    shown = table_of(page(client, "/queries/depends-on", right="ip-access"))
    assert shown.count(">Item</th>") == 1
    assert ">agi</td>" not in shown


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/queries/why.proof.html", {"right": "ip-access", "on": "2025-10-28"}),
        ("/queries/what-ends.proof.html", {"event": "agi", "on": "2027-01-01"}),
        ("/calendar", {}),
        ("/id/ip-access", {}),
        ("/what-if", {"b.assume": "agi@2027-06-30"}),
    ],
)
def test_dates_on_pages_are_written_as_people_write_them(client, address, query):
    text = page(client, address, **query)
    assert ISO_DAY.findall(seen(text)) == []
    assert re.search(r'<time datetime="20[0-9]{2}-[0-9]{2}-[0-9]{2}', text)


def test_a_proof_is_asked_in_a_year_and_on_a_day(client):
    assert "Asked in 2028." in page(client, "/queries/why.proof.html", right="ip-access", on="2028")
    assert ">1 June 2028</time>." in page(client, "/queries/why.proof.html", right="ip-access", on="2028-06-01")


def test_rows_of_many_cells_hold_what_a_card_needs(client):
    shown = table_of(page(client, "/queries/rights-of", holder="microsoft"))
    assert shown.startswith('<table class="stacked" role="table">')
    assert '<td role="cell" data-label="Kind">' in shown
    assert len(re.findall(r"<td(?! role)", shown)) == 0


def field(text, name):
    """Give the control of a field, and the list of its suggestions."""
    found = re.search(rf'<select id="{name}".*?</select>|<input id="{name}".*?</div>', text, re.DOTALL)
    return found[0]


@pytest.mark.parametrize(
    ("address", "name", "option"),
    [
        ("/queries/rights-in-force", "assume", '<option value="agi@today">OpenAI reaches artificial'),
        ("/queries/rights-in-force", "disregard", '<option value="article:7.2c">article:7.2c '),
        ("/queries/rights-in-force", "kind", '<option value="ExclusiveRight">exclusive right</option>'),
        ("/queries/rights-in-force", "world", '<option value="open">unreported: unknown</option>'),
        ("/queries/compare", "a.assume", '<option value="agi@today">OpenAI reaches artificial'),
        ("/queries/definition", "term", '<option value="agi">The agreed definition'),
        ("/queries/conflicts", "slot", '<option value="ip-access">Microsoft'),
    ],
)
def test_fields_of_computed_questions_offer_what_there_is(client, address, name, option):
    assert option in field(page(client, address), name)


@pytest.mark.parametrize("name", ["assume", "disregard", "kind", "slot", "term"])
def test_every_word_that_is_offered_is_understood(client, name):
    asked = {"definition": "term", "conflicts": "slot"}
    question = next((question for question, only in asked.items() if only == name), "rights-in-force")
    offered = re.findall(r'<option value="([^"]+)"', field(page(client, f"/queries/{question}"), name))
    assert offered
    for word in offered:
        assert client.get(f"/queries/{question}.csv", query_string={name: word}).status_code == 200, word


def test_a_field_for_several_values_takes_one_more_than_were_given(client):
    text = page(client, "/queries/rights-in-force", assume=["agi@2027", "earning-systems@2028"])
    assert re.findall(r'name="assume" value="([^"]*)"', text) == ["agi@2027", "earning-systems@2028", ""]


def test_a_kind_that_is_written_out_is_chosen_in_the_list(client):
    text = page(client, "/queries/rights-in-force", kind="exclusive right")
    assert '<option value="ExclusiveRight" selected>' in field(text, "kind")


def test_people_read_fifty_rows_at_once_and_are_led_to_all_of_them(client):
    text = page(client, "/queries/kinds")
    total = int(client.get("/queries/kinds.csv", query_string={"page": 1}).headers["X-Total-Rows"])
    assert total > 50
    assert f"Rows 1 to 50 of {total}" in text
    address = re.search(rf'<a href="([^"]*)">All {total} rows as CSV</a>', text)[1]
    assert len(list(csv.DictReader(io.StringIO(client.get(address).text, newline="")))) == total


def test_fields_with_the_same_suggestions_share_one_list(client):
    text = page(client, "/queries/compare")
    assert len(re.findall(r'name="(?:[ab]\.)?assume"[^>]* list="a\.assume-list"', text)) == 3
    assert text.count('<datalist id="a.assume-list">') == 1


def test_a_page_that_is_not_there_leads_on(client):
    text = page(client, "/id/first-look")
    assert '<a href="/find?q=first+look">look for “first look”</a>' in text
    assert '<a href="/queries">question</a>' in text


def test_an_empty_answer_is_told_from_a_no(client):
    assert "That is not a no" in page(client, "/queries/rights-of", holder="oracle")
    assert "That is not a no" not in page(client, "/queries/rights-of", holder="microsoft")


def test_questions_that_a_description_names_are_links(client):
    text = page(client, "/queries/rights-of")
    assert re.search(r'are\s+listed by <a href="/queries/unknown-holders">[A-Z][^<]*</a>', text)


def test_the_list_of_agreements_is_to_be_had_as_data(client):
    assert '<a href="/queries/portfolio.csv">CSV</a>' in page(client, "/agreements")


def test_a_basis_leads_to_its_claims(client):
    text = page(client, "/quality")
    address = re.search(r'<a href="(/queries/claims\?basis=rumour)">', text)[1]
    found = list(csv.DictReader(io.StringIO(client.get(address.replace("claims?", "claims.csv?")).text, newline="")))
    assert {row["basisLabel"] for row in found} == {"rumour"}
