"""A JSON-LD context drawn from the ontology: every term by its short name, with what its values are.

JSON-LD 1.1, sections 3.1 (the context), 4.1.8 (scoped contexts), 4.2.3 (type coercion) and 4.3 (value ordering).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from dealgraph import names
from dealgraph.names import BASE, PREFIXES, RDF, VOC, XSD, local, short
from dealservice.library import library
from dealservice.questions import question, rows
from dealservice.reference import PROPERTIES, Reference

CONTEXT = NamedNode(f"{BASE}context.jsonld")
_LANG_STRING = f"{RDF}langString"
_KINDS = (names.OWL_CLASS, *PROPERTIES)


def context_of(reference: Reference) -> dict[str, Any]:
    """Make the context: our prefixes, our classes and properties, and borrowed ones whose names are free.

    A concept goes by its local name wherever a property takes it, so `"hasBasis": "narrative"` means `voc:narrative`.
    """
    single = {node.value for (node,) in rows(library(), question("single-values")) if isinstance(node, NamedNode)}
    terms = [node for kind in _KINDS for node in reference.members(kind)]
    borrowed = [names.LABEL, *(node for node in terms if not node.value.startswith(BASE))]
    found: dict[str, Any] = {"@version": 1.1, **PREFIXES}
    for node in [*(node for node in terms if node.value.startswith(BASE)), *borrowed]:
        name = local(node.value)
        if name not in found:
            found[name] = _definition(node, reference, is_single=node.value in single)
    return {"@context": found}


def _definition(node: NamedNode, reference: Reference, *, is_single: bool) -> str | dict[str, Any]:
    """Define a name: a class by its IRI alone, a property also by what its values are and whether there are several."""
    if names.OWL_CLASS in reference.nodes(node, names.TYPE):
        return short(node.value)
    found: dict[str, Any] = {"@id": short(node.value), **_coercion(node, reference)}
    if names.OBJECT_PROPERTY in reference.nodes(node, names.TYPE) and not is_single:
        found["@container"] = "@set"
    return found


def _coercion(node: NamedNode, reference: Reference) -> Mapping[str, Any]:
    """Tell what the values of a property are: by its range, or by those that the ontology itself gives it."""
    if reference.nodes(node, names.CONCEPTS_FROM):
        return {"@type": "@vocab", "@context": {"@vocab": VOC}}
    if names.OBJECT_PROPERTY in reference.nodes(node, names.TYPE):
        return {"@type": "@id"}
    types = {value.value for value in reference.nodes(node, names.RANGE)} or set(_types(reference.with_property(node)))
    if types == {_LANG_STRING}:
        return {"@language": "en"}
    if types == {"@id"}:
        return {"@type": "@id"}
    datatype = types.pop() if len(types) == 1 else f"{XSD}string"
    return {"@type": short(datatype)} if datatype != f"{XSD}string" else {}


def _types(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        yield value.datatype.value if isinstance(value, Literal) else "@id"
