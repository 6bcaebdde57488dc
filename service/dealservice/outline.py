"""Terms of the ontology as pages show them: links, trees with definitions, rows of properties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.names import OWL
from dealservice.markup import address, term_html
from dealservice.reference import PROPERTIES, Branch, Reference

_CHARACTERS: Mapping[NamedNode, str] = {
    NamedNode(f"{OWL}TransitiveProperty"): "transitive",
    NamedNode(f"{OWL}SymmetricProperty"): "symmetric",
    NamedNode(f"{OWL}AsymmetricProperty"): "asymmetric",
    NamedNode(f"{OWL}ReflexiveProperty"): "reflexive",
    NamedNode(f"{OWL}IrreflexiveProperty"): "irreflexive",
    NamedNode(f"{OWL}FunctionalProperty"): "functional",
    NamedNode(f"{OWL}InverseFunctionalProperty"): "inverse functional",
}
_WORDS = {
    "string": "text", "boolean": "yes or no", "dateTime": "moment", "decimal": "number", "integer": "whole number",
    "nonNegativeInteger": "whole number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A term in a tree: its link, its definition, whether the page is about it, and what stands below it."""

    link: str
    definition: str
    is_here: bool
    below: tuple["Item", ...]


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """A property in a table; all but the definition is HTML."""

    link: str
    definition: str
    domain: str
    range: str
    inverse: str


@dataclass(frozen=True, slots=True)
class Outline:
    """Writes terms as HTML.

    Args:
        reference: the ontology.
        root: the path under which the service is seen from outside.
    """

    reference: Reference
    root: str

    def link(self, node: NamedNode) -> str:
        """Write a term as a link with its title."""
        return term_html(node, self.reference.title(node), self.root)

    def links(self, nodes: Iterable[NamedNode]) -> tuple[str, ...]:
        """Write terms as links, by title."""
        return tuple(map(self.link, self.reference.in_order(nodes)))

    def address(self, node: NamedNode) -> str:
        """Give the address of a term's page."""
        return address(node.value, self.root)

    def items(self, branches: Iterable[Branch], here: NamedNode | None = None) -> tuple[Item, ...]:
        """Write a tree; a page about one of its terms marks that one."""
        return tuple(self._item(branch, here) for branch in branches)

    def _item(self, branch: Branch, here: NamedNode | None) -> Item:
        definition = self.reference.definition(branch.node)
        return Item(self.link(branch.node), definition, branch.node == here, self.items(branch.below, here))

    def property_rows(self, nodes: Iterable[NamedNode]) -> tuple[PropertyRow, ...]:
        """Write properties, by title."""
        return tuple(map(self._property_row, self.reference.in_order(nodes)))

    def _property_row(self, node: NamedNode) -> PropertyRow:
        inverse = self.reference.inverse(node)
        domain = self.reference.node(node, names.DOMAIN)
        return PropertyRow(
            link=self.link(node),
            definition=self.reference.definition(node),
            domain=self.link(domain) if domain else "",
            range=self.range(node),
            inverse=self.link(inverse) if inverse else "",
        )

    def range(self, node: NamedNode) -> str:
        """Write what a property leads to: a class, a type of value, or the concepts of a scheme."""
        scheme = self.reference.node(node, names.CONCEPTS_FROM)
        if scheme is not None:
            return f"a concept of {self.link(scheme)}"
        found = self.reference.node(node, names.RANGE)
        if found is None:
            return ""
        return self.link(found) if not found.value.startswith(names.XSD) else _WORDS.get(names.local(found.value), "")

    def characters(self, node: NamedNode) -> list[str]:
        """Tell in words what kind of relation a property is (OWL 2 Structural Specification, section 9.2)."""
        kinds = self.reference.nodes(node, names.TYPE)
        return [word for kind, word in _CHARACTERS.items() if kind in kinds]

    def is_property(self, node: NamedNode) -> bool:
        """Tell whether a term is a property of ours."""
        return self.reference.kind(node) in PROPERTIES
