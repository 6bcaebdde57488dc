"""Which rules of a policy a request sets off in a state of the world, as a compliance report.

The report is in the vocabulary https://w3id.org/force/compliance-report#. A rule is active if all its premises are
satisfied; whoever does not know whether one is, does not know the rule to be active.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal as Choice

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.answer import Term
from dealgraph.odrl.constraints import Given, Judge, read_moment
from dealgraph.odrl.reading import ODRL, Node, Statements, odrl
from dealgraph.problems import UsageProblem
from dealgraph.standing.timeline import BEGIN, FALSE, TRUE, UNKNOWN, Value

REPORT = "https://w3id.org/force/compliance-report#"
SOTW = "https://w3id.org/force/sotw#"
NOW = NamedNode("http://example.com/request/currentTime")
"""The thing whose dcterms:issued is the time of the world."""
Duties = Choice["unless-violated", "when-fulfilled"]
DUTIES: tuple[Duties, ...] = ("unless-violated", "when-fulfilled")
"""When a permission with duties is active: as long as none is violated, or only once all are fulfilled."""
_POLICIES = ("Set", "Offer", "Agreement", "Policy", "Assertion", "Privacy", "Ticket")
_RULES = (("permission", "PermissionReport"), ("prohibition", "ProhibitionReport"), ("obligation", "DutyReport"))
_STATES = {TRUE: "Satisfied", FALSE: "Unsatisfied", UNKNOWN: "Unknown"}
_EXACT = f"{names.SKOS}exactMatch"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is requested: by whom, what, on what, and what else is said of it."""

    request: Node
    rule: Node
    party: Term | None
    actions: tuple[Term, ...]
    target: Term | None
    given: Given = field(default_factory=dict)


def evaluate(
    policy: Sequence[Triple], request: Sequence[Triple], world: Sequence[Triple], duties: Duties = "unless-violated"
) -> list[Triple]:
    """Judge every rule of every policy for every request.

    Args:
        policy: policies of ODRL 2.2.
        request: an odrl:Request with a permission for each attempt, or a sotw:EvaluationRequest.
        world: the time, as dcterms:issued of temp:currentTime; when events happened, as their dcterms:issued; what
            is part of what; what became of duties, as reports of this vocabulary.
        duties: when a permission with duties is active.

    Raises:
        UsageProblem: there is no policy, no request, or no time where one is given (`odrl-invalid`).
    """
    said, asked = Statements(policy, request, world), Statements(request)
    policies = Statements(policy).of_kind(*(odrl(kind) for kind in _POLICIES))
    attempts = list(_attempts(asked))
    if not policies or not attempts:
        what, kind = ("policy", "odrl:Set") if not policies else ("request", "odrl:Request")
        raise UsageProblem(f"There is no {what}.", hint=f"Name a file with an {kind}.", code="odrl-invalid")
    evaluator = _Evaluator(said, _now(Statements(world)), duties)
    return [t for one in policies for attempt in attempts for t in evaluator.report(one, attempt)]


def _now(world: Statements) -> Literal | None:
    found = [term for term in world.values(NOW, f"{names.DCTERMS}issued") if isinstance(term, Literal)]
    if len(found) > 1 or any(read_moment(term) is None for term in found):
        hint = 'Write temp:currentTime dct:issued "2024-02-12T11:20:10Z"^^xsd:dateTime.'
        raise UsageProblem("The world does not tell one time.", hint=hint, code="odrl-invalid")
    return found[0] if found else None


def _attempts(said: Statements) -> Iterator[Attempt]:
    for request in said.of_kind(odrl("Request")):
        for rule in said.nodes(request, f"{ODRL}permission") or [request]:
            both = (rule, request)
            yield Attempt(request, rule, _first(said, both, "assignee"), tuple(_all(said, both, "action")),
                          _first(said, both, "target"), _given(said, both))  # fmt: skip
    for request in said.of_kind(NamedNode(f"{SOTW}EvaluationRequest")):
        party, target = (next(iter(said.values(request, SOTW + name)), None)
                         for name in ("requestingParty", "requestedTarget"))  # fmt: skip
        actions = tuple(said.values(request, f"{SOTW}requestedAction"))
        yield Attempt(request, request, party, actions, target, _given(said, (request,)))


