"""Verdicts: whether a position is in force at a time, in which state and why, how certain that is and what it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from dealgraph.standing.admission import OUTSIDE_KIND
from dealgraph.standing.dates import Span
from dealgraph.standing.expression import Reason
from dealgraph.standing.index import Index
from dealgraph.standing.model import LEVELS
from dealgraph.standing.positions import Record, Standing
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.states import VARIES, Cause, Stretch, cause_on, state_on, stretches_of, summary
from dealgraph.standing.support import Place, Support, support
from dealgraph.standing.timeline import UNKNOWN, Value

MAX_RECORDS = 64


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
