"""Scenarios: three notations that mean the same, one canonical form, and everything wrong told at once."""

import json
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, serialize

from dealgraph.problems import ParameterProblem, UnknownQuery
from dealgraph.standing.notation_json import words_of_json
from dealgraph.standing.notation_rdf import scenario_quads, vocabulary, words_of_rdf
from dealgraph.standing.scenario import MAX_ASSUMPTIONS, Scenario

ASSUMPTIONS = [
    "agi@2027-06-30",
    "decline(need-1)@2026-03-01",
    "end(first-refusal)@2029",
    "offer(need-2)@2026",
    "earning-capability=80..150bnUSD@2028",
    "earning-capability(openai-systems)=1 mn USD@2026-05",
]
CHOICES = [
    ("level", "stated"),
    ("world", "open"),
    ("until", "inclusive"),
    ("assume", "agi@2027"),
    ("never", "nullify"),
    ("disregard", "7.2c"),
    ("asOf", "2026"),
]
FULL = {
    "assume": ASSUMPTIONS,
    "never": ["nullify", "accept(need-1)"],
    "disregard": ["article:7.2c", "8.1b"],
    "world": ["open"],
    "level": ["rumoured"],
    "until": ["exclusive"],
    "asOf": ["2026-06"],
    "context": ["none"],
}


@pytest.fixture(scope="module")
def scenario(ask):
    """Read a scenario from words."""
    return lambda words: ask("why", right="ip-access", on="2028", **words).scenario


def test_a_scenario_written_as_a_url_is_read_back_as_the_same(scenario):
    from urllib.parse import parse_qs

    found = scenario(FULL)
    again = scenario(parse_qs(found.text))
    assert again == found
    assert again.digest == found.digest


def test_a_scenario_written_as_json_is_read_back_as_the_same(scenario):
    found = scenario(FULL)
    assert scenario(words_of_json(json.loads(json.dumps(found.to_json())))) == found


@pytest.mark.parametrize("form", [("application/trig", RdfFormat.TRIG), ("application/n-quads", RdfFormat.N_QUADS)])
def test_a_scenario_written_as_a_named_graph_is_read_back_as_the_same(scenario, form):
    media_type, form = form
    found = scenario(FULL)
    text = serialize(scenario_quads(found), format=form)
    assert scenario(words_of_rdf(text.decode(), media_type)) == found


@pytest.mark.parametrize("words", [{"assume": list(order)} for order in permutations(ASSUMPTIONS[:3])])
def test_the_order_of_assumptions_does_not_matter(scenario, words):
    assert scenario(words).digest == scenario({"assume": ASSUMPTIONS[:3]}).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("agi@2027", "id:agi@2027-01-01..2027-12-31"),
        ("agi@2027", "https://w3id.org/dealgraph/id/agi@2027"),
        ("agi@2027", "OpenAI reaches artificial general intelligence as the companies define it@2027"),
        ("agi@today", "agi@2025-03-01"),
        ("earning-capability=100bnUSD@2028", "earning-capability=100000 mn USD@2028"),
        ("earning-capability=0.1trillionUSD@2028", "Earning capability=100..100bnUSD@2028"),
        ("need-arises(need-1)@2026", "need(need-1)@2026"),
    ],
)
def test_what_means_the_same_is_the_same(scenario, one, other):
    assert scenario({"assume": one}).digest == scenario({"assume": other}).digest


def test_what_is_said_twice_counts_once_and_what_is_usual_is_not_written(scenario):
    assert scenario({"assume": ["agi@2027", "agi@2027"]}).text == "assume=agi@2027"
    usual = scenario({"world": "closed", "level": "reported", "until": "unknown", "context": "dates"})
    assert (usual, usual.name) == (Scenario(), "as-recorded")


@settings(max_examples=50)
@given(st.lists(st.sampled_from(CHOICES), unique=True))
def test_different_scenarios_have_different_digests(scenario, chosen):
    words: dict[str, list[str]] = {}
    for name, word in chosen:
        words.setdefault(name, []).append(word)
    found = scenario(words)
    assert (found.digest == Scenario().digest) == (not chosen)
    assert len(found.digest) == 32


