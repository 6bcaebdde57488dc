"""The reviewed table that says which written names are the same company: made by people, never by the program.

A CSV file with the columns `name` (as written), `company` (the name of the company's item in the graph) and
`reviewer`; a row without reviewer does not count.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dealgraph.problems import UsageProblem

COLUMNS = ("name", "company", "reviewer")
_MODULUS, _REST = 97, 1
_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Same:
    """A row of the table."""

    name: str
    company: str
    reviewer: str


def read_table(file: Path) -> dict[str, str]:
    """Read the table: by name as written, the company.

    Raises:
        UsageProblem: the file cannot be read, lacks a column or gives a name two companies (`companies-invalid`).
    """
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageProblem(f"The table {file} cannot be read: {error}.", code="companies-invalid") from error
    if not rows or not set(COLUMNS) <= rows[0].keys():
        hint = f"Its first line is: {','.join(COLUMNS)}"
        raise UsageProblem(f"{file} is no table of companies.", hint=hint, code="companies-invalid")
    found: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        same = Same(*(" ".join((row[column] or "").split()) for column in COLUMNS))
        if not (same.name and same.company and same.reviewer):
            continue
        if found.setdefault(same.name, same.company) != same.company:
            what = f"{file.name}, row {number}: “{same.name}” is said to be two companies."
            raise UsageProblem(what, hint="Keep one of the rows.", code="companies-invalid")
    return found


def lei_is_valid(code: str) -> bool:
    """Tell whether a legal entity identifier (ISO 17442) has the right check digits (ISO 7064, MOD 97-10).

    >>> lei_is_valid("INR2EJN1ERAN0W5ZP974"), lei_is_valid("INR2EJN1ERAN0W5ZP975")
    (True, False)
    """
    if len(code) != _LENGTH or not code.isascii() or not code.isalnum() or code != code.upper():
        return False
    return int("".join(str(int(sign, 36)) for sign in code)) % _MODULUS == _REST


def alike(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """List names that differ in case, spacing and punctuation only: for people to review, never to be merged.

    >>> list(alike(["Alder, Inc.", "ALDER INC", "Birch"]))
    [('ALDER INC', 'Alder, Inc.')]
    """
    groups: dict[str, set[str]] = {}
    for name in names:
        key = "".join(sign for sign in name.casefold() if sign.isalnum())
        groups.setdefault(key, set()).add(name)
    for _, group in sorted(groups.items()):
        if len(group) > 1:
            yield tuple(sorted(group))
