"""What comes, what is not known, and how good the data are: three pages that look beyond one right."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from flask import Request, Response

from dealgraph.standing.asking import desk_of
from dealgraph.standing.model import LEVELS, Position, shown
from dealgraph.standing.scenario import Happening, Scenario
from dealgraph.standing.timeline import BEGIN, UNKNOWN
from dealgraph.standing.verdict import Verdict
from dealgraph.store import Store
from dealservice.glance import Change, Turn
from dealservice.glimpses import Glimpse, Link, Observer, day_words, reason_in_words, today
from dealservice.humane import state_in_words
from dealservice.markup import address
from dealservice.portfolio import portfolio_of
from dealservice.questions import question, rows
from dealservice.received import only, read_parameters
from dealservice.replies import FLEETING, page
from dealservice.rows import plain
from dealservice.service import Service
from dealservice.sources import sources
from dealservice.timelines import scale_svg


@dataclass(frozen=True, slots=True)
class Doubt:
    """A right of which it is unknown whether it is in force, and why."""

    glimpse: Glimpse
    reasons: tuple[str, ...]
    cause: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A right whose state depends on how firm a claim must be: its state at each level."""

    thing: Link
    states: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that was hard to read: its kind, both readings, its page and its passage."""

    thing: Link
    kind: str
    literal: str
    adopted: str
    passage: str


def calendar(service: Service, request: Request) -> Response:
    """List the days on which rights have changed and will change.

    Raises:
        ParameterProblem: a parameter is unknown.
    """
    only(read_parameters(request.query_string), "The calendar", ())
    observer = _observer(service)
    positions = _rights(observer)
    turns = list(_turns(observer, positions))
    axis = observer.axis(p.iri for p in positions)
    return _daily(
        "calendar.html",
        past=[turn for day, turn in reversed(turns) if day <= observer.day],
        coming=[turn for day, turn in turns if day > observer.day],
        rights=[observer.glimpse(position, axis) for position in positions],
        scale=scale_svg(axis),
        day=day_words(observer.day),
        events=_dated(observer),
    )


def _turns(observer: Observer, positions: Sequence[Position]) -> Iterator[tuple[int, Turn]]:
    """Gather the changes of rights by day, in their order."""
    found: dict[int, list[Change]] = {}
    for position in positions:
        track = observer.track(position.iri)
        for before, after in pairwise(track):
            change = Change(observer.link(position.iri), state_in_words(before.state), state_in_words(after.state))
            found.setdefault(after.first, []).append(change)
    for day, changes in sorted(found.items()):
        if day > BEGIN:
            yield day, Turn(day_words(day), date.fromordinal(day).isoformat(), tuple(changes))


def _dated(observer: Observer) -> list[tuple[Link, str]]:
    """List the events that have happened and whose day is known, the latest first."""
    record, found = observer.desk.record(observer.scenario), list[tuple[int, Link]]()
    for iri in observer.desk.model.events:
        dated = record.chronicle.dated(Happening(iri))
        if dated and dated.window.earliest is not None and dated.window.earliest == dated.window.latest:
            found.append((dated.window.earliest, observer.link(iri)))
    return [(link, day_words(day)) for day, link in sorted(found, key=lambda pair: (-pair[0], pair[1].label))]


def unknown(service: Service, request: Request) -> Response:
    """List what is not known: rights in doubt, contested verdicts, holders that nobody names, issues of reading.

    Raises:
        ParameterProblem: a parameter is unknown.
    """
    only(read_parameters(request.query_string), "The page", ())
    observer = _observer(service)
    positions = _rights(observer)
    axis = observer.axis(p.iri for p in positions)
    verdicts = [_judged(observer, position) for position in positions]
    glimpses = {p.iri: observer.glimpse(p, axis) for p in positions}
    doubts = [
        Doubt(glimpses[v.position], tuple(map(reason_in_words, v.reasons)),
              v.cause.label if v.cause else "")
        for v in verdicts if v.value == UNKNOWN.word
    ]  # fmt: skip
    return _daily(
        "unknown.html",
        day=day_words(observer.day),
        scale=scale_svg(axis),
        doubts=doubts,
        contests=list(_contests(observer, verdicts)),
        levels=LEVELS,
        nobody=[glimpse for glimpse in glimpses.values() if not glimpse.is_held],
        soon=_soon(observer, positions),
        issues=_grouped(_issues(service.live.now(), service.root)),
    )


def _judged(observer: Observer, position: Position) -> Verdict:
    return observer.desk.records.verdict(observer.scenario, position.iri, observer.on)


def _contests(observer: Observer, verdicts: Iterable[Verdict]) -> Iterator[Contest]:
    for verdict in verdicts:
        if verdict.contested_by:
            states = tuple((level, state, state_in_words(state)) for level, (_, state) in verdict.profile.items())
            yield Contest(observer.link(verdict.position), states)


def _soon(observer: Observer, positions: Iterable[Position]) -> list[tuple[Link, str]]:
    """List the rights that are certain today and become uncertain, with the day from which on."""
    found: list[tuple[Link, str]] = []
    for position in positions:
        later = [s for s in observer.track(position.iri) if s.first > observer.day and s.value is UNKNOWN]
        if later:
            found.append((observer.link(position.iri), day_words(later[0].first)))
    return found


def _issues(store: Store, root: str) -> list[Issue]:
    found: dict[str, Issue] = {}
    for thing, kind, literal, adopted, passage in rows(store, question("issues")):
        iri = plain(thing)
        place = address(plain(passage), root) if passage else ""
        label = f"Issue {iri.rpartition('-')[2]}"
        found.setdefault(
            iri, Issue(Link(label, address(iri, root)), plain(kind), plain(literal), plain(adopted), place)
        )
    return sorted(found.values(), key=lambda issue: (issue.kind, len(issue.thing.label), issue.thing.label))


def _grouped(issues: Iterable[Issue]) -> list[tuple[str, list[Issue]]]:
    groups: dict[str, list[Issue]] = {}
    for issue in issues:
        groups.setdefault(issue.kind, []).append(issue)
    return list(groups.items())


def quality(service: Service, request: Request) -> Response:
    """Tell on what the data rest: claims by certainty, readings, outside dates, holders, issues, sizes.

    Raises:
        ParameterProblem: a parameter is unknown.
    """
    only(read_parameters(request.query_string), "The page", ())
    observer, store = _observer(service), service.live.now()
    desk = observer.desk
    papers = {shown(claim.document) for claim in desk.model.claims.values()}
    verdicts = [_judged(observer, position) for position in _rights(observer)]
    bases = Counter((claim.level, desk.model.label(claim.basis), claim.basis) for claim in desk.model.claims.values())
    return _daily(
        "quality.html",
        day=day_words(observer.day),
        bases=[(LEVELS[level], basis, shown(iri), count) for (level, basis, iri), count in sorted(bases.items())],
        total=len(desk.model.claims),
        measures=list(_measures(observer, verdicts)),
        issues=Counter(issue.kind for issue in _issues(store, service.root)).most_common(),
        graphs=sources(store, papers, service.root),
        doubtful=portfolio_of(store).doubtful,
        graph_version=store.version,
    )


def _measures(observer: Observer, verdicts: Sequence[Verdict]) -> Iterator[tuple[str, int, int]]:
    """Count, of how many, what a reader should know before trusting: what is measured, the number, and of how many."""
    desk, claims, rights = observer.desk, observer.desk.model.claims, len(verdicts)
    yield "claims that are our own reading", sum(claim.reading for claim in claims.values()), len(claims)
    yield "claims with a passage", sum(bool(claim.passages) for claim in claims.values()), len(claims)
    yield "claims from outside the sources", sum(desk.is_outside(iri) for iri in claims), len(claims)
    yield "rights with a stated holder", sum(desk.holders(Scenario(), v.position)[1] for v in verdicts), rights
    yield "rights whose verdict today is certain", sum(v.value != UNKNOWN.word for v in verdicts), rights
    yield "rights whose verdict is the same at every level", sum(not v.contested_by for v in verdicts), rights
    yield "rights whose verdict rests on a reading", sum(bool(v.readings) for v in verdicts), rights
    yield "rights whose verdict rests on outside dates", sum(v.outside for v in verdicts), rights


def _observer(service: Service) -> Observer:
    return Observer(desk_of(service.live.now()), service.root, today().toordinal())


def _rights(observer: Observer) -> list[Position]:
    return observer.known(p for p in observer.desk.model.positions.values() if p.is_right)


def _daily(template: str, **content: Any) -> Response:
    response = page(template, **content)
    response.headers["Cache-Control"] = FLEETING
    return response
