"""Amounts as people write them: a number or two bounds, a scale, and a currency or a unit."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from dealgraph.problems import did_you_mean

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND
    VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL
    """.split()  # noqa: SIM905 - a table of codes is read more easily as one text
)
"""The currencies of ISO 4217."""
_SCALES = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9, "tn": 12, "trillion": 12,
}  # fmt: skip
_NUMBER = r"\d{1,30}(?:\.\d{1,12})?"
_AMOUNT = re.compile(rf"({_NUMBER})(?:\s*\.\.\s*({_NUMBER}))?\s*(.*)\Z", re.ASCII)
_SCALED = re.compile(rf"({'|'.join(sorted(_SCALES, key=len, reverse=True))})\s*(\S+)\Z")


class BadAmount(ValueError):  # noqa: N818 - what was written, not the program, is at fault
    """A word is not an amount; the message says why, `hint` what else might be meant."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount between two bounds, which are equal where it is exact."""

    low: Decimal
    high: Decimal
    unit: str


def parse_amount(word: str, units: Collection[str]) -> Amount:
    """Read an amount such as `100bnUSD`, `80..150 bn USD` or `250 MW`.

    Args:
        word: what a person wrote.
        units: units that are known beside the currencies.

    Raises:
        BadAmount: there is no number, the bounds are in the wrong order, or the unit is not known.

    >>> parse_amount("80..150bnUSD", ())
    Amount(low=Decimal('8.0E+10'), high=Decimal('1.50E+11'), unit='USD')
    """
    match = _AMOUNT.match(word.strip())
    if not match:
        raise BadAmount(f"“{word}” is not an amount such as 100bnUSD or 80..150bnUSD.")
    low, high, rest = match.groups()
    scale, unit = parse_unit(rest.strip(), units)
    amount = Amount(Decimal(low).scaleb(scale), Decimal(high or low).scaleb(scale), unit)
    if amount.high < amount.low:
        raise BadAmount(f"“{word}” has its greater bound first.")
    return amount


def parse_unit(word: str, units: Collection[str]) -> tuple[int, str]:
    """Read a unit, perhaps with a scale before it, as a power of ten and the bare unit.

    Raises:
        BadAmount: the unit is not known.

    >>> parse_unit("bn EUR", ())
    (9, 'EUR')
    """
    if word in CURRENCIES or word in units:
        return 0, word
    match = _SCALED.match(word)
    if match and (match[2] in CURRENCIES or match[2] in units):
        return _SCALES[match[1]], match[2]
    bare = match[2] if match else word
    if not bare:
        raise BadAmount("The amount has no unit.", "Write a currency such as USD after the number.")
    raise BadAmount(f"“{bare}” is not a known unit.", did_you_mean(bare.upper(), [*CURRENCIES, *units]))
