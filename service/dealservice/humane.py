"""Literals and codes as people read them."""

import re
from datetime import UTC, datetime
from html import escape

from pyoxigraph import Literal

from dealgraph.names import XSD

_EDGES = ((0, 0, 0), (23, 59, 59))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAY = re.compile(r"(?<![\w@/.-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w@/-])")
"""A day in a sentence; what is part of a longer word, such as `agi@2030-01-01`, is none."""
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_STRETCH = re.compile(r"\bon ([0-9]{4}(?:-[0-9]{2})?)(?![\w-])")
_MOMENTS = frozenset({f"{XSD}dateTime", f"{XSD}date"})


STATES = {
    "in-force": "in force",
    "unknown": "unknown",
    "conditional": "conditional",
    "suspended": "suspended",
    "not-yet": "not yet begun",
    "exercised": "used up",
    "ended": "ended",
    "varies": "changes",
}
"""The states of a right in words, in the order of a legend."""


def is_moment(literal: Literal) -> bool:
    """Tell whether a literal is a date or a point in time."""
    return literal.datatype.value in _MOMENTS


def day_in_words(text: str) -> str:
    """Write a date in words, with the time where it is not the first or last second of the day.

    Args:
        text: a literal of `xsd:dateTime` or `xsd:date`; what is none is left as it is.

    >>> day_in_words("2030-01-01T00:00:00Z"), day_in_words("2030-12-31T23:59:59Z")
    ('1 January 2030', '31 December 2030')
    >>> day_in_words("2025-02-03T14:05:00Z"), day_in_words("2025-02-03"), day_in_words("soon")
    ('3 February 2025, 14:05 UTC', '3 February 2025', 'soon')
    >>> day_in_words("2025-02"), day_in_words("2025")
    ('February 2025', '2025')
    """
    moment = _moment(text)
    if moment is None:
        month = _MONTH.fullmatch(text)
        return f"{_MONTHS[int(month[2]) - 1]} {month[1]}" if month else text
    day = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    if (moment.hour, moment.minute, moment.second) in _EDGES:
        return day
    return f"{day}, {moment:%H:%M} UTC" if moment.tzinfo else f"{day}, {moment:%H:%M}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment


def yes_or_no(text: str) -> str:
    """Write a boolean as a word.

    >>> yes_or_no("true"), yes_or_no("0")
    ('yes', 'no')
    """
    return "yes" if text in {"true", "1"} else "no"


def dated_html(text: str) -> str:
    """Write a sentence as HTML, with the days, months and years in it as people write them.

    >>> dated_html("No: it has ended by 2025-10-28 & before.")
    'No: it has ended by <time datetime="2025-10-28">28 October 2025</time> &amp; before.'
    >>> dated_html("Yes, on 2028."), dated_html("On agi@2030-01-01"), dated_html("on 2028-06")
    ('Yes, in 2028.', 'On agi@2030-01-01', 'in June 2028')
    """
    said = _STRETCH.sub(lambda found: f"in {day_in_words(found[1])}", escape(text))
    return _DAY.sub(lambda day: f'<time datetime="{day[0]}">{day_in_words(day[0])}</time>', said)


def state_in_words(state: str) -> str:
    """Name a state for people.

    >>> state_in_words("in-force")
    'in force'
    """
    return STATES.get(state, state)
