"""The conditions of a right as a tree that people read: what begins it, what it requires, what ends it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dealgraph.standing.desk import Desk
from dealgraph.standing.model import LEVELS, Condition, Position, Role
from dealservice.glimpses import Link, Observer

MAX_DEPTH = 12
"""A tree is shown so deep."""
_ROLES = {
    Role.STARTS: "Begins when",
    Role.REQUIRES: "Requires that",
    Role.WHILE: "Lasts while",
    Role.EXCEPT: "Except while",
    Role.ENDS: "Ends when",
    Role.MAY_END: "May end when",
}
_TOGETHER = {
    "AllOf": "all of these",
    "AnyOf": "any of these",
    "NoneOf": "none of these",
    "ExactlyOneOf": "exactly one of these",
}
_MET = {"true": "met", "false": "not met", "unknown": "unknown"}
NOT_COUNTED = "does not count"


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition in a tree.

    Args:
        thing: its label and page.
        joins: how the conditions below are joined, where there are some.
        met: whether it is met, in words.
        event: the event that it turns on, if it turns on one.
        level: the certainty of the claims that carry it, where they are known.
        claims: these claims, by number and page.
        below: its parts.
    """

    thing: Link
    joins: str
    met: str
    event: Link | None
    level: str
    claims: tuple[Link, ...]
    below: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """The conditions that play one role."""

    role: str
    branches: tuple[Branch, ...]


def clauses_of(observer: Observer, position: Position) -> tuple[Clauses, ...]:
    """Give the conditions of a position by role; a burden shares those of the right at its other end."""
    found: dict[Role, list[Branch]] = {}
    for source in _sources(observer.desk, position):
        for clause in source.clauses:
            claims = [claim for support in clause.condition.supports for claim in support.claims]
            counts = observer.desk.record(observer.scenario).admission.link(clause.condition) is not None
            branch = branch_of(observer, clause.condition.target, claims, counts=counts)
            found.setdefault(clause.role, []).append(branch)
    return tuple(Clauses(words, tuple(found[role])) for role, words in _ROLES.items() if role in found)


def _sources(desk: Desk, position: Position) -> Iterator[Position]:
    yield position
    for iri in position.correlatives:
        other = desk.model.positions.get(iri)
        if other is not None and (other.is_right or not position.clauses):
            yield other


def branch_of(
    observer: Observer, iri: str, claims: Sequence[str] = (), *, counts: bool = True, depth: int = 0
) -> Branch:
    """Put a condition and its parts into words.

    Args:
        observer: looks at the record.
        iri: the condition.
        claims: the claims that carry the link to it; its own where none are named.
        counts: whether the record that counts holds that link.
        depth: how deep it stands.
    """
    desk = observer.desk
    condition = desk.model.conditions.get(iri)
    made = observer.desk.record(observer.scenario).conditions.of(iri) if counts and condition else None
    said = [claim for claim in (claims or desk.model.evidence.get(iri, ())) if claim in desk.model.claims]
    weakest = max((desk.model.claims[claim].level for claim in said), default=None)
    return Branch(
        thing=observer.link(iri),
        joins=_joins(condition),
        met=_MET[made.curve.at(observer.day).word] if made else NOT_COUNTED,
        event=observer.link(condition.event.target) if condition and condition.event else None,
        level=LEVELS[weakest] if weakest is not None else "",
        claims=tuple(Link(desk.model.claims[c].number, observer.link(c).address) for c in dict.fromkeys(said)),
        below=tuple(
            branch_of(observer, operand.target, depth=depth + 1, counts=counts)
            for operand in (condition.operands if condition and depth < MAX_DEPTH else ())
        ),
    )


def _joins(condition: Condition | None) -> str:
    if condition is None or not condition.operands:
        return ""
    if condition.minimum:
        return f"at least {condition.minimum} of these"
    return _TOGETHER.get(condition.kind, condition.kind)


def roles_of(observer: Observer, condition: str) -> list[tuple[str, Position]]:
    """List the rights in which a condition plays a role, directly or as a part."""
    desk = observer.desk
    found: dict[str, tuple[str, Position]] = {}
    for position in desk.model.positions.values():
        for clause in position.clauses:
            if condition in desk.index.conditions_under(clause.condition.target):
                found.setdefault(position.iri, (_ROLES[clause.role], position))
    return list(found.values())
