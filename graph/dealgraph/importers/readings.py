"""From a cell to what it says: dates, lengths of time, laws and amounts of money, each with the ways it is doubtful."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

UNITS = {"day": "d", "week": "wk", "month": "mo", "year": "a"}
"""Words for lengths of time and their codes in UCUM."""
PERPETUAL = "perpetual"

_BLANK = re.compile(r"\[[\s*_]*\]")
_DATE = re.compile(r"([0-9]{1,2}|\?+)/([0-9]{1,2}|\?+)/([0-9?]{2,6})\Z")
_FULL_YEAR = 4
_MONTHS = 12
_DURATION = re.compile(
    r"(?:(?P<times>[0-9]+|[a-z]+)\s+)??(?P<again>[a-z]+\s+)?\(?(?P<number>[0-9]+(?:\.[0-9]+)?)\)?\s*(?P<unit>[a-z]+)\Z"
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TWICE = re.compile(rf"\b({'|'.join(_NUMBERS)})\s*\(([0-9]+)\)")
"""A number in words and, behind it, in figures."""
_DEPENDS = re.compile(r"\b(in which|where|as applicable|principal place|depending)\b", re.IGNORECASE)
_STATES = frozenset(
    re.findall(
        r"\w+",
        """
        Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii
        Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan
        Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee
        Texas Utah Vermont Virginia Washington Wisconsin Wyoming
        """,
    )
)
_AMOUNT = re.compile(
    r"(?P<from>[0-9.]+)(?:-(?P<to>[0-9.]+))?(?P<scale>[kmb])(?P<open>\+)?(?:/(?P<per>[0-9]*[a-z]+))?\Z"
)
_SCALES = {"k": 3, "m": 6, "b": 9}


@dataclass(frozen=True, slots=True)
class DateRead:
    """A part of a cell that gives a date: in EDTF, if it could be read, and the ways in which it is doubtful."""

    stated: str
    edtf: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """The day, where one is known for certain."""
        return date.fromisoformat(self.edtf) if len(self.edtf) == len("2000-01-01") else None


@dataclass(frozen=True, slots=True)
class DurationRead:
    """A part of a cell that gives a length of time: the number, the unit in UCUM, and how often it may come round."""

    stated: str
    number: Decimal | None = None
    unit: str = ""
    successive: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawRead:
    """A part of a cell that names a law; the name is empty where it could not be told."""

    stated: str
    name: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmountRead:
    """An amount of money within bounds, and the period over which it is paid, in the words of the cell."""

    stated: str
    least: Decimal | None = None
    most: Decimal | None = None
    per: str = ""
    doubts: tuple[str, ...] = ()


def parts(cell: str) -> list[str]:
    """Cut a cell at its semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def dates(cell: str) -> tuple[DateRead, ...]:
    """Read a cell of dates in the order month, day, year; what is blacked out stays open.

    >>> dates("3/[]/2018")[0].edtf
    '2018-03'
    >>> dates("31/01/2025")[0].doubts
    ('impossible-date',)
    """
    found = [_date(part) for part in parts(cell)]
    return tuple(_several(found))


def _several(found: list[DateRead]) -> Iterator[DateRead]:
    for read in found:
        extra = ("several-values",) if len(found) > 1 else ()
        yield DateRead(read.stated, read.edtf, read.doubts + extra)


def _date(text: str) -> DateRead:
    if text.lower() == PERPETUAL:
        return DateRead(text)
    plain = _BLANK.sub("??", text)
    match = _DATE.match(plain)
    if match is None:
        return DateRead(text, doubts=("unread-value",))
    month, day, year = match.groups()
    if "?" in plain:
        return DateRead(text, _redacted(month, day, year), ("redacted",))
    if len(year) != _FULL_YEAR:
        return DateRead(text, doubts=("short-year",))
    try:
        return DateRead(text, date(int(year), int(month), int(day)).isoformat())
    except ValueError:
        return DateRead(text, doubts=("impossible-date",))


def _redacted(month: str, day: str, year: str) -> str:
    """Write what is left of a date whose other parts are blacked out; nothing where too little is left."""
    known_month = month.isdecimal() and 1 <= int(month) <= _MONTHS
    if year.isdecimal() and len(year) == _FULL_YEAR:
        return f"{year}-{int(month):02}" if known_month else year
    return f"XXXX-{int(month):02}" if known_month and "?" in year and day else ""


def durations(cell: str) -> tuple[DurationRead, ...]:
    """Read a cell of lengths of time; a misspelt “successive” counts as the word that is meant.

    >>> durations("succesive 2 years")[0].successive
    True
    >>> durations("60) days")[0].number
    Decimal('60')
    """
    found = [_duration(part) for part in parts(cell)]
    if len(found) < 2:  # noqa: PLR2004 - two make several
        return tuple(found)
    return tuple(DurationRead(f.stated, f.number, f.unit, f.successive, (*f.doubts, "several-values")) for f in found)


def _duration(text: str) -> DurationRead:
    plain = text.lower()
    if plain == PERPETUAL:
        return DurationRead(text)
    if _BLANK.search(plain):
        return DurationRead(text, doubts=("redacted",))
    match = _DURATION.match(_TWICE.sub(r"\2", plain))
    if match is None:
        return DurationRead(text, doubts=("unread-value",))
    unit = UNITS.get(match["unit"].removesuffix("s"))
    words = [word.strip() for word in (match["times"], match["again"]) if word]
    if unit is None or (words and words[0].isdecimal() and len(words) == 1):
        return DurationRead(text, doubts=("unread-value",))
    others = [word for word in words if not word.isdecimal() and word not in _NUMBERS]
    near = [bool(get_close_matches(word, ["successive"], cutoff=0.75)) for word in others]
    if not all(near):
        return DurationRead(text, doubts=("unread-value",))
    doubts = ("misspelt",) if others and others != ["successive"] else ()
    return DurationRead(text, Decimal(match["number"]), unit, bool(others), doubts)


def laws(cell: str) -> tuple[LawRead, ...]:
    """Read a cell of governing laws: several, blacked out, or hanging on something else.

    >>> [read.name for read in laws("Texas; Singapore")]
    ['Texas', 'Singapore']
    >>> laws("the state in which the breach occurs")[0].doubts
    ('conditional-law',)
    """
    return tuple(_law(part) for part in parts(cell))


def _law(text: str) -> LawRead:
    if _BLANK.search(text):
        return LawRead(text, doubts=("redacted",))
    if _DEPENDS.search(text):
        return LawRead(text, doubts=("conditional-law",))
    names = [name.strip() for name in text.split(",")]
    if len(names) > 1 and set(names) <= _STATES:
        return LawRead(text, doubts=("several-values",))
    return LawRead(text, " ".join(text.split()))


def amount(cell: str) -> AmountRead:
    """Read a value such as 20m+, 25-50m, 250m/5yr or 2.5m/yr; no currency is stated there, and none is added.

    >>> amount("25-50m").most
    Decimal('50000000')
    """
    text = cell.strip().lower()
    match = _AMOUNT.match(text)
    if match is None:
        return AmountRead(cell, doubts=("vague-amount" if text == "undisclosed" else "unread-value",))
    scale = Decimal(10) ** _SCALES[match["scale"]]
    try:
        least, most = (Decimal(word) * scale if word else None for word in (match["from"], match["to"]))
    except ArithmeticError:
        return AmountRead(cell, doubts=("unread-value",))
    is_vague = match["to"] or match["open"] or match["per"]
    most = None if match["open"] else most or least
    return AmountRead(cell, least, most, match["per"] or "", ("vague-amount",) if is_vague else ())
