"""Whatever passes the shapes gets an answer: circles, depth, width, and dates that are missing or contradict."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from pyoxigraph import Store

from dealgraph.standing import QUESTIONS, desk_of
from dealgraph.standing import ask as ask_standing
from dealgraph.standing.index import Index
from dealgraph.standing.model import Link, Quantity, TimeSpan
from dealgraph.standing.positions import Record
from dealgraph.standing.proof import MAX_NODES, printed, recomputed
from dealgraph.standing.scenario import Figure, Scenario
from dealgraph.standing.support import support
from dealgraph.standing.timeline import FALSE, TRUE, UNKNOWN
from dealgraph.stores.embedded import EmbeddedStore

DAY = 700_000
CLOSED = Scenario()


def proof_of(world, day=DAY, scenario=CLOSED):
    model = world.model()
    standing = Record(Index(model), scenario).position("right")
    found = support(standing.root, day)
    return printed(standing.root, day, found, model), found


def test_a_circle_of_conditions_is_unknown_and_says_so(world):
    one = world.condition("NoneOf", "c1")
    world.condition("NoneOf", one)
    world.clause("starts", one)
    _, found = proof_of(world)
    assert world.curve().at(DAY) is UNKNOWN
    assert [reason.value for reason in found.reasons] == ["circular"]


def test_a_deep_tree_is_answered_and_its_proof_cut(world):
    condition = world.on_event(world.event(1, 2))
    for _ in range(5000):
        condition = world.condition("NoneOf", condition)
    world.clause("starts", condition)
    proof, _ = proof_of(world)
    assert world.curve().at(DAY) is TRUE
    assert recomputed(json.loads(json.dumps(proof))) == "true"


def test_a_tree_that_shares_its_parts_is_as_small_as_the_graph(world):
    left, right = (world.on_event(world.event(1, 2)) for _ in range(2))
    for _ in range(60):
        left, right = world.condition("AllOf", left, right), world.condition("AnyOf", left, right)
    world.clause("starts", left)
    proof, _ = proof_of(world)
    text = json.dumps(proof)
    assert text.count('"op"') <= MAX_NODES + 1
    assert recomputed(json.loads(text)) == "true"


def test_dates_in_the_wrong_order_leave_the_days_between_unknown_by_conflict(world):
    late, early = world.event(30, 40), world.event(10, 20)
    world.events[late] = replace(world.events[late], not_after=(Link(early),))
    world.clause("starts", world.on_event(late))
    _, found = proof_of(world, 25)
    assert [world.curve().at(day) for day in (5, 25, 50)] == [FALSE, UNKNOWN, TRUE]
    assert [reason.value for reason in found.reasons] == ["conflict"]


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "TemporalCondition"},
        {"kind": "TemporalCondition", "time": "nowhere", "sense": "since"},
        {"kind": "ThresholdCondition"},
        {"kind": "ThresholdCondition", "limit": "nothing", "measure": "m", "comparison": "about"},
        {"kind": "AllOf"},
        {"kind": "AtLeast", "minimum": 3},
    ],
)
@pytest.mark.parametrize("role", ["starts", "requires", "while", "except", "ends", "may end"])
def test_a_condition_that_says_little_still_gets_a_value(world, more, role):
    world.clause(role, world.condition(**more))
    for scenario in (Scenario(), Scenario(world="open")):
        proof, _ = proof_of(world, scenario=scenario)
        assert recomputed(proof) == proof["value"]


def test_a_time_without_a_year_is_not_dated(world):
    condition = world.on_time(None, None, "until")
    world.times["t0"] = TimeSpan()
    world.clause("ends", condition)
    _, found = proof_of(world)
    assert [reason.value for reason in found.reasons] == ["not-dated"]


def test_a_position_without_clauses_is_in_force_until_somebody_assumes_its_end(world):
    assert world.curve().at(1) is TRUE
    assert world.curve(world="open").at(1) is UNKNOWN


def test_an_empty_record_answers_every_list():
    empty = EmbeddedStore(Store(), "empty")
    lists = [question for question in QUESTIONS.values() if not any(p.required for p in question.parameters)]
    for question in lists:
        answer = ask_standing(empty, question.name)
        assert answer.rows == ()
        assert answer.details["knownBy"] is None
    assert len(lists) == 11


def test_a_limit_without_a_number_leaves_the_threshold_open(world):
    world.clause("ends", world.condition("ThresholdCondition", measure="m", comparison="gteq", limit="q"))
    model = replace(world.model(), quantities={"q": Quantity("", "", "USD")})
    figure = Figure("m", "", 10, 10, Decimal(1), Decimal(2), "USD")
    standing = Record(Index(model), Scenario(figures=(figure,))).position("right")
    assert standing.root.curve.at(20) is UNKNOWN


class Counting:
    """A store that counts how often it is asked, and may name a version."""

    def __init__(self, store, version=""):
        self.store, self.version, self.asked = store, version, 0

    def ask(self, question):
        self.asked += 1
        return self.store.ask(question)


def test_a_store_that_names_no_version_is_read_anew_after_a_second(store):
    now, unnamed = [0.0], Counting(store)
    first = desk_of(unnamed, lambda: now[0])
    now[0] = 0.9
    assert desk_of(unnamed, lambda: now[0]) is first
    now[0] = 1.1
    assert desk_of(unnamed, lambda: now[0]) is not first
    assert unnamed.asked == 2


def test_a_version_is_read_once_and_another_version_anew(store):
    named = Counting(store, "one")
    first = desk_of(named, lambda: 0.0)
    assert desk_of(named, lambda: 1e9) is first
    named.version = "two"
    assert desk_of(named, lambda: 1e9) is not first
