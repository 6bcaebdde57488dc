"""From legal positions to the rules of ODRL: permissions, prohibitions and duties.

ODRL speaks of what one party may, must not or must do. A liberty is a permission of its holder; a claim is told from
the side of the one who owes it, as a duty or a prohibition; an exclusivity is the grantor's duty to ensure it. Powers
and immunities have no counterpart (ODRL Information Model 2.2, section 2.6).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal as Choice

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.exports.conditions import Comparison, ConditionReader, Formula, InexpressibleError, Joint
from dealgraph.exports.facts import Facts
from dealgraph.exports.writing import ODRL, tail
from dealgraph.problems import Finding

COUNTERPARTY = NamedNode(f"{names.DEAL}align/odrl#counterparty")
"""The left operand of our profile that names the party with which an action is carried out."""

_POWERS = ("Power", "Immunity")
_OTHER_SIDES = ("NoRight", "Liability", "Disability")
_KINDS = (*_POWERS, *_OTHER_SIDES, "Liberty", "ClaimRight", "Duty")
_ROLES = (
    ("hasStartCondition", "starts", True),
    ("hasTriggerCondition", "requires", True),
    ("hasContinuingCondition", "while", True),
    ("hasEndCondition", "ends", False),
    ("hasException", "except", False),
)
"""The clauses of a position, their names, and whether the rule holds while the condition is met or while it is not."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One constraint of a rule: a name that is unique within the rule, and what must hold."""

    name: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a policy, made from one position.

    `parties` are the assigner, who issues the rule or to whom a duty is owed, and the assignee, who acts.
    """

    name: str
    position: NamedNode
    kind: Choice["permission", "prohibition", "obligation"]
    action: NamedNode
    target: NamedNode | None
    assigner: NamedNode | None
    assignee: NamedNode | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a position: its rules, none where ODRL has no words for it, and what was lost."""

    rules: tuple[Rule, ...]
    lost: tuple[Finding, ...]


def read_position(facts: Facts, position: NamedNode) -> Reading:
    """Write a position as rules, one for each party, asset and action that it names."""
    reader = _PositionReader(facts, position)
    return Reading(tuple(reader.rules()), tuple(dict.fromkeys(reader.lost)))


