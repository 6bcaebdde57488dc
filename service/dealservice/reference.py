"""The ontology as a work of reference: each term with its label, its definition and its place among the others."""

import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.answer import Term, Triples
from dealgraph.names import BASE, OWL, RDF, RDFS, SKOS
from dealgraph.store import Store
from dealservice.questions import question, words_of

CONCEPT_SCHEME = NamedNode(f"{SKOS}ConceptScheme")
ANNOTATION_PROPERTY = NamedNode(f"{OWL}AnnotationProperty")
KINDS: Mapping[NamedNode, str] = {
    names.OWL_CLASS: "class",
    names.OBJECT_PROPERTY: "property that links things",
    names.DATATYPE_PROPERTY: "property that gives a value",
    ANNOTATION_PROPERTY: "annotation",
    CONCEPT_SCHEME: "concept scheme",
    names.CONCEPT: "concept",
    names.OWL_ONTOLOGY: "ontology",
}
"""What a term can be, and what a page calls it."""
PROPERTIES = (names.OBJECT_PROPERTY, names.DATATYPE_PROPERTY, ANNOTATION_PROPERTY)
SUBPROPERTY_OF = NamedNode(f"{RDFS}subPropertyOf")
BROADER = NamedNode(f"{SKOS}broader")
DEFINED_BY = NamedNode(f"{RDFS}isDefinedBy")
DEFINITION = NamedNode(f"{SKOS}definition")
TITLE = NamedNode(f"{names.DCTERMS}title")
INVERSE_OF = NamedNode(f"{OWL}inverseOf")
VERSION_IRI = NamedNode(f"{OWL}versionIRI")
_NAMES = (names.LABEL, TITLE, names.PREF_LABEL)
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Branch:
    """A term in a tree, with what stands below it."""

    node: NamedNode
    below: tuple["Branch", ...]


