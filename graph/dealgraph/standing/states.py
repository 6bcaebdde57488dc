"""The state of a standing: in which it is from day to day, and which clause puts it there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dealgraph.standing.dates import Span
from dealgraph.standing.expression import Expression, Op
from dealgraph.standing.positions import Standing
from dealgraph.standing.timeline import BEGIN, END, FALSE, TRUE, UNKNOWN, Value

VARIES = "varies"
STATES = ("in-force", "conditional", "suspended", "not-yet", "unknown", "exercised", "ended")
"""What a position can be, in the order in which lists show it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What puts a position into its state: a short name, a label, and the day from which on it does so."""

    ref: str
    label: str
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both included, on which a position has one value and one state."""

    first: int
    last: int
    value: Value
    state: str


def summary(stretches: Sequence[Stretch]) -> tuple[str, str]:
    """Give the one value and the one state of several stretches, or that they vary."""
    values = {stretch.value for stretch in stretches}
    states = {stretch.state for stretch in stretches}
    return (
        stretches[0].value.word if len(values) == 1 else VARIES,
        stretches[0].state if len(states) == 1 else VARIES,
    )


def turns(standing: Standing) -> list[int]:
    """List the days on which the state of a position may change."""
    roles = (standing.starts, standing.requires, standing.whiles, standing.ends, standing.used, standing.root)
    return sorted({day for role in roles for day in role.curve.days})


def stretches_of(standing: Standing, on: Span) -> Iterator[Stretch]:
    """Cut days into stretches of one value and one state."""
    begin = on.first
    starts = [begin, *(day for day in turns(standing) if begin < day <= on.last)]
    now = (standing.root.curve.at(begin), state_on(standing, begin))
    for day in starts[1:]:
        then = (standing.root.curve.at(day), state_on(standing, day))
        if then != now:
            yield Stretch(begin, day - 1, *now)
            begin, now = day, then
    yield Stretch(begin, on.last, *now)


def all_stretches(standing: Standing) -> list[Stretch]:
    """Cut all days that there are into stretches."""
    return list(stretches_of(standing, Span(BEGIN, END - 1)))


def state_on(standing: Standing, day: int) -> str:
    """Name the state of a position on a day: ended where that is certain, else what keeps it from being in force."""
    value = standing.root.curve.at(day)
    if standing.ends.curve.at(day) is TRUE:
        return "ended"
    if standing.used.curve.at(day) is TRUE:
        return "exercised"
    if value is not FALSE:
        return "in-force" if value is TRUE else "unknown"
    if standing.starts.curve.at(day) is FALSE:
        return "not-yet"
    return "conditional" if standing.requires.curve.at(day) is FALSE else "suspended"


def cause_on(standing: Standing, day: int) -> Cause | None:
    """Find the clause that puts a position into its state on a day, and the day from which on it does so."""
    state = state_on(standing, day)
    if state in {"ended", "exercised"}:
        return _first_true(standing.ends if state == "ended" else standing.used, day)
    if state == "in-force":
        return _last_true(standing.starts, day)
    roles = {"not-yet": standing.starts, "conditional": standing.requires, "suspended": standing.whiles}
    wanted = UNKNOWN if state == "unknown" else FALSE
    chosen = [roles[state]] if state in roles else [*roles.values(), standing.ends, standing.may_end, standing.used]
    for role in chosen:
        for clause in _clauses(role):
            if clause.curve.at(day) is wanted:
                return _cause(clause)
    return None if standing.known else Cause(standing.root.ref, standing.root.label)


def _clauses(role: Expression) -> tuple[Expression, ...]:
    return role.parts[0].parts if role.op is Op.ONCE else role.parts


def _first_true(role: Expression, day: int) -> Cause | None:
    """Find the clause that came true first; of several on one day, the plainest."""
    found = [(since, clause) for clause in _clauses(role) if (since := clause.curve.first(TRUE)) is not None]
    past = [(since, clause) for since, clause in found if since <= day]
    since, clause = min(past, key=lambda pair: (pair[0], len(_bare(pair[1]).parts)), default=(None, None))
    return _cause(clause, since) if clause else None


def _last_true(role: Expression, day: int) -> Cause | None:
    found = [(c.curve.days[place - 1], c) for c in _clauses(role) if (place := sum(d <= day for d in c.curve.days))]
    since, clause = max(found, key=lambda pair: pair[0], default=(None, None))
    return _cause(clause, since) if clause else None


def _cause(clause: Expression, since: int | None = None) -> Cause:
    bare = _bare(clause)
    named = bare if bare.ref else clause
    return Cause(named.ref, named.label, since)


def _bare(clause: Expression) -> Expression:
    """Take a clause out of its role."""
    part = clause
    while part.op in {Op.SAME, Op.AT_MOST_UNKNOWN, Op.ONCE} or (part.op is Op.ANY and len(part.parts) == 1):
        part = part.parts[0]
    return part
