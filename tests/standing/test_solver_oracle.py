"""A solver of logic programs, given the same trees of conditions, gives the same timelines."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealgraph.standing.conditions import named_time
from dealgraph.standing.dates import turn
from dealgraph.standing.model import TimeSpan
from dealgraph.standing.timeline import BEGIN, Value

clingo = pytest.importorskip("clingo")
PROGRAM = Path(__file__).with_name("standing.lp").read_text(encoding="utf-8")
USUAL = max(100, int(os.environ.get("DEALGRAPH_EXAMPLES", "0")))
KINDS = {"AllOf": "all({})", "AnyOf": "any({})", "NoneOf": "nor({})", "ExactlyOneOf": "one({})"}


def bound(day):
    return "none" if day is None else day


def facts(world, days):
    yield from (f"day({day})." for day in days)
    for condition in world.conditions.values():
        name = condition.iri
        if condition.event is not None:
            yield occurrence(name, world.events[condition.event.target], world)
        elif condition.time:
            window = turn(named_time(world.times[condition.time]), condition.sense, "unknown")
            yield f"time({name},{bound(window.earliest)},{bound(window.latest)})."
        else:
            kind = KINDS.get(condition.kind, f"least({{}},{condition.minimum})")
            yield f"{kind.format(name)}."
            yield from (f"part({name},{operand.target})." for operand in condition.operands)
    for clause in world.clauses:
        yield f"clause({clause.role.value.replace(' ', '')},{clause.condition.target})."


def occurrence(name, event, world):
    if not event.actuality:
        return f"never({name})."
    span = world.times[event.when[0].target] if event.when else TimeSpan()
    return f"event({name},{bound(span.earliest_start)},{bound(span.latest_end)})."


def solved(world, days):
    control = clingo.Control(["--warn=none"])
    control.add("base", [], PROGRAM + "\n".join(facts(world, days)))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        (model,) = [list(found.symbols(shown=True)) for found in handle]
    return {symbol.arguments[0].number: Value(symbol.arguments[1].number) for symbol in model}


@settings(max_examples=USUAL)
@given(data=st.data())
def test_the_solver_and_the_evaluator_agree_on_every_day_that_matters(worlds, data):
    world = data.draw(worlds())
    curve = world.curve()
    turns = {day for span in world.times.values() for day in (span.earliest_start, span.latest_end) if day is not None}
    days = sorted({BEGIN, *(day + shift for day in turns for shift in (-1, 0, 1)), *curve.days})
    assert solved(world, days) == {day: curve.at(day) for day in days}
