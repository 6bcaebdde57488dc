"""What if: a form of assumptions, and what differs between two scenarios, with bars, levels, claims and both proofs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Request, Response

from dealgraph.problems import Finding, ParameterProblem, did_you_mean
from dealgraph.standing.answer import StandingAnswer
from dealgraph.standing.asking import ask
from dealgraph.standing.dates import UNTIL_READINGS, Span, span_text
from dealgraph.standing.desk import Desk
from dealgraph.standing.model import LEVELS, claim_shown, shown
from dealgraph.standing.scenario import WORLDS, Happening, Scenario
from dealgraph.standing.verdict import Verdict
from dealgraph.store import Store
from dealservice.codes import code_of
from dealservice.complaints import describe
from dealservice.glance import assumable
from dealservice.glimpses import Link, Observer, today
from dealservice.humane import day_in_words, state_in_words
from dealservice.received import read_parameters
from dealservice.replies import FLEETING, page
from dealservice.service import Service
from dealservice.testimony import Testimony, claims_in_words, proof_address
from dealservice.timelines import axis_of, bar_svg, scale_svg

SIDES = ("a", "b")
SWITCHES: Mapping[str, Mapping[str, str]] = {
    "level": {
        "stated": "only what is stated",
        "reported": "stated or reported",
        "suggested": "also what is suggested",
        "rumoured": "also rumours",
    },
    "world": {"closed": "has not happened", "open": "is unknown"},
    "until": {
        "unknown": "leaves 2030 open",
        "inclusive": "takes 2030 in",
        "exclusive": "leaves 2030 out",
    },
}
"""The three ways of looking at the record, in words."""
_CHOICES = {"level": LEVELS, "world": WORLDS, "until": UNTIL_READINGS}
_LISTED = ("assume", "never", "disregard")
_ROWS = ("event", "how", "when")
_KEPT = ("on", *_CHOICES, *(f"{side}.{name}" for side in SIDES for name in _LISTED))
_FORM = tuple(f"{side}.{name}" for side in SIDES for name in _ROWS)
_SAFE = "@().,:/="
_LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form: what happens or never does, and when."""

    event: str
    when: str
    never: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One scenario as the form shows it: rows, and assumptions that no row can hold."""

    rows: tuple[Row, ...]
    others: tuple[tuple[str, str], ...]
    is_used: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A right in one scenario: its state, its bar, and its proof."""

    state: str
    words: str
    bar: str
    proof: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A right that differs: how it stands in both scenarios, why, and who says so."""

    thing: Link
    holders: tuple[Link, ...]
    sides: tuple[Seen, Seen]
    cause: str
    certainty: str
    presumed: tuple[str, ...]
    testimonies: tuple[Testimony, ...]


@dataclass(frozen=True, slots=True)
class ByLevel:
    """How a right differs at each level of certainty; nothing where it does not."""

    thing: Link
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two scenarios on a day."""

    day: str
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    differences: tuple[Difference, ...]
    unchanged: int
    levels: tuple[ByLevel, ...]
    scale: str
    warnings: tuple[str, ...]


def whatif(service: Service, request: Request) -> Response:
    """Show the form, and what follows from what it says; a form that is sent leads to its permanent address.

    Raises:
        ParameterProblem: a parameter is unknown.
    """
    given = _given(request)
    if any(name in _FORM for name in given):
        address = f"{service.root}/what-if?{urlencode(_canonical(given), safe=_SAFE)}"
        return Response(status=303, headers={"Location": address})
    words = {name: [word for word in found if word.strip()] for name, found in given.items()}
    words = {name: found for name, found in words.items() if found}
    store, status = service.live.now(), 200
    content: dict[str, Any] = {"switches": SWITCHES, "levels": LEVELS, "given": words, "events": assumable(store)}
    content["sides"] = {side: _side(words, side) for side in SIDES}
    if any(content["sides"][side].is_used for side in SIDES):
        try:
            answer = _asked(store, words)
        except ParameterProblem as problem:
            status = int(code_of(problem).status)
            content["problem"] = describe(service, request, problem)
        else:
            content["found"] = _comparison(answer, service.root)
            content["on"] = span_text(answer.request.on)
            asked = urlencode([*_pairs(words), *(() if "on" in words else (("on", content["on"]),))], safe=_SAFE)
            content["data"] = f"{service.root}/queries/compare.json?{asked}"
            content["table"] = f"{service.root}/queries/compare?{asked}"
            content["permalink"] = f"{service.root}/what-if?{asked}"
    response = page("whatif.html", status, **content)
    response.headers["Cache-Control"] = FLEETING
    return response


def _given(request: Request) -> dict[str, list[str]]:
    """Read the parameters; those of the question `compare` without a side mean the second scenario."""
    given = read_parameters(request.query_string)
    for name in _LISTED:
        if name in given:
            given.setdefault(f"b.{name}", []).extend(given.pop(name))
    known = (*_KEPT, *_FORM)
    unknown = [name for name in given if name not in known]
    if unknown:
        findings = [
            Finding(f"There is no parameter “{name[:80]}”.", hint=did_you_mean(name, known), subject=name,
                    code="parameter-unknown")
            for name in unknown
        ]  # fmt: skip
        raise ParameterProblem("The page takes no such parameters.", findings=findings)
    return given


