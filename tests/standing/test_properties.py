"""What holds of every right, whatever its conditions: proofs are sound, knowing more never blurs, rumours stay out."""

import json
import os
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dealgraph.standing import desk_of
from dealgraph.standing.dates import Span
from dealgraph.standing.expression import Basis
from dealgraph.standing.index import Index
from dealgraph.standing.model import LEVELS, Document, Link, Support, TimeSpan
from dealgraph.standing.positions import Record
from dealgraph.standing.proof import printed, recomputed
from dealgraph.standing.scenario import Happening, Scenario
from dealgraph.standing.states import STATES, all_stretches, cause_on, state_on, stretches_of, summary
from dealgraph.standing.support import support
from dealgraph.standing.timeline import UNKNOWN, Value
from dealgraph.standing.verdict import Records

FIRST = date(2020, 1, 1).toordinal()
LEVEL = st.sampled_from([0, 0, 0, 0, 0, 1, 2, 3])
USUAL = max(60, int(os.environ.get("DEALGRAPH_EXAMPLES", "0")))
SCENARIOS = st.builds(Scenario, world=st.sampled_from(["closed", "open"]), level=st.sampled_from(LEVELS))


def days_of(standing):
    return [day for day in {*standing.root.curve.days, *(d + 1 for d in standing.root.curve.days)}]  # noqa: C416


def without_the_rest(node):
    """Forget the value of every leaf that the verdict is said not to need."""
    children = [without_the_rest(child) for child in node["children"]]
    value = node["value"] if node["needed"] else "unknown"
    return node | {"children": children, "value": value}


@settings(max_examples=USUAL)
@given(data=st.data(), scenario=SCENARIOS)
def test_working_a_proof_out_from_its_leaves_gives_its_value(worlds, data, scenario):
    world = data.draw(worlds(max_level=3))
    model = world.model()
    standing = Record(Index(model), scenario).position("right")
    for day in days_of(standing):
        proof = json.loads(json.dumps(printed(standing.root, day, support(standing.root, day), model)))
        assert recomputed(proof) == proof["value"] == standing.root.curve.at(day).word


@settings(max_examples=USUAL)
@given(data=st.data(), scenario=SCENARIOS)
def test_the_part_of_a_proof_that_is_marked_as_needed_is_enough(worlds, data, scenario):
    world = data.draw(worlds())
    model = world.model()
    standing = Record(Index(model), scenario).position("right")
    for day in days_of(standing):
        value = standing.root.curve.at(day)
        proof = printed(standing.root, day, support(standing.root, day), model)
        if value is not UNKNOWN:
            assert recomputed(without_the_rest(proof)) == value.word


@settings(max_examples=USUAL)
@given(data=st.data())
def test_a_verdict_stands_in_an_open_world_if_only_what_it_presumes_is_excluded(worlds, data):
    world = data.draw(worlds())
    index = Index(world.model())
    closed = Record(index, Scenario()).position("right")
    for day in days_of(closed):
        presumed = [e.ref for e, piece in support(closed.root, day).leaves() if piece.basis is Basis.PRESUMED]
        happenings = [Happening("end", "right") if ref.startswith("end(") else Happening(ref) for ref in presumed]
        open_world = Scenario(world="open", never=tuple(sorted(set(happenings))))
        value = closed.root.curve.at(day)
        if value is not UNKNOWN:
            assert Record(index, open_world).position("right").root.curve.at(day) is value


@settings(max_examples=USUAL)
@given(data=st.data())
def test_knowing_less_of_the_world_only_ever_makes_unknown(worlds, data):
    world = data.draw(worlds())
    closed, opened = world.curve(), world.curve(world="open")
    for day in {*closed.days, *opened.days}:
        assert opened.at(day) in {closed.at(day), UNKNOWN}


@settings(max_examples=USUAL)
@given(data=st.data())
def test_narrowing_a_date_never_turns_true_or_false_into_unknown(worlds, data):
    world = data.draw(worlds())
    dated = [name for name, span in world.times.items() if span != TimeSpan()]
    assume(dated)
    before = world.curve()
    chosen = data.draw(st.sampled_from(dated))
    span = world.times[chosen]
    first, last = span.earliest_start, span.latest_end
    low, high = first if first is not None else (last or 0) - 50, last if last is not None else (first or 0) + 50
    narrow = sorted((data.draw(st.integers(low, high)), data.draw(st.integers(low, high))))
    conditions = [c for c in world.conditions.values() if c.time == chosen]
    # “Through” and the like turn on the day after a time, which another time moves; these two turn within it.
    assume(all(condition.sense in {"until", "from"} for condition in conditions))
    world.times[chosen] = TimeSpan(narrow[0], narrow[1], narrow[0], narrow[1])
    after = world.curve()
    for day in {*before.days, *after.days}:
        assert before.at(day) in {after.at(day), UNKNOWN}


