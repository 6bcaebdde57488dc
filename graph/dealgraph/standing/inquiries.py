"""The questions about standing as computed questions of the catalog, so that every way in knows them.

`dealgraph.questions.COMPUTED` names this list: `dealgraph.standing.inquiries:INQUIRIES`.
"""

from collections.abc import Callable, Iterator, Mapping

from dealgraph.answer import Table
from dealgraph.binding import LAST
from dealgraph.catalog import Chart, ComputedQuery, Values
from dealgraph.standing.asking import ask
from dealgraph.standing.dates import Span, day_of_moment, span_text
from dealgraph.standing.question import StandingQuestion
from dealgraph.standing.questions import QUESTIONS
from dealgraph.store import Store

ADDRESSES: Mapping[str, str] = {"events": "event-states", "sources": "sources-of-right"}
"""The questions that have another name in the catalog, because a question in a file has theirs."""
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


def _compute(question: StandingQuestion) -> Callable[[Store, Values], Table]:
    def compute(store: Store, values: Values) -> Table:
        return ask(store, question.name, dict(words_of_values(question, values))).table

    return compute


def _inquiry(question: StandingQuestion) -> ComputedQuery:
    return ComputedQuery(
        name=ADDRESSES.get(question.name, question.name),
        title=question.title,
        question=question.question,
        description=question.description,
        audience=question.audience,
        tags=("standing", "what-if"),
        parameters=question.parameters,
        columns=question.columns,
        chart=_CHARTS.get(question.name),
        compute=_compute(question),
    )


INQUIRIES: tuple[ComputedQuery, ...] = tuple(_inquiry(question) for question in QUESTIONS.values())
"""All questions about standing, for the catalog."""
