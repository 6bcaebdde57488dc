"""From a word as a person writes it to a literal of a datatype of XML Schema 1.1 part 2."""

import re
from datetime import UTC, datetime
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from dealgraph.names import XSD

_TRUTH = {"true": "true", "yes": "true", "false": "false", "no": "false"}
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?\Z")
_INTEGER = re.compile(r"[+-]?\d+\Z")
_MAX_DIGITS = 1000


def literal(text: str, datatype: NamedNode | None) -> Literal:
    """Read a word as a literal of a datatype; as a string where none is given.

    Raises:
        ValueError: the word is not of the datatype; its message says what would be.

    >>> literal("100 000 000", NamedNode(XSD + "decimal")).value
    '100000000.0'
    """
    kind = datatype.value.removeprefix(XSD) if datatype else "string"
    reader = _READERS.get(kind)
    if reader is None:
        return Literal(text)
    return Literal(reader(text.strip()), datatype=datatype)


def _boolean(text: str) -> str:
    if text.lower() not in _TRUTH:
        raise ValueError(f"“{text}” is not yes or no.")
    return _TRUTH[text.lower()]


def _integer(text: str) -> str:
    if not _INTEGER.match(text) or len(text) > _MAX_DIGITS:
        raise ValueError(f"“{text}” is not a whole number.")
    return str(int(text))


def _natural(text: str) -> str:
    number = _integer(text)
    if number.startswith("-"):
        raise ValueError(f"“{text}” is below zero.")
    return number


def _decimal(text: str) -> str:
    plain = text.replace(" ", "").replace("_", "")
    if not _DECIMAL.match(plain) or len(plain) > _MAX_DIGITS:
        raise ValueError(f"“{text}” is not a number such as 12.5; write no unit and no separator but spaces.")
    written = f"{Decimal(plain):f}"
    return written if "." in written else f"{written}.0"


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"“{text}” is not a date such as 2025-01-21.") from error
    if "T" not in text:
        moment = moment.replace(tzinfo=UTC)
    if moment.utcoffset() is None:
        raise ValueError(f"“{text}” lacks a time zone; end it with Z.")
    return moment.isoformat().replace("+00:00", "Z")


_READERS = {
    "boolean": _boolean,
    "integer": _integer,
    "nonNegativeInteger": _natural,
    "positiveInteger": _natural,
    "decimal": _decimal,
    "dateTime": _moment,
}
