"""Measure what standing costs: all timelines of many rights, one "why", and every question on the article.

    python bench/standing.py [--rights N] [--store FOLDER]

Figures are CPU seconds of this process; where the facts come from a remote engine, the seconds that one waits.
bench/run.py judges the same by the budgets.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from report import Budget, state_of
from servers import Maker, oxigraph, oxigraph_in_memory

from dealgraph import names, versions
from dealgraph.build import Inputs, build
from dealgraph.standing import QUESTIONS, ask, desk_of
from dealgraph.standing.dates import Span
from dealgraph.standing.desk import Desk
from dealgraph.standing.memory import uncollected
from dealgraph.standing.model import Claim, Clause, Condition, Document, Event, Link, Model, Position, Role, Support
from dealgraph.standing.model import TimeSpan as Days
from dealgraph.standing.scenario import Scenario
from dealgraph.store import Store, open_store

START = date(2020, 1, 1).toordinal()
FETCHED_ON = date(2028, 1, 1).toordinal()
CLAIM = f"{names.ID}claim"
ROUNDS = 20
RIGHTS = 10_000
TIMELINES_SECONDS, WHY_SECONDS, FETCHED_SECONDS, QUESTION_SECONDS = 6.0, 0.005, 0.020, 0.010
"""The budgets; that of the timelines is for all rights."""


def link(target: str) -> Link:
    """Link to a thing by the one claim there is."""
    return Link(target, (Support("document", (CLAIM,)),))


class Portfolio:
    """Rights of twelve conditions each: seven events, a time, and four nodes that combine them."""

    def __init__(self, number: int) -> None:
        self.events: dict[str, Event] = {}
        self.times: dict[str, Days] = {}
        self.conditions: dict[str, Condition] = {}
        self.positions: dict[str, Position] = {}
        for count in range(number):
            self._right(count)

    def _condition(self, name: str, kind: str, *operands: str, **more: object) -> str:
        self.conditions[name] = Condition(name, kind, tuple(map(link, operands)), **more)  # type: ignore[arg-type]
        return name

    def _event(self, name: str, first: int, last: int) -> str:
        self.times[f"{name}-time"] = Days(first, last, first, last)
        happened = link(names.voc("occurred").value) if first % 3 else link(names.voc("hypothetical").value)
        self.events[name] = Event(name, frozenset(), (happened,), (link(f"{name}-time"),))
        return self._condition(f"{name}-met", "EventCondition", event=link(name))

    def _right(self, count: int) -> None:
        at = START + count % 3000
        leaves = [self._event(f"{names.ID}e{count}-{n}", at + 40 * n, at + 40 * n + count % 20) for n in range(7)]
        self.times[f"t{count}"] = Days(at + 1000, at + 1364, at + 1000, at + 1364)
        end = self._condition(f"{names.ID}c{count}-end", "TemporalCondition", time=f"t{count}", sense="until")
        start = self._condition(f"{names.ID}c{count}-start", "AllOf", leaves[0], leaves[1])
        needed = self._condition(f"{names.ID}c{count}-needed", "AtLeast", *leaves[2:5], minimum=2)
        none = self._condition(f"{names.ID}c{count}-none", "NoneOf", leaves[5])
        over = self._condition(f"{names.ID}c{count}-over", "AnyOf", none, leaves[6])
        roles = ((Role.STARTS, start), (Role.REQUIRES, needed), (Role.ENDS, end), (Role.MAY_END, over))
        right = names.deal("Right").value
        clauses = tuple(Clause(role, link(condition)) for role, condition in roles)
        name = f"{names.ID}right-{count}"
        self.positions[name] = Position(name, right, frozenset({right}), (), (), (), clauses, (), (), (), (), ())

    def model(self) -> Model:
        """Give the model of all rights, each thing with one claim."""
        things = (*self.events, *self.conditions, *self.positions)
        return Model(
            documents={"document": Document("document", "article", ())},
            claims={CLAIM: Claim(CLAIM, "1.1a", "", "", "", 0, False, "document", (), ())},  # noqa: FBT003
            events=self.events,
            conditions=self.conditions,
            positions=self.positions,
            terms={},
            times=self.times,
            quantities={},
            agents=frozenset(),
            concepts={},
            classes=frozenset(),
            evidence=dict.fromkeys(things, (CLAIM,)),
            labels={},
        )


def cpu(work: Callable[[], object]) -> float:
    """Give the CPU seconds that work takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def typical(work: Callable[[], object]) -> float:
    """Give the median of several rounds."""
    return sorted(cpu(work) for _ in range(ROUNDS))[ROUNDS // 2]


@dataclass(frozen=True)
class Many:
    """What many rights cost: seconds for all timelines, for one “why” among them, and for the index of events."""

    timelines: float
    why: float
    index: float


def portfolio(number: int) -> Many:
    """Measure many rights."""
    desk = Desk(Portfolio(number).model())
    record = desk.record(Scenario())
    with uncollected():  # as `ask` does
        seconds = cpu(lambda: [record.position(iri) for iri in desk.model.positions])
    on, last = Span(START + 900, START + 900), f"{names.ID}right-{number - 1}"
    one = typical(lambda: why(desk, last, on))
    return Many(seconds, one, cpu(lambda: desk.index.dependants))


def budgets(store: Path, number: int = RIGHTS) -> list[Budget]:
    """Judge all timelines of many rights, one “why”, and the slowest question on the article."""
    many = portfolio(number)
    limit = TIMELINES_SECONDS * number / RIGHTS
    times = article(open_store(str(store)))
    slowest = max(times, key=lambda name: times[name][0])
    worst = times[slowest][0]
    return [
        Budget(
            f"standing: all timelines of {number:,} rights of 12 conditions",
            f"{many.timelines:.2f} s of CPU",
            f"< {limit:g} s",
            state_of(many.timelines < limit),
        ),
        Budget(
            "standing: one “why” at four levels among them",
            f"{many.why * 1000:.2f} ms of CPU",
            f"< {WHY_SECONDS * 1000:g} ms",
            state_of(many.why < WHY_SECONDS),
        ),
        fetched(versions.current(store).quads),
        Budget(
            "standing: a question on the article, the scenario new",
            f"slowest of {len(times)}: {worst * 1000:.1f} ms of CPU, {slowest}",
            f"< {QUESTION_SECONDS * 1000:g} ms",
            state_of(worst < QUESTION_SECONDS),
        ),
    ]


def fetched(quads: Path) -> Budget:
    """Judge one “why” on the article, all that it needs fetched from an Oxigraph server."""
    memory, disk = (_fetched(quads, engine) for engine in (oxigraph_in_memory, oxigraph))
    return Budget(
        "standing: one “why” on the article, fetched from the Oxigraph server",
        f"{memory * 1000:.1f} ms; {disk * 1000:.1f} ms where the server reads its graph from the disk",
        f"< {FETCHED_SECONDS * 1000:g} ms",
        state_of(memory < FETCHED_SECONDS),
    )


def _fetched(quads: Path, engine: Maker) -> float:
    """Give the median of the seconds that one waits."""
    right, on = names.thing("ip-access").value, Span(FETCHED_ON, FETCHED_ON)
    times = []
    with tempfile.TemporaryDirectory() as folder, engine(quads, Path(folder)) as server:
        store = open_store(f"http://127.0.0.1:{server.port}{server.path}")
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            with uncollected():  # as `ask` does
                why(desk_of_anew(store), right, on)
            times.append(time.perf_counter() - begin)
    return statistics.median(times)


def why(desk: Desk, position: str, on: Span) -> object:
    """Judge a right anew at each level, and print its proof."""
    from dealgraph.standing.proof import printed

    desk.records.forget()
    verdict = desk.records.verdict(Scenario(), position, on)
    return printed(verdict.standing.root, on.first, verdict.places, desk.model)


def article(store: Store) -> dict[str, tuple[float, float]]:
    """Measure every question on the article: seconds with a scenario new to the program, and again."""
    found: dict[str, tuple[float, float]] = {}
    for question in QUESTIONS.values():
        given = {p.name: p.example for p in question.parameters if p.required}
        new, again = (partial(asked, store, question.name, given, new=new) for new in (True, False))
        found[question.name] = typical(new), typical(again)
    return found


def desk_of_anew(store: Store) -> Desk:
    """Read a store as if for the first time."""
    from dealgraph.standing.facts import read_model

    return Desk(read_model(store))


def asked(store: Store, name: str, given: dict[str, str], *, new: bool) -> object:
    """Ask a question and take the rows and the whole answer."""
    if new:
        desk_of(store).records.forget()
    answer = ask(store, name, given)
    return list(answer.table), answer.details


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rights", type=int, default=RIGHTS)
    parser.add_argument("--store", help="a folder that `dealgraph build` made; built anew where none is named")
    arguments = parser.parse_args()
    many = portfolio(arguments.rights)
    print(
        f"{arguments.rights:,} rights, all timelines: {many.timelines:.2f} s ({TIMELINES_SECONDS:g} s for {RIGHTS:,})"
    )
    print(f"one verdict at four levels among them: {many.why * 1000:.2f} ms (budget {WHY_SECONDS * 1000:g} ms)")
    print(f"index of events, made once: {many.index:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        where = arguments.store or str(Path(folder) / "store")
        if not arguments.store:
            build(Inputs(), Path(where))
        store = open_store(where)
        print(f"read the model of the article: {typical(lambda: desk_of_anew(store)) * 1000:.1f} ms")
        for name, (new, again) in article(store).items():
            print(f"  {name:16} {new * 1000:6.2f} ms with a new scenario, {again * 1000:6.2f} ms again")
        print(f"budget of a question: {QUESTION_SECONDS * 1000:g} ms")


if __name__ == "__main__":
    main()
