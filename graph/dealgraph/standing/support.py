"""What the value of an expression on a day rests on: a sufficient part of its tree, with the fewest presumptions.

Where one part is enough for the value, the one that presumes least is chosen; where all are needed, all are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dealgraph.standing.expression import Basis, Expression, Op, Piece, Reason, parts_on
from dealgraph.standing.timeline import FALSE, TRUE, UNKNOWN, Value

Place = tuple[Expression, int]
"""An expression on a day."""


@dataclass(frozen=True, slots=True)
class Support:
    """The part of a tree on which a value rests, from the root to the leaves."""

    places: tuple[Place, ...]

    def leaves(self) -> Iterator[tuple[Expression, Piece]]:
        """List the leaves with the pieces that hold."""
        for expression, day in self.places:
            if expression.pieces:
                yield expression, expression.piece(day)

    @property
    def presumed(self) -> dict[str, str]:
        """What is presumed not to happen: the labels by short name."""
        found = {e.ref: e.label for e, piece in self.leaves() if piece.basis is Basis.PRESUMED}
        return dict(sorted(found.items()))

    @property
    def assumed(self) -> dict[str, str]:
        """What the scenario assumes: the labels by short name."""
        return {e.ref: e.label for e, piece in self.leaves() if piece.basis is Basis.ASSUMED}

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims on which the value rests, each once, from the root down."""
        found: dict[str, None] = {}
        for expression, day in self.places:
            found.update(dict.fromkeys(expression.claims))
            if expression.pieces:
                found.update(dict.fromkeys(expression.piece(day).claims))
        return tuple(found)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the value is unknown, if it is: the reasons of all unknown parts, without repetition."""
        found = {reason for expression, day in self.places if (reason := reason_on(expression, day)) is not None}
        return tuple(sorted(found))


def reason_on(expression: Expression, day: int) -> Reason | None:
    """Give the reason why an expression itself, and not only a part of it, is unknown on a day."""
    if expression.pieces:
        return expression.piece(day).reason
    if expression.reason is None or expression.curve.at(day) is not UNKNOWN:
        return None
    values = [part.curve.at(when) for part, when in parts_on(expression, day)]
    if expression.op is Op.AT_MOST_UNKNOWN:
        return expression.reason if values == [TRUE] else None
    return expression.reason if len(set(values)) > 1 else None


def support(root: Expression, day: int) -> Support:
    """Find what the value of an expression on a day rests on."""
    costs = _costs(root, day)
    places: dict[Place, None] = {}
    waiting = [(root, day)]
    while waiting:
        place = waiting.pop()
        if place in places:
            continue
        places[place] = None
        waiting += reversed(_needed(place, costs))
    return Support(tuple(places))


def _costs(root: Expression, day: int) -> dict[Place, int]:
    """Count, from the leaves up, the presumptions that the value of each place needs."""
    costs: dict[Place, int] = {}
    waiting: list[tuple[Place, bool]] = [((root, day), False)]
    while waiting:
        place, ready = waiting.pop()
        if place in costs:
            continue
        expression, when = place
        if ready:
            costs[place] = sum(costs[part] for part in _needed(place, costs))
        elif expression.pieces:
            costs[place] = expression.piece(when).basis is Basis.PRESUMED
        else:
            waiting.append((place, True))
            waiting += [(part, False) for part in parts_on(expression, when)]
    return costs


def _needed(place: Place, costs: dict[Place, int]) -> list[Place]:
    """Choose the parts that are needed for the value of a node, the cheapest where some are enough."""
    expression, day = place
    parts = parts_on(expression, day)
    choice = _enough(expression, day, parts)
    if choice is None:
        return parts
    wanted, number = choice
    fitting = [part for part in parts if part[0].curve.at(part[1]) is wanted]
    return sorted(fitting, key=lambda part: costs[part])[: max(number, 0)]


def _enough(expression: Expression, day: int, parts: Sequence[Place]) -> tuple[Value, int] | None:
    """Tell how many parts of which value decide a node; nothing where it takes all of them."""
    value = expression.curve.at(day)
    if value is UNKNOWN:
        return None
    if (expression.op, value) in _ONE_IS_ENOUGH:
        return _ONE_IS_ENOUGH[expression.op, value], 1
    if expression.op is Op.AT_LEAST:
        return value, expression.number if value is TRUE else len(parts) - expression.number + 1
    if expression.op is Op.EXACTLY_ONE and value is FALSE:
        met = sum(part.curve.at(when) is TRUE for part, when in parts)
        return (TRUE, 2) if met > 1 else None
    return None


_ONE_IS_ENOUGH = {(Op.ALL, FALSE): FALSE, (Op.ANY, TRUE): TRUE, (Op.NONE, FALSE): TRUE}