@pytest.mark.parametrize("level", range(1, len(LEVELS)))
@settings(max_examples=USUAL)
@given(data=st.data())
def test_a_claim_never_changes_a_verdict_at_a_firmer_level(worlds, data, level):
    world = data.draw(worlds())
    before = world.curve(level=LEVELS[level - 1])
    event = world.event(*sorted((data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9)))), level=level)
    condition = world.on_event(event, level=level)
    world.clause(data.draw(st.sampled_from(["starts", "requires", "while", "ends", "may end"])), condition, level)
    composite = data.draw(st.sampled_from([None, *(c for c in world.conditions.values() if c.operands)]))
    if composite is not None:
        operand = world.clauses[-1].condition
        world.conditions[composite.iri] = replace(composite, operands=(*composite.operands, operand))
    assert world.curve(level=LEVELS[level - 1]) == before


@settings(max_examples=USUAL)
@given(data=st.data(), scenario=SCENARIOS)
def test_every_day_has_a_state_that_fits_its_value(worlds, data, scenario):
    world = data.draw(worlds(max_level=3))
    standing = Record(Index(world.model()), scenario).position("right")
    stretches = all_stretches(standing)
    for stretch in stretches:
        assert stretch.state in STATES
        assert (stretch.state == "in-force") == (stretch.value is Value.TRUE)
        assert stretch.state != "unknown" or stretch.value is UNKNOWN
        assert stretch.state == state_on(standing, stretch.first)
        cause_on(standing, stretch.first)
    assert all(one.last + 1 == other.first for one, other in pairwise(stretches))


@settings(max_examples=USUAL)
@given(data=st.data(), scenario=SCENARIOS)
def test_everything_unknown_has_a_reason_and_nothing_else_has(worlds, data, scenario):
    world = data.draw(worlds())
    standing = Record(Index(world.model()), scenario).position("right")
    for day in days_of(standing):
        value = standing.root.curve.at(day)
        assert bool(support(standing.root, day).reasons) == (value is UNKNOWN)


@settings(max_examples=USUAL)
@given(data=st.data())
def test_what_has_certainly_ended_stays_ended(worlds, data):
    world = data.draw(worlds())
    ended = False
    for stretch in all_stretches(world.standing()):
        assert not ended or stretch.state == "ended"
        ended = stretch.state == "ended"


def claim_at(level):
    """Name the claim of a level that the worlds have."""
    return f"claim-{level}"


def profile_of(index, scenario, position, on, need=""):
    """Work every level out by itself, with nothing that another record has found."""
    return {
        level: summary(list(stretches_of(Record(index, scenario.at(level)).position(position, need), on)))
        for level in LEVELS
    }


@settings(max_examples=USUAL)
@given(data=st.data(), scenario=SCENARIOS, more=st.sampled_from(["nothing", "happens", "never", "disregard"]))
def test_what_levels_and_scenarios_share_changes_no_verdict(worlds, data, scenario, more):
    world = data.draw(worlds(max_level=3))
    event = world.event(*sorted((FIRST + data.draw(st.integers(0, 9)), FIRST + 20)), level=data.draw(LEVEL))
    undated = world.event(level=data.draw(LEVEL))
    tie = Link(undated, (Support("doc", (claim_at(data.draw(LEVEL)),)),))
    world.events[event] = replace(world.events[event], not_before=(tie,))
    for level in data.draw(st.lists(LEVEL, min_size=2, max_size=3)):
        condition = world.on_event(data.draw(st.sampled_from([event, undated])), level)
        world.clause(data.draw(st.sampled_from(["starts", "requires", "ends"])), condition, level)
    recorded = Link("2020-02-01T00:00:00Z", (Support("doc", (claim_at(data.draw(LEVEL)),)),))
    model = replace(world.model(), documents={"doc": Document("doc", "article", (recorded,))})
    right = model.positions["right"]
    some = replace(right, iri="some", clauses=right.clauses[data.draw(st.integers(0, len(right.clauses))) :])
    index = Index(replace(model, positions={"right": right, "some": some}))
    happening = Happening(data.draw(st.sampled_from([event, undated, *world.events])))
    then = {
        "nothing": scenario,
        "happens": scenario.supposing(happening, Span(FIRST, FIRST)),
        "never": scenario.excluding(happening),
        "disregard": scenario.disregarding(data.draw(st.sampled_from(sorted(model.claims)))),
    }[more]
    day = data.draw(st.integers(FIRST - 5, FIRST + 400))
    on, records = Span(day, day + data.draw(st.sampled_from([0, 40]))), Records(index)
    records.verdict(scenario, "right", on)
    for position in ("right", "some"):
        verdict, alone = records.verdict(then, position, on), Record(index, then).position(position)
        assert verdict.profile == profile_of(index, then, position, on)
        assert (verdict.standing.root.curve, verdict.stretches) == (alone.root.curve, tuple(stretches_of(alone, on)))
        shown, again = (printed(r, day, support(r, day), model) for r in (verdict.standing.root, alone.root))
        assert shown == again


@pytest.mark.parametrize("level", LEVELS)
def test_what_levels_share_changes_no_verdict_on_the_article(store, level):
    desk = desk_of(store)
    on = Span(date(2031, 1, 1).toordinal(), date(2031, 1, 1).toordinal())
    for event in sorted(desk.model.events):
        scenario = Scenario(level=level).supposing(Happening(event), Span(on.first - 900, on.first - 800))
        for position, need in desk.rights(scenario):
            verdict = desk.records.verdict(scenario, position, on, need)
            assert verdict.profile == profile_of(desk.index, scenario, position, on, need), (event, position)
