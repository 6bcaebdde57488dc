"""The way to ask: a store, the name of a question, and words."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.problems import ParameterProblem, Problem, StandingTooLarge, UnknownQuery, did_you_mean
from dealgraph.standing import answers_of_reasons as reasons
from dealgraph.standing import answers_of_record as record
from dealgraph.standing import answers_of_state as state
from dealgraph.standing.answer import Found, StandingAnswer
from dealgraph.standing.desk import Desk
from dealgraph.standing.facts import read_model, read_model_near
from dealgraph.standing.memory import uncollected
from dealgraph.standing.model import Model
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.questions import QUESTIONS
from dealgraph.standing.request import Request, RequestReader, Words
from dealgraph.store import Store

Given = Mapping[str, str | Sequence[str]]
"""Words by parameter; several where the parameter allows it."""

_ANSWERS: Mapping[str, Callable[[Desk, Request], Found]] = {
    "rights-in-force": state.rights_in_force,
    "timeline": state.timeline,
    "why": reasons.why,
    "why-not": reasons.why_not,
    "what-ends": reasons.what_ends,
    "what-starts": reasons.what_starts,
    "diff": state.diff,
    "compare": state.compare,
    "next-changes": state.next_changes,
    "expiring": state.expiring,
    "levers": reasons.levers,
    "depends-on": reasons.depends_on,
    "conditions": reasons.conditions,
    "undetermined": state.undetermined,
    "contested": state.contested,
    "threshold": reasons.threshold,
    "first-refusal": record.first_refusal,
    "breach": record.breach,
    "who-may-host": record.who_may_host,
    "conflicts": record.conflicts,
    "superseded": record.superseded,
    "definition": record.definition,
    "positions-of": state.positions_of,
    "assumptions": reasons.assumptions,
    "sources": reasons.sources,
    "as-known": state.as_known,
    "events": record.events,
}

KEPT_SECONDS = 1.0
"""So long what was read of a store that names no version serves further questions: one request asks several times."""
_KEPT_PARTS = 100
"""So many desks for one right are kept of a version, those that were made last."""
REFUSED_SECONDS = 600.0
"""So long a version of which more is recorded than one query may answer is not read again."""
_TOO_MUCH = frozenset({"answer-too-long", "query-deadline", "query-memory"})
_MEANT_OTHERWISE = frozenset({"asOf", "disregard"})
"""Parameters that only the whole model can read: when all documents entered the record, and what a number names."""


@dataclass(slots=True)
class _Reading:
    """What has been read of one version of a store: all of it, or what is near some positions."""

    version: str
    since: float
    whole: Desk | None = None
    parts: dict[NamedNode, Desk | None] = field(default_factory=dict)
    refused: float | None = None


_readings: WeakKeyDictionary[Store, _Reading] = WeakKeyDictionary()
"""What has been read of each store that is still in use."""


def desk_of(store: Store, clock: Callable[[], float] = time.monotonic) -> Desk:
    """Give the desk for the present version of a store; one that names no version is read anew after a second.

    Raises:
        StandingTooLarge: more is recorded than one query may answer.
        StoreProblem: the store cannot answer.
    """
    reading = _reading(store, clock)
    if reading.whole is None:
        if reading.refused is not None and clock() - reading.refused < REFUSED_SECONDS:
            raise _too_large()
        try:
            with uncollected():
                reading.whole = Desk(read_model(store))
        except Problem as problem:
            if problem.code not in _TOO_MUCH:
                raise
            reading.refused = clock()
            raise _too_large() from problem
        reading.parts.clear()
    return reading.whole


def desk_near(store: Store, position: NamedNode) -> Desk | None:
    """Give a desk that knows what one right depends on; nothing where that is not known, or too much.

    Raises:
        StoreProblem: the store cannot answer.
    """
    reading = _reading(store)
    if position not in reading.parts:
        model = _model_near(store, position)
        for oldest in list(reading.parts)[: 1 - _KEPT_PARTS]:
            reading.parts.pop(oldest, None)
        reading.parts[position] = Desk(model, whole=False) if model else None
    return reading.parts.get(position)


def _model_near(store: Store, position: NamedNode) -> Model | None:
    try:
        with uncollected():
            return read_model_near(store, position)
    except Problem as problem:
        if problem.code not in _TOO_MUCH:
            raise
        return None


def _too_large() -> StandingTooLarge:
    hint = "Ask about one right, such as /queries/why?right=NAME, or serve fewer documents together."
    return StandingTooLarge("More is recorded here than can be judged at once.", hint=hint)


def _reading(store: Store, clock: Callable[[], float] = time.monotonic) -> _Reading:
    version, now = store.version, clock()
    known = _readings.get(store)
    if known is None or known.version != version or (not version and now - known.since >= KEPT_SECONDS):
        known = _readings[store] = _Reading(version, now)
    return known


def _desk_for(store: Store, question: StandingQuestion, words: Words) -> Desk | None:
    """Give a desk that knows just what one right depends on, where the question is about one and a store is unread."""
    position = _position(question, words)
    if position is None or _reading(store).whole is not None:
        return None
    return desk_near(store, position)


def _position(question: StandingQuestion, words: Words) -> NamedNode | None:
    """Read the one position that a question is about from its short name or IRI."""
    needs_one = any(parameter.name == "right" and parameter.required for parameter in question.parameters)
    given = words.get("right", ())
    if not needs_one or len(given) != 1 or any(words.get(name) for name in _MEANT_OTHERWISE):
        return None
    word = given[0].strip().removeprefix("<").removesuffix(">")
    try:
        return NamedNode(word if ":" in word else f"{names.ID}{word}")
    except ValueError:
        return None


def ask(store: Store, name: str, given: Given | None = None, *, today: date | None = None) -> StandingAnswer:
    """Answer a question about standing from a store.

    A question about one right does not wait until the whole of a store is read: if it has not been, only what is near
    the right is.

    Args:
        store: any store.
        name: the name of a question, one of `QUESTIONS`.
        given: words by parameter.
        today: what the word "today" means; today in UTC where nothing is said.

    Raises:
        UnknownQuery: there is no such question.
        ParameterProblem: everything that is wrong with the parameters, item by item.
        StandingTooLarge: the question is about more than one right, of more than one query may answer.
        StoreProblem: the store cannot answer.
    """
    question = QUESTIONS.get(name)
    if question is None:
        hint = did_you_mean(name, QUESTIONS) or f"There are: {', '.join(QUESTIONS)}."
        raise UnknownQuery(f"There is no question about standing called “{name}”.", hint=hint)
    desk, request = _read(store, question, given, today)
    with uncollected():
        return StandingAnswer(desk, request, _ANSWERS[name](desk, request))


def request_of(
    store: Store, question: StandingQuestion, given: Given | None = None, *, today: date | None = None
) -> Request:
    """Read what a question is asked with, without answering it.

    Raises:
        ParameterProblem: everything that is wrong with the parameters, item by item.
        StoreProblem: the store cannot answer.
    """
    return _read(store, question, given, today)[1]


def _read(store: Store, question: StandingQuestion, given: Given | None, today: date | None) -> tuple[Desk, Request]:
    """Find a desk that can answer, and read the request there; what a part does not know, the whole may."""
    words = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in (given or {}).items()}
    today = today or datetime.now(UTC).date()
    part = _desk_for(store, question, words)
    with suppress(ParameterProblem):
        if part is not None:
            return part, RequestReader(part.naming, part.index, today).read(question, words)
    desk = desk_of(store)
    return desk, RequestReader(desk.naming, desk.index, today).read(question, words)
