"""The ontology as the reading of notes needs it: classes, properties and concepts by the words a person writes.

Nothing here lists a term: a new class, property or concept is a matter of Turtle alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from dealgraph import names
from dealgraph.problems import OntologyProblem


@dataclass(frozen=True, slots=True)
class Property:
    """A property that notes may use: its domain, its range and, for concepts, the scheme of its values."""

    iri: NamedNode
    is_object: bool
    domain: NamedNode | None
    range: NamedNode | None
    scheme: NamedNode | None


@dataclass(frozen=True)
class Schema:
    """The terms of the ontology, indexed by the words that notes use for them."""

    store: Store = field(repr=False)

    def _values(self, subject: NamedNode, predicate: NamedNode) -> Iterator[NamedNode | Literal]:
        for quad in self.store.quads_for_pattern(subject, predicate, None):
            if isinstance(quad.object, NamedNode | Literal):
                yield quad.object

    def _named(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
        return next((value for value in self._values(subject, predicate) if isinstance(value, NamedNode)), None)

    def _subjects(self, kind: NamedNode) -> Iterator[NamedNode]:
        for quad in self.store.quads_for_pattern(None, names.TYPE, kind):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject

    def _words(self, subject: NamedNode) -> Iterator[str]:
        for predicate in (names.LABEL, names.ALT_LABEL):
            for value in self._values(subject, predicate):
                if isinstance(value, Literal) and value.language in {"en", None}:
                    yield value.value.lower()

    @cached_property
    def classes(self) -> dict[str, NamedNode]:
        """Classes of the ontology by label, in lower case."""
        found = (iri for iri in self._subjects(names.OWL_CLASS) if iri.value.startswith(names.DEAL))
        return {word: iri for iri in found for word in self._words(iri)}

    @cached_property
    def properties(self) -> dict[str, list[Property]]:
        """Properties by each of their labels; several where the class of the item has to decide."""
        index: dict[str, list[Property]] = defaultdict(list)
        for kind, is_object in ((names.OBJECT_PROPERTY, True), (names.DATATYPE_PROPERTY, False)):
            for iri in self._subjects(kind):
                for word in set(self._words(iri)) if iri.value.startswith(names.DEAL) else ():
                    index[word].append(self._property(iri, is_object=is_object))
        return dict(index)

    def _property(self, iri: NamedNode, *, is_object: bool) -> Property:
        return Property(
            iri,
            is_object,
            self._named(iri, names.DOMAIN),
            self._named(iri, names.RANGE),
            self._named(iri, names.CONCEPTS_FROM),
        )

    @cached_property
    def concepts(self) -> dict[str, NamedNode]:
        """Concepts of all vocabularies by local name."""
        return {names.local(iri.value): iri for iri in self._subjects(names.CONCEPT)}

    def concepts_of(self, scheme: NamedNode | None) -> dict[str, NamedNode]:
        """Concepts of one scheme by local name; of all schemes where none is given."""
        if scheme is None:
            return self.concepts
        return {name: iri for name, iri in self.concepts.items() if scheme in set(self._values(iri, names.IN_SCHEME))}

    def cues(self, term: NamedNode) -> tuple[str, ...]:
        """List the words that hint at a term in an English text, in lower case."""
        found = self._values(term, names.HIDDEN_LABEL)
        return tuple(sorted(v.value.lower() for v in found if isinstance(v, Literal) and v.language in {"en", None}))

    def is_a(self, kind: NamedNode, ancestor: NamedNode) -> bool:
        """Tell whether a class is another or lies below it."""
        return ancestor in self.ancestors(kind)

    def ancestors(self, kind: NamedNode) -> frozenset[NamedNode]:
        """List a class and all classes above it."""
        seen: set[NamedNode] = set()
        waiting = [kind]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                above = self._values(current, names.SUBCLASS_OF)
                waiting.extend(value for value in above if isinstance(value, NamedNode))
        return frozenset(seen)

    def property_for(self, word: str, kind: NamedNode | None) -> Property | None:
        """Find the property that a word means for an item of a class."""
        candidates = self.properties.get(word, [])
        if len(candidates) <= 1 or kind is None:
            return candidates[0] if candidates else None
        fitting = [p for p in candidates if p.domain is None or self.is_a(kind, p.domain)]
        return fitting[0] if fitting else candidates[0]


def ontology_files(folder: Path) -> list[Path]:
    """List the Turtle files of the ontology and its vocabularies, without shapes and alignments, in order of name."""
    return [folder / "dealgraph.ttl", *sorted(folder.glob("modules/*.ttl")), *sorted(folder.glob("vocab/*.ttl"))]


def read_turtle(files: Iterable[Path]) -> list[Quad]:
    """Read Turtle files as quads of the default graph.

    Raises:
        OntologyProblem: a file is missing or is not Turtle; it names file and line.
    """
    quads: list[Quad] = []
    for file in files:
        try:
            quads.extend(parse(path=str(file), format=RdfFormat.TURTLE))
        except SyntaxError as error:
            raise OntologyProblem(f"{file.name} is not valid Turtle: {error}", code="ontology-invalid") from error
        except OSError as error:
            raise OntologyProblem(
                f"{file.name} cannot be read: {error.strerror}", hint="Restore the file from the package."
            ) from error
    return quads


def read_schema(folder: Path) -> Schema:
    """Read the ontology in a folder.

    Raises:
        OntologyProblem: a file is missing or is not Turtle.
    """
    store = Store()
    store.bulk_extend(read_turtle(ontology_files(folder)))
    return Schema(store)
