"""Imprecise times: how words and bounds become days, and on which day a wording takes effect.

A day is an ordinal of the proleptic Gregorian calendar. A bound that is not known is None.
"""

import re
from dataclasses import dataclass
from datetime import date

from dealgraph.standing.timeline import BEGIN, END

UNTIL_READINGS = ("unknown", "inclusive", "exclusive")
"""How "until 2030" may be read: open, with 2030, without it."""
SENSES = ("until", "through", "before", "from", "after")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
_MOMENT = re.compile(r"(-?\d{4,})-(\d{2})-(\d{2})", re.ASCII)
_DURATION = re.compile(r"P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?\Z", re.ASCII)


class ImpossibleDate(ValueError):  # noqa: N818 - what was written, not the program, is at fault
    """A word is not a date; the message says why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return span_text(self)


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which something turns, either of them perhaps unknown: [earliest, latest]."""

    earliest: int | None = None
    latest: int | None = None


def parse_span(word: str, today: date) -> Span:
    """Read a day, a month, a year, `today`, or two of them joined by two dots.

    Raises:
        ImpossibleDate: the word is none of these, or names a day that does not exist.

    >>> parse_span("2027..2029", date(2025, 1, 1)) == Span(date(2027, 1, 1).toordinal(), date(2029, 12, 31).toordinal())
    True
    """
    start, dots, end = word.strip().partition("..")
    first = _unit(start.strip(), today)
    last = _unit(end.strip(), today) if dots else first
    if last.last < first.first:
        raise ImpossibleDate(f"“{word}” ends before it begins.")
    return Span(first.first, last.last)


def _unit(word: str, today: date) -> Span:
    if word == "today":
        return Span(today.toordinal(), today.toordinal())
    match = _DATE.match(word)
    if not match:
        raise ImpossibleDate(f"“{word}” is not a date such as 2030, 2030-06 or 2030-06-01.")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError:
        raise ImpossibleDate(f"“{word}” is not in the calendar.") from None
    if day:
        return Span(first.toordinal(), first.toordinal())
    return Span(first.toordinal(), _next(first, 1 if month else 12) - 1)


def _next(first: date, months: int) -> int:
    """Give the first day of the month that lies so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1).toordinal() if count < 120_000 else END  # noqa: PLR2004 - year 10,000


def parse_duration(word: str) -> tuple[int, int]:
    """Read a duration of ISO 8601 in whole days, such as P5Y, P18M or P90D, as months and days.

    Raises:
        ImpossibleDate: the word is not such a duration.
    """
    match = _DURATION.match(word.strip())
    if not match:
        raise ImpossibleDate(f"“{word}” is not a duration such as P5Y, P18M or P90D.")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return years * 12 + months, weeks * 7 + days


def later(day: int, months: int, days: int) -> int:
    """Give the day that lies so many months and days after another, the last of the month where there is none."""
    if day >= END:
        return END
    start = date.fromordinal(max(day, 1))
    first = date(start.year, start.month, 1)
    begin, following = (first.toordinal() if not months else _next(first, months)), _next(first, months + 1)
    return END if begin >= END else min(begin + min(start.day, following - begin) - 1 + days, END)


def day_of_moment(text: str) -> int | None:
    """Read the day of an xsd:dateTime; years outside 1 to 9999 give the first or the last day there is."""
    match = _MOMENT.match(text)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups())
    if year < 1:
        return BEGIN
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return END


def day_text(day: int) -> str:
    """Write a day as ISO 8601; nothing for the days before and after all others."""
    return date.fromordinal(day).isoformat() if BEGIN < day < END else ""


def span_text(span: Span) -> str:
    """Write a stretch of days as shortly as it can be read back: a year, a month, a day or two of them.

    >>> span_text(parse_span("2027-02", date(2025, 1, 1))), span_text(parse_span("2027..2028-03", date(2025, 1, 1)))
    ('2027-02', '2027-01-01..2028-03-31')
    """
    first, last = day_text(span.first), day_text(span.last)
    if first == last:
        return first
    for length in (4, 7):
        if first[:length] == last[:length] and parse_span(first[:length], date.min) == span:
            return first[:length]
    return f"{first}..{last}"


def turn(named: Span | None, sense: str, until: str) -> Window:
    """Tell when the words about a time take effect.

    Args:
        named: the time named; None where nothing is known of it.
        sense: one of `SENSES`; anything else is read as "until", the word that leaves most open.
        until: one of `UNTIL_READINGS`.

    Returns:
        The first day on which it may, and the first on which it must have taken effect.
    """
    if named is None:
        return Window()
    after = min(named.last + 1, END)
    if sense in {"through", "after"}:
        return Window(after, after)
    if sense == "before":
        return Window(named.first, named.first)
    if sense == "from":
        return Window(named.first, named.last)
    if until == "inclusive":
        return Window(after, after)
    return Window(named.first, named.first if until == "exclusive" else after)
