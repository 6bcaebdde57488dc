"""Questions with a name: what they take, what they give, and how they are answered.

An `Inquiry` is all that the service, the command line, the client and the tools for agents know of a question. A
`CannedQuery` is one that a file of SPARQL answers (see `query_file`), a `ComputedQuery` one that a function answers.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Answer, Proven, Question
from dealgraph.blocks import fill, with_optional
from dealgraph.problems import CatalogProblem, Finding, UnknownQuery, did_you_mean
from dealgraph.store import Store

AUDIENCES = ("analyst", "lawyer", "journalist", "developer")
TYPES = ("iri", "concept", "string", "language", "date", "integer", "decimal", "boolean", "duration")
COLUMN_TYPES = (*TYPES, "dateTime", "claim", "passage", "any")
"""`claim` and `passage` are strings `SOURCE:NUMBER` that name where a statement stands."""
CHARTS = ("bar", "span")
RESERVED = ("page", "page-size", "safe", "version", "format", "timeout", "q")
"""Words of an address that mean the same for every question; no parameter has one of these names."""
PAGE_SIZE = 100
MANY_SEPARATOR = "; "

Values: TypeAlias = Mapping[str, Sequence[NamedNode | Literal]]
"""What a question is asked with: the terms of each parameter, none for one that restricts nothing.

