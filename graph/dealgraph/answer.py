"""What is asked of a store, and what comes back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, QueryTriples, Triple

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


class Proven(Protocol):
    """An answer with everything that it rests on."""

    @property
    def table(self) -> Table:
        """The rows alone."""
        ...

    @property
    def details(self) -> Mapping[str, Any]:
        """The whole answer, ready to be written as JSON."""
        ...

    @property
    def text(self) -> str:
        """The whole answer as plain text."""
        ...

    @property
    def quads(self) -> Sequence[Quad]:
        """The whole answer as RDF: what it assumes in a named graph, the rest in the default graph."""
        ...

    @property
    def assumed(self) -> Mapping[str, Any]:
        """What it assumes, ready to be written as JSON."""
        ...

    @property
    def assumed_quads(self) -> Sequence[Quad]:
        """What it assumes as RDF: a named graph for each scenario."""
        ...

    @property
    def canonical(self) -> Sequence[tuple[str, str]]:
        """The parameters in one order and one notation: requests that mean the same give the same."""
        ...

    @property
    def digest(self) -> str:
        """A digest of the question with its canonical parameters."""
        ...
