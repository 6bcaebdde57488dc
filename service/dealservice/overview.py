"""The ontology as a whole, or one module of it: its classes as a tree, its properties, its concept schemes."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.names import BASE, DEAL, ONTOLOGY, OWL, local
from dealservice.outline import Item, Outline, PropertyRow
from dealservice.reference import CONCEPT_SCHEME, DEFINED_BY, PROPERTIES, Branch, Reference

MODULES = f"{ONTOLOGY}/modules/"
_BORROWED = "borrowed"
_ROOT = NamedNode(ONTOLOGY)
_VERSION = NamedNode(f"{OWL}versionInfo")
_ORDER = ("core", "norms", "conditions", "time", "claims")
"""The modules in the order in which a newcomer meets them; others follow by name."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the ontology; links are HTML.

    Args:
        name: the last part of its IRI.
        title: what its header calls it.
        link: to its own page.
        description: what it is about.
        links: to its classes.
        classes: its classes as a tree.
        properties: its properties.
    """

    name: str
    title: str
    link: str
    description: str
    links: tuple[str, ...]
    classes: tuple[Item, ...]
    properties: tuple[PropertyRow, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme: its name, its link, what it is for, the properties that take its concepts, and these."""

    name: str
    link: str
    definition: str
    used_by: tuple[str, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the pages of the ontology and of its modules and vocabularies show.

    Args:
        title: what it is called, with its version where the IRI names one.
        description: what it is about.
        version: the number of its version.
        counts: how many classes, properties, schemes and concepts of ours there are.
        imports: links to what it imports.
        tree: all classes of ours.
        modules: the modules.
        schemes: the concept schemes.
        borrowed: links to terms of other vocabularies, with what they mean.
    """

    title: str
    description: str
    version: str
    counts: tuple[tuple[int, str], ...]
    imports: tuple[str, ...]
    tree: tuple[Item, ...]
    modules: tuple[Module, ...]
    schemes: tuple[Scheme, ...]
    borrowed: tuple[Item, ...]


def overview_of(node: NamedNode, outline: Outline) -> Overview:
    """Gather what the page of an ontology shows.

    Args:
        node: the whole ontology, a module, a vocabulary, or the version of one of them that is here.
        outline: writes terms.
    """
    reference = outline.reference
    ontology = reference.version_of(node) or node
    is_whole = ontology == _ROOT
    terms = _all_terms(reference) if is_whole else reference.terms_of(ontology)
    classes = _of_kind(terms, reference, names.OWL_CLASS)
    properties = _of_kind(terms, reference, *PROPERTIES)
    schemes = _of_kind(terms, reference, CONCEPT_SCHEME)
    concepts = _of_kind(terms, reference, names.CONCEPT)
    found = ((classes, "classes"), (properties, "properties"), (schemes, "concept schemes"), (concepts, "concepts"))
    version = reference.text(ontology, _VERSION)
    title = reference.title(ontology)
    return Overview(
        title=f"{title} {version}" if ontology != node else title,
        description=reference.definition(ontology),
        version=version,
        counts=tuple((len(part), word) for part, word in found if part),
        imports=() if is_whole else outline.links(reference.nodes(ontology, names.IMPORTS)),
        tree=outline.items(reference.tree(classes)) if is_whole else (),
        modules=tuple(_module(module, outline) for module in (_modules(reference) if is_whole else [ontology])),
        schemes=tuple(_scheme(scheme, outline) for scheme in schemes),
        borrowed=_borrowed(outline) if is_whole or local(ontology.value) == _BORROWED else (),
    )


def _all_terms(reference: Reference) -> list[NamedNode]:
    kinds = (names.OWL_CLASS, *PROPERTIES, CONCEPT_SCHEME, names.CONCEPT)
    return reference.in_order(term for kind in kinds for term in reference.members(kind) if term.value.startswith(BASE))


def _of_kind(terms: Iterable[NamedNode], reference: Reference, *kinds: NamedNode) -> list[NamedNode]:
    return [term for term in terms if reference.kind(term) in kinds]


def _modules(reference: Reference) -> list[NamedNode]:
    """List the modules that define terms of ours, in the order in which a newcomer meets them."""
    found = [node for node in reference.members(names.OWL_ONTOLOGY) if node.value.startswith(MODULES)]
    kept = [node for node in found if local(node.value) != _BORROWED]
    known = {name: place for place, name in enumerate(_ORDER)}
    return sorted(kept, key=lambda node: (known.get(local(node.value), len(known)), node.value))


def _module(node: NamedNode, outline: Outline) -> Module:
    reference = outline.reference
    terms = [term for term in reference.terms_of(node) if term.value.startswith(DEAL)]
    classes = _of_kind(terms, reference, names.OWL_CLASS)
    return Module(
        name=local(node.value),
        title=reference.title(node),
        link=outline.link(node),
        description=reference.definition(node),
        links=outline.links(classes),
        classes=outline.items(reference.tree(classes)),
        properties=outline.property_rows(_of_kind(terms, reference, *PROPERTIES)),
    )


def _scheme(node: NamedNode, outline: Outline) -> Scheme:
    reference = outline.reference
    return Scheme(
        name=local(node.value),
        link=outline.link(node),
        definition=reference.definition(node),
        used_by=outline.links(reference.who(names.CONCEPTS_FROM, node)),
        concepts=outline.links(reference.who(names.IN_SCHEME, node)),
    )


def _borrowed(outline: Outline) -> tuple[Item, ...]:
    """List the terms that others define and the ontology declares."""
    reference = outline.reference
    found = [term for kind in (names.OWL_CLASS, *PROPERTIES) for term in reference.members(kind)]
    kept = [term for term in found if not term.value.startswith(BASE) and reference.node(term, DEFINED_BY)]
    return outline.items(Branch(term, ()) for term in reference.in_order(kept))
