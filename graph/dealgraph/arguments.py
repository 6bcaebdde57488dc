"""Values of Python or JSON as the words that parameters are read from."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from dealgraph.problems import UsageProblem

Value: TypeAlias = str | bool | int | float | Decimal | date | None
Argument: TypeAlias = Value | Iterable[Value]


def to_words(arguments: Mapping[str, object]) -> dict[str, list[str]]:
    """Write arguments as words by parameter; None counts as not given.

    Raises:
        UsageProblem: a value is neither plain nor a list of plain ones.

    >>> to_words({"holder": "acme", "readings": False, "least": 2, "level": ["stated", "reported"], "status": None})
    {'holder': ['acme'], 'readings': ['false'], 'least': ['2'], 'level': ['stated', 'reported']}
    """
    return {name: list(_words(name, value)) for name, value in arguments.items() if value is not None}


def _words(name: str, value: object) -> Iterable[str]:
    parts = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    return [_word(name, part) for part in parts if part is not None]


def _word(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        number = Decimal(str(value))
        return f"{number:f}" if number.is_finite() else str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    said = f"“{name}” is given as {type(value).__name__}."
    raise UsageProblem(said, hint="Give text, a number, yes or no, a date, or a list of these.")
