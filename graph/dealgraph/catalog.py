"""Canned queries: one file, one question.

A file begins with a head of YAML, each line behind `#+`, that declares title, parameters and columns; its body is
SPARQL that can be pasted into any editor as it stands. A parameter is a variable that the body fixes by a VALUES
block, `VALUES ?holder { id:microsoft }`; asking the question with other values replaces the data of that block and
nothing else (SPARQL 1.1 Query Language, section 10.2). See docs/decisions/0004-parameters-are-values-blocks.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from dealgraph.problems import UnknownQuery, did_you_mean

AUDIENCES = ("analyst", "lawyer", "journalist", "developer")
TYPES = ("iri", "concept", "string", "language", "date", "integer", "decimal", "boolean", "duration")
COLUMN_TYPES = (*TYPES, "dateTime", "any")


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


MANY_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """A question with a name.

    Args:
        name: the last part of its address; the file's name without `.rq`.
        title: a few words.
        question: the question in one sentence, as a person would ask it.
        description: what the answer means and where its limits are.
        audience: one of `AUDIENCES`.
        competency: the numbers of the competency questions that it answers, such as CQ01.
        form: SELECT, ASK or CONSTRUCT.
        text: the body, with our prefixes declared.
        file: where it was read.
    """

    name: str
    title: str
    question: str
    description: str
    audience: str
    competency: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    form: str
    text: str = field(repr=False)
    file: Path = field(repr=False)

    def parameter(self, name: str) -> Parameter | None:
        """Find a parameter by name."""
        return next((p for p in self.parameters if p.name == name), None)

    def column(self, name: str) -> Column | None:
        """Find a column by name."""
        return next((c for c in self.columns if c.name == name), None)


class Catalog:
    """The canned queries of one or several folders, by name."""

    def __init__(self, queries: Mapping[str, CannedQuery]) -> None:
        self._queries = dict(sorted(queries.items()))

    def __iter__(self) -> Iterator[CannedQuery]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)

    def get(self, name: str) -> CannedQuery:
        """Find a query.

        Raises:
            UnknownQuery: there is none of that name.
        """
        try:
            return self._queries[name]
        except KeyError:
            hint = did_you_mean(name, self._queries) or "See the list at /queries, or run: dealgraph ask"
            raise UnknownQuery(f"There is no canned query “{name}”.", hint=hint) from None
