"""Alternative values of one term: which counts where several claims date or measure the same clause.

The dates by which a position begins share a slot, so do the dates by which it ends, and so do the limits of one
measure. What a claim says is superseded is dropped, then the firmest is kept, and if the rest disagrees the value is
unknown. That a document is later decides nothing by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from dealgraph.standing.admission import Admission
from dealgraph.standing.expression import Expression, contested
from dealgraph.standing.index import Index


@dataclass(frozen=True, slots=True)
class Stated:
    """A clause that counts: the position it is written on, its condition, what it says, and its claims."""

    position: str
    condition: str
    expression: Expression
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """The alternatives for one value, and what became of each.

    Args:
        position: the position whose value it is.
        role: "starts" or "ends".
        what: "time", or the short name of a measure.
        kept: the values that count; where they disagree, the slot is in conflict.
        superseded: values in whose place a claim puts another.
        weaker: values for which only weaker claims speak.
    """

    position: str
    role: str
    what: str
    kept: tuple[Stated, ...]
    superseded: tuple[Stated, ...] = ()
    weaker: tuple[Stated, ...] = ()

    @property
    def conflict(self) -> bool:
        """Whether the values that count disagree."""
        return len({stated.expression.curve for stated in self.kept}) > 1


def settled(index: Index, admission: Admission, clauses: Sequence[Stated]) -> list[Expression]:
    """Settle the clauses of one role: one expression for each slot, and one for each clause that has none."""
    grouped: dict[tuple[str, ...], list[Stated]] = {}
    for stated in clauses:
        grouped.setdefault(_key(index, stated) or (stated.condition,), []).append(stated)
    found: list[Expression] = []
    for group in grouped.values():
        slot = slot_of(index, admission, group) if len(group) > 1 and _key(index, group[0]) else None
        kept = slot.kept if slot else tuple(group)
        if slot and slot.conflict:
            found.append(contested([s.expression for s in kept], f"{slot.role}: alternatives that disagree"))
        else:
            found.append(kept[0].expression)
    return found


def slots(index: Index, admission: Admission, clauses: Sequence[Stated]) -> list[Slot]:
    """List the slots of the clauses of one role for which there is more than one value."""
    grouped: dict[tuple[str, ...], list[Stated]] = {}
    for stated in clauses:
        key = _key(index, stated)
        if key:
            grouped.setdefault(key, []).append(stated)
    return [slot_of(index, admission, group) for group in grouped.values() if len(group) > 1]


def _key(index: Index, stated: Stated) -> tuple[str, ...]:
    """Name the slot of a clause; nothing for clauses that are no values, such as events."""
    condition = index.model.conditions[stated.condition]
    if condition.kind == "TemporalCondition":
        return ("time",)
    if condition.kind == "ThresholdCondition":
        return (condition.measure, condition.measured_on)
    return ()


def slot_of(index: Index, admission: Admission, group: Sequence[Stated]) -> Slot:
    """Settle one slot: drop what is superseded, keep the firmest."""
    replaced = tuple(one for one in group if any(_replaces(index, admission, other, one) for other in group))
    left = [stated for stated in group if stated not in replaced] or list(group)
    levels = [_level(admission, stated) for stated in left]
    kept = tuple(stated for stated, level in zip(left, levels, strict=True) if level == min(levels))
    what = _key(index, group[0])[0]
    return Slot(
        group[0].position,
        group[0].expression.role,
        what,
        kept,
        superseded=tuple(stated for stated in replaced if stated not in kept),
        weaker=tuple(stated for stated in left if stated not in kept),
    )


def _level(admission: Admission, stated: Stated) -> int:
    """Give the level of a clause: the weakest of its claims and of the best for its condition."""
    return max(admission.level_of(stated.claims), admission.firmest(stated.condition))


def _replaces(index: Index, admission: Admission, later: Stated, earlier: Stated) -> bool:
    """Tell whether a claim says that the term from which one value comes takes the place of the other's term."""
    old = _terms(index, earlier)
    return any(
        link.target in old and link.target != term and admission.link(link) is not None
        for term in _terms(index, later) - old
        for link in index.model.terms[term].supersedes
    )


def _terms(index: Index, stated: Stated) -> set[str]:
    """List the terms that confer the position and of which the claims for a clause speak."""
    claims = stated.claims or index.model.evidence.get(stated.condition, ())
    spoken = {item for claim in claims for item in index.model.claims[claim].about}
    return spoken & set(index.model.positions[stated.position].terms)
