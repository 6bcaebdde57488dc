"""The pages of the ontology tell a newcomer what there is, and a user what a term means and how it is used."""

import re

import pytest

from dealgraph import names
from dealservice.reference import KINDS

PAGE = {"Accept": "text/html"}


def get(client, path):
    response = client.get(path, headers=PAGE)
    assert response.status_code == 200
    return response.text


def section(text, name):
    return re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', text, re.DOTALL)[1]


def links(text):
    return re.findall(r'<a href="([^"]+)">', text)


@pytest.fixture(scope="module")
def terms(reference):
    """List the classes, properties, schemes and concepts of ours."""
    found = (node for kind in KINDS if kind != names.OWL_ONTOLOGY for node in reference.members(kind))
    return [node for node in found if node.value.startswith(names.BASE)]


def path_of(node):
    return "/" + node.value.removeprefix(names.BASE)


def test_the_index_shows_one_picture_and_says_the_same_in_words(client):
    picture = section(get(client, "/ont"), "picture")
    assert picture.count("<img") == 1
    assert '<img src="/static/model.svg"' in picture
    named = {
        "Company",
        "Agreement",
        "Right",
        "Condition",
        "Claim",
        "heldBy",
        "confers",
        "hasEndCondition",
        "claimAbout",
    }
    assert {f"/ont/{name}" for name in named} <= set(links(picture))
    with client.get("/static/model.svg") as response:
        assert (response.status_code, response.mimetype) == (200, "image/svg+xml")


def test_the_index_names_every_term(client, terms):
    assert {path_of(node) for node in terms} - set(links(get(client, "/ont"))) == set()


def test_the_index_lists_modules_in_the_order_of_reading(client):
    headings = re.findall(r'<h2 id="\w+">Module (\w+)</h2>', get(client, "/ont"))
    assert headings == ["core", "norms", "conditions", "time", "claims", "portfolio"]


def test_the_class_tree_nests_and_defines(client):
    tree = section(get(client, "/ont"), "classes")
    order = ["DealItem", "NormativeItem", "NormativePosition", "Right", "Power", "Option", "PreemptiveRight"]
    places = [tree.index(f'"/ont/{name}"') for name in order]
    assert places == sorted(places)
    assert "A legal position that is to the advantage of its holder." in tree


def test_a_module_has_a_page_with_its_own_terms_only(client):
    text = get(client, "/ont/modules/conditions")
    assert "/ont/EventCondition" in links(section(text, "classes"))
    assert "/ont/hasOperand" in links(section(text, "properties"))
    assert "/ont/Right" not in links(text)


def test_the_page_of_borrowed_terms_tells_what_they_mean(client):
    text = section(get(client, "/ont/modules/borrowed"), "borrowed")
    assert "http://www.w3.org/ns/prov#Agent" in links(text)
    assert text.count("http://www.w3.org/2004/02/skos/core#topConceptOf") == 1


def test_a_vocabulary_has_a_page_with_its_concepts(client):
    assert "/voc/narrative" in links(section(get(client, "/voc/schemes/claim-bases"), "schemes"))


def test_a_class_shows_what_is_above_and_below_it(client):
    place = section(get(client, "/ont/Power"), "place")
    assert place.index("/ont/DealItem") < place.index("/ont/Right") < place.index("/ont/Power")
    assert place.index("/ont/Power") < place.index("/ont/RightOfFirstRefusal")
    assert place.count('class="here"') == 1
    assert "/ont/Duty" not in links(place)


def test_a_class_shows_its_restrictions_and_what_it_shares_nothing_with(client):
    facts = section(get(client, "/ont/Power"), "facts")
    assert '<a href="/ont/hasCorrelative">has correlative</a>: only <a href="/ont/Liability">liability</a>' in facts
    assert "/ont/Immunity" in links(facts)
    contingent = section(get(client, "/ont/ContingentItem"), "facts")
    assert "Takes in whatever has" in contingent
    assert "/ont/hasTriggerCondition" in links(contingent)