def _given(said: Statements, nodes: Sequence[Node]) -> Given:
    """Read what a request says of left operands: its constraints with the operator eq."""
    found: dict[str, list[Term]] = {}
    for constraint in (c for node in nodes for c in said.nodes(node, f"{ODRL}constraint")):
        if odrl("eq") in said.values(constraint, f"{ODRL}operator"):
            for left in said.values(constraint, f"{ODRL}leftOperand"):
                if isinstance(left, NamedNode):
                    found.setdefault(left.value, []).extend(said.values(constraint, f"{ODRL}rightOperand"))
    return found


def _all(said: Statements, nodes: Sequence[Node], name: str) -> list[Term]:
    """List the values of the first of some nodes that has any: a rule's own, else its policy's.

    ODRL Information Model 2.2, section 2.7.1 (compact policy).
    """
    return next((found for node in nodes if (found := said.values(node, ODRL + name))), [])


def _first(said: Statements, nodes: Sequence[Node], name: str) -> Term | None:
    return next(iter(_all(said, nodes, name)), None)


@dataclass(frozen=True)
class _Evaluator:
    said: Statements
    now: Literal | None
    duties: Duties

    def report(self, policy: Node, attempt: Attempt) -> Iterator[Triple]:
        """Report on a policy."""
        node = _minted("policy", policy, attempt.rule)
        yield from _typed(node, "PolicyReport")
        if self.now is not None:
            yield Triple(node, NamedNode(f"{names.DCTERMS}created"), self.now)
        yield Triple(node, _report("policy"), policy)
        yield Triple(node, _report("policyRequest"), attempt.request)
        for name, kind in _RULES:
            for rule in self.said.nodes(policy, ODRL + name):
                found = _minted(kind, rule, attempt.rule)
                yield Triple(node, _report("ruleReport"), found)
                yield from self._rule(found, kind, (rule, policy), attempt)

    def _rule(self, node: NamedNode, kind: str, both: tuple[Node, Node], attempt: Attempt) -> Iterator[Triple]:
        rule = both[0]
        matches = {
            "TargetReport": self._target(both, attempt),
            "PartyReport": self._party(both, attempt),
            "ActionReport": self._action(both, attempt),
        }
        judge = Judge(self.said, self.now, attempt.given)
        constraints = [c for one in self._constrained(both) for c in self.said.nodes(*one)]
        values = {c: judge.constraint(c).curve.at(BEGIN) for c in constraints}
        attempted = all(value is TRUE for value in matches.values())
        own = [self._state(duty) for duty in self.said.nodes(rule, f"{ODRL}duty")]
        relevant = [matches["PartyReport"]] if kind == "DutyReport" else list(matches.values())
        active = min([*relevant, *values.values()]) is TRUE and self._allowed(own)
        yield from _typed(node, kind)
        yield Triple(node, _report("rule"), rule)
        yield Triple(node, _report("ruleRequest"), attempt.rule)
        yield Triple(node, _report("attemptState"), _report("Attempted" if attempted else "NotAttempted"))
        yield Triple(node, _report("activationState"), _report("Active" if active else "Inactive"))
        for name, value in matches.items():
            yield from self._premise(node, name, rule, attempt, value)
        for constraint, value in values.items():
            yield from self._premise(node, "ConstraintReport", constraint, attempt, value)
        if kind == "DutyReport":
            yield from self._duty(node, rule)
        for duty in self.said.nodes(rule, f"{ODRL}duty"):
            below = _minted("DutyReport", duty, attempt.rule)
            yield Triple(node, _report("conditionReport"), below)
            yield from _typed(below, "DutyReport")
            yield Triple(below, _report("rule"), duty)
            yield from self._duty(below, duty)

    def _premise(self, above: NamedNode, kind: str, about: Node, attempt: Attempt, value: Value) -> Iterator[Triple]:
        node = _minted(f"{kind} of {above.value}", about, attempt.rule)
        yield Triple(above, _report("premiseReport"), node)
        yield from _typed(node, kind)
        if kind == "ConstraintReport":
            yield Triple(node, _report("constraint"), about)
            if self.now is not None and odrl("dateTime") in self.said.values(about, f"{ODRL}leftOperand"):
                yield Triple(node, _report("constraintLeftOperand"), self.now)
        yield Triple(node, _report("satisfactionState"), _report(_STATES[value]))

    def _duty(self, node: NamedNode, duty: Node) -> Iterator[Triple]:
        """Tell what became of a duty: what the world reports, or nothing that is known."""
        performed = {"Fulfilled": "Performed", "Violated": "Unperformed"}
        state = self._state(duty)
        yield Triple(node, _report("performanceState"), _report(performed.get(state, "Unknown")))
        yield Triple(node, _report("deonticState"), _report(state))

    def _state(self, duty: Node) -> str:
        reports = self.said.who(f"{REPORT}rule", duty)
        found = {value for report in reports for value in self.said.values(report, f"{REPORT}deonticState")}
        return next((state for state in ("Violated", "Fulfilled") if _report(state) in found), "NonSet")

    def _allowed(self, states: Iterable[str]) -> bool:
        if self.duties == "when-fulfilled":
            return all(state == "Fulfilled" for state in states)
        return all(state != "Violated" for state in states)

    def _constrained(self, both: tuple[Node, Node]) -> Iterator[tuple[Term, str]]:
        """List where constraints stand: at the rule, and as refinements of its action, target and party."""
        yield both[0], f"{ODRL}constraint"
        for name in ("action", "target", "assignee"):
            yield from ((found, f"{ODRL}refinement") for found in _all(self.said, both, name))

    def _target(self, both: tuple[Node, Node], attempt: Attempt) -> Value:
        return self._covered(attempt.target, _all(self.said, both, "target"))

    def _party(self, both: tuple[Node, Node], attempt: Attempt) -> Value:
        return self._covered(attempt.party, _all(self.said, both, "assignee"))

    def _covered(self, asked: Term | None, ruled: Sequence[Term]) -> Value:
        """Tell whether something is what a rule is about, or part of it; a rule that names nothing is about all."""
        if not ruled:
            return TRUE
        within = self.said.upwards(asked, f"{ODRL}partOf") if asked is not None else set[Term]()
        within |= {uid for one in within for uid in self.said.values(one, f"{ODRL}uid")}
        named = {value for one in ruled for value in (one, *self.said.values(one, f"{ODRL}source", f"{ODRL}uid"))}
        return TRUE if named & within else FALSE

    def _action(self, both: tuple[Node, Node], attempt: Attempt) -> Value:
        ruled = {value for one in _all(self.said, both, "action") for value in self._plain(one)}
        asked = [value for one in attempt.actions for value in self._plain(one)]
        met = any(ruled & self.said.upwards(action, f"{ODRL}includedIn", _EXACT) for action in asked)
        return TRUE if met else FALSE

    def _plain(self, action: Term) -> list[Term]:
        """Take an action out of its refinements."""
        return self.said.values(action, f"{names.RDF}value") or [action]


def _report(name: str) -> NamedNode:
    return NamedNode(REPORT + name)


def _typed(node: NamedNode, kind: str) -> Iterator[Triple]:
    yield Triple(node, names.TYPE, _report(kind))


def _minted(kind: str, about: Node, attempt: Node) -> NamedNode:
    """Name a report after what it is about, so that the same question gives the same report."""
    parts = [kind, *(f"_:{n.value}" if isinstance(n, BlankNode) else n.value for n in (about, attempt))]
    return NamedNode(f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join(parts))}")
