"""What the ontology says of a term besides its label, its definition and its place, in words and links."""

from collections.abc import Iterator
from html import escape

from pyoxigraph import BlankNode, NamedNode

from dealgraph import names
from dealgraph.answer import Term
from dealgraph.names import BASE, OWL
from dealservice.markup import term_html
from dealservice.outline import Outline
from dealservice.portrait import Group
from dealservice.reference import PROPERTIES, SUBPROPERTY_OF, Reference

_CHAIN = NamedNode(f"{OWL}propertyChainAxiom")
_DISJOINT = NamedNode(f"{OWL}disjointWith")
_MEMBERS = NamedNode(f"{OWL}members")
_ALL_DISJOINT = NamedNode(f"{OWL}AllDisjointClasses")
_ON_PROPERTY = NamedNode(f"{OWL}onProperty")
_QUANTIFIERS = {NamedNode(f"{OWL}allValuesFrom"): "only", NamedNode(f"{OWL}someValuesFrom"): "some"}
_THING = NamedNode(f"{OWL}Thing")
_INVERSE_OMITTED = names.deal("inverseOmitted")
_SHOWN = tuple(map(names.deal, ("atLevel", "strength", "queryOmitted")))

Facts = dict[str, tuple[str, ...]]


def facts_of(node: NamedNode, kind: NamedNode, outline: Outline) -> Iterator[Group]:
    """List what the ontology says of a term.

    Args:
        node: the term.
        kind: what it is.
        outline: writes terms.
    """
    reference = outline.reference
    if kind in PROPERTIES:
        found = _facts_of_property(node, outline)
    elif kind == names.OWL_CLASS:
        found = _facts_of_class(node, outline)
    else:
        found = {"Values of": outline.links(_ours(reference.who(names.CONCEPTS_FROM, node)))}
    for predicate in _SHOWN:
        found[outline.link(predicate)] = tuple(_html(value, outline) for value in reference.values(node, predicate))
    yield from (Group(name, values) for name, values in found.items() if values)


def _html(value: Term, outline: Outline) -> str:
    return outline.link(value) if isinstance(value, NamedNode) else term_html(value)


def _ours(nodes: list[NamedNode]) -> list[NamedNode]:
    return [node for node in nodes if node.value.startswith(BASE)]


def _facts_of_property(node: NamedNode, outline: Outline) -> Facts:
    reference = outline.reference
    chains = (list(reference.listed(chain)) for chain in reference.values(node, _CHAIN))
    inverse = reference.inverse(node)
    domain = reference.node(node, names.DOMAIN)
    reason = escape(reference.text(node, _INVERSE_OMITTED))
    return {
        "From": (outline.link(domain),) if domain else (),
        "To": tuple(filter(None, (outline.range(node),))),
        "The other way round": (outline.link(inverse),) if inverse else tuple(filter(None, (reason,))),
        "Character": tuple(outline.characters(node)),
        "Follows from": tuple(", then ".join(map(outline.link, chain)) for chain in chains),
        "A special case of": outline.links(_borrowed(reference.nodes(node, SUBPROPERTY_OF))),
    }


def _facts_of_class(node: NamedNode, outline: Outline) -> Facts:
    reference = outline.reference
    restrictions = (value for value in reference.values(node, names.SUBCLASS_OF) if isinstance(value, BlankNode))
    sufficient = (value for value in reference.holders(names.SUBCLASS_OF, node) if isinstance(value, BlankNode))
    return {
        "Also a kind of": outline.links(_borrowed(reference.nodes(node, names.SUBCLASS_OF))),
        "Restricted to": tuple(filter(None, (_restriction(value, outline) for value in restrictions))),
        "Takes in whatever has": tuple(filter(None, (_restriction(value, outline) for value in sufficient))),
        "Shares nothing with": outline.links(_disjoint(node, reference)),
    }


def _borrowed(nodes: list[NamedNode]) -> list[NamedNode]:
    return [node for node in nodes if not node.value.startswith(BASE)]


def _restriction(node: BlankNode, outline: Outline) -> str:
    """Write a restriction on a property in words (OWL 2 Structural Specification, section 8.2)."""
    on = outline.reference.node(node, _ON_PROPERTY)
    for predicate, word in _QUANTIFIERS.items():
        value = outline.reference.node(node, predicate)
        if on is not None and value is not None:
            return outline.link(on) + ("" if value == _THING else f": {word} {outline.link(value)}")
    return ""


def _disjoint(node: NamedNode, reference: Reference) -> set[NamedNode]:
    """Collect the classes that have no member in common with another."""
    found = {*reference.nodes(node, _DISJOINT), *reference.who(_DISJOINT, node)}
    for group in reference.holders(names.TYPE, _ALL_DISJOINT):
        for members in reference.values(group, _MEMBERS):
            listed = set(reference.listed(members))
            found |= listed if node in listed else set()
    return found - {node}
