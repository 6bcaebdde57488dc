"""Passages as Web Annotation has them, for tools that highlight texts."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.exports.facts import triples
from dealgraph.exports.writing import OA
from dealgraph.places import data_folder
from dealgraph.store import Store

_OFFSETS = (NamedNode(f"{OA}start"), NamedNode(f"{OA}end"))
_COUNT = NamedNode(f"{names.XSD}nonNegativeInteger")


def passages(store: Store) -> tuple[Triple, ...]:
    """Write the passages of a store as specific resources with a selector by position.

    Web Annotation Data Model, section 4.2.5 (Text Position Selector). The mapping stands in `ontology/align/oa.rq`.

    Raises:
        StoreProblem: the store cannot answer.
    """
    query = (data_folder("ontology") / "align" / "oa.rq").read_text(encoding="utf-8")
    return tuple(_counted(triples(store, query)))


def _counted(found: list[Triple]) -> Iterator[Triple]:
    """Give offsets back the type that the standard asks for: an engine may have made plain integers of them."""
    for triple in found:
        if triple.predicate in _OFFSETS and isinstance(triple.object, Literal):
            yield Triple(triple.subject, triple.predicate, Literal(triple.object.value, datatype=_COUNT))
        else:
            yield triple
