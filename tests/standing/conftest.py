"""What the tests of standing share: questions asked of the graph that was built, and worlds made at random."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from dealgraph import names
from dealgraph.build import Inputs, build
from dealgraph.names import ID
from dealgraph.places import data_folder
from dealgraph.standing import ask as ask_standing
from dealgraph.standing.index import Index
from dealgraph.standing.model import (
    LEVELS,
    Claim,
    Clause,
    Condition,
    Document,
    Event,
    Link,
    Model,
    Position,
    Role,
    Support,
    TimeSpan,
)
from dealgraph.standing.positions import Record
from dealgraph.standing.scenario import Scenario
from dealgraph.store import open_store

EXAMPLES = int(os.environ.get("DEALGRAPH_EXAMPLES", "0"))
"""So many examples are tried of each property where a number is given: see docs/standing.md."""
settings.register_profile("standing", deadline=None, max_examples=EXAMPLES or 100)
settings.load_profile("standing")
TODAY = date(2025, 3, 1)
NODES = ("AllOf", "AnyOf", "NoneOf", "ExactlyOneOf", "AtLeast")
FIRST, LAST = date(2020, 1, 1).toordinal(), date(2020, 12, 31).toordinal()


@pytest.fixture(scope="module", params=["embedded", "oxigraph", "virtuoso"])
def engine(request, built, store):
    """Give the graph that was built, in each engine."""
    if request.param == "embedded":
        return store
    return request.getfixturevalue(f"{request.param}_server").holding(built.version)


@pytest.fixture(scope="session")
def ask(store):
    """Ask a question of the graph that was built; a parameter whose name Python reserves ends in an underscore."""
    return asking(store)


def asking(store):
    """Give what asks a store."""

    def ask(question, **given):
        words = {name.rstrip("_").replace("__", "."): words for name, words in given.items()}
        return ask_standing(store, question, words, today=TODAY)

    return ask


@pytest.fixture(scope="session")
def ask_anywhere():
    """Give what makes `ask` of a store."""
    return asking


@pytest.fixture
def states(ask):
    """Ask a question and give the states by the short name of the position."""

    def states(question, **given):
        return {short(row["position"]): row["state"] for row in ask(question, **given).rows}

    return states


def short(iri):
    return iri.removeprefix(ID)


@dataclass
class World:
    """A small record with one right, made by hand or at random. Names are IRIs as they stand."""

    events: dict = field(default_factory=dict)
    conditions: dict = field(default_factory=dict)
    times: dict = field(default_factory=dict)
    clauses: list = field(default_factory=list)
    evidence: dict = field(default_factory=dict)

    def event(self, first=None, last=None, *, occurred=True, level=0):
        """Add an event, dated within two days, undated, or not reported."""
        name = f"e{len(self.events)}"
        when = ()
        if first is not None or last is not None:
            self.times[f"t-{name}"] = TimeSpan(first, last, first, last)
            when = (link(f"t-{name}"),)
        actual = (link(names.voc("occurred").value, level),) if occurred else ()
        self.events[name] = Event(name, frozenset(), actual, when)
        self.evidence[name] = (claim_at(level),)
        return name

    def condition(self, kind, *operands, level=0, **more):
        """Add a condition."""
        name = f"c{len(self.conditions)}"
        operands = tuple(link(operand, level) for operand in operands)
        self.conditions[name] = Condition(name, kind, operands, **more)
        self.evidence[name] = (claim_at(level),)
        return name

    def on_event(self, event, level=0):
        return self.condition("EventCondition", event=link(event, level), level=level)

    def on_time(self, first, last, sense, level=0):
        name = f"t{len(self.times)}"
        self.times[name] = TimeSpan(first, last, first, last)
        return self.condition("TemporalCondition", time=name, sense=sense, level=level)

    def clause(self, role, condition, level=0):
        self.clauses.append(Clause(Role(role), link(condition, level)))

    def model(self):
        right = names.deal("Right").value
        position = Position("right", right, frozenset({right}), (), (), (), tuple(self.clauses), (), (), (), (), ())
        return Model(
            documents={"doc": Document("doc", "article", ())},
            claims={claim_at(n): claim(n) for n in range(len(LEVELS))},
            events=self.events,
            conditions=self.conditions,
            positions={"right": position},
            terms={},
            times=self.times,
            quantities={},
            agents=frozenset(),
            concepts={},
            classes=frozenset(),
            evidence=self.evidence,
            labels={},
        )

    def standing(self, **scenario):
        return Record(Index(self.model()), Scenario(**scenario)).position("right")

    def curve(self, **scenario):
        return self.standing(**scenario).root.curve


def claim_at(level):
    return f"claim-{level}"


def claim(level):
    return Claim(claim_at(level), f"1.1{level}", "", "", "", level, False, "doc", (), ())  # noqa: FBT003


def link(target, level=0):
    return Link(target, (Support("doc", (claim_at(level),)),))


@st.composite
def random_worlds(draw, max_level=0, roles=tuple(Role)):
    """Draw a right with clauses of trees of conditions over a few events and times."""
    world = World()
    days = st.integers(FIRST, LAST)
    levels = st.integers(0, max_level)

    def window():
        first = draw(st.none() | days)
        last = draw(st.none() | days)
        return (first, last) if first is None or last is None else tuple(sorted((first, last)))

    events = [world.event(*window(), occurred=draw(st.booleans())) for _ in range(draw(st.integers(1, 4)))]
    made = [world.on_event(draw(st.sampled_from(events)), draw(levels)) for _ in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(0, 2))):
        first, last = sorted((draw(days), draw(days)))
        made.append(world.on_time(first, last, draw(st.sampled_from(["until", "through", "before", "from", "after"]))))
    for _ in range(draw(st.integers(0, 6))):
        operands = draw(st.lists(st.sampled_from(made), min_size=1, max_size=4, unique=True))
        kind = draw(st.sampled_from(NODES))
        minimum = draw(st.integers(1, len(operands))) if kind == "AtLeast" else 0
        made.append(world.condition(kind, *operands, minimum=minimum, level=draw(levels)))
    for _ in range(draw(st.integers(1, 5))):
        role, condition = draw(st.sampled_from(roles)), draw(st.sampled_from(made))
        if world.conditions[condition].time:  # dates of one role are alternatives; within a tree they are not
            condition = world.condition("AnyOf", condition)
        world.clause(role, condition, draw(levels))
    return world


@pytest.fixture(scope="session")
def worlds():
    """Give the strategy that draws worlds."""
    return random_worlds


@pytest.fixture
def world():
    """Give an empty world."""
    return World()


@pytest.fixture(scope="session")
def ask_with(tmp_path_factory):
    """Ask a question of the graph with one more document: an optional one, or one of the notes beside these tests."""
    stores = {}

    def ask_with(document, question, **given):
        if document not in stores:
            folder = tmp_path_factory.mktemp(document) / "store"
            beside = Path(__file__).parent / "notes" / f"{document}.yaml"
            more = (beside,) if beside.exists() else ()
            include = frozenset() if more else frozenset({document})
            build(Inputs(notes=(data_folder("notes"), *more), include=include), folder)
            stores[document] = open_store(str(folder))
        words = {name.rstrip("_").replace("__", "."): words for name, words in given.items()}
        return ask_standing(stores[document], question, words, today=TODAY)

    ask_with.stores = stores
    return ask_with
