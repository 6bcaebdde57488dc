"""From positions to expressions: the roles of their clauses, and when they are in force.

    in force = all starts AND once(all requires) AND all while AND NOT once(any ends OR at most unknown(any may end))

An exception is a `while` turned round. A role without clauses is neutral. A position of which no end is stated has an
end that anybody may assume. A successor ends what it takes the place of. A one-off permission is spent by its use.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from dealgraph.standing.admission import Admission
from dealgraph.standing.chronicle import Chronicle
from dealgraph.standing.conditions import Conditions
from dealgraph.standing.expression import (
    NOTHING,
    Expression,
    Op,
    Reason,
    capped,
    clause,
    held,
    latched,
    node,
    unknown,
)
from dealgraph.standing.index import Index
from dealgraph.standing.model import Position, Role, shown
from dealgraph.standing.scenario import END, Happening, Scenario
from dealgraph.standing.slots import Slot, Stated, settled, slots

NOT_YET = latched(node(Op.ANY, ()))
"""What has never happened: a role without clauses that would end a position."""
MISSING = "No claim that counts here speaks of it"


@dataclass(frozen=True, slots=True)
class Standing:
    """A position in one scenario at one level.

    Args:
        position: its IRI.
        need: the need that it is looked at for, if it is the outcome of an option.
        known: whether the record that counts speaks of it.
        root: whether it is in force.
        ends: what ends it, latched; the other roles accordingly.
    """

    position: str
    need: str
    known: bool
    root: Expression
    starts: Expression = NOTHING
    requires: Expression = NOTHING
    whiles: Expression = NOTHING
    ends: Expression = NOT_YET
    may_end: Expression = NOT_YET
    used: Expression = NOT_YET


class Record:
    """The record as one scenario sees it: the standing of every position, made when it is first asked for.

    Args:
        index: everything that is recorded.
        scenario: what is assumed and how the record is looked at.
        bare: the record looked at in the same way where nothing is assumed, to share what has been found in it.
    """

    def __init__(self, index: Index, scenario: Scenario, bare: "Record | None" = None) -> None:
        self.index = index
        self.scenario = scenario
        self.admission: Admission = bare.admission if bare else Admission(index.model, scenario)
        self.chronicle: Chronicle = Chronicle(index, scenario, self.admission, bare.chronicle if bare else None)
        self.conditions = Conditions(index, scenario, self.admission, self.chronicle)
        self._made: dict[tuple[str, str], tuple[Standing, int]] = {}

    def position(self, iri: str, need: str = "") -> Standing:
        """Give the standing of a position.

        Args:
            iri: the position, which the model must hold.
            need: for an outcome of an option, the need that is meant; any need where it is empty.
        """
        position = self.index.model.positions[iri]
        return self.admission.watermark.remember(self._made, (iri, need), lambda: _Maker(self, position, need).made())

    def weighed(self, make: "Callable[[Record], Standing]") -> tuple[Standing, int]:
        """Make a standing; give it with the place in `LEVELS` of the weakest claim on which it could depend."""
        standing, weakest = self.admission.watermark.watch(lambda: make(self))
        return standing, max(weakest, self.admission.weakest_date)

    def slots(self, iri: str) -> list[Slot]:
        """List the values of a position for which there are alternatives."""
        return _Maker(self, self.index.model.positions[iri], "").slots()

    def known(self, iri: str, need: str = "") -> bool:
        """Tell whether the record speaks of a position; the outcome for a need is known from its option."""
        option = self.index.outcomes.get(iri) if need else None
        return self.admission.item(option.position if option else iri)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the standing of one position."""

    record: Record
    position: Position
    need: str
    sources: tuple[Position, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", self._sources())

    def _sources(self) -> tuple[Position, ...]:
        """Find the positions whose clauses count: a burden begins and ends with the right at its other end."""
        own = self.position
        positions = self.record.index.model.positions
        others = tuple(positions[iri] for iri in own.correlatives if iri in positions)
        if not own.is_right:
            return (own, *(other for other in others if other.is_right))
        if not own.clauses and len(others) == 1 and not others[0].is_right:
            return (own, *others)
        return (own,)

    def made(self) -> Standing:
        iri, label = self.position.iri, self.record.index.model.label(self.position.iri)
        if not self.record.known(iri, self.need):
            missing = unknown(Reason.BEYOND_RECORD, f"{MISSING}: {label}", shown(iri))
            return Standing(iri, self.need, known=False, root=missing)
        starts = _all(self._settled(Role.STARTS), "It has begun")
        required = self._required()
        requires = latched(_all(required, ""), "What it requires has come about") if required else NOTHING
        whiles = _all([*self._plain(Role.WHILE), *self._exceptions()], "It is not suspended")
        ends = _once(self._ends(), "It has ended")
        may_end = _once(self._plain(Role.MAY_END), "It may have ended")
        used = _once(list(self._uses()), "It has been used")
        parts = [part for part in (starts, requires, whiles) if part is not NOTHING]
        over = [part for part in (ends, may_end, used) if part is not NOT_YET]
        if over:
            parts.append(node(Op.NONE, over, "It has not come to an end"))
        root = node(Op.ALL, parts, label, shown(iri))
        return Standing(iri, self.need, True, root, starts, requires, whiles, ends, may_end, used)  # noqa: FBT003

    def _stated(self, role: Role) -> Iterator[Stated]:
        """List the clauses of a role that count, as expressions."""
        admission = self.record.admission
        for source, found in [(s, c) for s in self.sources for c in s.clauses if c.role is role]:
            support = admission.link(found.condition)
            part = self.record.conditions.of(found.condition.target, self.need) if support is not None else None
            if support is None or part is None or self._is_template(source, role):
                continue
            label = f"{role.value}: {part.label}"
            if role is Role.MAY_END:
                made = capped(part, role.value, label, support.claims)
            else:
                made = clause(part, role.value, label, support.claims)
            yield Stated(source.iri, found.condition.target, made, support.claims)

    def _is_template(self, source: Position, role: Role) -> bool:
        """Tell whether a clause is the trigger of an option, which sets off its use, not its being in force."""
        return role is Role.REQUIRES and source.iri in self.record.index.options

    def _plain(self, role: Role) -> list[Expression]:
        return [stated.expression for stated in self._stated(role)]

    def _settled(self, role: Role) -> Sequence[Expression]:
        return settled(self.record.index, self.record.admission, list(self._stated(role)))

    def _required(self) -> list[Expression]:
        """List what the position requires; taking up an option counts only while the option is in force."""
        found = self._plain(Role.REQUIRES)
        option = self.record.index.outcomes.get(self.position.iri) if self.need else None
        if option is None:
            return found
        standing = self.record.position(option.position)
        for event in sorted(option.accepts):
            dated = self.record.chronicle.dated(Happening(event, self.need))
            window = dated.window if dated else None
            on_exercise = self.record.index.model.positions[option.position].on_exercise
            if window and window.earliest is not None and window.latest is not None \
                    and self.position.iri in on_exercise:  # fmt: skip
                label = f"{standing.root.label}: in force when it is used"
                found.append(held(standing.root, window.earliest, window.latest, label))
        return found

    def _exceptions(self) -> Iterator[Expression]:
        for made in self._plain(Role.EXCEPT):
            yield node(Op.NONE, [made], f"not {made.label}", made.ref)

    def _ends(self) -> list[Expression]:
        found = [*self._settled(Role.ENDS), *self._successions()]
        if not found:
            whose = next((source for source in self.sources if source.is_right), self.position)
            end = self.record.conditions.happening(Happening(END, whose.iri))
            found.append(clause(end, Role.ENDS.value, "no end is stated", ()))
        return found

    def _successions(self) -> Iterator[Expression]:
        """Let a position end when another begins that a claim says takes its place."""
        index, admission = self.record.index, self.record.admission
        for source in self.sources:
            for successor, link in index.successors.get(source.iri, ()):
                support = admission.link(link)
                if support is None or not admission.item(successor):
                    continue
                starts = list(_Maker(self.record, index.model.positions[successor], "").starts())
                label = f"superseded by {index.model.label(successor)}"
                begun = node(Op.ALL, starts) if starts else unknown(Reason.NOT_DATED, label)
                part = node(Op.ANY, [begun], label, shown(successor))
                yield clause(part, Role.ENDS.value, label, support.claims)

    def starts(self) -> list[Expression]:
        """List the clauses by which the position begins."""
        return [stated.expression for stated in self._stated(Role.STARTS)]

    def slots(self) -> list[Slot]:
        """List the slots of beginning and end that hold more than one value."""
        index, admission = self.record.index, self.record.admission
        roles = (Role.STARTS, Role.ENDS)
        return [slot for role in roles for slot in slots(index, admission, list(self._stated(role)))]

    def _uses(self) -> Iterator[Expression]:
        """List the events by which a one-off permission is spent."""
        for source in self.sources:
            for event, link in self.record.index.exercises.get(source.iri, ()):
                if self.record.admission.fact(link) is not None:
                    used = self.record.conditions.event(event, "")
                    claims = self.record.admission.evidence(event)
                    yield clause(used, "used", f"used: {used.label}", claims)


def _all(parts: Sequence[Expression], label: str) -> Expression:
    return node(Op.ALL, parts, label) if parts else NOTHING


def _once(parts: Sequence[Expression], label: str) -> Expression:
    return latched(node(Op.ANY, parts), label) if parts else NOT_YET
