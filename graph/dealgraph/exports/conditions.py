"""Conditions as ODRL says them: comparisons, joined by and, or, xone one level deep.

A condition is read as met or as not met. ODRL has no negation, and its logical constraints join constraints but not
one another, so that a tree is turned into a conjunction of simple alternatives before it is written (ODRL Information
Model 2.2, sections 2.5.1 and 2.5.2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import comb, prod
from typing import Literal as Choice
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from dealgraph import names
from dealgraph.exports.facts import Facts
from dealgraph.exports.writing import ODRL

MAX_CLAUSES = 64
"""A condition that falls into more alternatives than this is left out: nobody could read the policy."""

CURRENCIES = "http://publications.europa.eu/resource/authority/currency/"
_TOO_MANY = "it falls into too many alternatives"
_OPPOSITE = {"eq": "neq", "gt": "lteq", "gteq": "lt", "lt": "gteq", "lteq": "gt"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A left operand, an operator and a right operand: what ODRL calls a constraint."""

    left: NamedNode
    operator: NamedNode
    right: NamedNode | Literal
    unit: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Joint:
    """Several formulas, of which all, some or exactly one must hold."""

    how: Choice["and", "or", "xone"]
    parts: "tuple[Formula, ...]"


Formula: TypeAlias = Comparison | Joint


