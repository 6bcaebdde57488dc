"""Verdicts: whether a position is in force at a time, in which state and why, how certain that is and what it needs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from dealgraph.standing.admission import OUTSIDE_KIND
from dealgraph.standing.dates import Span
from dealgraph.standing.expression import Expression, Op, Reason
from dealgraph.standing.index import Index
from dealgraph.standing.model import LEVELS
from dealgraph.standing.positions import Record, Standing
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.support import Place, Support, support
from dealgraph.standing.timeline import BEGIN, END, FALSE, TRUE, UNKNOWN, Value

VARIES = "varies"
STATES = ("in-force", "conditional", "suspended", "not-yet", "unknown", "exercised", "ended")
"""What a position can be, in the order in which lists show it."""
MAX_RECORDS = 64


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one position at one time in one scenario.

    Args:
        value: true, false or unknown; "varies" where the time is a stretch and the value changes in it.
        state: one of `STATES`, or "varies".
        profile: value and state at each level of certainty.
        certainty: the firmest level up to which the verdict stands.
        contested_by: the levels at which the verdict is another one.
        stretches: the value and state within the time asked for.
        places: the parts of the proof on which the verdict rests.
    """

    position: str
    need: str
    scenario: Scenario
    on: Span
    value: str
    state: str
    cause: Cause | None
    reasons: tuple[Reason, ...]
    certainty: str
    profile: Mapping[str, tuple[str, str]]
    contested_by: tuple[str, ...]
    presumed: Mapping[str, str]
    assumed: Mapping[str, str]
    claims: tuple[str, ...]
    readings: tuple[str, ...]
    outside: bool
    stretches: tuple[Stretch, ...]
    places: Support = field(repr=False)
    standing: Standing = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """Value and state of a standing at one level.

    Args:
        level: the level, as a place in `LEVELS`.
        weakest: the level of the weakest claim that was looked at.
        summary: value and state.
    """

    level: int
    weakest: int
    summary: tuple[str, str]

    def holds_at(self, level: int) -> bool:
        """Tell whether another level must come to the same: every claim that was looked at counts at both."""
        return level == self.level or self.weakest <= min(level, self.level)


class Records:
    """The records of scenarios at their levels, kept for as long as there is room.

    Args:
        index: everything that is recorded.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._made: dict[Scenario, Record] = {}
        self._lock = Lock()

    def record(self, scenario: Scenario) -> Record:
        """Give the record as a scenario sees it."""
        with self._lock:
            return self._record(scenario)

    def _record(self, scenario: Scenario) -> Record:
        found = self._made.pop(scenario, None)
        if found is None:
            bare = scenario.unassuming()
            found = Record(self.index, scenario, None if scenario == bare else self._record(bare))
        self._made[scenario] = found
        if len(self._made) > MAX_RECORDS:
            del self._made[next(iter(self._made))]
        return found

    def forget(self) -> None:
        """Throw away what has been made, to start as with a new model."""
        with self._lock:
            self._made.clear()

    def verdict(self, scenario: Scenario, position: str, on: Span, need: str = "") -> Verdict:
        """Judge a position.

        Args:
            scenario: what is assumed and how the record is looked at.
            position: the IRI of a position of the model.
            on: the days asked for.
            need: for the outcome of an option, the need that is meant.
        """
        return self.judged(scenario, lambda record: record.position(position, need), on)

    def judged(self, scenario: Scenario, make: Callable[[Record], Standing], on: Span) -> Verdict:
        """Judge whatever can be made of a record as a standing, at the level asked for and at all others."""
        standing, weakest = self.record(scenario).weighed(make)
        stretches = tuple(stretches_of(standing, on))
        asked = summary(stretches)
        profile = self._profile(scenario, make, on, Seen(LEVELS.index(scenario.level), weakest, asked))
        places = _together([support(standing.root, stretch.first) for stretch in stretches])
        claims, model = places.claims, self.index.model
        said = [model.claims[claim] for claim in claims if claim in model.claims]
        return Verdict(
            standing.position,
            standing.need,
            scenario,
            on,
            value=asked[0],
            state=asked[1],
            cause=cause_on(standing, on.first) if asked[1] != VARIES else None,
            reasons=places.reasons if asked[0] in {UNKNOWN.word, VARIES} else (),
            certainty=_certainty(profile, scenario.level),
            profile=profile,
            contested_by=tuple(level for level in LEVELS if profile[level] != asked),
            presumed=places.presumed,
            assumed=places.assumed,
            claims=claims,
            readings=tuple(claim.iri for claim in said if claim.reading),
            outside=any(
                model.documents[claim.document].kind == OUTSIDE_KIND
                for claim in said
                if claim.document in model.documents
            ),
            stretches=stretches,
            places=places,
            standing=standing,
        )

    def _profile(
        self, scenario: Scenario, make: Callable[[Record], Standing], on: Span, asked: Seen
    ) -> dict[str, tuple[str, str]]:
        """Give the value and the state at each level, worked out only where they may differ from those of another."""
        known = [asked]
        for place, level in enumerate(LEVELS):
            if not any(seen.holds_at(place) for seen in known):
                standing, weakest = self.record(scenario.at(level)).weighed(make)
                known.append(Seen(place, weakest, summary(list(stretches_of(standing, on)))))
        return {level: next(s.summary for s in known if s.holds_at(place)) for place, level in enumerate(LEVELS)}

    def seen(self, scenario: Scenario, position: str, on: Span, need: str = "") -> tuple[str, str]:
        """Give the value and the state that a verdict would have, and nothing else."""
        return summary(list(stretches_of(self.record(scenario).position(position, need), on)))

    def glance(self, scenario: Scenario, position: str, day: int, need: str = "") -> tuple[Value, str]:
        """Give value and state on one day, and nothing else."""
        standing = self.record(scenario).position(position, need)
        return standing.root.curve.at(day), state_on(standing, day)


def _together(supports: Sequence[Support]) -> Support:
    places: dict[Place, None] = {}
    for found in supports:
        places.update(dict.fromkeys(found.places))
    return Support(tuple(places))


def _certainty(profile: Mapping[str, tuple[str, str]], level: str) -> str:
    """Find the firmest level up to which the verdict of a level stands."""
    found = level
    for firmer in reversed(LEVELS[: LEVELS.index(level)]):
        if profile[firmer] != profile[level]:
            break
        found = firmer
    return found


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
