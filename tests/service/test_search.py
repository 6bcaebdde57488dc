"""Search by name."""

import pytest
from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Table
from dealgraph.names import thing
from dealservice.search import MAX_FOUND, Finder

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def finder():
    return Finder()


@pytest.mark.parametrize(("text", "first"), [
    ("agi", "agi"),
    ("IP access", "ip-access"),
    ("ip-access", "ip-access"),
    ("FIRST refusal", "first-refusal"),
    ("icrosof", "microsoft"),
    ("pi", "openai-api"),
])  # fmt: skip
def test_words_lead_to_the_thing_that_is_meant(finder, store, text, first):
    found = [hit.iri.rpartition("/")[2] for hit in finder.find(store, text)]
    assert first in found[:3]


def test_every_word_has_to_occur(finder, store):
    assert finder.find(store, "exclusivity api")
    assert not finder.find(store, "exclusivity zebra")


def test_things_of_the_deal_come_before_claims_and_terms(finder, store):
    found = [hit.iri for hit in finder.find(store, "exclusiv")]
    places = ["/voc/" in iri or "/ont/" in iri for iri in found]
    assert places == sorted(places)
    assert True in places


@pytest.mark.parametrize(
    "text", ["", "   ", '"', "'", "%", "_", "a\\", '" OR "', "NEAR(", "*", "x" * 5000, "🦊", "a b c d" * 50]
)
def test_no_text_breaks_the_search(finder, store, text):
    assert len(finder.find(store, text)) <= MAX_FOUND


def test_signs_of_patterns_mean_themselves(finder, store):
    assert not finder.find(store, "__")
    assert not finder.find(store, "%%")


class ManyNames:
    """A store with more names than one part of the index holds, and versions that change."""

    def __init__(self, number, version="one"):
        self.number, self.version = number, version

    def ask(self, question):
        first = int(question.text.rpartition("OFFSET ")[2]) if "OFFSET" in question.text else self.number
        names = range(first, min(first + 50_000, self.number))
        rows = [(NamedNode(f"https://example.org/{n}"), Literal(f"Thing number {n} of {self.version}")) for n in names]
        return Table(("thing", "label"), rows)


def test_the_index_holds_all_names_however_many():
    finder = Finder()
    found = finder.find(ManyNames(120_000), "number 119999")
    assert [hit.label for hit in found] == ["Thing number 119999 of one"]


def test_a_new_version_has_an_index_of_its_own():
    finder, many = Finder(), ManyNames(3)
    assert len(finder.find(many, "of one")) == 3
    many.version = "two"
    assert not finder.find(many, "of one")
    assert len(finder.find(many, "of two")) == 3


def test_a_question_in_words_leads_to_what_it_is_about(finder, store):
    asked = "What ends, if AGI is reached?"
    assert finder.find(store, asked) == []
    assert "agi" in [hit.iri.rpartition("/")[2] for hit in finder.nearest(store, asked)]


def test_common_words_lead_nowhere(finder, store):
    assert finder.nearest(store, "what is the and who?") == []


def test_the_page_offers_what_is_near(client):
    text = client.get("/find?q=who+is+acme", headers=PAGE).text
    assert "Things with some of these words" in text
    assert '<a href="/id/acme">' in text


def test_the_page_lists_things_and_questions(client):
    text = client.get("/find?q=first+look", headers=PAGE).text
    assert f'href="/{thing("first-look").value.partition("dealgraph/")[2]}"' in text
    text = client.get("/find?q=holder", headers=PAGE).text
    assert "/queries/who-holds" in text


def test_the_page_says_that_nothing_was_found(client):
    assert "Nothing has all these words" in client.get("/find?q=zebra", headers=PAGE).text


def test_a_parameter_that_is_not_known_is_refused(client):
    assert client.get("/find?query=x", headers=PAGE).status_code == 422