class InexpressibleError(Exception):
    """A condition has no counterpart in ODRL; the message is the reason."""


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions and notes what is lost on the way, each loss as a code and a sentence."""

    facts: Facts
    lost: list[tuple[str, str]] = field(default_factory=list)

    def read(self, condition: NamedNode, *, met: bool) -> tuple[Formula, ...]:
        """Write a condition, met or not met, as formulas that must all hold: comparisons, or joints of comparisons.

        Raises:
            InexpressibleError: the condition cannot be said, or not in a readable number of clauses.
        """
        formula = self._exclusive(condition) if met else None
        formula = formula or self._formula(condition, met=met)
        if _is_flat(formula):
            return (formula,)
        found = dict.fromkeys(_clauses(formula))
        return tuple(clause[0] if len(clause) == 1 else Joint("or", clause) for clause in found)

    def _exclusive(self, condition: NamedNode) -> Formula | None:
        """Keep an exclusive choice between leaves as it is; anywhere else it has to be spelt out."""
        operands = self.facts.nodes(condition, "hasOperand")
        leaves = all(self.facts.is_a(o, "EventCondition", "TemporalCondition", "ThresholdCondition") for o in operands)
        if len(operands) > 1 and leaves and self.facts.is_a(condition, "ExactlyOneOf"):
            return Joint("xone", tuple(self._formula(operand, met=True) for operand in operands))
        return None

    def _formula(self, condition: NamedNode, *, met: bool) -> Formula:
        if self.facts.is_a(condition, "EventCondition"):
            return self._event(condition, met=met)
        if self.facts.is_a(condition, "TemporalCondition"):
            return self._time(condition, met=met)
        if self.facts.is_a(condition, "ThresholdCondition"):
            return self._threshold(condition, met=met)
        return self._composite(condition, met=met)

    def _event(self, condition: NamedNode, *, met: bool) -> Comparison:
        event = self.facts.node(condition, "onEvent")
        if event is None:
            raise InexpressibleError("it names no event")
        return Comparison(_odrl("event"), _odrl("gteq" if met else "lt"), event)

    def _time(self, condition: NamedNode, *, met: bool) -> Comparison:
        time, sense = self.facts.node(condition, "referenceTime"), self.facts.node(condition, "boundarySense")
        first = last = None
        if time is not None:
            first = self.facts.literal(time, "earliestStart") or self.facts.literal(time, "earliestEnd")
            last = self.facts.literal(time, "latestEnd") or self.facts.literal(time, "latestStart")
        if first is None or last is None:
            raise InexpressibleError("its time has no date")
        moment = _odrl("dateTime")
        if sense == names.voc("before"):
            return Comparison(moment, _odrl("gteq" if met else "lt"), first)
        if sense in {names.voc("through"), names.voc("after")}:
            return Comparison(moment, _odrl("gt" if met else "lteq"), last)
        said = f"“{self.facts.label(condition)}” turns between {first.value} and {last.value}"
        self.lost.append(("odrl-date", f"ODRL wants one date: {said}; the rule covers the time that is certain."))
        return Comparison(moment, _odrl("gt"), last) if met else Comparison(moment, _odrl("lt"), first)

    def _threshold(self, condition: NamedNode, *, met: bool) -> Comparison:
        measure, limit = self.facts.node(condition, "measures"), self.facts.node(condition, "limit")
        comparison = self.facts.node(condition, "comparison")
        value = self.facts.literal(limit, "numericValue") if limit else None
        relation = names.local(comparison.value) if comparison else ""
        if measure is None or limit is None or value is None or relation not in _OPPOSITE:
            raise InexpressibleError("it lacks a measure, a relation or one exact figure")
        measured = self.facts.node(condition, "measuredOn")
        if measured is not None:
            said = f"the figure is that of “{self.facts.label(measured)}”"
            self.lost.append(("odrl-measured", f"ODRL does not say on what a figure is measured: {said}."))
        return Comparison(measure, _odrl(relation if met else _OPPOSITE[relation]), value, self._unit(limit))

    def _unit(self, limit: NamedNode) -> NamedNode | None:
        currency = self.facts.literal(limit, "currencyCode")
        if currency is not None:
            return NamedNode(CURRENCIES + currency.value)
        unit = self.facts.literal(limit, "unitCode")
        if unit is not None:
            self.lost.append(("odrl-unit", f"ODRL wants an IRI for a unit: the figure is in {unit.value} (UCUM)."))
        return None

    def _composite(self, condition: NamedNode, *, met: bool) -> Formula:
        operands = self.facts.nodes(condition, "hasOperand")
        if not operands:
            raise InexpressibleError("it has no operands")
        if self.facts.is_a(condition, "AllOf"):
            return self._joint("and" if met else "or", operands, met=met)
        if self.facts.is_a(condition, "AnyOf"):
            return self._joint("or" if met else "and", operands, met=met)
        if self.facts.is_a(condition, "NoneOf"):
            if met:
                said = f"“{self.facts.label(condition)}” is said as the time before, or by the opposite relation"
                self.lost.append(("odrl-negation", f"ODRL has no negation: {said}."))
            return self._joint("and" if met else "or", operands, met=not met)
        if self.facts.is_a(condition, "ExactlyOneOf"):
            return self._exactly_one(operands, met=met)
        if self.facts.is_a(condition, "AtLeast"):
            return self._at_least(condition, operands, met=met)
        raise InexpressibleError("its kind is not known")

    def _joint(self, how: Choice["and", "or"], operands: Iterable[NamedNode], *, met: bool) -> Formula:
        return _joined(how, [self._formula(operand, met=met) for operand in operands])

    def _exactly_one(self, operands: Sequence[NamedNode], *, met: bool) -> Formula:
        held = [self._formula(operand, met=True) for operand in operands]
        failed = [self._formula(operand, met=False) for operand in operands]
        if met:
            pairs = [_joined("or", pair) for pair in combinations(failed, 2)]
            return _joined("and", [_joined("or", held), *pairs])
        others = (held[:place] + held[place + 1 :] for place in range(len(held)))
        return _joined("and", [_joined("or", [fails, *rest]) for fails, rest in zip(failed, others, strict=True)])

    def _at_least(self, condition: NamedNode, operands: Sequence[NamedNode], *, met: bool) -> Formula:
        minimum = self.facts.literal(condition, "minimumMet")
        wanted = int(minimum.value) if minimum else 0
        if not 1 <= wanted <= len(operands):
            raise InexpressibleError("the number that it asks for does not fit its operands")
        size = len(operands) - wanted + 1 if met else wanted
        if comb(len(operands), size) > MAX_CLAUSES:
            raise InexpressibleError(_TOO_MANY)
        parts = [self._formula(operand, met=met) for operand in operands]
        return _joined("and", [_joined("or", chosen) for chosen in combinations(parts, size)])


def _odrl(name: str) -> NamedNode:
    return NamedNode(ODRL + name)


def _joined(how: Choice["and", "or"], parts: Sequence[Formula]) -> Formula:
    return parts[0] if len(parts) == 1 else Joint(how, tuple(parts))


def _is_flat(formula: Formula) -> bool:
    return isinstance(formula, Comparison) or all(isinstance(part, Comparison) for part in formula.parts)


def _clauses(formula: Formula) -> list[tuple[Comparison, ...]]:
    """Turn a formula without xone into alternatives that must all hold (conjunctive normal form)."""
    if isinstance(formula, Comparison):
        return [(formula,)]
    parts = [_clauses(part) for part in formula.parts]
    conjunction = formula.how == "and"
    if (sum if conjunction else prod)(len(part) for part in parts) > MAX_CLAUSES:
        raise InexpressibleError(_TOO_MANY)
    return [clause for part in parts for clause in part] if conjunction else [_merged(c) for c in product(*parts)]


def _merged(clauses: Iterable[tuple[Comparison, ...]]) -> tuple[Comparison, ...]:
    return tuple(dict.fromkeys(comparison for clause in clauses for comparison in clause))
