"""What is asked of a store, and what comes back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, QueryTriples, Triple

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL query and the graphs that it is asked of.

    Args:
        text: a query of SPARQL 1.1.
        default_graphs: IRIs of the graphs that form the default graph; all named graphs where none is given.
        named_graphs: IRIs of the graphs that GRAPH may name; all of them where none is given.

    SPARQL 1.1 Protocol, section 2.1.4 (specifying an RDF dataset).
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class Table:
    """The rows of a SELECT, read once or listed, under named columns.

    Args:
        columns: the names of the variables, without the question mark.
        rows: a sequence, or the engine's own result, which then also writes itself quickly.
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Row] | QuerySolutions) -> None:
        self.columns = tuple(columns)
        self.native = rows if isinstance(rows, QuerySolutions) else None
        self._rows = () if isinstance(rows, QuerySolutions) else rows

    def __iter__(self) -> Iterator[Row]:
        if self.native is None:
            yield from self._rows
            return
        for solution in self.native:
            yield tuple(solution)


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to an ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The graph of a CONSTRUCT or DESCRIBE, read once."""

    triples: Iterable[Triple] | QueryTriples = field(repr=False)


Answer: TypeAlias = Table | Truth | Triples
