"""Whole answers as RDF: verdicts and proofs in the vocabulary of `whatif.ttl`, and in PROV-O what they come from.

A verdict is a `whatif:Verdict` and a `prov:Entity` that was derived from the claims on which it rests (PROV-O, section
3.1). It holds in its scenario and nowhere else, which is why it is no statement about the position itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from dealgraph import names
from dealgraph.standing.notation_rdf import scenario_node, whatif

_PROV = names.PREFIXES["prov"]
_ENTITY, _DERIVED = NamedNode(f"{_PROV}Entity"), NamedNode(f"{_PROV}wasDerivedFrom")
_TEXTS = ("on", "value", "state", "certainty")


def answer_quads(details: Mapping[str, Any]) -> list[Quad]:
    """Write the verdicts of an answer, with their proofs, into the default graph.

    Args:
        details: the whole answer, as `StandingAnswer.details` gives it.
    """
    claims = {name: NamedNode(claim["iri"]) for name, claim in details["claims"].items()}
    found = (triple for verdict in details["verdicts"] for triple in _verdict(verdict, claims))
    return [Quad(triple.subject, triple.predicate, triple.object) for triple in found]


def _verdict(verdict: Mapping[str, Any], claims: Mapping[str, NamedNode]) -> Iterator[Triple]:
    node = BlankNode()
    yield Triple(node, names.TYPE, whatif("Verdict"))
    yield Triple(node, names.TYPE, _ENTITY)
    yield Triple(node, whatif("inScenario"), scenario_node(verdict["scenarioDigest"]))
    yield Triple(node, whatif("position"), NamedNode(verdict["iri"]))
    yield from (Triple(node, whatif(name), Literal(verdict[name])) for name in _TEXTS)
    if verdict["need"]:
        yield Triple(node, whatif("of"), Literal(verdict["need"]))
    for name, member in (("reason", "reasons"), ("contestedBy", "contestedBy")):
        yield from (Triple(node, whatif(name), Literal(word)) for word in verdict[member])
    for name, member in (("providedThatNot", "providedThatNot"), ("supposes", "assumed")):
        yield from (Triple(node, whatif(name), Literal(found["label"])) for found in verdict[member])
    yield Triple(node, whatif("outside"), Literal(verdict["outside"]))
    if verdict["cause"]:
        yield Triple(node, whatif("cause"), Literal(verdict["cause"]["label"]))
    for claim in verdict["claims"]:
        yield Triple(node, whatif("claim"), NamedNode(claim["iri"]))
        yield Triple(node, _DERIVED, NamedNode(claim["iri"]))
    if "proof" in verdict:
        yield from _steps(node, whatif("proof"), verdict["proof"], 1, claims)


def _steps(
    above: BlankNode, link: NamedNode, step: Mapping[str, Any], place: int, claims: Mapping[str, NamedNode]
) -> Iterator[Triple]:
    node = BlankNode()
    yield Triple(above, link, node)
    yield Triple(node, names.TYPE, whatif("Step"))
    yield Triple(node, whatif("place"), Literal(place))
    yield Triple(node, names.LABEL, Literal(step["label"] or step["op"]))
    yield Triple(node, whatif("needed"), Literal(step["needed"]))
    for name in ("op", "value", "basis", "reason", "role", "on", "number", "cut"):
        if step.get(name):
            yield Triple(node, whatif(name), Literal(step[name]))
    yield from (Triple(node, whatif("claim"), claims[claim]) for claim in step["claims"])
    for number, child in enumerate(step["children"], 1):
        yield from _steps(node, whatif("part"), child, number, claims)
