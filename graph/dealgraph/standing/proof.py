"""Proofs: the tree behind a value on a day, printed so that anybody can work the value out again from its leaves."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dealgraph.standing.dates import day_text
from dealgraph.standing.expression import Basis, Expression, Op, parts_on
from dealgraph.standing.model import Model, claim_shown
from dealgraph.standing.support import Support, reason_on
from dealgraph.standing.timeline import FALSE, TRUE, UNKNOWN, Value, agreed, counted

PROOF_FORMAT = "proof/1"
"""The version of the format. Names are only ever added to it; another number means that a meaning has changed."""
MAX_DEPTH = 60
MAX_NODES = 3000
"""What lies deeper, or beyond so many nodes, is left out of the print; such a node says `"cut": true`."""

Printed = dict[str, Any]


def printed(root: Expression, day: int, support: Support, model: Model) -> Printed:
    """Print the tree behind a value.

    Each node says what it does (`op`), its value, in words what it is, and what the value rests on; `needed` marks
    the part that is enough for the value of the whole.

    Args:
        root: the expression.
        day: the day on which it is looked at.
        support: what the value rests on.
        model: tells the names of claims.
    """
    needed = set(support.places)
    room = [MAX_NODES]

    def visit(expression: Expression, when: int, depth: int) -> Printed:
        found = _node(expression, when, model)
        found["needed"] = (expression, when) in needed
        if when != day:
            found["on"] = day_text(when) or "the beginning"
        parts = parts_on(expression, when)
        if parts and (depth >= MAX_DEPTH or room[0] < len(parts)):
            found["cut"] = True
            parts = []
        room[0] -= len(parts)
        found["children"] = [visit(part, then, depth + 1) for part, then in parts]
        return found

    return visit(root, day, 0)


def _node(expression: Expression, day: int, model: Model) -> Printed:
    piece = expression.piece(day) if expression.pieces else None
    claims = (*expression.claims, *(piece.claims if piece else ()))
    found: Printed = {
        "op": expression.op.value,
        "value": expression.curve.at(day).word,
        "label": expression.label,
        "basis": (piece.basis if piece else Basis.NONE).value,
        "claims": [claim_shown(model.claims[claim]) for claim in dict.fromkeys(claims) if claim in model.claims],
    }
    reason = reason_on(expression, day)
    if expression.ref:
        found["ref"] = expression.ref
    if expression.role:
        found["role"] = expression.role
    if reason is not None:
        found["reason"] = reason.value
    if expression.op is Op.AT_LEAST:
        found["number"] = expression.number
    return found


def recomputed(node: Mapping[str, Any]) -> str:
    """Work out the value of a printed proof from its leaves alone.

    A node that has been cut counts as a leaf. The result is the printed value of the root, whatever stands between.
    """
    return _value(node).word


def _value(node: Mapping[str, Any]) -> Value:
    children: Sequence[Mapping[str, Any]] = node["children"]
    op = Op(node["op"])
    if op in {Op.EVENT, Op.TIME, Op.FIGURE, Op.UNKNOWN} or node.get("cut"):
        return Value[node["value"].upper()]
    values = [_value(child) for child in children]
    if op is Op.AT_LEAST:
        return counted(values, node["number"], len(values))
    return _RULES[op](values)


_RULES: Mapping[Op, Callable[[Sequence[Value]], Value]] = {
    Op.ALL: lambda values: min(values, default=TRUE),
    Op.ANY: lambda values: max(values, default=FALSE),
    Op.NONE: lambda values: Value(TRUE - max(values, default=FALSE)),
    Op.EXACTLY_ONE: lambda values: counted(values, 1, 1),
    Op.ONCE: lambda values: max(values, default=FALSE),
    Op.SAME: lambda values: values[0],
    Op.AT_MOST_UNKNOWN: lambda values: min(values[0], UNKNOWN),
    Op.AGREED: agreed,
}
