"""Thresholds: whether a figure meets a limit, when either may be known only within bounds."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from dealgraph.standing.expression import Basis, Piece, Reason
from dealgraph.standing.model import Condition, Quantity
from dealgraph.standing.scenario import Figure
from dealgraph.standing.timeline import BEGIN, FALSE, TRUE, UNKNOWN, Value


def figures_for(condition: Condition, figures: Sequence[Figure]) -> list[Figure]:
    """Choose the figures that are about what a condition measures, in order of time."""
    fitting = (f for f in figures if f.measure == condition.measure and f.item in {"", condition.measured_on})
    return sorted(fitting, key=lambda figure: (figure.first, figure.last))


def pieces(condition: Condition, limit: Quantity, figures: Sequence[Figure], before: Sequence[Piece]) -> list[Piece]:
    """Tell for every day whether figures meet a limit. A figure holds until the next one.

    Args:
        condition: the threshold.
        limit: the amount with which is compared.
        figures: what is measured, in order of time, at least one.
        before: the pieces that hold as long as there is no figure.
    """
    results = [_met(condition.comparison, figure, limit) for figure in figures]
    days = sorted({day for figure in figures for day in (figure.first, figure.last)})
    start = [piece for piece in before if piece.first < days[0]]
    return start + [_on(day, figures, results, before) for day in days]


def _on(
    day: int, figures: Sequence[Figure], results: Sequence[tuple[Value, Reason | None]], before: Sequence[Piece]
) -> Piece:
    """Give the piece from a day on: what all figures agree on that may be the latest by then."""
    begun = [(figure, result) for figure, result in zip(figures, results, strict=True) if figure.first <= day]
    past = [figure for figure, _ in begun if figure.last <= day]
    possible = [result for figure, result in begun if not any(figure.last < later.first for later in past)]
    if not past:
        possible.append((before[-1].value, before[-1].reason))
    if len({value for value, _ in possible}) > 1:
        return Piece(day, UNKNOWN, Basis.ASSUMED, Reason.DATE_IMPRECISE)
    return Piece(day, possible[0][0], Basis.ASSUMED, possible[0][1])


def _met(comparison: str, figure: Figure, limit: Quantity) -> tuple[Value, Reason | None]:
    try:
        low, high = Decimal(limit.minimum or "NaN"), Decimal(limit.maximum or "NaN")
    except InvalidOperation:
        return UNKNOWN, Reason.QUANTITY_OPEN
    if figure.unit != limit.unit:
        return UNKNOWN, Reason.UNIT_MISMATCH
    if low.is_nan() or high.is_nan():
        return UNKNOWN, Reason.QUANTITY_OPEN
    value = compared(comparison, (figure.low, figure.high), (low, high))
    return value, Reason.QUANTITY_OPEN if value is UNKNOWN else None


def compared(comparison: str, figure: tuple[Decimal, Decimal], limit: tuple[Decimal, Decimal]) -> Value:
    """Compare two amounts, each known within bounds.

    Args:
        comparison: gt, gteq, lt, lteq or eq; anything else is unknown.
        figure: the least and the most that the figure may be.
        limit: the least and the most that the limit may be.
    """
    (low, high), (least, most) = figure, limit
    if comparison in {"lt", "lteq"}:
        swapped = {"lt": "gt", "lteq": "gteq"}[comparison]
        return compared(swapped, limit, figure)
    if comparison == "gteq":
        return _between(certain=low >= most, possible=high >= least)
    if comparison == "gt":
        return _between(certain=low > most, possible=high > least)
    if comparison == "eq":
        return _between(certain=low == high == least == most, possible=low <= most and least <= high)
    return UNKNOWN


def _between(*, certain: bool, possible: bool) -> Value:
    if certain:
        return TRUE
    return UNKNOWN if possible else FALSE


def presumed(*, closed: bool) -> tuple[Piece, ...]:
    """Give the pieces for a figure that nobody gives: the limit is presumed not to be met, or it is open."""
    if closed:
        return (Piece(BEGIN, FALSE, Basis.PRESUMED),)
    return (Piece(BEGIN, UNKNOWN, Basis.OPEN, Reason.QUANTITY_OPEN),)
