"""Legal positions as policies of ODRL 2.2, and what is lost on the way.

Each agreement becomes an agreement of ODRL with the rules of its positions. A rule that lacks a party cannot stand in
an agreement; such rules go to a set beside it, and so do positions that no agreement confers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from dealgraph import names
from dealgraph.exports.conditions import Comparison, Formula
from dealgraph.exports.facts import Facts, read_query, triples
from dealgraph.exports.rules import Reading, Rule, read_position
from dealgraph.exports.writing import LICENCE, ODRL, english, list_triples, tail
from dealgraph.problems import Finding
from dealgraph.store import Store

POLICIES = f"{names.BASE}odrl/"
PROFILE = NamedNode(f"{names.DEAL}align/odrl")
COLLECTION = NamedNode(POLICIES)
"""Stands for all policies together, and says what is lost of the positions that have none."""

_RIGHTS = ("Liberty", "ClaimRight", "Power", "Immunity")
_COMMENT = NamedNode(f"{names.RDFS}comment")
_EVIDENCE = Finding(
    "ODRL has no place for evidence: claims, their bases and their passages stay with the position that is the source "
    "of a rule.",
    code="odrl-evidence",
)


@dataclass(frozen=True, slots=True)
class Export:
    """An export: its triples, and what could not be said in them."""

    triples: tuple[Triple, ...]
    lost: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: the item that it tells of, its kind, its rules, and what is lost of it."""

    name: str
    source: NamedNode
    kind: str
    rules: tuple[Rule, ...]
    lost: tuple[Finding, ...]

    @property
    def iri(self) -> NamedNode:
        """The policy itself."""
        return NamedNode(POLICIES + self.name)


def odrl(store: Store) -> Export:
    """Write the positions of a store as policies.

    Raises:
        StoreProblem: the store cannot answer.
    """
    facts = Facts.of(triples(store, read_query("odrl")))
    policies, homeless = _policies(facts)
    found = [*_collection(policies, homeless), *_replacements(facts, policies)]
    for policy in policies:
        found += _policy_triples(facts, policy)
    lost = (_EVIDENCE, *(finding for policy in policies for finding in policy.lost), *homeless)
    return Export(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(lost)))


def _policies(facts: Facts) -> tuple[list[Policy], list[Finding]]:
    """Sort the positions into policies; give also what is lost of those that have none."""
    readings = {position: read_position(facts, position) for position in facts.of_kind("NormativePosition")}
    policies: list[Policy] = []
    homeless: list[Finding] = []
    for source, positions in _groups(facts, readings):
        found = list(_split(facts, source, [readings[position] for position in positions]))
        policies += found
        if not found:
            homeless += [finding for position in positions for finding in readings[position].lost]
        if not found and source not in readings:
            what = f"“{facts.label(source)}” confers nothing that ODRL can say; it has no policy."
            homeless.append(Finding(what, subject=source.value, code="odrl-policy"))
    return policies, homeless


def _groups(facts: Facts, readings: Mapping[NamedNode, Reading]) -> Iterator[tuple[NamedNode, list[NamedNode]]]:
    """List the conferring items with their positions, and the positions that nothing confers with their correlatives.

    A position that is not conferred itself belongs where its correlative does: both exist by the same norm.
    """
    agreements = facts.of_kind("Agreement")
    owned = {term for agreement in agreements for term in facts.nodes(agreement, "hasTerm")}
    stray = [term for term in facts.of_kind("Term") if term not in owned and facts.nodes(term, "confers")]
    placed: set[NamedNode] = set()
    for source in [*agreements, *stray]:
        items = (source, *facts.nodes(source, "hasTerm"))
        conferred = {position for item in items for position in facts.nodes(item, "confers")}
        both = _with_correlatives(facts, conferred)
        placed |= both
        yield source, sorted(both & readings.keys(), key=str)
    for position in sorted(readings, key=lambda p: (not facts.is_a(p, *_RIGHTS), str(p))):
        if position not in placed:
            both = _with_correlatives(facts, {position}) - placed
            placed |= both
            yield position, sorted(both & readings.keys(), key=str)


def _with_correlatives(facts: Facts, positions: set[NamedNode]) -> set[NamedNode]:
    return positions | {other for position in positions for other in facts.nodes(position, "hasCorrelative")}


def _split(facts: Facts, source: NamedNode, readings: Iterable[Reading]) -> Iterator[Policy]:
    """Put the rules with both parties into an agreement, and the others into a set.

    ODRL Information Model 2.2, section 2.1.3: the rules of an agreement have an assigner and an assignee.
    """
    agreed = facts.is_a(source, "Agreement")
    whole: list[Reading] = []
    partial: list[Reading] = []
    unsaid: list[Reading] = []
    for reading in readings:
        complete = agreed and all(rule.assigner and rule.assignee for rule in reading.rules)
        (unsaid if not reading.rules else whole if complete else partial).append(reading)
    kinds = (("Agreement", "", whole), ("Set", "-open" if agreed else "", partial))
    for kind, suffix, found in kinds:
        if found:
            rules = tuple(rule for reading in found for rule in reading.rules)
            lost = tuple(finding for reading in [*found, *unsaid] for finding in reading.lost)
            yield Policy(tail(source) + suffix, source, kind, rules, lost)
            unsaid = []