def test_a_class_shows_its_own_properties_and_those_from_above(client):
    text = section(get(client, "/ont/Option"), "properties")
    assert text.index("/ont/onExercise") < text.index("everything above it") < text.index("/ont/heldBy")


def test_a_property_shows_domain_range_inverse_character_and_chain(client):
    held = section(get(client, "/ont/heldBy"), "facts")
    assert links(held) == ["/ont/NormativePosition", "/ont/Agent", "/ont/holdsPosition"]
    against = section(get(client, "/ont/heldAgainst"), "facts")
    assert 'has correlative</a>, then <a href="/ont/heldBy">held by</a>' in against
    assert "The positions of an agent are found through their correlatives." in against
    assert "symmetric" in section(get(client, "/ont/hasCorrelative"), "facts")
    assert "transitive" in section(get(client, "/ont/supersedes"), "facts")
    assert "whole number" in section(get(client, "/ont/minimumMet"), "facts")
    assert "a concept of" in section(get(client, "/ont/hasBasis"), "facts")


def test_a_property_shows_those_above_and_below_it(client):
    assert "/ont/involvesItem" in links(section(get(client, "/ont/bringsAbout"), "place"))
    assert "/ont/bringsAbout" in links(section(get(client, "/ont/involvesItem"), "place"))
    assert 'id="place"' not in get(client, "/ont/heldBy")


def test_a_term_shows_what_notes_call_it_and_an_example(client):
    assert "<code>has trigger condition</code>, <code>requires</code>" in get(client, "/ont/hasTriggerCondition")
    assert "<code>narrative</code>" in get(client, "/voc/narrative")
    assert "For example: The licence starts when the first fee is paid." in get(client, "/ont/hasStartCondition")


def test_a_term_shows_in_sentences_what_is_checked(client):
    checks = section(get(client, "/ont/RightOfFirstRefusal"), "checks")
    assert "A right of first refusal has a trigger." in checks
    assert checks.index("has a grantor") < checks.index("(A remark; the build goes on.)")
    assert "The position has no holder." in section(get(client, "/ont/heldBy"), "checks")
    assert "The control total says" in section(get(client, "/ont/claimCount"), "checks")


def test_a_term_shows_how_often_it_is_used_and_where(client):
    usage = section(get(client, "/ont/Right"), "usage")
    assert "by inference" in usage
    assert 1 <= usage.count("<li>") <= 5
    assert "/id/microsoft" in links(section(get(client, "/ont/heldBy"), "usage"))
    assert "/ont/hasBasis" in links(section(get(client, "/voc/narrative"), "usage"))
    assert "Not used so far." in section(get(client, "/ont/leiCode"), "usage")


def test_a_term_shows_its_alignments_with_what_they_leave_open(client):
    text = section(get(client, "/ont/Right"), "alignments")
    assert "Is a kind of" in text
    assert "https://spec.edmcouncil.org/fibo/ontology/FND/Law/LegalCapacity/Right" in links(text)
    assert "/ont/align/fibo" in links(text)


def test_a_term_shows_the_questions_that_name_it(client):
    assert "/queries/rights-of" in links(section(get(client, "/ont/grantedBy"), "queries"))
    assert "/queries/claims" in links(section(get(client, "/voc/claim-bases"), "queries"))


def test_a_scheme_shows_its_concepts_with_their_uses(client):
    text = section(get(client, "/voc/claim-bases"), "concepts")
    assert re.search(
        r'/voc/narrative">narrative</a></td><td[^>]*>[^<]+</td><td[^>]* class="number"[^>]*>[1-9]\d*</td>', text
    )


@pytest.mark.parametrize("path", ["/ont", "/ont/Right", "/ont/heldBy", "/voc/narrative", "/voc/claim-bases"])
def test_labels_and_definitions_stand_where_iris_would(client, path):
    shown = re.sub(r"<[^>]+>", " ", get(client, path))
    assert len(re.findall(r"https?://", shown)) == 1  # the IRI of the page itself, at its foot
