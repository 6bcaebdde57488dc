"""The deals as nodes and edges, for a drawing that can be explored."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Request, Response
from pyoxigraph import Literal, NamedNode

from dealgraph.names import deal
from dealgraph.store import Store
from dealservice.markup import address
from dealservice.questions import labels, question, rows, words_of
from dealservice.replies import reply_json
from dealservice.service import Service

KINDS = {
    deal("Agent"): "agent",
    deal("Agreement"): "agreement",
    deal("Term"): "term",
    deal("NormativePosition"): "position",
    deal("Condition"): "condition",
    deal("Event"): "event",
    deal("Asset"): "asset",
}
"""What is drawn: classes, and the words by which a drawing tells them apart; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing as drawn: its IRI, its label and its kind."""

    iri: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A link as drawn: the IRIs at its ends, and the label of the property between."""

    start: str
    end: str
    label: str


def nodes(store: Store) -> tuple[Node, ...]:
    """List what is drawn, by label."""
    order = list(KINDS.values())
    found: dict[str, Node] = {}
    for node, kind, label in rows(store, question("picture-nodes")):
        if not (isinstance(node, NamedNode) and isinstance(kind, NamedNode) and isinstance(label, Literal)):
            continue
        read = Node(node.value, label.value, KINDS[kind])
        known = found.setdefault(node.value, read)
        if order.index(read.kind) < order.index(known.kind):
            found[node.value] = read
    return tuple(found.values())


def edges(store: Store, among: Iterable[Node]) -> tuple[Edge, ...]:
    """List the links between what is drawn, as a source says them."""
    known = {node.iri for node in among}
    links = [
        (start, prop, end)
        for start, prop, end in rows(store, question("picture-edges"))
        if isinstance(start, NamedNode) and isinstance(prop, NamedNode) and isinstance(end, NamedNode)
    ]
    kept = [link for link in links if link[0].value in known and link[2].value in known]
    named = labels(store, {prop for _, prop, _ in kept})
    return tuple(
        Edge(start.value, end.value, named[prop.value].value if prop.value in named else words_of(prop))
        for start, prop, end in kept
    )


def data(service: Service, _request: Request) -> Response:
    """Give the drawing as JSON, to a script that lays it out."""
    store = service.live.now()
    drawn = nodes(store)
    return reply_json(
        {
            "nodes": [
                {"id": node.iri, "label": node.label, "kind": node.kind, "address": address(node.iri, service.root)}
                for node in drawn
            ],
            "edges": [{"from": edge.start, "to": edge.end, "label": edge.label} for edge in edges(store, drawn)],
        }
    )
