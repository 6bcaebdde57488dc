"""The reviewed table that says which written names are the same company: made by people, never by the program.

A CSV file with the columns `name` (as written), `company` (the name of the company's item in the graph) and
`reviewer`; a row without reviewer does not count. Columns named after a register (`lei`, `wikidata`, `cik`) give the
company's identifiers there.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dealgraph.importers.sheet import Said, Sheet, coined, slug
from dealgraph.names import thing, voc
from dealgraph.problems import Place, UsageProblem

COLUMNS = ("name", "company", "reviewer")
REGISTERS = ("lei", "wikidata", "cik")
_MODULUS, _REST = 97, 1
_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Code:
    """An identifier that the table gives a company, and the row where it stands."""

    company: str
    register: str
    value: str
    reviewer: str
    place: Place


@dataclass(frozen=True)
class Companies:
    """What the table says.

    Args:
        players: by name as written, the company.
        codes: the identifiers of companies.
    """

    players: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()


def read_table(file: Path) -> Companies:
    """Read the table.

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
    codes: list[Code] = []
    for number, row in enumerate(rows, start=2):
        name, company, reviewer = (" ".join((row[column] or "").split()) for column in COLUMNS)
        if not (name and company and reviewer):
            continue
        if found.setdefault(name, company) != company:
            what = f"{file.name}, row {number}: “{name}” is said to be two companies."
            raise UsageProblem(what, hint="Keep one of the rows.", code="companies-invalid")
        place = Place(file.name, number)
        given = ((register, (row.get(register) or "").strip()) for register in REGISTERS)
        codes += [Code(company, register, value, reviewer, place) for register, value in given if value]
    return Companies(found, tuple(codes))


def add_codes(sheet: Sheet, codes: Iterable[Code]) -> None:
    """Add identifiers to a document, each with who gives it; one whose check digits are wrong is only told."""
    for code in codes:
        sheet.place = code.place
        if code.register == "lei" and not lei_is_valid(code.value):
            sheet.doubt("checksum-wrong", code.register, code.value)
            continue
        asserter, iri = (
            thing(coined("reader", code.reviewer)),
            thing(f"{code.company}-{code.register}-{slug(code.value)}"),
        )
        sheet.add(asserter, "Person", code.reviewer)
        said: Said = [("identifierScheme", voc(code.register)), ("identifierValue", code.value)]
        sheet.add(iri, "Identifier", f"{code.register} {code.value}", *said, ("identifierFrom", asserter))
        sheet.add(thing(code.company), "", "", ("hasIdentifier", iri))


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
