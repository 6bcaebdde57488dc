"""Imprecise time: from an EDTF string to the four bounds of a time span.

EDTF is the Extended Date/Time Format of the Library of Congress, level 1; `../2030` means "until some time in 2030".
"""

import re
import warnings
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any

_PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Bounds:
    """How early and how late a span may begin and end, in UTC; nothing where that is not known.

    `month` is the month of a year that is not known, from 1 to 12.
    """

    earliest_start: datetime | None = None
    latest_start: datetime | None = None
    earliest_end: datetime | None = None
    latest_end: datetime | None = None
    month: int | None = None


def bounds(edtf: str) -> Bounds:
    """Compute the bounds of a span that is written in EDTF.

    Raises:
        ValueError: the text is not EDTF, or of a part that is not used here (seasons, sets, uncertain digits).

    >>> bounds("../2030").earliest_end.isoformat(), bounds("../2030").latest_end.isoformat()
    ('2030-01-01T00:00:00+00:00', '2030-12-31T23:59:59+00:00')
    >>> bounds("XXXX-06").month
    6
    """
    if edtf.startswith("XXXX-"):
        month = edtf.removeprefix("XXXX-")
        if not (month.isdecimal() and len(month) == 2 and 1 <= int(month) <= 12):  # noqa: PLR2004 - months of a year
            raise ValueError(f"“{edtf}” is not a month of an unknown year, such as XXXX-06.")
        return Bounds(month=int(month))
    start, slash, end = edtf.partition("/")
    if not slash:
        first, last = _span(edtf)
        return Bounds(first, last, first, last)
    return Bounds(*_side(start), *_side(end))


def _side(text: str) -> tuple[datetime, datetime] | tuple[None, None]:
    return (None, None) if text in {"", ".."} else _span(text)


def _span(text: str) -> tuple[datetime, datetime]:
    """Give the first and the last second of a year, a month or a day."""
    plain = _PLAIN.match(text)
    return _plain_span(text, plain) if plain else _edtf_span(text)


def _plain_span(text: str, plain: re.Match[str]) -> tuple[datetime, datetime]:
    """Read a plain date without the library, whose grammar takes over a tenth of a second to make."""
    year, month, day = (int(part) if part else None for part in plain.groups())
    first_month, last_month = (month, month) if month is not None else (1, _DECEMBER)
    if not year or not 1 <= first_month <= _DECEMBER or day == 0:
        raise ValueError(f"“{text}” is not a date of the calendar.")
    days = monthrange(year, last_month)[1]
    if day is not None and day > days:
        raise ValueError(f"{year:04}-{first_month:02} has no day {day}.")
    first = datetime(year, first_month, day or 1, tzinfo=UTC)
    return first, datetime(year, last_month, day or days, 23, 59, 59, tzinfo=UTC)


def _edtf_span(text: str) -> tuple[datetime, datetime]:
    with warnings.catch_warnings():  # edtf builds its grammar at import in a way that newer pyparsing remarks on
        warnings.simplefilter("ignore")
        from edtf import Date, EDTFParseException, parse_edtf
    try:
        date: Any = parse_edtf(text)
    except EDTFParseException as error:
        raise ValueError(f"“{text}” is not a date that EDTF knows.") from error
    if type(date) is not Date:
        raise ValueError(f"“{text}” is not a plain year, month or day.")
    first, last = _moment(date.lower_strict()), _moment(date.upper_strict())
    return first, last.replace(hour=23, minute=59, second=59)


def _moment(time: struct_time) -> datetime:
    if time.tm_mday > monthrange(time.tm_year, time.tm_mon)[1]:
        raise ValueError(f"{time.tm_year:04}-{time.tm_mon:02} has no day {time.tm_mday}.")
    return datetime(time.tm_year, time.tm_mon, time.tm_mday, tzinfo=UTC)
