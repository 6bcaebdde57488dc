"""The expressions into which conditions and positions are turned for one scenario: leaves with their evidence, nodes.

Expressions share their parts, so that a tree in which a condition stands twice stays as small as the graph. Each
holds its timeline; proof and support are read off it for a day.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from dealgraph.standing.timeline import (
    ALWAYS,
    BEGIN,
    TRUE,
    UNKNOWN,
    UNSURE,
    Timeline,
    Value,
    agreed,
    all_of,
    always,
    any_of,
    at_least,
    at_most,
    combined,
    exactly_one,
    none_of,
    once,
    steps,
)


class Basis(StrEnum):
    """What the value of a leaf rests on."""

    RECORDED = "recorded"
    ASSUMED = "assumed by the scenario"
    PRESUMED = "presumed, because nobody reports it"
    OPEN = "left open, because nobody reports it"
    NONE = ""


class Reason(StrEnum):
    """Why something is unknown."""

    DATE_IMPRECISE = "date-imprecise"
    NOT_DATED = "not-dated"
    EVENT_OPEN = "event-open"
    QUANTITY_OPEN = "quantity-open"
    UNIT_MISMATCH = "unit-mismatch"
    CONFLICT = "conflict"
    CIRCULAR = "circular"
    MAY_END = "may-end"
    BEYOND_RECORD = "beyond-record"


class Op(StrEnum):
    """What an expression does with its parts. A leaf is an event, a time, a figure, or something unknown."""

    EVENT = "event"
    TIME = "time"
    FIGURE = "figure"
    UNKNOWN = "unknown"
    ALL = "all"
    ANY = "any"
    NONE = "none"
    AT_LEAST = "at-least"
    EXACTLY_ONE = "exactly-one"
    ONCE = "once"
    AT_MOST_UNKNOWN = "at-most-unknown"
    AGREED = "agreed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Piece:
    """The value of a leaf from a day on, with what it rests on."""

    first: int
    value: Value
    basis: Basis = Basis.NONE
    reason: Reason | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A leaf or a node.

    Args:
        op: what it does with its parts.
        curve: its value on every day.
        label: what it says, in words.
        ref: the short name of what it is about, or of what may happen.
        parts: the expressions that it combines.
        claims: the claims for the node itself, beside those for its parts.
        pieces: of a leaf, its values with their evidence.
        number: of "at least", how many.
        days: of "agreed", the days on which its only part is looked at.
        reason: of "at most unknown" and "agreed", why it is unknown.
        role: what it does for the position, where it is a clause.
        rising: whether it is plain from its build that its value never falls, so that a day tells of all before it.
    """

    op: Op
    curve: Timeline
    label: str = ""
    ref: str = ""
    parts: "tuple[Expression, ...]" = ()
    claims: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = field(default=(), repr=False)
    number: int = 0
    days: tuple[int, ...] = ()
    reason: Reason | None = None
    role: str = ""
    rising: bool = True

    def piece(self, day: int) -> Piece:
        """Give the piece of a leaf that covers a day."""
        return self.pieces[bisect_right(self.pieces, day, key=lambda piece: piece.first) - 1]


def leaf(op: Op, pieces: Sequence[Piece], label: str = "", ref: str = "", claims: tuple[str, ...] = ()) -> Expression:
    """Make a leaf of pieces in ascending order, the first of them from the beginning of time."""
    curve = steps((piece.first, piece.value) for piece in pieces)
    rising = all(one <= other for one, other in pairwise(curve.values))
    return Expression(op, curve, label, ref, claims=claims, pieces=tuple(pieces), rising=rising)


def unknown(reason: Reason, label: str, ref: str = "") -> Expression:
    """Make a leaf of which nothing is known."""
    return Expression(Op.UNKNOWN, UNSURE, label, ref, pieces=(Piece(BEGIN, UNKNOWN, reason=reason),))


_COMBINE = {Op.ALL: all_of, Op.ANY: any_of, Op.NONE: none_of, Op.EXACTLY_ONE: exactly_one}


