"""How exports are named and written: minted IRIs, and the same bytes for the same statements."""

import hashlib
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from dealgraph import names

ODRL = "http://www.w3.org/ns/odrl/2/"
NP = "http://www.nanopub.org/nschema#"
OA = "http://www.w3.org/ns/oa#"
PROV = "http://www.w3.org/ns/prov#"
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")

_PREFIXES = {**names.PREFIXES, "odrl": ODRL, "np": NP}


def tail(item: NamedNode) -> str:
    """Give the part of a minted IRI that stands for an item: its name, or a digest where it is none of ours.

    >>> tail(NamedNode("https://w3id.org/dealgraph/id/first-refusal"))
    'first-refusal'
    """
    name = item.value.removeprefix(names.ID)
    if name != item.value and not set(name) & set("/#?"):
        return name
    return f"x{hashlib.sha256(item.value.encode()).hexdigest()[:16]}"


def english(text: str) -> Literal:
    """Write a text as an English literal."""
    return Literal(text, language="en")


def list_triples(members: Iterable[NamedNode], key: str) -> tuple[NamedNode | BlankNode, list[Triple]]:
    """Write an RDF list; its blank nodes are named after `key`, so that they are the same each time.

    Returns:
        The head of the list and its triples (RDF 1.1 Schema, section 5.2).
    """
    found: list[Triple] = []
    head: NamedNode | BlankNode = NamedNode(f"{names.RDF}nil")
    ordered = list(members)
    for position in range(len(ordered), 0, -1):
        cell = BlankNode(f"l{hashlib.sha256(f'{key} {position}'.encode()).hexdigest()[:24]}")
        found.append(Triple(cell, NamedNode(f"{names.RDF}first"), ordered[position - 1]))
        found.append(Triple(cell, NamedNode(f"{names.RDF}rest"), head))
        head = cell
    return head, found


def write_turtle(statements: Iterable[Triple]) -> bytes:
    """Write triples as Turtle, in order of subject, the type first."""
    ordered = sorted(set(statements), key=lambda t: (*_by_subject(t), *_by_property(t)))
    return serialize(ordered, format=RdfFormat.TURTLE, prefixes=_PREFIXES) or b""


def write_trig(statements: Iterable[Quad]) -> bytes:
    """Write quads as TriG, graph by graph in the order in which they come."""
    place: dict[object, int] = {}
    for quad in (quads := list(statements)):
        place.setdefault(quad.graph_name, len(place))
    ordered = sorted(set(quads), key=lambda q: (place[q.graph_name], *_by_subject(q), *_by_property(q)))
    return serialize(ordered, format=RdfFormat.TRIG, prefixes=_PREFIXES) or b""


def _by_subject(statement: Triple | Quad) -> tuple[bool, str]:
    """Sort a thing before what hangs from its IRI, and blank nodes last."""
    subject = statement.subject
    return not isinstance(subject, NamedNode), subject.value if isinstance(subject, NamedNode) else str(subject)


def _by_property(statement: Triple | Quad) -> tuple[bool, str, str]:
    return statement.predicate != names.TYPE, str(statement.predicate), str(statement.object)
