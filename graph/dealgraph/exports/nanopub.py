"""Claims as nanopublications: each with its assertion, the provenance of that, and what is known of the publication.

A nanopublication has four graphs and nothing outside them: the head, which names the other three; the assertion; its
provenance, which speaks of the assertion; and the publication info, which speaks of the nanopublication as a whole
(Nanopublication Guidelines, section "Basic Elements").
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from dealgraph import names
from dealgraph.exports.facts import Facts, read_query, rows, triples
from dealgraph.exports.oa import passages
from dealgraph.exports.writing import LICENCE, NP, PROV, english, tail
from dealgraph.store import Store

PUBLICATIONS = f"{names.BASE}np/"
CREATOR = NamedNode(names.BASE)
"""Who packed the claims, where no reader of the source is recorded: the project itself."""

_LINKS = (
    "assertedBy", "relayedBy", "citesSource", "statedIn", "evidencedBy", "hasBasis", "hasMode", "restates",
    "inTensionWith",
)  # fmt: skip
_VALUES = ("claimNumber", "paraphrase", "cue", "isReading")


@dataclass(frozen=True, slots=True)
class _Graphs:
    """The IRIs of a nanopublication and of its four graphs."""

    itself: NamedNode

    def part(self, name: str) -> NamedNode:
        return NamedNode(f"{self.itself.value}#{name}")


def nanopub(store: Store) -> tuple[Quad, ...]:
    """Write each claim of a store as a nanopublication, in order of the claims' IRIs.

    Raises:
        StoreProblem: the store cannot answer.
    """
    facts = Facts.of(triples(store, read_query("claims")))
    carried = _statements(store)
    places = _by_subject(passages(store))
    found: list[Quad] = []
    for claim in facts.of_kind("Claim"):
        graphs = _Graphs(NamedNode(PUBLICATIONS + tail(claim)))
        found += _in_graph(graphs.part("Head"), _head(graphs))
        found += _in_graph(graphs.part("assertion"), carried.get(claim) or _about(facts, claim))
        found += _in_graph(graphs.part("provenance"), _provenance(facts, claim, graphs.part("assertion"), places))
        found += _in_graph(graphs.part("pubinfo"), _publication(facts, claim, graphs.itself))
    return tuple(found)


def _in_graph(graph: NamedNode, found: Iterable[Triple]) -> Iterator[Quad]:
    for triple in dict.fromkeys(found):
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _statements(store: Store) -> dict[NamedNode, list[Triple]]:
    """List the statements that single claims carry, by claim."""
    carried: dict[NamedNode, list[Triple]] = defaultdict(list)
    for claim, subject, prop, value in rows(store, read_query("statements")):
        if not (isinstance(claim, NamedNode) and isinstance(subject, NamedNode) and isinstance(prop, NamedNode)):
            continue
        if isinstance(value, NamedNode | Literal):
            carried[claim].append(Triple(subject, prop, value))
    return {claim: sorted(found, key=str) for claim, found in carried.items()}


def _by_subject(found: Iterable[Triple]) -> Mapping[NamedNode, list[Triple]]:
    """Sort what is said of passages and of their selectors by passage."""
    index: dict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in found:
        if isinstance(triple.subject, NamedNode):
            index[NamedNode(triple.subject.value.partition("#")[0])].append(triple)
    return index


def _head(graphs: _Graphs) -> Iterator[Triple]:
    yield Triple(graphs.itself, names.TYPE, NamedNode(f"{NP}Nanopublication"))
    for name, part in (
        ("hasAssertion", "assertion"),
        ("hasProvenance", "provenance"),
        ("hasPublicationInfo", "pubinfo"),
    ):
        yield Triple(graphs.itself, NamedNode(NP + name), graphs.part(part))


def _about(facts: Facts, claim: NamedNode) -> Iterator[Triple]:
    """Assert what a claim speaks for and says, where it carries no single statement."""
    for item in facts.nodes(claim, "claimAbout"):
        yield Triple(claim, names.deal("claimAbout"), item)
    said = facts.literal(claim, "paraphrase")
    if said is not None:
        yield Triple(claim, names.deal("paraphrase"), said)


def _provenance(
    facts: Facts, claim: NamedNode, assertion: NamedNode, places: Mapping[NamedNode, list[Triple]]
) -> Iterator[Triple]:
    """Tell who asserts the claim, on what basis, and where it was read."""
    origins = (claim, *facts.nodes(claim, "citesSource"), *facts.nodes(claim, "statedIn"))
    for origin in origins:
        yield Triple(assertion, NamedNode(f"{PROV}wasDerivedFrom"), origin)
    for agent in facts.nodes(claim, "assertedBy"):
        yield Triple(assertion, NamedNode(f"{PROV}wasAttributedTo"), agent)
    yield Triple(claim, names.TYPE, names.deal("Claim"))
    for name in _LINKS:
        for value in facts.nodes(claim, name):
            yield Triple(claim, names.deal(name), value)
    for name in _VALUES:
        yield from _value(facts, claim, name)
    for passage in facts.nodes(claim, "evidencedBy"):
        yield from places.get(passage, ())
        yield from _value(facts, passage, "sha256")


def _value(facts: Facts, item: NamedNode, name: str) -> Iterator[Triple]:
    said = facts.literal(item, name)
    if said is not None:
        yield Triple(item, names.deal(name), said)


def _publication(facts: Facts, claim: NamedNode, itself: NamedNode) -> Iterator[Triple]:
    """Tell who made the nanopublication and under what licence; when, only if it is recorded."""
    readers = [
        reader for reading in facts.nodes(claim, "recordedIn") for reader in facts.nodes(reading, "carriedOutBy")
    ]
    for creator in readers or [CREATOR]:
        yield Triple(itself, _dcterms("creator"), creator)
    yield Triple(itself, _dcterms("license"), LICENCE)
    number, said = facts.literal(claim, "claimNumber"), facts.literal(claim, "paraphrase")
    if said is not None:
        yield Triple(itself, names.LABEL, english(f"{number.value}: {said.value}" if number else said.value))
    for source in facts.nodes(claim, "statedIn"):
        recorded = facts.literal(source, "recordedOn")
        if recorded is not None:
            yield Triple(itself, _dcterms("created"), recorded)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(names.DCTERMS + name)