def node(  # noqa: PLR0913 - a node has as many sides
    op: Op,
    parts: Iterable[Expression],
    label: str = "",
    ref: str = "",
    claims: tuple[str, ...] = (),
    *,
    number: int = 0,
) -> Expression:
    """Combine parts by "all", "any", "none", "exactly one" or "at least so many"."""
    members = tuple(parts)
    curves = [part.curve for part in members]
    curve = at_least(number, curves) if op is Op.AT_LEAST else _COMBINE[op](curves)
    rising = op not in {Op.NONE, Op.EXACTLY_ONE} and all(part.rising for part in members)
    return Expression(op, curve, label, ref, members, claims, number=number, rising=rising)


def latched(part: Expression, label: str = "") -> Expression:
    """Keep the highest value so far."""
    return Expression(Op.ONCE, once(part.curve), label, part.ref, (part,))


def capped(part: Expression, role: str, label: str, claims: tuple[str, ...]) -> Expression:
    """Let a part count as unknown at most, because the source only suggests what it means."""
    curve = at_most(part.curve, UNKNOWN)
    return Expression(
        Op.AT_MOST_UNKNOWN, curve, label, part.ref, (part,), claims,
        reason=Reason.MAY_END, role=role, rising=part.rising,
    )  # fmt: skip


def clause(part: Expression, role: str, label: str, claims: tuple[str, ...]) -> Expression:
    """Name the role of a part and the claims that give it this role."""
    return Expression(Op.SAME, part.curve, label, part.ref, (part,), claims, role=role, rising=part.rising)


def contested(parts: Sequence[Expression], label: str) -> Expression:
    """Combine values that ought to be the same: unknown where they differ, because they contradict each other."""
    curve = combined(agreed, [part.curve for part in parts])
    rising = all(part.rising for part in parts)
    return Expression(
        Op.AGREED, curve, label, "", tuple(parts), reason=Reason.CONFLICT, role=parts[0].role, rising=rising
    )


def held(part: Expression, first: int, last: int, label: str) -> Expression:
    """Tell, for all days alike, whether something holds at a moment that lies between two days."""
    days = (first, *(day for day in part.curve.days if first < day <= last))
    curve = always(agreed([part.curve.at(day) for day in days]))
    return Expression(Op.AGREED, curve, label, part.ref, (part,), days=days, reason=Reason.DATE_IMPRECISE)


NOTHING = Expression(Op.ALL, ALWAYS)
"""The conjunction of nothing, which is true: a role without clauses is neutral."""


def parts_on(expression: Expression, day: int) -> list[tuple[Expression, int]]:
    """List the parts of an expression, each with the day on which it is looked at.

    What has happened once is looked at on the day on which it did. That something has not happened has to be seen on
    every day so far, unless its value never falls: then the last day is enough.
    """
    if expression.op is Op.ONCE:
        part, value = expression.parts[0], expression.curve.at(day)
        if value is TRUE:
            return [(part, part.curve.first(TRUE) or BEGIN)]
        if part.rising:
            return [(part, day)]
        return [(part, turn) for turn in sorted({day, *(turn for turn in _turns_under(part) if turn < day)})]
    if expression.days:
        return [(expression.parts[0], when) for when in expression.days]
    return [(part, day) for part in expression.parts]


def _turns_under(root: Expression) -> set[int]:
    """List the days on which anything in an expression changes."""
    turns: set[int] = set()
    waiting, seen = [root], set[Expression]()
    while waiting:
        expression = waiting.pop()
        if expression not in seen:
            seen.add(expression)
            turns.update(expression.curve.days)
            waiting += expression.parts
    return turns


def claims_of(root: Expression) -> list[str]:
    """List all claims in an expression, on whatever day they matter."""
    found: dict[str, None] = {}
    waiting, seen = [root], set[Expression]()
    while waiting:
        expression = waiting.pop()
        if expression in seen:
            continue
        seen.add(expression)
        found.update(dict.fromkeys(expression.claims))
        found.update((claim, None) for piece in expression.pieces for claim in piece.claims)
        waiting += reversed(expression.parts)
    return list(found)