class _PositionReader:
    """Reads one position and gathers what is lost."""

    def __init__(self, facts: Facts, position: NamedNode) -> None:
        self._facts = facts
        self._position = position
        self._label = facts.label(position)
        self.lost: list[Finding] = []

    def rules(self) -> Iterator[Rule]:
        self._note_what_has_no_rule()
        kind = self._kind()
        if kind is None:
            return
        targets = self._targets()
        if not targets and kind != "obligation":
            self._lose("odrl-target", f"“{self._label}” names no asset, which a {kind} must have; it is left out.")
            return
        clauses = (*self._conditions(), *self._counterparties(kind), *self._purposes())
        assigners, assignees = self._parties(kind)
        every = list(product(self._actions(), targets or [None], assigners or [None], assignees or [None]))
        for number, (action, target, assigner, assignee) in enumerate(every, start=1):
            name = tail(self._position) + (f"-{number}" if len(every) > 1 else "")
            yield Rule(name, self._position, kind, action, target, assigner, assignee, clauses)
        if len(assignees) > 1 or len(assigners) > 1:
            self._lose("odrl-joint", f"“{self._label}” has several holders or grantors; each has a rule of its own.")

    def _is(self, *kinds: str) -> bool:
        return self._facts.is_a(self._position, *kinds)

    def _lose(self, code: str, what: str) -> None:
        self.lost.append(Finding(what, subject=self._position.value, code=code))

    def _kind(self) -> Choice["permission", "prohibition", "obligation"] | None:
        if self._is("Liberty"):
            return "permission"
        if self._is("Prohibition"):
            return "prohibition"
        if self._is("Duty", "ExclusiveRight"):
            return "obligation"
        return "obligation" if self._is("ClaimRight") and not self._correlatives("Duty") else None

    def _correlatives(self, *kinds: str) -> list[NamedNode]:
        found = self._facts.nodes(self._position, "hasCorrelative")
        return [other for other in found if not kinds or self._facts.is_a(other, *kinds)]

    def _note_what_has_no_rule(self) -> None:
        if self._is(*_POWERS):
            kind = "power" if self._is("Power") else "immunity"
            self._lose("odrl-power", f"ODRL has no {kind}: “{self._label}” has no rule.")
        if self._is("NormativePosition") and not self._is(*_KINDS):
            self._lose("odrl-kind", f"What kind of position “{self._label}” is is not said; it has no rule.")
        if self._is(*_OTHER_SIDES) and not self._correlatives():
            self._lose("odrl-other-side", f"ODRL has no word for the other side of a right: “{self._label}”.")
        for name, when in (("onExercise", "exercised"), ("onDecline", "declined")):
            for outcome in self._facts.nodes(self._position, name):
                said = f"“{self._facts.label(outcome)}” is what follows when “{self._label}” is {when}"
                self._lose("odrl-outcome", f"ODRL has no outcomes: {said}.")
        status = self._facts.node(self._position, "hasStatus")
        if status not in {None, names.voc("in-force")} and self._kind() is not None:
            said = self._facts.label(status) if status else ""
            self._lose("odrl-status", f"ODRL has no status: a source calls “{self._label}” {said}.")

    def _parties(self, kind: str) -> tuple[tuple[NamedNode, ...], tuple[NamedNode, ...]]:
        """Give assigners and assignees."""
        holders = self._facts.nodes(self._position, "heldBy")
        against = self._facts.nodes(self._position, "heldAgainst")
        granted = self._facts.nodes(self._position, "grantedBy")
        claim = kind == "obligation" and self._is("ClaimRight")
        pair = (holders, against or granted) if claim else (granted or against, holders)
        if not all(pair):
            roles = zip(("who grants it or is owed it", "who acts under it"), pair, strict=True)
            missing = " or ".join(role for role, found in roles if not found)
            self._lose("odrl-party", f"No source tells of “{self._label}” {missing}; its rule lacks that party.")
        return pair

    def _targets(self) -> tuple[NamedNode, ...]:
        own = self._facts.nodes(self._position, "concernsAsset")
        theirs = [asset for other in self._correlatives() for asset in self._facts.nodes(other, "concernsAsset")]
        return own or tuple(dict.fromkeys(theirs))

    def _actions(self) -> tuple[NamedNode, ...]:
        found = self._facts.nodes(self._position, "regulatesAction")
        if self._is("ExclusiveRight"):
            if not self._correlatives("Prohibition"):
                for action in found:
                    said = f"“{self._label}” is about the action “{self._facts.label(action)}”"
                    self._lose("odrl-action", f"A duty to ensure exclusivity names no other action: {said}.")
            return (NamedNode(f"{ODRL}ensureExclusivity"),)
        if not found:
            self._lose("odrl-action", f"“{self._label}” names no action; its rule speaks of use in general.")
        return found or (NamedNode(f"{ODRL}use"),)

    def _conditions(self) -> Iterator[Clause]:
        """Read the clauses of the position and of its correlative, which shares their fate."""
        for role, name, met in _ROLES:
            both = [c for item in (self._position, *self._correlatives()) for c in self._facts.nodes(item, role)]
            for condition in dict.fromkeys(both):
                yield from self._clause(condition, name, met=met)
        for item in (self._position, *self._correlatives()):
            for condition in self._facts.nodes(item, "hasPossibleEndCondition"):
                said = f"“{self._facts.label(condition)}” may end “{self._label}”, as a source only suggests"
                self._lose("odrl-may-end", f"{said}; the rule does not say so.")

    def _clause(self, condition: NamedNode, role: str, *, met: bool) -> Iterator[Clause]:
        reader = ConditionReader(self._facts)
        try:
            formulas = reader.read(condition, met=met)
        except InexpressibleError as reason:
            what = f"The condition “{self._facts.label(condition)}” ({role}) of “{self._label}” is left out: {reason}."
            self._lose("odrl-condition", what)
            return
        for code, what in reader.lost:
            self._lose(code, what)
        for number, formula in enumerate(formulas, start=1):
            suffix = f"-{number}" if len(formulas) > 1 else ""
            yield Clause(f"{role}-{tail(condition)}{suffix}", formula)

    def _counterparties(self, kind: str) -> Iterator[Clause]:
        """Narrow a prohibition that comes with an exclusivity to those shut out: one may still deal with the holder."""
        for right in self._correlatives("ExclusiveRight") if kind == "prohibition" else ():
            shut_out = [self._dealing("isPartOf" if self._facts.is_a(agent, "AgentGroup") else "eq", agent)
                        for agent in self._facts.nodes(right, "excludes")]  # fmt: skip
            others = [self._dealing("neq", holder) for holder in self._facts.nodes(right, "heldBy")]
            yield from _alternatives(f"counterparty-{tail(right)}", shut_out or others[:1])

    def _dealing(self, operator: str, agent: NamedNode) -> Comparison:
        return Comparison(COUNTERPARTY, NamedNode(ODRL + operator), agent)

    def _purposes(self) -> Iterator[Clause]:
        found = self._facts.nodes(self._position, "servesPurpose")
        purpose, equal = NamedNode(f"{ODRL}purpose"), NamedNode(f"{ODRL}eq")
        if found:
            said = f"what “{self._label}” is meant for"
            self._lose("odrl-purpose", f"ODRL takes a purpose for a restriction: {said} became a constraint.")
        yield from _alternatives("purpose", [Comparison(purpose, equal, concept) for concept in found])


def _alternatives(name: str, found: Iterable[Comparison]) -> Iterator[Clause]:
    parts = tuple(found)
    if parts:
        yield Clause(name, parts[0] if len(parts) == 1 else Joint("or", parts))
