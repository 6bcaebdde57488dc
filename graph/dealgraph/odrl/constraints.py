"""Constraints of ODRL as expressions of the algebra by which standing is judged: satisfied, not, or unknown.

ODRL Information Model 2.2, sections 2.5.1 (constraint) and 2.5.2 (logical constraint). A sequence of constraints is
read as their conjunction: a state of the world is one moment, in which no order can be seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode

from dealgraph import names
from dealgraph.answer import Term
from dealgraph.odrl.reading import ODRL, Node, Statements, odrl
from dealgraph.standing.expression import Basis, Expression, Op, Piece, Reason, leaf, node
from dealgraph.standing.figures import compared
from dealgraph.standing.timeline import BEGIN, FALSE, TRUE, UNKNOWN, Value

_LOGIC = {"and": Op.ALL, "or": Op.ANY, "xone": Op.EXACTLY_ONE, "andSequence": Op.ALL}
_ORDER = frozenset({"lt", "lteq", "gt", "gteq", "eq"})
_ISSUED = f"{names.DCTERMS}issued"
_ZONES = timedelta(hours=14)
"""So far a local time may lie from UTC (XML Schema Part 2, section 3.3.7.4)."""
Bounds = tuple[Decimal, Decimal]
Given = Mapping[str, Sequence[Term]]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time between two bounds, in seconds; `last` is the end of it where it is a whole day."""

    low: Decimal
    high: Decimal
    last: Decimal | None = None


def read_moment(term: Term) -> Moment | None:
    """Read an xsd:dateTime or an xsd:date; without a zone it is known to fourteen hours only."""
    if not isinstance(term, Literal):
        return None
    try:
        if term.datatype.value == f"{names.XSD}date":
            zone = term.value[10:].replace("Z", "+00:00")
            start = datetime.fromisoformat(f"{date.fromisoformat(term.value[:10])}T{time()}{zone}")
            low, high = _bounds(start)
            return Moment(low, high, Decimal(86_400))
        low, high = _bounds(datetime.fromisoformat(term.value))
    except ValueError:
        return None
    return Moment(low, high)


def _bounds(moment: datetime) -> Bounds:
    if moment.tzinfo is not None:
        found = _seconds(moment)
        return found, found
    near = moment.replace(tzinfo=UTC)
    return _seconds(near) - int(_ZONES.total_seconds()), _seconds(near) + int(_ZONES.total_seconds())


def _seconds(moment: datetime) -> Decimal:
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return Decimal(since.days * 86_400 + since.seconds) + Decimal(since.microseconds) / 1_000_000


@dataclass(frozen=True)
class Judge:
    """Judges the constraints of policies in one state of the world.

    Args:
        said: policy, request and world together.
        now: the time of the world, where it tells it.
        given: the values of other left operands, as the request gives them.
    """

    said: Statements = field(repr=False)
    now: Literal | None = None
    given: Given = field(default_factory=dict)

    def constraint(self, constraint: Node, above: frozenset[Node] = frozenset()) -> Expression:
        """Turn a constraint into an expression; one that is part of itself is unknown."""
        label = names.short(constraint.value) if isinstance(constraint, NamedNode) else "constraint"
        if constraint in above:
            return leaf(Op.UNKNOWN, [Piece(BEGIN, UNKNOWN, reason=Reason.CIRCULAR)], label)
        for name, op in _LOGIC.items():
            lists = self.said.values(constraint, ODRL + name)
            if lists:
                found = [member for one in lists for member in self.said.members(one)]
                inner = [member for member in found if isinstance(member, NamedNode | BlankNode)]
                parts = [self.constraint(part, above | {constraint}) for part in inner]
                return node(op, parts, label, name)
        value = self._compared(constraint)
        return leaf(Op.FIGURE, [Piece(BEGIN, value, Basis.RECORDED)], label)

    def _compared(self, constraint: Node) -> Value:
        left, operator = (self._one(constraint, name) for name in ("leftOperand", "operator"))
        right = [m for v in self.said.values(constraint, f"{ODRL}rightOperand") for m in self.said.members(v)]
        how = operator.value.removeprefix(ODRL) if isinstance(operator, NamedNode) else ""
        if not isinstance(left, NamedNode) or not right:
            return UNKNOWN
        if left == odrl("dateTime"):
            return _in_time(how, self.now, right[0])
        if left == odrl("event"):
            return self._event(how, right[0])
        found = self.given.get(left.value, ())
        return self._among(how, found, right) if found else UNKNOWN

    def _one(self, constraint: Node, name: str) -> Term | None:
        return next(iter(self.said.values(constraint, ODRL + name)), None)

    def _event(self, how: str, event: Term) -> Value:
        """Compare the time of the world with that of an event, which the world gives as it gives its own."""
        when = next(iter(self.said.values(event, _ISSUED)), None)
        return UNKNOWN if when is None else _in_time(how, self.now, when)

    def _among(self, how: str, found: Sequence[Term], right: Sequence[Term]) -> Value:
        """Compare what the request says of a left operand with what the policy asks."""
        if how in _ORDER and (numbers := _numbers([*found[:1], *right[:1]])):
            return compared(how, (numbers[0], numbers[0]), (numbers[1], numbers[1]))
        same = [any(self._fits(one, other, how) for one in found) for other in right]
        held = {"isAllOf": all(same), "neq": not any(same), "isNoneOf": not any(same)}.get(how, any(same))
        if how not in {"eq", "neq", "isA", "isAnyOf", "isAllOf", "isNoneOf", "isPartOf", "hasPart"}:
            return UNKNOWN
        return TRUE if held else FALSE

    def _fits(self, one: Term, other: Term, how: str) -> bool:
        if how == "isA":
            return one == other or other in self.said.upwards(one, names.TYPE.value)
        if how == "isPartOf":
            return other in self.said.upwards(one, f"{ODRL}partOf")
        return one in self.said.upwards(other, f"{ODRL}partOf") if how == "hasPart" else one == other


def _numbers(terms: Sequence[Term]) -> list[Decimal]:
    try:
        found = [Decimal(term.value) for term in terms if isinstance(term, Literal)]
    except InvalidOperation:
        return []
    return found if len(found) == len(terms) and all(number.is_finite() for number in found) else []


def _in_time(how: str, now: Term | None, right: Term) -> Value:
    """Compare two times; of a day, its beginning or its end counts, as the operator has it."""
    one, other = read_moment(now) if now is not None else None, read_moment(right)
    if one is None or other is None:
        return UNKNOWN
    here = (one.low, one.high)
    first = (other.low, other.high)
    if other.last is None:
        value = compared("eq" if how == "neq" else how, here, first)
        return Value(TRUE - value) if how == "neq" else value
    following = (other.low + other.last, other.high + other.last)
    if how in {"gteq", "lt"}:
        return compared(how, here, first)
    if how in {"gt", "lteq"}:
        return compared({"gt": "gteq", "lteq": "lt"}[how], here, following)
    within = min(compared("gteq", here, first), compared("lt", here, following))
    return {"eq": within, "neq": Value(TRUE - within)}.get(how, UNKNOWN)
