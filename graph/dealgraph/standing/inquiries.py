"""The questions about standing as computed questions of the catalog, so that every way in knows them.

`dealgraph.questions.COMPUTED` names this list: `dealgraph.standing.inquiries:INQUIRIES`.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from dealgraph.answer import Table
from dealgraph.binding import LAST
from dealgraph.catalog import Chart, ComputedQuery, Values, Words
from dealgraph.problems import Finding, ParameterProblem, StandingTooLarge
from dealgraph.standing.answer import StandingAnswer
from dealgraph.standing.asking import ask, request_of
from dealgraph.standing.dates import Span, day_of_moment, span_text
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.questions import QUESTIONS
from dealgraph.store import Store

_CHARTS = {
    "timeline": Chart("span", "state", "from", "to"),
    "expiring": Chart("span", "label", "may_end", "ends"),
}


def words_of_values(question: StandingQuestion, values: Values) -> Iterator[tuple[str, list[str]]]:
    """Turn the terms that a question is asked with back into the words of its parameters.

    A date stands in the values as two moments; the word for it is the day, month or year between them.
    """
    for parameter in question.parameters:
        terms = [term.value for term in values.get(parameter.name, ())]
        if parameter.type == "date":
            lasts = [term.value for term in values.get(parameter.name + LAST, ())]
            terms = [_days(first, last) for first, last in zip(terms, lasts, strict=True)]
        if terms:
            yield parameter.name, terms


def _days(first: str, last: str) -> str:
    return span_text(Span(day_of_moment(first) or 0, day_of_moment(last) or 0))


def _asked(question: StandingQuestion, store: Store, values: Values) -> StandingAnswer:
    return ask(store, question.name, dict(words_of_values(question, values)))


def _rows(question: StandingQuestion, store: Store, values: Values) -> Table:
    return _asked(question, store, values).table


def _faults(question: StandingQuestion, store: Store, values: Values, given: Words) -> Sequence[Finding]:
    """Say what is wrong with a request; words that have been read as values stand as those."""
    read = {name: words for name, words in words_of_values(question, values) if name in values}
    try:
        request_of(store, question, {**given, **read})
    except ParameterProblem as problem:
        return problem.findings
    except StandingTooLarge:  # then only what the declaration of a parameter says can be held against words
        return ()
    return ()


def _inquiry(question: StandingQuestion) -> ComputedQuery:
    return ComputedQuery(
        name=question.name,
        title=question.title,
        question=question.question,
        description=question.description,
        audience=question.audience,
        tags=("standing", "what-if"),
        parameters=question.parameters,
        columns=question.columns,
        chart=_CHARTS.get(question.name),
        compute=partial(_rows, question),
        prove=partial(_asked, question),
        object_to=partial(_faults, question),
        is_told=question.is_told,
    )


INQUIRIES: tuple[ComputedQuery, ...] = tuple(_inquiry(question) for question in QUESTIONS.values())
"""All questions about standing, for the catalog."""
