"""The way to ask: a store, the name of a question, and words."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from weakref import WeakKeyDictionary

from dealgraph.problems import UnknownQuery, did_you_mean
from dealgraph.standing import answers_of_reasons as reasons
from dealgraph.standing import answers_of_record as record
from dealgraph.standing import answers_of_state as state
from dealgraph.standing.answer import Found, StandingAnswer
from dealgraph.standing.desk import Desk
from dealgraph.standing.facts import read_model
from dealgraph.standing.memory import uncollected
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.questions import QUESTIONS
from dealgraph.standing.request import Request, RequestReader
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
_desks: WeakKeyDictionary[Store, tuple[str, float, Desk]] = WeakKeyDictionary()
"""What has been read of each store that is still in use, of which version, and when in seconds of the clock."""


def desk_of(store: Store, clock: Callable[[], float] = time.monotonic) -> Desk:
    """Give the desk for the present version of a store; one that names no version is read anew after a second.

    Raises:
        StoreProblem: the store cannot answer.
    """
    version, now = store.version, clock()
    known, read, desk = _desks.get(store, ("", 0.0, None))
    if desk is None or version != known or (not version and now - read >= KEPT_SECONDS):
        with uncollected():
            desk = Desk(read_model(store))
        _desks[store] = version, now, desk
    return desk


def ask(store: Store, name: str, given: Given | None = None, *, today: date | None = None) -> StandingAnswer:
    """Answer a question about standing from a store.

    Args:
        store: any store.
        name: the name of a question, one of `QUESTIONS`.
        given: words by parameter.
        today: what the word "today" means; today in UTC where nothing is said.

    Raises:
        UnknownQuery: there is no such question.
        ParameterProblem: everything that is wrong with the parameters, item by item.
        StoreProblem: the store cannot answer.
    """
    question = QUESTIONS.get(name)
    if question is None:
        hint = did_you_mean(name, QUESTIONS) or f"There are: {', '.join(QUESTIONS)}."
        raise UnknownQuery(f"There is no question about standing called “{name}”.", hint=hint)
    request = request_of(store, question, given, today=today)
    desk = desk_of(store)
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
    words = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in (given or {}).items()}
    desk = desk_of(store)
    return RequestReader(desk.naming, desk.index, today or datetime.now(UTC).date()).read(question, words)
