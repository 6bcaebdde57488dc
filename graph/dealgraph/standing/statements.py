"""The statements that standing reads from a store, all or those near one position, indexed, each with its evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from dealgraph import names
from dealgraph.answer import Question, Row, Table, Term
from dealgraph.standing.model import Link, Support
from dealgraph.store import Store

_PROPERTIES = """
    hasStartCondition hasTriggerCondition hasContinuingCondition hasException
    hasEndCondition hasPossibleEndCondition hasOperand minimumMet
    onEvent conditionState referenceTime boundarySense
    measures measuredOn comparison limit
    numericValue minimumValue maximumValue currencyCode unitCode
    actuality eventType occursDuring notBeforeEvent notAfterEvent
    involvesItem bringsAbout concernsAsset
    earliestStart latestStart earliestEnd latestEnd
    heldBy grantedBy hasCorrelative rightType onExercise onDecline
    directlySupersedes confers hasTerm hasParty definesConcept hasCriterion
    claimAbout claimNumber paraphrase assertedBy hasBasis isReading statedIn
    evidencedBy paragraphNumber sentenceNumber startOffset endOffset
    atLevel sourceKind recordedOn
"""
"""The properties of the ontology on whose values standing can depend."""
_OF_OTHERS = ((names.TYPE, "type"), (names.LABEL, "label"), (names.SUBCLASS_OF, "subClassOf"))
_NAMES: dict[Term | None, str] = dict((*_OF_OTHERS, *((names.deal(name), name) for name in _PROPERTIES.split())))
_NOTHING: Mapping[str, list[str]] = {}
MOST_THINGS, MOST_DOCUMENTS = 1000, 100
"""So many things are asked for one by one, and so many of the documents that entered the record last are among them."""
Said: TypeAlias = tuple[Term | None, Term | None, str, Term | None, Term | None]
"""The graph, which is named after the document whose statements it holds, subject, short name of the property, and
value of a statement; once more with each claim that supports it."""


class Statements:
    """Statements by the short name of a property and the IRI of a subject."""

    def __init__(self, said: Iterable[Said]) -> None:
        self._values: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(dict)
        self._labels: dict[str, str] = {}
        self._claims: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for graph, subject, name, value, claim in said:
            if isinstance(graph, NamedNode) and isinstance(subject, NamedNode):
                if isinstance(claim, NamedNode):
                    self._claims[graph.value, subject.value, name, _text(value)].add(claim.value)
                elif isinstance(value, NamedNode | Literal):
                    self._add(graph.value, subject.value, name, value)

    @classmethod
    def of(cls, store: Store) -> "Statements":
        """Ask a store for everything on which standing can depend.

        Raises:
            StoreProblem: the store cannot answer.
        """
        pairs = ['(rdfs:subClassOf "subClassOf")', *(f'(deal:{name} "{name}")' for name in _PROPERTIES.split())]
        rows = _rows(store, "facts", properties=" ".join(pairs))
        return cls((graph, subject, _text(name), value, claim) for graph, subject, name, value, claim in rows)

    @classmethod
    def near(cls, store: Store, position: NamedNode) -> "Statements | None":
        """Ask a store for everything on which the standing of one position can depend; nothing where that is too much.

        Raises:
            StoreProblem: the store cannot answer.
        """
        found = list(_rows(store, "near", position=position, documents=MOST_DOCUMENTS, things=MOST_THINGS))
        if len(found) == MOST_THINGS:
            return None
        things = (str(thing) for (thing,) in found if isinstance(thing, NamedNode))
        rows = _rows(store, "facts_near", things=" ".join(things))
        return cls(
            (graph, other or thing, _NAMES[property_], value, claim)
            for graph, thing, other, property_, value, claim in rows
            if property_ in _NAMES and not (property_ == names.TYPE and graph == names.ONTOLOGY_GRAPH)
        )

    def _add(self, graph: str, subject: str, name: str, value: NamedNode | Literal) -> None:
        if name == "label":
            if isinstance(value, Literal) and (subject not in self._labels or value.language == "en"):
                self._labels[subject] = value.value
            return
        graphs = self._values[name].setdefault(subject, {}).setdefault(value.value, [])
        if graph not in graphs:
            graphs.append(graph)

    @property
    def labels(self) -> dict[str, str]:
        """The labels of all things, in English where there are several."""
        return self._labels

    def subjects(self, relation: str) -> list[str]:
        """List the things that have a property, in order of their IRIs."""
        return sorted(self._values.get(relation, ()))

    def values(self, subject: str, relation: str) -> tuple[str, ...]:
        """List the values of a property in order, without evidence."""
        return tuple(sorted(self._of(subject, relation)))

    def value(self, subject: str, relation: str) -> str:
        """Give the first value of a property, or nothing."""
        return min(self._of(subject, relation), default="")

    def links(self, subject: str, relation: str) -> tuple[Link, ...]:
        """List the values of a property in order, with the documents and claims that support each."""
        found = self._of(subject, relation)
        return tuple([Link(v, self._supports(found[v], subject, relation, v)) for v in sorted(found)])

    def _of(self, subject: str, relation: str) -> Mapping[str, list[str]]:
        """Give the values of a property, each with the graphs that state it."""
        subjects = self._values.get(relation)
        return subjects.get(subject, _NOTHING) if subjects else _NOTHING

    def _supports(self, graphs: list[str], *statement: str) -> tuple[Support, ...]:
        return tuple(
            [Support(_document(g), tuple(sorted(self._claims.get((g, *statement), ())))) for g in sorted(graphs)]
        )


def _rows(store: Store, query: str, **filled: object) -> Iterable[Row]:
    answer = store.ask(Question(_template(query).substitute(filled)))
    return answer if isinstance(answer, Table) else ()


@cache
def _template(query: str) -> Template:
    """Read a query; without its remarks, which would travel to a remote engine with every request."""
    text = Path(__file__).with_name(f"{query}.rq").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return Template("\n".join(line for line in lines if not line.startswith("#")))


def _text(value: object) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else ""


def _document(graph: str) -> str:
    """Name the document whose statements a graph holds."""
    return names.ID + graph[len(names.GRAPH) :] if graph.startswith(names.GRAPH) else graph