def _collection(policies: Iterable[Policy], homeless: Iterable[Finding]) -> Iterator[Triple]:
    yield Triple(COLLECTION, names.TYPE, NamedNode(f"{names.PREFIXES['void']}Dataset"))
    yield Triple(COLLECTION, _dcterms("title"), english("Legal positions as policies of ODRL"))
    yield Triple(COLLECTION, _dcterms("license"), LICENCE)
    for finding in (_EVIDENCE, *homeless):
        yield Triple(COLLECTION, names.DESCRIPTION, english(finding.what))
    for policy in policies:
        yield Triple(COLLECTION, _dcterms("hasPart"), policy.iri)


def _replacements(facts: Facts, policies: Iterable[Policy]) -> Iterator[Triple]:
    """Say which agreement takes the place of which (ODRL Information Model 2.2, section 2.8, policy metadata)."""
    agreements = {policy.source: policy for policy in policies if policy.kind == "Agreement"}
    for later in agreements.values():
        for source in facts.nodes(later.source, "directlySupersedes"):
            if source in agreements:
                yield Triple(later.iri, _dcterms("replaces"), agreements[source].iri)
                yield Triple(agreements[source].iri, _dcterms("isReplacedBy"), later.iri)


def _policy_triples(facts: Facts, policy: Policy) -> Iterator[Triple]:
    iri = policy.iri
    yield Triple(iri, names.TYPE, _odrl(policy.kind))
    yield Triple(iri, _odrl("uid"), iri)
    yield Triple(iri, _odrl("profile"), PROFILE)
    title = facts.label(policy.source)
    open_set = policy.kind == "Set" and facts.is_a(policy.source, "Agreement")
    yield Triple(iri, _dcterms("title"), english(f"{title}: rules that lack a party" if open_set else title))
    yield Triple(iri, _dcterms("source"), policy.source)
    yield Triple(iri, names.DESCRIPTION, english(_EVIDENCE.what))
    ruled = {rule.position.value for rule in policy.rules}
    for finding in policy.lost:
        if finding.subject not in ruled:
            yield Triple(iri, names.DESCRIPTION, english(finding.what))
    for rule in policy.rules:
        node = NamedNode(f"{iri.value}#{rule.name}")
        yield Triple(iri, _odrl(rule.kind), node)
        yield from _rule_triples(facts, rule, node)
        for finding in policy.lost:
            if finding.subject == rule.position.value:
                yield Triple(node, _COMMENT, english(finding.what))


def _rule_triples(facts: Facts, rule: Rule, node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, names.TYPE, _odrl("Duty" if rule.kind == "obligation" else rule.kind.capitalize()))
    yield Triple(node, names.LABEL, english(facts.label(rule.position)))
    yield Triple(node, _dcterms("source"), rule.position)
    yield Triple(node, _odrl("action"), rule.action)
    if not rule.action.value.startswith(ODRL):
        yield from _term(facts, rule.action, "Action")
        yield Triple(rule.action, _odrl("includedIn"), _odrl("use"))
    if rule.target:
        yield Triple(node, _odrl("target"), rule.target)
        yield from _term(facts, rule.target, "Asset")
    for name, party in (("assigner", rule.assigner), ("assignee", rule.assignee)):
        if party:
            yield Triple(node, _odrl(name), party)
            yield from _term(facts, party, "PartyCollection" if facts.is_a(party, "AgentGroup") else "Party")
    for clause in rule.clauses:
        constraint = NamedNode(f"{node.value}.{clause.name}")
        yield Triple(node, _odrl("constraint"), constraint)
        yield from _constraint(facts, clause.formula, constraint)


def _constraint(facts: Facts, formula: Formula, node: NamedNode) -> Iterator[Triple]:
    """Write a formula as a constraint, or as a logical constraint with a list of constraints."""
    if isinstance(formula, Comparison):
        yield from _comparison(facts, formula, node)
        return
    parts = [NamedNode(f"{node.value}.{number}") for number in range(1, len(formula.parts) + 1)]
    head, cells = list_triples(parts, node.value)
    yield Triple(node, names.TYPE, _odrl("LogicalConstraint"))
    yield Triple(node, _odrl(formula.how), head)
    yield from cells
    for part, inner in zip(parts, formula.parts, strict=True):
        yield from _constraint(facts, inner, part)


def _comparison(facts: Facts, comparison: Comparison, node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, names.TYPE, _odrl("Constraint"))
    yield Triple(node, _odrl("leftOperand"), comparison.left)
    yield Triple(node, _odrl("operator"), comparison.operator)
    yield Triple(node, _odrl("rightOperand"), comparison.right)
    if comparison.unit:
        yield Triple(node, _odrl("unit"), comparison.unit)
    if not comparison.left.value.startswith(ODRL):
        yield from _term(facts, comparison.left, "LeftOperand")
    if isinstance(comparison.right, NamedNode):
        yield Triple(comparison.right, names.LABEL, english(facts.label(comparison.right)))


def _term(facts: Facts, term: NamedNode, kind: str) -> Iterator[Triple]:
    """Say of what kind a term is that ODRL does not define, and what it is called."""
    yield Triple(term, names.TYPE, _odrl(kind))
    yield Triple(term, names.LABEL, english(facts.label(term)))


def _odrl(name: str) -> NamedNode:
    return NamedNode(ODRL + name)


def _dcterms(name: str) -> NamedNode:
    return NamedNode(names.DCTERMS + name)