class Reference:
    """The statements of the ontology, by what they speak of.

    Args:
        triples: the content of the ontology's graph.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(dict)
        self._holders: dict[tuple[NamedNode, Term], list[Term]] = defaultdict(list)
        for triple in sorted(triples, key=str):
            self._values[triple.subject].setdefault(triple.predicate, []).append(triple.object)
            self._holders[triple.predicate, triple.object].append(triple.subject)

    def values(self, node: Term, predicate: NamedNode) -> list[Term]:
        """List the values of a property."""
        return self._values[node].get(predicate, []) if node in self._values else []

    def nodes(self, node: Term, predicate: NamedNode) -> list[NamedNode]:
        """List the values that have a name."""
        return [value for value in self.values(node, predicate) if isinstance(value, NamedNode)]

    def node(self, node: Term, predicate: NamedNode) -> NamedNode | None:
        """Give the first value that has a name."""
        return next(iter(self.nodes(node, predicate)), None)

    def texts(self, node: Term, predicate: NamedNode) -> list[str]:
        """List the texts that a property gives, those in English first."""
        found = [value for value in self.values(node, predicate) if isinstance(value, Literal)]
        return [value.value for value in sorted(found, key=lambda value: value.language not in {"en", None})]

    def text(self, node: Term, predicate: NamedNode) -> str:
        """Give the first text."""
        return next(iter(self.texts(node, predicate)), "")

    def holders(self, predicate: NamedNode, value: Term) -> list[Term]:
        """List the subjects that have a value, named or not."""
        return self._holders.get((predicate, value), [])

    def with_property(self, predicate: NamedNode) -> list[Term]:
        """List all values that the ontology gives a property."""
        return [value for (used, value) in self._holders if used == predicate]

    def who(self, predicate: NamedNode, value: Term) -> list[NamedNode]:
        """List the named subjects that have a value, by title."""
        return self.in_order(node for node in self.holders(predicate, value) if isinstance(node, NamedNode))

    def in_order(self, nodes: Iterable[NamedNode]) -> list[NamedNode]:
        """Sort nodes by title."""
        return sorted(set(nodes), key=lambda node: (self.title(node).lower(), node.value))

    def title(self, node: NamedNode) -> str:
        """Name a node by its label, or by the words of its IRI."""
        labels = (self.text(node, predicate) for predicate in _NAMES)
        return next(filter(None, labels), "") or words_of(node)

    def definition(self, node: NamedNode) -> str:
        """Give the definition or description of a term."""
        return self.text(node, DEFINITION) or self.text(node, names.DESCRIPTION)

    def kind(self, node: NamedNode) -> NamedNode | None:
        """Tell what a term of ours is: a key of `KINDS`; nothing where it is no term."""
        found = self.nodes(node, names.TYPE) if node.value.startswith(BASE) else []
        return next((kind for kind in KINDS if kind in found), None)

    def members(self, kind: NamedNode) -> list[NamedNode]:
        """List the terms of a kind, ours and borrowed ones, by title."""
        return self.who(names.TYPE, kind)

    def terms_of(self, module: NamedNode) -> list[NamedNode]:
        """List what a module defines, by title."""
        return self.who(DEFINED_BY, module)

    def version_of(self, node: NamedNode) -> NamedNode | None:
        """Find the ontology of which an IRI names the version that is here."""
        return next(iter(self.who(VERSION_IRI, node)), None)

    def inverse(self, node: NamedNode) -> NamedNode | None:
        """Find the property that says the same the other way round."""
        return self.node(node, INVERSE_OF) or next(iter(self.who(INVERSE_OF, node)), None)

    def parents(self, node: NamedNode) -> list[NamedNode]:
        """List the terms of ours directly above a class, a property or a concept."""
        above = (parent for predicate in _ABOVE for parent in self.nodes(node, predicate))
        return self.in_order(parent for parent in above if parent.value.startswith(BASE))

    def children(self, node: NamedNode) -> list[NamedNode]:
        """List the terms directly below a class, a property or a concept."""
        return self.in_order(child for predicate in _ABOVE for child in self.who(predicate, node))

    def ancestors(self, node: NamedNode) -> list[NamedNode]:
        """List the terms of ours above another, the nearest first."""
        found: dict[NamedNode, None] = {}
        waiting = self.parents(node)
        while waiting:
            current = waiting.pop(0)
            if current not in found and current != node:
                found[current] = None
                waiting += self.parents(current)
        return list(found)

    def tree(self, nodes: Iterable[NamedNode]) -> tuple[Branch, ...]:
        """Arrange terms under each other; those whose parents are not among them come first."""
        kept = set(nodes)
        roots = [node for node in kept if not kept.intersection(self.parents(node))]
        return tuple(self._branch(root, kept, frozenset()) for root in self.in_order(roots))

    def _branch(self, node: NamedNode, kept: set[NamedNode], above: frozenset[NamedNode]) -> Branch:
        path = above | {node}
        below = (child for child in self.children(node) if child in kept and child not in path)
        return Branch(node, tuple(self._branch(child, kept, path) for child in below))

    def place(self, node: NamedNode) -> tuple[Branch, ...]:
        """Show a term between all that is above and all that is below it."""
        below: set[NamedNode] = set()
        waiting = [node]
        while waiting:
            current = waiting.pop()
            if current not in below:
                below.add(current)
                waiting += self.children(current)
        return self.tree({*self.ancestors(node), *below})

    def listed(self, node: Term) -> Iterator[NamedNode]:
        """Read the named members of an RDF collection (RDF Schema 1.1, section 5.2)."""
        seen: set[Term] = set()
        while isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            first = self.node(node, _FIRST)
            if first is not None:
                yield first
            node = next(iter(self.values(node, _REST)), _NIL)


_ABOVE = (names.SUBCLASS_OF, SUBPROPERTY_OF, BROADER)


def read_reference(store: Store) -> Reference:
    """Read the ontology of a store; it is read anew for each version, or once a minute where there are none."""
    version = store.version or f"{time.monotonic() // _MINUTE}"
    return _read(cast("Hashable", store), version)


@lru_cache(maxsize=2)
def _read(store: Store, _version: str) -> Reference:
    found = store.ask(question("graph-content", thing=[names.ONTOLOGY_GRAPH]))
    return Reference(found.triples if isinstance(found, Triples) else ())
