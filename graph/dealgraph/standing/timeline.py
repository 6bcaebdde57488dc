"""Three-valued step functions over calendar days, and the algebra of Kleene on them.

A day is the ordinal of a date in the proleptic Gregorian calendar, without a time zone (`datetime.date.toordinal`).
A step holds from its day, inclusive, to the next step, exclusive. All operations are exact.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

BEGIN = 0
"""The first day of every timeline: before 1 January of year 1, which has ordinal 1."""
END = 3_652_060
"""The day after 31 December 9999: what has not turned by then never turns."""


class Value(IntEnum):
    """False, unknown and true, in the order in which "and" is the minimum and "or" the maximum."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    @property
    def word(self) -> str:
        """The value as it is printed."""
        return self.name.lower()


FALSE, UNKNOWN, TRUE = Value.FALSE, Value.UNKNOWN, Value.TRUE
_OPPOSITE = (TRUE, UNKNOWN, FALSE)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A value for every day: `values[i]` from `days[i]` on.

    Args:
        days: ordinals, strictly ascending, the first of them `BEGIN`.
        values: as many values; neighbours differ.
    """

    days: tuple[int, ...]
    values: tuple[Value, ...]

    def at(self, day: int) -> Value:
        """Give the value on a day."""
        return self.values[bisect_right(self.days, day) - 1]

    def steps(self) -> Iterator[tuple[int, Value]]:
        """List the steps: the first day of each, and its value."""
        return zip(self.days, self.values, strict=True)

    def first(self, value: Value) -> int | None:
        """Find the first day on which the value is at least the given one."""
        return next((day for day, found in self.steps() if found >= value), None)


def steps(pairs: Iterable[tuple[int, Value]]) -> Timeline:
    """Make a timeline of steps in ascending order; equal neighbours are merged.

    >>> steps([(BEGIN, FALSE), (10, FALSE), (20, TRUE)]).days
    (0, 20)
    """
    days: list[int] = []
    values: list[Value] = []
    for day, value in pairs:
        if not values or values[-1] is not value:
            days.append(day)
            values.append(value)
    return Timeline(tuple(days), tuple(values))


NEVER, UNSURE, ALWAYS = (Timeline((BEGIN,), (value,)) for value in Value)


def always(value: Value) -> Timeline:
    """Give the timeline that never changes."""
    return (NEVER, UNSURE, ALWAYS)[value]


def turning(earliest: int | None, latest: int | None) -> Timeline:
    """Give the timeline of what turns true at some moment between two days: false before, unknown between, then true.

    Where the earliest day lies after the latest, the two contradict each other and the days between are unknown.

    Args:
        earliest: the first day on which it may be so; unknown for ever before where it is not given.
        latest: the first day on which it is so; never certain where it is not given.
    """
    if earliest is not None and latest is not None and earliest > latest:
        earliest, latest = latest, earliest
    pairs = [(BEGIN, FALSE)] if earliest is not None and earliest > BEGIN else []
    if latest is None or latest > max(earliest or BEGIN, BEGIN):
        pairs.append((max(earliest or BEGIN, BEGIN), UNKNOWN))
    if latest is not None:
        pairs.append((max(latest, BEGIN), TRUE))
    return steps(pairs)


def combined(function: Callable[[Sequence[Value]], Value], lines: Sequence[Timeline]) -> Timeline:
    """Apply a function to the values of several timelines, day by day."""
    if all(len(line.days) == 1 for line in lines):
        return always(function([line.values[0] for line in lines]))
    turns = sorted({day for line in lines for day in line.days})
    places = [0] * len(lines)
    now = [line.values[0] for line in lines]
    days: list[int] = []
    values: list[Value] = []
    for turn in turns:
        for index, line in enumerate(lines):
            place = places[index] + 1
            if place < len(line.days) and line.days[place] == turn:
                places[index] = place
                now[index] = line.values[place]
        value = function(now)
        if not values or values[-1] is not value:
            days.append(turn)
            values.append(value)
    return Timeline(tuple(days), tuple(values))


def all_of(lines: Sequence[Timeline]) -> Timeline:
    """Combine by "and": the minimum; of nothing, true."""
    return _extreme(min, lines, ALWAYS)


def any_of(lines: Sequence[Timeline]) -> Timeline:
    """Combine by "or": the maximum; of nothing, false."""
    return _extreme(max, lines, NEVER)


def _extreme(function: Callable[[Sequence[Value]], Value], lines: Sequence[Timeline], neutral: Timeline) -> Timeline:
    told = [line for line in lines if line != neutral]
    if len(told) <= 1:
        return told[0] if told else neutral
    return combined(function, told)


def opposite(line: Timeline) -> Timeline:
    """Mirror a timeline: true becomes false, unknown stays."""
    return Timeline(line.days, tuple([_OPPOSITE[value] for value in line.values]))


def none_of(lines: Sequence[Timeline]) -> Timeline:
    """Combine by "nor"; of nothing, true."""
    return opposite(any_of(lines))


def counted(values: Sequence[Value], least: int, most: int) -> Value:
    """Tell whether the number of true values lies between two bounds, whatever the unknown ones turn out to be."""
    certain = sum(value is TRUE for value in values)
    possible = sum(value is not FALSE for value in values)
    if least <= certain and possible <= most:
        return TRUE
    return FALSE if possible < least or certain > most else UNKNOWN


def at_least(number: int, lines: Sequence[Timeline]) -> Timeline:
    """Tell when at least a number of timelines are true."""
    return combined(lambda values: counted(values, number, len(values)), lines) if lines else always(_enough(number))


def _enough(number: int) -> Value:
    return TRUE if number <= 0 else FALSE


def exactly_one(lines: Sequence[Timeline]) -> Timeline:
    """Tell when one timeline, no more and no fewer, is true."""
    return combined(lambda values: counted(values, 1, 1), lines) if lines else NEVER


def agreed(values: Sequence[Value]) -> Value:
    """Give the value that all have; unknown where they differ."""
    return values[0] if len(set(values)) == 1 else UNKNOWN


def once(line: Timeline) -> Timeline:
    """Latch a timeline: on each day the highest value so far."""
    days: list[int] = []
    values: list[Value] = []
    for day, value in line.steps():
        if not values or value > values[-1]:
            days.append(day)
            values.append(value)
    return Timeline(tuple(days), tuple(values))


def at_most(line: Timeline, highest: Value) -> Timeline:
    """Cap a timeline at a value."""
    return combined(lambda values: min(values[0], highest), [line])


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days, both included, on which a value holds."""

    first: int
    last: int
    value: Value


def cut(line: Timeline, first: int, last: int) -> list[Segment]:
    """Cut out the stretch between two days, both included, as segments.

    >>> [(s.first, s.last, s.value.word) for s in cut(turning(15, 20), 10, 30)]
    [(10, 14, 'false'), (15, 19, 'unknown'), (20, 30, 'true')]
    """
    starts = [first, *(day for day in line.days if first < day <= last)]
    ends = [*(day - 1 for day in starts[1:]), last]
    return [Segment(start, end, line.at(start)) for start, end in zip(starts, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of days, both included, on which two timelines differ."""

    first: int
    last: int
    one: Value
    other: Value


def diff(one: Timeline, other: Timeline) -> list[Difference]:
    """List the stretches on which two timelines differ, over all days."""
    starts = sorted({*one.days, *other.days})
    ends = [*(day - 1 for day in starts[1:]), END - 1]
    pairs = [(a, b, one.at(a), other.at(a)) for a, b in zip(starts, ends, strict=True)]
    return [Difference(a, b, first, second) for a, b, first, second in pairs if first is not second]
