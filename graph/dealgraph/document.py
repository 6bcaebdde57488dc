"""What one source says, before it becomes quads: the form that notes and importers share."""

from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from dealgraph.names import deal, source_graph, thing
from dealgraph.problems import Finding, Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One property of an item with one value.

    `claims` are the claims that carry exactly this statement, where the notes single it out.
    """

    property: NamedNode
    value: NamedNode | Literal
    place: Place
    claims: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a source speaks of: a company, a right, a condition, a claim, a passage.

    `kind` is its most specific class; none where the item only adds to one that another source describes.
    """

    iri: NamedNode
    kind: NamedNode | None
    statements: tuple[Statement, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Document:
    """All that one source says.

    Args:
        name: the short name of the source, which also names its graph.
        digest: SHA-256 of the file that it was read from, in hexadecimal.
        optional: whether the document stays out of the build unless it is asked for.
        unconfirmed: items that were proposed and that nobody has confirmed; they are not among `items`.
    """

    name: str
    items: tuple[Item, ...] = field(repr=False)
    digest: str = ""
    optional: bool = False
    unconfirmed: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def is_draft(self) -> bool:
        """Whether nothing that the source says has been confirmed yet; such a document is not built."""
        return bool(self.unconfirmed) and not any(item.kind == deal("Claim") for item in self.items)

    @property
    def source(self) -> NamedNode:
        """The source itself."""
        return thing(self.name)

    @property
    def graph(self) -> NamedNode:
        """The named graph that holds what the source says."""
        return source_graph(self.name)
