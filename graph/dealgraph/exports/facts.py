"""What an export reads from a store: the triples that one query finds, indexed by subject and property."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.answer import Question, Row, Table, Triples
from dealgraph.store import Store


def read_query(name: str) -> str:
    """Read one of the queries that stand beside this module."""
    return Path(__file__).with_name(f"{name}.rq").read_text(encoding="utf-8")


def triples(store: Store, query: str) -> list[Triple]:
    """Ask a CONSTRUCT.

    Raises:
        StoreProblem: the store cannot answer.
    """
    answer = store.ask(Question(query))
    return list(answer.triples) if isinstance(answer, Triples) else []


def rows(store: Store, query: str) -> list[Row]:
    """Ask a SELECT.

    Raises:
        StoreProblem: the store cannot answer.
    """
    answer = store.ask(Question(query))
    return list(answer) if isinstance(answer, Table) else []


@dataclass(frozen=True, slots=True)
class Facts:
    """Triples by subject and property, values in order, so that the same graph always reads the same."""

    _values: Mapping[tuple[NamedNode, NamedNode], tuple[NamedNode | Literal, ...]] = field(repr=False)

    @classmethod
    def of(cls, found: Iterable[Triple]) -> "Facts":
        """Index triples; those about or with blank nodes are left out."""
        index: dict[tuple[NamedNode, NamedNode], set[NamedNode | Literal]] = defaultdict(set)
        for triple in found:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                index[triple.subject, triple.predicate].add(triple.object)
        return cls({key: tuple(sorted(values, key=str)) for key, values in index.items()})

    def nodes(self, subject: NamedNode, name: str) -> tuple[NamedNode, ...]:
        """List the things to which a property of our ontology leads."""
        return tuple(v for v in self._values.get((subject, names.deal(name)), ()) if isinstance(v, NamedNode))

    def node(self, subject: NamedNode, name: str) -> NamedNode | None:
        """Give the first thing to which a property leads."""
        return next(iter(self.nodes(subject, name)), None)

    def literal(self, subject: NamedNode, name: str) -> Literal | None:
        """Give the first value of a property that takes values."""
        found = self._values.get((subject, names.deal(name)), ())
        return next((value for value in found if isinstance(value, Literal)), None)

    def is_a(self, item: NamedNode | None, *kinds: str) -> bool:
        """Tell whether an item is of one of some classes of our ontology."""
        if item is None:
            return False
        found = self._values.get((item, names.TYPE), ())
        return any(names.deal(kind) in found for kind in kinds)

    def of_kind(self, *kinds: str) -> list[NamedNode]:
        """List the items of some classes, in order of their IRIs."""
        wanted = {names.deal(kind) for kind in kinds}
        found = (item for (item, of), values in self._values.items() if of == names.TYPE and wanted & set(values))
        return sorted(found, key=str)

    def label(self, item: NamedNode) -> str:
        """Give the label of an item, in English where it has several, else the last part of its IRI."""
        found = [value for value in self._values.get((item, names.LABEL), ()) if isinstance(value, Literal)]
        found.sort(key=lambda value: value.language not in {"en", None})
        return found[0].value if found else names.local(item.value)
