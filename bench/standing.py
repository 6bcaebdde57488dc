"""Measure what standing costs: all timelines of many rights, one "why", and every question on the article.

    python bench/standing.py [--rights N] [--store FOLDER]

Figures are CPU seconds of this process; where the facts come from a remote engine, the seconds that one waits.
bench/run.py judges the same by the budgets.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode
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
DOCUMENT = f"{names.ID}many"
ROLES = {
    Role.STARTS: "hasStartCondition",
    Role.REQUIRES: "hasTriggerCondition",
    Role.ENDS: "hasEndCondition",
    Role.MAY_END: "hasPossibleEndCondition",
}
ROUNDS = 20
RIGHTS = 10_000
TIMELINES_SECONDS, WHY_SECONDS, FETCHED_SECONDS, QUESTION_SECONDS = 6.0, 0.005, 0.020, 0.010
"""The budgets; that of the timelines is for all rights."""


class Portfolio:
    """Rights of twelve conditions each: seven events, a time, and four nodes that combine them; each by one claim."""

    def __init__(self, number: int) -> None:
        self.events: dict[str, Event] = {}
        self.times: dict[str, Days] = {}
        self.conditions: dict[str, Condition] = {}
        self.positions: dict[str, Position] = {}
        self.claims: dict[str, Claim] = {}
        for count in range(number):
            self._right(count)

    def _link(self, target: str) -> Link:
        """Link to a thing by the claim for the present right."""
        return Link(target, (Support(DOCUMENT, (self._claim,)),))

    def _condition(self, name: str, kind: str, *operands: str, **more: object) -> str:
        self.conditions[name] = Condition(name, kind, tuple(map(self._link, operands)), **more)  # type: ignore[arg-type]
        return name

    def _event(self, name: str, first: int, last: int) -> str:
        self.times[f"{name}-time"] = Days(first, last, first, last)
        happened = self._link(names.voc("occurred" if first % 3 else "hypothetical").value)
        self.events[name] = Event(name, frozenset(), (happened,), (self._link(f"{name}-time"),))
        return self._condition(f"{name}-met", "EventCondition", event=self._link(name))

    def _right(self, count: int) -> None:
        at, one = START + count % 3000, f"{names.ID}right-{count}"
        self._claim = f"{one}-claim"
        leaves = [self._event(f"{one}-event-{n}", at + 40 * n, at + 40 * n + count % 20) for n in range(7)]
        self.times[f"{one}-time"] = Days(at + 1000, at + 1364, at + 1000, at + 1364)
        end = self._condition(f"{one}-end", "TemporalCondition", time=f"{one}-time", sense="until")
        start = self._condition(f"{one}-start", "AllOf", leaves[0], leaves[1])
        needed = self._condition(f"{one}-needed", "AtLeast", *leaves[2:5], minimum=2)
        none = self._condition(f"{one}-none", "NoneOf", leaves[5])
        over = self._condition(f"{one}-over", "AnyOf", none, leaves[6])
        roles = ((Role.STARTS, start), (Role.REQUIRES, needed), (Role.ENDS, end), (Role.MAY_END, over))
        right = names.deal("Right").value
        clauses = tuple(Clause(role, self._link(condition)) for role, condition in roles)
        self.positions[one] = Position(one, right, frozenset({right}), (), (), (), clauses, (), (), (), (), ())
        about = (one, *leaves, end, start, needed, none, over, *(leaf.removesuffix("-met") for leaf in leaves))
        basis = names.voc("quoted-statement").value
        self.claims[self._claim] = Claim(
            self._claim, f"1.{count}", "A right", "", basis, 0, False, DOCUMENT, (), about  # noqa: FBT003
        )  # fmt: skip

    def model(self) -> Model:
        """Give the model of all rights."""
        evidence = {thing: (claim.iri,) for claim in self.claims.values() for thing in claim.about}
        return Model(
            documents={DOCUMENT: Document(DOCUMENT, "news-article", ())},
            claims=self.claims,
            events=self.events,
            conditions=self.conditions,
            positions=self.positions,
            terms={},
            times=self.times,
            quantities={},
            agents=frozenset(),
            concepts={},
            classes=frozenset(),
            evidence=evidence,
            labels={},
        )

    def quads(self) -> Iterator[str]:
        """Write all rights as N-Quads, in the graph of their document."""
        yield from _about(DOCUMENT, "Source", {"sourceKind": names.voc("news-article")})
        for iri, time_span in self.times.items():
            bounds = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")
            days = (time_span.earliest_start, time_span.latest_start, time_span.earliest_end, time_span.latest_end)
            yield from _about(iri, "TimeSpan", dict(zip(bounds, map(_moment, days), strict=True)))
        for iri, event in self.events.items():
            said = {"actuality": event.actuality[0].target, "occursDuring": event.when[0].target}
            yield from _about(iri, "Event", {name: NamedNode(value) for name, value in said.items()})
        for iri, condition in self.conditions.items():
            said = {"onEvent": condition.event.target if condition.event else "", "referenceTime": condition.time}
            said["boundarySense"] = names.voc(condition.sense).value if condition.sense else ""
            numbers = {"minimumMet": Literal(condition.minimum)} if condition.minimum else {}
            linked = {name: NamedNode(value) for name, value in said.items() if value}
            yield from _about(iri, condition.kind, linked | numbers)
            yield from (_line(iri, names.deal("hasOperand"), NamedNode(o.target)) for o in condition.operands)
        for iri, position in self.positions.items():
            yield from _about(iri, "Right", {})
            for clause in position.clauses:
                yield _line(iri, names.deal(ROLES[clause.role]), NamedNode(clause.condition.target))
        for iri, claim in self.claims.items():
            said = {"hasBasis": claim.basis, "statedIn": claim.document}
            told = {"claimNumber": Literal(claim.number), "paraphrase": Literal(claim.says)}
            yield from _about(iri, "Claim", told | {name: NamedNode(value) for name, value in said.items()})
            yield from (_line(iri, names.deal("claimAbout"), NamedNode(thing)) for thing in claim.about)


def _about(iri: str, kind: str, said: Mapping[str, NamedNode | Literal]) -> Iterator[str]:
    yield _line(iri, names.TYPE, names.deal(kind))
    yield from (_line(iri, names.deal(name), value) for name, value in said.items())


def _line(subject: str, relation: NamedNode, value: NamedNode | Literal) -> str:
    return f"<{subject}> {relation} {value} <{names.GRAPH}many> .\n"


def _moment(day: int | None) -> Literal:
    text = date.fromordinal(day or 1).isoformat()
    return Literal(f"{text}T00:00:00", datatype=NamedNode(f"{names.XSD}dateTime"))


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
        *fetched(versions.current(store).quads, number),
        Budget(
            "standing: a question on the article, the scenario new",
            f"slowest of {len(times)}: {worst * 1000:.1f} ms of CPU, {slowest}",
            f"< {QUESTION_SECONDS * 1000:g} ms",
            state_of(worst < QUESTION_SECONDS),
        ),
    ]


class Unread:
    """A store of which nothing has been read yet."""

    version = "unread"

    def __init__(self, store: Store) -> None:
        self.ask = store.ask


def fetched(quads: Path, number: int) -> list[Budget]:
    """Judge one “why” of which an Oxigraph server has to be asked everything, among many rights and on the article."""
    with tempfile.TemporaryDirectory() as folder:
        many = Path(folder) / "many.nq"
        with many.open("w", encoding="utf-8") as lines:
            lines.write(quads.read_text(encoding="utf-8"))
            lines.writelines(Portfolio(number).quads())
        among = _fetched(many, oxigraph_in_memory, f"right-{number - 1}")
    memory, disk = (_fetched(quads, engine, "ip-access") for engine in (oxigraph_in_memory, oxigraph))
    return [
        Budget(
            f"standing: one “why” among {number:,} rights, fetched from the Oxigraph server",
            f"{among * 1000:.1f} ms",
            f"< {FETCHED_SECONDS * 1000:g} ms",
            state_of(among < FETCHED_SECONDS),
        ),
        Budget(
            "standing: one “why” on the article, fetched from the Oxigraph server",
            f"{memory * 1000:.1f} ms; {disk * 1000:.1f} ms where the server reads its graph from the disk",
            f"< {FETCHED_SECONDS * 1000:g} ms",
            state_of(memory < FETCHED_SECONDS),
        ),
    ]


def _fetched(quads: Path, engine: Maker, right: str) -> float:
    """Give the median of the seconds that one waits for a verdict at four levels with its proof."""
    times = []
    with tempfile.TemporaryDirectory() as folder, engine(quads, Path(folder)) as server:
        store = open_store(f"http://127.0.0.1:{server.port}{server.path}")
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            answer = ask(Unread(store), "why", {"right": right, "on": "2028-01-01"})
            found = answer.details["verdicts"][0]
            times.append(time.perf_counter() - begin)
            assert found["proof"], found
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