A date `on` also gives `onLast`: a year, a month or a day is a stretch of time with a first and a last second.
"""

Words: TypeAlias = Mapping[str, Sequence[str]]
"""What people write: words by parameter."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question may be asked with.

    Args:
        name: the variable of the VALUES block, without question mark; a date also fills ?NAMELast.
        type: one of `TYPES`.
        label: what a form shows.
        description: one sentence.
        required: whether the question needs a value.
        default: the values that are used where none is given.
        many: whether several values may be given.
        choices: the only words that are allowed; all, where there are none.
        choices_query: a SELECT of the only values that are allowed, and of a label for each.
        pattern: a regular expression that a string has to match as a whole.
        example: a value that gives an answer.
        of_class: the class that a node must have.
        scheme: the scheme that a concept must be in.
    """

    name: str
    type: str
    label: str
    description: str = ""
    required: bool = False
    default: tuple[str, ...] = ()
    many: bool = False
    choices: tuple[str, ...] = ()
    choices_query: str = field(default="", repr=False)
    pattern: str = ""
    example: str = ""
    of_class: NamedNode | None = None
    scheme: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer.

    Args:
        name: the variable. `xLabel` holds the label of the node in column `x`.
        type: one of `COLUMN_TYPES`.
        label: the heading.
        unit: the unit of a number, if it has one.
        many: whether a cell holds several values, parted by `MANY_SEPARATOR`.
    """

    name: str
    type: str
    label: str
    unit: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of the rows.

    Args:
        kind: `bar`: a bar for each row; `span`: a line from one day to another for each row.
        label: the column that names the row.
        start: the column of the bar's length, or of the day on which the line begins.
        end: the column of the day on which the line ends.
    """

    kind: str
    label: str
    start: str
    end: str = ""


@dataclass(frozen=True, kw_only=True)
class Inquiry(ABC):
    """A question with a name.

    Args:
        name: the last part of its address: lower-case words joined by hyphens.
        title: a few words.
        question: the question in one sentence, as a person would ask it.
        description: what the answer means and where its limits are.
        audience: one of `AUDIENCES`.
        tags: words to find it by.
        competency: the numbers of the competency questions that it answers, such as CQ01.
        parameters: what it may be asked with.
        columns: what a row of the answer holds.
        form: SELECT for rows, ASK for yes or no, CONSTRUCT for a graph.
        order: the columns that the rows are sorted by; a minus stands before one that is sorted downwards.
        page_size: so many rows are shown at once.
        chart: how to draw the rows, if that is worth doing.
        text: the SPARQL as it stands, with every prefix declared; nothing where no one query answers.
    """

    name: str
    title: str
    question: str
    description: str
    audience: str
    tags: tuple[str, ...] = ()
    competency: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()
    form: str = "SELECT"
    order: tuple[str, ...] = ()
    page_size: int = PAGE_SIZE
    chart: Chart | None = None
    text: str = field(default="", repr=False)

    @abstractmethod
    def answer(self, store: Store, values: Values) -> Answer:
        """Answer the question.

        Args:
            store: what is asked.
            values: the terms of every parameter, as `binding.read_values` gives them.

        Raises:
            ParameterProblem: values do not go together.
            QueryProblem, StoreProblem: the store cannot answer.
        """

    def sparql(self, values: Values) -> Question | None:  # noqa: ARG002 - for those that one query answers
        """Give the one query that answers the question, where one alone does."""
        return None

    def objections(self, store: Store, values: Values, given: Words) -> Sequence[Finding]:  # noqa: ARG002 - the same
        """Say what is wrong with words beyond their types; `values` holds those that could be read."""
        return ()

    def parameter(self, name: str) -> Parameter | None:
        """Find a parameter by name."""
        return next((p for p in self.parameters if p.name == name), None)

    def column(self, name: str) -> Column | None:
        """Find a column by name."""
        return next((c for c in self.columns if c.name == name), None)


@dataclass(frozen=True, kw_only=True)
class CannedQuery(Inquiry):
    """A question that its text answers.

    Args:
        file: where it was read.
    """

    file: Path = field(repr=False)

    def sparql(self, values: Values) -> Question:
        """Write the values into the text: as data of its VALUES blocks, and nowhere else."""
        given = {name for name, terms in values.items() if terms}
        return Question(fill(with_optional(self.text, given), values))

    def answer(self, store: Store, values: Values) -> Answer:
        """Ask the store the one query."""
        return store.ask(self.sparql(values))


@dataclass(frozen=True, kw_only=True)
class ComputedQuery(Inquiry):
    """A question that a function answers.

    Args:
        compute: takes the store and the values, gives the answer, and may raise what `Inquiry.answer` may.
        prove: gives the answer with everything that it rests on, where the question has such an answer.
        object_to: what `Inquiry.objections` gives.
        is_told: whether people who name no form are told the whole answer in sentences, rather than shown rows.
    """

    compute: Callable[[Store, Values], Answer] = field(repr=False)
    prove: Callable[[Store, Values], Proven] | None = field(default=None, repr=False)
    object_to: Callable[[Store, Values, Words], Sequence[Finding]] | None = field(default=None, repr=False)
    is_told: bool = False

    def answer(self, store: Store, values: Values) -> Answer:
        """Call the function."""
        return self.compute(store, values)

    def objections(self, store: Store, values: Values, given: Words) -> Sequence[Finding]:
        """Ask the function that knows."""
        return self.object_to(store, values, given) if self.object_to else ()


class Catalog:
    """Questions by name.

    Raises:
        CatalogProblem: two have the same name.
    """

    def __init__(self, inquiries: Iterable[Inquiry]) -> None:
        found: dict[str, Inquiry] = {}
        for inquiry in inquiries:
            if inquiry.name in found:
                places = " and ".join(_place(i) for i in (found[inquiry.name], inquiry))
                raise CatalogProblem(f"Two questions are called “{inquiry.name}”: {places}.", hint="Rename one.")
            found[inquiry.name] = inquiry
        self._inquiries = dict(sorted(found.items()))

    def __iter__(self) -> Iterator[Inquiry]:
        return iter(self._inquiries.values())

    def __len__(self) -> int:
        return len(self._inquiries)

    def get(self, name: str) -> Inquiry:
        """Find a question.

        Raises:
            UnknownQuery: there is none of that name.
        """
        try:
            return self._inquiries[name]
        except KeyError:
            raise unknown_question(name, self._inquiries) from None

    def search(self, text: str) -> "Catalog":
        """Find the questions in which every word of a text occurs, whatever its case."""
        wanted = text.casefold().split()
        return Catalog(i for i in self if all(word in _words(i) for word in wanted))


def unknown_question(name: str, known: Iterable[str]) -> UnknownQuery:
    """Make the problem of a name that no question has."""
    hint = did_you_mean(name, known) or "See the list at /queries, or run: dealgraph ask"
    return UnknownQuery(f"There is no canned query “{name}”.", hint=hint)


def _place(inquiry: Inquiry) -> str:
    return str(inquiry.file) if isinstance(inquiry, CannedQuery) else "a computed one"


def _words(inquiry: Inquiry) -> str:
    parts = [inquiry.name, inquiry.title, inquiry.question, inquiry.description, inquiry.audience]
    parts += [*inquiry.tags, *inquiry.competency]
    parts += [part for p in inquiry.parameters for part in (p.name, p.label)]
    parts += [column.label for column in inquiry.columns]
    return " ".join(parts).casefold()