def _canonical(given: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Turn rows of the form into assumptions; fields that are as usual are left out."""
    pairs = [(name, word) for name, word in _pairs(given) if word.strip()]
    usual = Scenario()
    pairs = [(name, word) for name, word in pairs if name not in _CHOICES or word != getattr(usual, name)]
    for side in SIDES:
        events, hows, whens = (given.get(f"{side}.{name}", ()) for name in _ROWS)
        for place, event in enumerate(events):
            when = whens[place].strip() if place < len(whens) else ""
            if event.strip() and place < len(hows) and hows[place] == "never":
                pairs.append((f"{side}.never", event))
            elif event.strip():
                pairs.append((f"{side}.assume", f"{event}@{when}"))
    return list(dict.fromkeys(pairs))


def _pairs(words: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    return ((name, word) for name in _KEPT for word in words.get(name, ()))


def _side(words: Mapping[str, Sequence[str]], side: str) -> Side:
    rows: list[Row] = []
    others = [(f"{side}.disregard", word) for word in words.get(f"{side}.disregard", ())]
    for word in words.get(f"{side}.assume", ()):
        event, _, when = word.partition("@")
        if "=" in event:
            others.append((f"{side}.assume", word))
        else:
            rows.append(Row(event, when, never=False))
    rows += [Row(word, "", never=True) for word in words.get(f"{side}.never", ())]
    blanks = max(1, _LEAST_ROWS - len(rows))
    return Side((*rows, *[Row("", "", never=False)] * blanks), tuple(others), bool(rows or others))


def _asked(store: Store, words: Mapping[str, Sequence[str]]) -> StandingAnswer:
    """Compare the scenarios on the day that is given, else when all that is assumed has come, but not before today."""
    answer = ask(store, "compare", words)
    if "on" in words:
        return answer
    sides = answer.request.sides
    assumed = [found.last for side in sides for found in side.occurrences]
    assumed += [found.last for side in sides for found in side.figures]
    day = max([today().toordinal(), *assumed])
    return ask(store, "compare", {**words, "on": [date.fromordinal(min(day, date.max.toordinal())).isoformat()]})


def _comparison(answer: StandingAnswer, root: str) -> Comparison:
    desk, on = answer.desk, answer.request.on
    observers = tuple(Observer(desk, root, on.first, side) for side in answer.request.sides)
    verdicts = answer.found.verdicts[1::2]  # each difference holds the verdicts of both scenarios
    tracks = [observer.track(v.position, v.need) for v in verdicts for observer in observers]
    axis = axis_of(tracks, on.first)
    pages = _Pages(observers, span_text(on))
    differences = tuple(
        pages.difference(v, tuple(bar_svg(o.track(v.position, v.need), axis, _named(desk.model.label(v.position), n))
                                  for o, n in zip(observers, ("first", "second"), strict=True)))
        for v in verdicts
    )  # fmt: skip
    total = {found for observer in observers for found in desk.rights(observer.scenario)}
    first, second = (tuple(assumed_in_words(desk, side)) for side in answer.request.sides)
    return Comparison(
        day=day_in_words(span_text(on)),
        sides=(first, second),
        differences=differences,
        unchanged=len(total) - len(differences),
        levels=tuple(pages.levels(sorted(total))),
        scale=scale_svg(axis, day_in_words(span_text(on))),
        warnings=tuple(desk.warnings(answer.request.sides[1], on)),
    )


def assumed_in_words(desk: Desk, scenario: Scenario) -> Iterator[str]:
    """Say in words what a scenario assumes."""
    for found in scenario.occurrences:
        yield f"{_event_words(desk, found.happening)} ({span_text(Span(found.first, found.last))})"
    yield from map(str, scenario.figures)
    for happening in scenario.never:
        yield f"never: {_event_words(desk, happening)}"
    for claim in scenario.disregard:
        yield f"without claim {claim_shown(desk.model.claims[claim])}"


def _event_words(desk: Desk, happening: Happening) -> str:
    named = desk.model.label(happening.event)
    of = desk.model.labels.get(happening.of, happening.of)
    return f"{named}, {of}" if of else named


def _named(label: str, number: str) -> str:
    return f"{label}, {number} scenario"


@dataclass(frozen=True, slots=True)
class _Pages:
    """Writes what differs between the scenarios of two observers."""

    observers: tuple[Observer, ...]
    on: str

    def difference(self, verdict: Verdict, bars: Sequence[str]) -> Difference:
        observer = self.observers[1]
        desk, scenario = observer.desk, observer.scenario
        seen = [self._seen(o, verdict, bar) for o, bar in zip(self.observers, bars, strict=True)]
        thing = observer.link(verdict.position)
        return Difference(
            thing=Link(f"{thing.label} ({verdict.need})", thing.address) if verdict.need else thing,
            holders=tuple(map(observer.link, desk.holders(scenario, verdict.position)[0])),
            sides=(seen[0], seen[1]),
            cause=verdict.cause.label if verdict.cause else "",
            certainty=verdict.certainty,
            presumed=tuple(verdict.presumed.values()),
            testimonies=claims_in_words(desk, verdict.claims, (), observer.root),
        )

    def _seen(self, observer: Observer, verdict: Verdict, bar: str) -> Seen:
        found = observer.desk.records.verdict(observer.scenario, verdict.position, verdict.on, verdict.need)
        asked = [("right", shown(verdict.position)), ("on", self.on)]
        asked += [("need", verdict.need)] if verdict.need else []
        proof = proof_address([*asked, *observer.scenario.pairs()], observer.root)
        return Seen(found.state, state_in_words(found.state), bar, proof)

    def levels(self, rights: Sequence[tuple[str, str]]) -> Iterator[ByLevel]:
        """List the rights that differ at any level of certainty."""
        records, day = self.observers[0].desk.records, self.observers[0].day
        for iri, need in rights:
            cells: list[tuple[str, str]] = []
            for level in LEVELS:
                one, other = (records.glance(o.scenario.at(level), iri, day, need)[1] for o in self.observers)
                cells.append((level, "" if one == other else f"{state_in_words(one)} → {state_in_words(other)}"))
            if any(words for _, words in cells):
                yield ByLevel(self.observers[1].link(iri), tuple(cells))
