"""Dates and sums of money as they stand in a text, with their reading in EDTF and in numbers where it is plain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s+(?P<m1>{_MONTH})\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH}),?\s+(?P<y3>\d{{4}})"
    rf"|(?:in|by|until|since|from|of)\s+(?P<m4>{_MONTH})\b"
    rf"|(?P<y4>(?:19|20)\d\d))\b"
)
_BY_END = re.compile(r"\b(?:until|through|till|by|before)\s+(?:the end of\s+)?\Z", re.IGNORECASE)
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "dollars": "USD", "euros": "EUR", "pounds": "GBP"}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "m": 10**6, "bn": 10**9}
_MONEY = re.compile(
    r"(?P<sign>[$€£¥])\s?(?P<n1>\d[\d,]*(?:\.\d+)?)(?:\s?(?P<s1>thousand|million|billion|trillion|bn|m)\b)?"
    r"|\b(?P<n2>\d[\d,]*(?:\.\d+)?)(?:\s(?P<s2>thousand|million|billion|trillion))?\s(?P<unit>dollars|euros|pounds)\b"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as stated: its words, and EDTF (Library of Congress, level 1)."""

    words: str
    edtf: str


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as stated: its words, its value and its currency (ISO 4217)."""

    words: str
    value: str
    currency: str


def dates(text: str) -> Iterator[Date]:
    """Find dates; a year after “until” and the like is an end without a beginning.

    >>> [found.edtf for found in dates("from 21 January 2025 until 2030, first in June")]
    ['2025-01-21', '../2030', 'XXXX-06']
    """
    for found in _DATE.finditer(text):
        part = found.groupdict()
        month = next((part[name] for name in ("m1", "m2", "m3", "m4") if part[name]), "")
        year = next((part[name] for name in ("y1", "y2", "y3", "y4") if part[name]), "XXXX")
        edtf = _edtf(year, month, part["day"] or part["d2"] or "")
        if not edtf:
            continue
        before = _BY_END.search(text[: found.start()])
        if part["y4"] and before:
            yield Date((before[0] + found[0]).strip(), f"../{edtf}")
        else:
            yield Date(found[0], edtf)


def _edtf(year: str, month: str, day: str) -> str:
    """Write a date; nothing where there is no such day."""
    number = _MONTHS.index(month) + 1 if month else 0
    if not day:
        return f"{year}-{number:02d}" if number else year
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return ""


def sums(text: str) -> Iterator[Money]:
    """Find sums of money.

    >>> [(found.value, found.currency) for found in sums("$1.5 billion, then 20,000 euros")]
    [('1500000000', 'USD'), ('20000', 'EUR')]
    """
    for found in _MONEY.finditer(text):
        number = Decimal((found["n1"] or found["n2"]).replace(",", ""))
        value = number * _SCALES.get((found["s1"] or found["s2"] or "").lower(), 1)
        shown = f"{value:f}"
        shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
        yield Money(found[0], shown, _CURRENCIES[found["sign"] or found["unit"]])