@pytest.mark.parametrize(
    ("parameter", "word", "named", "hint"),
    [
        ("assume", "agii@2027", "agii", "agi"),
        ("assume", "agi@2027-02-30", "2027-02-30", ""),
        ("assume", "agi@soon", "soon", ""),
        ("assume", "agi", "needs a date", ""),
        ("assume", "agi@2029..2027", "ends before it begins", ""),
        ("assume", "agi(need-1)@2027", "happens once", ""),
        ("assume", "decline(first)@2027", "first", "need-1"),
        ("assume", "end(ip-acces)@2027", "ip-acces", "ip-access"),
        ("assume", "earning-capacity=1bnUSD@2027", "earning-capacity", "earning-capability"),
        ("assume", "earning-capability=1bnUDS@2027", "UDS", "USD"),
        ("assume", "earning-capability=1@2027", "no unit", ""),
        ("assume", "earning-capability=1e999999999USD@2027", "e999999999USD", ""),
        ("assume", "earning-capability=2..1bnUSD@2027", "greater bound first", ""),
        ("assume", "earning-capability(azur)=1bnUSD@2027", "azur", ""),
        ("assume", "@@@", "@@@", ""),
        ("never", "nulify", "nulify", "nullify"),
        ("disregard", "7.2z", "7.2z", "7.2"),
        ("disregard", "1.1a", "2 things", "Name one"),
        ("world", "opne", "opne", "open"),
        ("level", "state", "state", "stated"),
        ("until", "sometimes", "sometimes", "unknown"),
        ("context", "all", "all", "dates"),
        ("asOf", "2025-13", "2025-13", ""),
        ("on", "2025-06-31", "2025-06-31", ""),
        ("on", "2025..2026", "2025..2026", ""),
        ("right", "ip-acess", "ip-acess", "ip-access"),
        ("rihgt", "ip-access", "rihgt", "right"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_may_have_been_meant(ask, parameter, word, named, hint):
    words = {"right": "ip-access", parameter: word}
    with pytest.raises(ParameterProblem) as raised:
        ask("why", **words)
    (finding,) = raised.value.findings
    assert finding.subject == parameter
    assert named in finding.what
    assert hint in finding.hint
    assert finding.code in {"parameter-value", "parameter-unknown"}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ({"assume": "agi@2027", "never": "agi"}, "“agi” is assumed both to happen and never to happen."),
        ({"assume": ["agi@2027", "agi@2028"]}, "“agi” is assumed to happen at two different times."),
        ({"assume": ["accept(need-1)@2026", "decline(need-1)@2027"]},
         "“accept(need-1)” and “decline(need-1)” cannot both happen."),
        ({"assume": ["earning-capability=1bnUSD@2027", "earning-capability=2bnUSD@2027"]},
         "“earning-capability=2000000000USD@2027” contradicts another figure for the same time."),
    ],
)  # fmt: skip
def test_assumptions_that_contradict_each_other_are_refused(ask, words, what):
    with pytest.raises(ParameterProblem) as raised:
        ask("why", right="ip-access", **words)
    assert [finding.what for finding in raised.value.findings] == [what]


def test_everything_wrong_is_told_at_once(ask):
    with pytest.raises(ParameterProblem) as raised:
        ask("why", on="never", assume=["agii@2027", "agi@2027-13"], never="x", disregard="y", world="z", colour="red")
    subjects = [finding.subject for finding in raised.value.findings]
    assert sorted(subjects) == ["assume", "assume", "colour", "disregard", "never", "on", "right", "world"]
    assert "8 parameters do not fit" in raised.value.what


def test_a_scenario_has_fifty_assumptions_at_most(ask):
    allowed = [f"need(need-{number})@2026" for number in range(1, MAX_ASSUMPTIONS + 1)]
    assert ask("why", right="ip-access", assume=allowed).scenario.size == 50
    with pytest.raises(ParameterProblem, match="does not fit") as raised:
        ask("why", right="ip-access", assume=allowed, never="agi")
    assert "at most 50 assumptions, not 51" in raised.value.findings[0].what


def test_a_question_that_does_not_exist_is_named(ask):
    with pytest.raises(UnknownQuery) as raised:
        ask("why-nto")
    assert "why-not" in raised.value.hint


@pytest.mark.parametrize(
    "data",
    [[], "agi", {"assum": []}, {"assume": [{"event": "agi"}]}, {"assume": [{"measure": "x", "on": 2}]},
     {"never": [1]}, {"assume": [[]]}, {"level": ["stated"]}],
)  # fmt: skip
def test_json_that_is_no_scenario_is_refused(data):
    with pytest.raises(ParameterProblem):
        words_of_json(data)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[] a whatif:Scenario . [] a whatif:Scenario .",
        "[] a whatif:Scenario ; whatif:colour 1 .",
        '[] a whatif:Scenario ; whatif:world "flat" .',
        "[] a whatif:Scenario ; whatif:assumes [ whatif:event id:agi ] .",
        '[] a whatif:Scenario ; whatif:assumes [ whatif:event id:agi ; whatif:measure voc:x ; whatif:on "2027" ] .',
        '[] a whatif:Scenario ; whatif:assumes [ whatif:measure voc:x ; whatif:on "2027" ] .',
        "[] a whatif:Scenario ; whatif:excludes [ whatif:of id:agi ] .",
        "not Turtle",
    ],
)
def test_rdf_that_is_no_scenario_is_refused(body):
    prefixes = "".join(f"PREFIX {name}: <https://w3id.org/dealgraph/{name}/>\n" for name in ("whatif", "id", "voc"))
    with pytest.raises(ParameterProblem):
        words_of_rdf(prefixes + body, "text/turtle")


def test_other_forms_of_rdf_and_long_texts_are_refused():
    with pytest.raises(ParameterProblem):
        words_of_rdf("", "application/rdf+xml")
    with pytest.raises(ParameterProblem):
        words_of_rdf(" " * 70_000, "text/turtle")


def test_each_term_of_the_vocabulary_is_explained():
    import rdflib

    graph = rdflib.Graph().parse(data=vocabulary(), format="turtle")
    whatif = "https://w3id.org/dealgraph/whatif/"
    used = {str(n) for t in graph for n in t if str(n).startswith(whatif) and "/shapes/" not in str(n)}
    declared = {str(s) for s in graph.subjects(rdflib.RDFS.label)}
    assert used <= declared


def test_both_sides_of_a_comparison_inherit_what_is_said_for_both(ask):
    answer = ask("compare", on="2028-01-01", level="stated", b__assume="agi@2027")
    assert answer.rows == ()
    assert [answer.details[side]["level"] for side in "ab"] == ["stated", "stated"]
    answer = ask("compare", on="2028-01-01", level="stated", b__assume="agi@2027", b__level="reported")
    assert len(answer.rows) == 1
    with pytest.raises(ParameterProblem):
        ask("compare", a="as-recorded", a__assume="agi@2027")
    with pytest.raises(ParameterProblem):
        ask("compare", a="yesterday")
