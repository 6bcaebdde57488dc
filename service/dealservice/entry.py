"""What the page of a term tells: what it means, where it stands, how it is used, checked, aligned and asked about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.catalog import Catalog, Inquiry
from dealgraph.mentions import mentioned
from dealgraph.names import BASE, SKOS
from dealgraph.store import Store
from dealservice.facts import facts_of
from dealservice.library import Alignment, Check, alignments_of, checks_of
from dealservice.outline import Item, Outline, PropertyRow
from dealservice.portrait import Group
from dealservice.reference import CONCEPT_SCHEME, DEFINED_BY, KINDS, Reference
from dealservice.usage import Usage, usage_of, uses_of_concepts

_EXAMPLE = NamedNode(f"{SKOS}example")


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme: its link, its definition, and how many statements use it."""

    link: str
    definition: str
    uses: int


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the page of a term shows; links are HTML.

    Args:
        title: its label.
        kind: what it is, with a link to where it is defined.
        definition: what it means.
        examples: phrases that show it in use.
        words: what notes call it.
        facts: where it leads, what it is the inverse of, and the like.
        place: what is above and below it.
        properties: those that start from a class.
        inherited: those that start from the classes above it.
        incoming: those that lead to a class.
        concepts: those of a scheme.
        usage: how the graph uses it.
        checks: what data about it are held against.
        alignments: its relations to terms elsewhere.
        queries: the canned questions that name it.
    """

    title: str
    kind: str
    definition: str
    examples: tuple[str, ...]
    words: tuple[str, ...]
    facts: tuple[Group, ...]
    place: tuple[Item, ...]
    properties: tuple[PropertyRow, ...]
    inherited: tuple[Group, ...]
    incoming: tuple[PropertyRow, ...]
    concepts: tuple[Concept, ...]
    usage: Usage | None
    checks: tuple[Check, ...]
    alignments: tuple[Alignment, ...]
    queries: tuple[Inquiry, ...]


def entry_of(node: NamedNode, store: Store, catalog: Catalog, outline: Outline) -> Entry:
    """Gather what the page of a class, a property, a concept or a scheme shows.

    Args:
        node: a term of the ontology.
        store: what is asked for its uses.
        catalog: the canned questions.
        outline: writes terms.
    """
    reference = outline.reference
    kind = reference.kind(node) or names.CONCEPT
    is_class = kind == names.OWL_CLASS
    return Entry(
        title=reference.title(node),
        kind=_kind(node, kind, outline),
        definition=reference.definition(node),
        examples=tuple(reference.texts(node, _EXAMPLE)),
        words=_words(node, kind, reference),
        facts=tuple(facts_of(node, kind, outline)),
        place=_place(node, outline),
        properties=outline.property_rows(_starting(node, reference)) if is_class else (),
        inherited=tuple(_inherited(node, outline)) if is_class else (),
        incoming=outline.property_rows(_own(reference.who(names.RANGE, node))) if is_class else (),
        concepts=tuple(_concepts(node, store, outline)) if kind == CONCEPT_SCHEME else (),
        usage=usage_of(store, node, kind, outline.root),
        checks=checks_of(node),
        alignments=alignments_of(node, outline.root),
        queries=_by_term(catalog).get(node, ()),
    )


@lru_cache(maxsize=2)
def _by_term(catalog: Catalog) -> Mapping[NamedNode, tuple[Inquiry, ...]]:
    """List the canned questions by the terms that they name."""
    found: dict[NamedNode, list[Inquiry]] = defaultdict(list)
    for query in catalog:
        for node in mentioned(query):
            found[node].append(query)
    return {node: tuple(queries) for node, queries in found.items()}


def _place(node: NamedNode, outline: Outline) -> tuple[Item, ...]:
    """Show what is above and below a term, if there is anything."""
    found = outline.items(outline.reference.place(node), node)
    return () if all(item.is_here and not item.below for item in found) else found


def _own(nodes: list[NamedNode]) -> list[NamedNode]:
    return [node for node in nodes if node.value.startswith(BASE)]


def _starting(node: NamedNode, reference: Reference) -> list[NamedNode]:
    return _own(reference.who(names.DOMAIN, node))


def _kind(node: NamedNode, kind: NamedNode, outline: Outline) -> str:
    """Say what a term is and where it is defined."""
    scheme = outline.reference.node(node, names.IN_SCHEME)
    home = scheme or outline.reference.node(node, DEFINED_BY)
    what = KINDS[kind].capitalize()
    return f"{what} in {outline.link(home)}" if home else what


def _words(node: NamedNode, kind: NamedNode, reference: Reference) -> tuple[str, ...]:
    """List what notes call a term: a concept goes by its local name, anything else by its labels."""
    if kind == names.CONCEPT:
        return (names.local(node.value),)
    if kind == CONCEPT_SCHEME:
        return ()
    found = [*reference.texts(node, names.LABEL), *reference.texts(node, names.ALT_LABEL)]
    return tuple(dict.fromkeys(word.lower() if kind != names.OWL_CLASS else word for word in found))


def _inherited(node: NamedNode, outline: Outline) -> Iterator[Group]:
    for ancestor in outline.reference.ancestors(node):
        links = outline.links(_starting(ancestor, outline.reference))
        if links:
            yield Group(outline.link(ancestor), (", ".join(links),))


def _concepts(node: NamedNode, store: Store, outline: Outline) -> Iterator[Concept]:
    reference = outline.reference
    uses = uses_of_concepts(store, node)
    for concept in reference.who(names.IN_SCHEME, node):
        yield Concept(outline.link(concept), reference.definition(concept), uses.get(concept.value, 0))
