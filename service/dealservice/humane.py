"""Literals as people read them."""

from datetime import UTC, datetime

from pyoxigraph import Literal

from dealgraph.names import XSD

_EDGES = ((0, 0, 0), (23, 59, 59))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MOMENTS = frozenset({f"{XSD}dateTime", f"{XSD}date"})


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
    """
    moment = _moment(text)
    if moment is None:
        return text
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
