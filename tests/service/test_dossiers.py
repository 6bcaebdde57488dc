"""What the pages of things, of scenarios and of the record as a whole tell, on the graph itself."""

import re
from html import unescape

import pytest

from dealgraph import names
from dealservice.app import create_app
from dealservice.settings import Settings

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def built_client(built_store):
    return create_app(Settings(str(built_store))).test_client()


def words(response):
    """Give the text of a page without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def shown(client, address):
    response = client.get(address, headers=PAGE)
    assert response.status_code == 200, response.text[:500]
    return words(response)


def test_the_page_of_a_right_says_who_has_what_and_how_it_stands(built_client):
    said = shown(built_client, "/id/ip-access")
    assert re.search("Microsoft has it ?, against OpenAI ?, over OpenAI.s intellectual property and technology", said)
    assert "Provided that not Artificial general intelligence, as defined, has been reached" in said
    for role in ("Begins when", "Ends when any of these is met", "May end when"):
        assert role in said


def test_a_condition_below_the_level_is_shown_as_not_counting(built_client):
    assert re.search(
        r"OpenAI has nullified the cooperation does not count rumoured claim 8\.1b",
        shown(built_client, "/id/ip-access"),
    )


def test_a_right_whose_holder_nobody_names_is_said_so(built_client):
    assert "No source says who has it; it may be Microsoft or OpenAI" in shown(built_client, "/id/revenue-share")


def test_a_right_that_has_given_way_names_its_successor(built_client):
    said = shown(built_client, "/id/cloud-exclusivity")
    assert "Has given way to Microsoft's right of first refusal" in said
    assert "Takes the place of Microsoft's exclusivity as provider" in shown(built_client, "/id/first-refusal")


def test_a_burden_shows_the_conditions_of_the_right_at_its_other_end(built_client):
    assert "The time up to 2030 has run out" in shown(built_client, "/id/ip-no-right")


@pytest.mark.parametrize(("address", "text"), [
    ("/id/microsoft", "What it has, and what it bears Rights"),
    ("/id/new-agreement", "Between Microsoft and OpenAI"),
    ("/id/agi", "No source that counts says that it has happened"),
    ("/id/oracle-signing", "It has happened, not after 30 June 2024"),
    ("/id/blog-publication", "It has happened, on 21 January 2025"),
    ("/id/c-agi", "Microsoft's access to OpenAI's intellectual property ends when it is met"),
    ("/id/article-claim-8.1a", "rumoured"),
    ("/id/article", "What it says, sentence by sentence"),
])  # fmt: skip
def test_every_kind_of_thing_says_first_how_it_stands(built_client, address, text):
    assert text in shown(built_client, address)


def test_the_home_page_shows_every_right_and_what_has_given_way(built_client):
    said = shown(built_client, "/")
    assert "has given way to Microsoft's right of first refusal" in said
    assert "What changed last: 21 January 2025" in said
    assert built_client.get("/").text.count("<desc>") >= 10


def test_a_form_of_assumptions_leads_to_a_permanent_address(built_client):
    sent = "b.event=agi&b.how=happens&b.when=2027&b.event=&b.how=happens&b.when=&on=&level=reported&world=open"
    response = built_client.get(f"/what-if?{sent}")
    assert (response.status_code, response.headers["Location"]) == (303, "/what-if?world=open&b.assume=agi@2027")


def test_what_never_happens_and_what_is_set_aside_stay_in_the_address(built_client):
    response = built_client.get("/what-if?b.event=agi&b.how=never&b.when=&a.disregard=article:7.2c")
    assert response.headers["Location"] == "/what-if?a.disregard=article:7.2c&b.never=agi"


def test_a_scenario_shows_only_what_differs_with_claims_and_both_proofs(built_client):
    text = built_client.get("/what-if?b.assume=agi@2027", headers=PAGE).text
    said = words(built_client.get("/what-if?b.assume=agi@2027", headers=PAGE))
    assert "On 31 December 2027: 1 right differs" in said
    assert "in force → ended" in said
    assert "That threshold is what the agreed definition comes down to" in said
    proofs = [unescape(link) for link in re.findall(r'href="(/queries/why(?:\.proof\.html)?\?[^"]+)">Proof', text)]
    assert len(proofs) == 2
    assert [("assume=agi@2027" in link) for link in proofs] == [False, True]


def test_a_scenario_tells_what_differs_at_every_level_of_certainty(built_client):
    said = shown(built_client, "/what-if?b.assume=agi@2027")
    assert "The share in revenue under the cooperation the same the same in force → unknown in force → unknown" in said


def test_the_three_switches_count(built_client):
    assert "3 rights differ" in shown(built_client, "/what-if?b.assume=agi@2027&level=suggested")
    assert "no right differs" in shown(built_client, "/what-if?b.assume=agi@2027&level=stated")
    assert "no right differs" in shown(built_client, "/what-if?a.assume=agi@2027&b.assume=agi@2027")
    assert "1 right differs" in shown(built_client, "/what-if?b.assume=agi@2030&on=2030-12-31&until=inclusive")


@pytest.mark.parametrize("asked", [
    "b.assume=zebra@2027", "b.assume=agi@", "b.assume=agi", "b.assume=agi@2027-13", "b.never=zebra",
    "level=firm&b.never=agi",
    "on=someday&b.never=agi", "b.assume=agi@2027&b.never=agi",
])  # fmt: skip
def test_what_cannot_be_assumed_is_said_beside_the_form(built_client, asked):
    response = built_client.get(f"/what-if?{asked}", headers=PAGE)
    assert response.status_code == 422
    assert 'class="problem"' in response.text
    assert '<form class="whatif"' in response.text


def test_a_parameter_that_the_page_does_not_take_is_refused(built_client):
    response = built_client.get("/what-if?c.assume=agi@2027", headers=PAGE)
    assert (response.status_code, "parameter" in response.text) == (422, True)


def test_a_source_is_shown_sentence_by_sentence_without_its_text(built_client, shared):
    text = (shared / "article" / "article.txt").read_text(encoding="utf-8")
    said = shown(built_client, "/documents/article")
    assert "17 sentences in 10 paragraphs" in said
    assert "The text itself is not part of the project" in said
    assert text[1792:1850] not in said


def test_the_text_of_a_source_is_shown_only_where_it_is_the_very_same(built_store, article, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(article.read_text(encoding="utf-8").replace("Microsoft", "Megasoft"), encoding="utf-8")
    own = create_app(Settings(str(built_store), article=article)).test_client().get("/documents/article")
    assert own.text.count("<blockquote>") == 17
    assert own.headers["Cache-Control"] == "no-store"
    false = create_app(Settings(str(built_store), article=other)).test_client().get("/documents/article").text
    assert "<blockquote>" not in false
    assert "Megasoft" not in false
    away = create_app(Settings(str(built_store), article=tmp_path / "none.txt")).test_client()
    assert "cannot be read" in words(away.get("/documents/article"))
    notes = create_app(Settings(str(built_store), article=article)).test_client().get("/documents/context-dates").text
    assert "<blockquote>" not in notes


def test_a_source_that_is_not_there_is_a_problem(built_client):
    response = built_client.get("/documents/artikle", headers=PAGE)
    assert response.status_code == 404
    assert "article" in response.text


def test_every_piece_of_the_map_leads_to_its_sentence(built_client):
    text = built_client.get("/documents/article").text
    targets = set(re.findall(r'href="#(s-[\d.]+)"', text))
    assert len(targets) == 17
    assert targets == set(re.findall(r'id="(s-[\d.]+)"', text))


def test_the_calendar_lists_what_comes_and_what_was(built_client):
    said = shown(built_client, "/calendar")
    assert "What changes next 1 January 2030" in said
    assert "What has changed 21 January 2025" in said


def test_what_is_not_known_has_a_page(built_client):
    said = shown(built_client, "/unknown")
    assert "it may have ended" in said
    assert "perhaps Microsoft or OpenAI" in said
    assert "missing detail (6)" in said


def test_the_quality_of_the_data_is_counted(built_client):
    assert "rumoured rumour 2" in shown(built_client, "/quality")


def test_the_picture_and_its_table_and_its_data_hold_the_same(built_client):
    text = built_client.get("/picture").text
    found = built_client.get("/picture.json").get_json(force=True)
    assert text.count("<path ") == text.count('<tr role="row"><td') == len(found["edges"]) > 30
    names = {node["id"] for node in found["nodes"]}
    assert {"microsoft", "openai", "ip-access", "new-agreement", "c-agi"} <= names
    assert all(edge["source"] in names and edge["target"] in names for edge in found["edges"])


@pytest.mark.parametrize(
    "address", ["/", "/picture", "/picture.json", "/calendar", "/unknown", "/quality", "/what-if", "/find?q=x"]
)
def test_a_graph_in_which_nothing_is_dated_has_all_pages_too(client, address):
    assert client.get(address, headers=PAGE).status_code == 200


@pytest.mark.parametrize("address", ["/picture?x=1", "/calendar?after=2030", "/unknown?x", "/quality?x=1"])
def test_pages_that_take_nothing_refuse_everything(client, address):
    assert client.get(address, headers=PAGE).status_code == 422


def test_an_event_is_chosen_by_its_label(built_client):
    form = built_client.get("/queries/what-ends?event=agi&on=2027", headers=PAGE).text
    assert re.search(r'<select id="event" name="event"', form)
    chosen = re.findall(r'<option value="([^"]+)" selected>([^<]+)</option>', form)
    assert chosen[0] == ("agi", "OpenAI reaches artificial general intelligence as the companies define it")
    again = built_client.get(f"/queries/what-ends?event={names.ID}agi&on=2027", headers=PAGE)
    assert re.findall(r'<option value="([^"]+)" selected>([^<]+)</option>', again.text) == chosen


def test_an_event_beyond_the_list_stays_chosen(built_client):
    for word in ("accept(need-3)", "https://example.org/event?a=1"):
        form = built_client.get("/queries/what-ends", query_string={"event": word}, headers=PAGE).text
        assert f'<option value="{word}" selected>{word}</option>' in form
