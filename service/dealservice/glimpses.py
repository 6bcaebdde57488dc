"""Rights and burdens at a glance: who has them against whom, their state on a day, and their bar on an axis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from dealgraph.standing.dates import Span
from dealgraph.standing.desk import Desk
from dealgraph.standing.expression import Reason
from dealgraph.standing.model import Position
from dealgraph.standing.scenario import Scenario
from dealgraph.standing.states import Stretch, all_stretches, state_on
from dealgraph.standing.timeline import BEGIN, END
from dealservice.humane import day_in_words, state_in_words
from dealservice.markup import address
from dealservice.timelines import Axis, axis_of, bar_svg

MAX_GLIMPSES = 60
"""A page looks at so many positions; the questions list them all."""
_REASONS = {
    "date-imprecise": "the date is not precise",
    "not-dated": "nobody gives a date",
    "event-open": "nobody says whether it has happened",
    "quantity-open": "the figure is not known",
    "unit-mismatch": "the figures are in different units",
    "conflict": "the sources disagree",
    "circular": "one thing depends on the other and back",
    "may-end": "it may have ended",
    "beyond-record": "the record does not reach so far",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A thing by its label, and the address of its page; an address may be empty."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time as a row of a table: ISO dates, empty at the ends of the calendar, and a state."""

    start: str
    end: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A right or a burden as lists show it.

    Args:
        name: its short name, as questions take it.
        thing: its label and page.
        kind: its class in words.
        holders: who has it, or may have it.
        is_held: whether a source says who has it.
        state: its state on the day, as the evaluator names it.
        words: the same for people.
        since: since when and until when it has that state, in words.
        bar: the drawing of its stretches.
        phases: the same as rows.
        is_right: whether it is to the advantage of its holder.
    """

    name: str
    thing: Link
    kind: str
    holders: tuple[Link, ...]
    is_held: bool
    state: str
    words: str
    since: str
    bar: str
    phases: tuple[Phase, ...]
    is_right: bool


def today() -> date:
    """Give the day on which a page is asked for, in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Observer:
    """Looks at the positions of a desk in one scenario.

    Args:
        desk: the model and what has been made of it.
        root: the path under which the service is seen from outside.
        day: the ordinal of the day on which states are told, and at which drawings have their line.
        scenario: what is assumed; nothing, usually.
    """

    desk: Desk
    root: str
    day: int
    scenario: Scenario = Scenario()  # noqa: RUF009 - it is frozen

    @property
    def on(self) -> Span:
        """The day as a span."""
        return Span(self.day, self.day)

    def link(self, iri: str) -> Link:
        """Name a thing and its page."""
        return Link(self.desk.model.label(iri), address(iri, self.root))

    def track(self, iri: str, need: str = "") -> list[Stretch]:
        """Cut all days into stretches of one state of a position."""
        return all_stretches(self.desk.record(self.scenario).position(iri, need))

    def axis(self, positions: Iterable[str]) -> Axis:
        """Choose an axis for some positions."""
        return axis_of((self.track(iri) for iri in positions), self.day)

    def glimpse(self, position: Position, axis: Axis) -> Glimpse:
        """Look at a position."""
        desk, iri = self.desk, position.iri
        track = self.track(iri)
        state = state_on(desk.record(self.scenario).position(iri), self.day)
        holders, is_held = desk.holders(self.scenario, iri)
        label = desk.model.label(iri)
        return Glimpse(
            name=iri.rpartition("/")[2],
            thing=self.link(iri),
            kind=desk.model.label(position.kind),
            holders=tuple(map(self.link, holders)),
            is_held=is_held,
            state=state,
            words=state_in_words(state),
            since=since_words(track, self.day),
            bar=bar_svg(track, axis, label),
            phases=phases_of(track),
            is_right=position.is_right,
        )

    def known(self, positions: Iterable[Position]) -> list[Position]:
        """Keep the positions of which the record speaks, as many as a page looks at."""
        record = self.desk.record(self.scenario)
        found: list[Position] = []
        for position in positions:
            if len(found) == MAX_GLIMPSES:
                break
            if record.known(position.iri):
                found.append(position)
        return found

    def glimpses(self, positions: Iterable[Position]) -> list[Glimpse]:
        """Look at several positions on one axis."""
        kept = self.known(positions)
        axis = self.axis(position.iri for position in kept)
        return [self.glimpse(position, axis) for position in kept]


def reason_in_words(reason: Reason) -> str:
    """Say why a verdict is unknown.

    >>> reason_in_words(Reason.MAY_END)
    'it may have ended'
    """
    return _REASONS.get(reason.value, reason.value)


def phases_of(track: Sequence[Stretch]) -> tuple[Phase, ...]:
    """Write stretches as rows."""
    return tuple(Phase(_iso(s.first), _iso(s.last), s.state, state_in_words(s.state)) for s in track)


def since_words(track: Sequence[Stretch], day: int) -> str:
    """Say since when and until when the state of a day lasts; nothing where it has neither beginning nor end."""
    now = next((stretch for stretch in track if stretch.first <= day <= stretch.last), None)
    if now is None:
        return ""
    start, end = day_words(now.first), day_words(now.last)
    return " ".join(filter(None, (start and f"since {start}", end and f"until {end}")))


def day_words(day: int) -> str:
    """Write a day in words; nothing for the ends of the calendar."""
    return day_in_words(_iso(day)) if _iso(day) else ""


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat() if BEGIN < day < END - 1 else ""
