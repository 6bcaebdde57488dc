"""Reading a folder of CUAD v1: the table of clauses, the texts of the contracts and the types of agreement.

CUAD is the Contract Understanding Atticus Dataset. Its table has a file name and 41 pairs of columns: the clauses, as
a Python list of texts in which `<omitted>` joins separate segments, and the reviewers' answer.
"""

import ast
import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dealgraph.importers.doubt import Doubt
from dealgraph.problems import Place, UsageProblem, did_you_mean

TABLE, TEXTS, TYPES = "master_clauses.csv", "full_contract_txt", "contract_types.csv"
_SUFFIX = re.compile(r"\.(pdf|txt)'?$", re.IGNORECASE)
_JOINT = "<omitted>"
_MAX_FIELD = 10_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What reviewers found for one category: the segments of text and their answer."""

    segments: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Record:
    """One contract: its row of the table, its text and its type.

    Args:
        name: the file name without its ending.
        cells: by category, in the order of the table.
        folder: the folder that the contract lies in, which tells its type; empty where that is not known.
        file: the text's file; none where it is missing.
        content: the text.
        digest: SHA-256 of everything that was read for the contract.
    """

    place: Place
    name: str
    cells: Mapping[str, Cell] = field(repr=False)
    folder: str
    file: Path | None
    content: str = field(repr=False)
    digest: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class Folder:
    """A folder of CUAD: the contracts that can be used, and what is wrong with the others."""

    records: tuple[Record, ...] = field(repr=False)
    table: str = field(repr=False)
    doubts: tuple[Doubt, ...] = ()


def read_folder(folder: Path, categories: Sequence[str]) -> Folder:
    """Read a folder of CUAD v1.

    Args:
        folder: where the table and the texts lie.
        categories: the names of the 41 categories.

    Raises:
        UsageProblem: the folder is not CUAD (`import-unknown`), or nothing in it can be used (`import-empty`).
    """
    table = _table(folder)
    rows = list(_rows(table, categories))
    texts, types = _texts(folder), _types(folder)
    doubts: list[Doubt] = []
    records: dict[str, Record] = {}
    for number, cells in rows[1:]:
        place = Place(TABLE, number)
        if len(cells) != len(rows[0][1]):
            doubts.append(Doubt(place, "", "record-damaged", f"{len(cells)} columns instead of {len(rows[0][1])}"))
            continue
        record = _record(place, dict(zip(rows[0][1], cells, strict=True)), categories, texts, types)
        if record.file is None or record.name in records:
            kind = "missing-document" if record.file is None else "record-damaged"
            doubts += [*record.doubts, Doubt(place, "Filename", kind, record.name)]
        else:
            records[record.name] = record
    used = {record.file for record in records.values()}
    doubts += [
        Doubt(Place(f.name, 1), "", "record-damaged", "no row of the table") for f in texts.values() if f not in used
    ]
    if not records:
        hint = f"The texts belong into {folder / TEXTS}."
        raise UsageProblem("No contract of this folder can be used.", hint=hint, code="import-empty")
    return Folder(tuple(records.values()), table, tuple(doubts))


def _table(folder: Path) -> str:
    """Read the table; tell what is there instead if it is missing."""
    if not folder.is_dir():
        raise UsageProblem(f"There is no folder {folder}.", hint="Name the folder of CUAD v1.", code="import-unknown")
    file = folder / TABLE
    if not file.is_file():
        fakes = sorted(path.name for path in folder.glob("*.json"))
        hint = f"CUAD v1 has a file {TABLE} and a folder {TEXTS}."
        if fakes:
            hint += f" {fakes[0]} is no substitute: files of that name circulate whose clauses are invented."
        raise UsageProblem(f"{folder} is not CUAD v1.", hint=hint, code="import-unknown")
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        hint = "Take the file as it was published; a spreadsheet program may have written it anew."
        raise UsageProblem(f"{TABLE} is not UTF-8 at line {row}.", hint=hint, code="import-unknown") from error


def _rows(table: str, categories: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Read the rows, numbered from 1, and insist on the heading."""
    csv.field_size_limit(_MAX_FIELD)
    heading: list[str] = []
    for number, cells in enumerate(csv.reader(io.StringIO(table, newline="")), start=1):
        if number == 1:
            heading = [_plain(cell) for cell in cells]
            _insist_on(heading, categories)
            yield number, heading
        elif any(cells):
            yield number, cells
    if not heading:
        raise UsageProblem(f"{TABLE} is empty.", hint="Take the file as it was published.", code="import-empty")


def _insist_on(heading: list[str], categories: Sequence[str]) -> None:
    wanted = ["Filename", *(name for category in categories for name in (category, f"{category}-Answer"))]
    missing = [name for name in wanted if name not in heading]
    if missing:
        hint = did_you_mean(missing[0], heading) or f"CUAD v1 has {len(wanted)} columns; is this its table?"
        raise UsageProblem(f"{TABLE} has no column “{missing[0]}”.", hint=hint, code="import-unknown")


def _plain(cell: str) -> str:
    """Write a heading in one way: its spelling differs between copies."""
    return " ".join(cell.replace("- Answer", "-Answer").split())


def _key(name: str) -> str:
    """Reduce a file name to its letters and digits, for names differ in punctuation and in form of characters."""
    plain = unicodedata.normalize("NFC", _SUFFIX.sub("", name))
    return "".join(sign for sign in plain if sign.isalnum()).casefold()


def _texts(folder: Path) -> dict[str, Path]:
    return {_key(file.name): file for file in sorted((folder / TEXTS).glob("*.txt"))}


def _types(folder: Path) -> dict[str, str]:
    """Read the folders that the contracts lie in; the list is an extra of some copies."""
    file = folder / TYPES
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {_key(row.get("title") or ""): row.get("type_folder") or "" for row in csv.DictReader(lines)}


def _record(
    place: Place,
    row: Mapping[str, str],
    categories: Sequence[str],
    texts: Mapping[str, Path],
    types: Mapping[str, str],
) -> Record:
    name = _SUFFIX.sub("", row["Filename"])
    doubts: list[Doubt] = []
    cells = {category: _cell(place, category, row, doubts) for category in categories}
    file = texts.get(_key(name))
    content = ""
    if file is not None:
        if file.stem != name:
            doubts.append(Doubt(place, "Filename", "name-differs", file.name))
        try:
            content = file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            doubts.append(Doubt(Place(file.name, 1), "", "record-damaged", "not UTF-8"))
            file = None
    folder = types.get(_key(name), "")
    seen = json.dumps([row, folder, content], sort_keys=True)
    return Record(place, name, cells, folder, file, content, hashlib.sha256(seen.encode()).hexdigest(), tuple(doubts))


def _cell(place: Place, category: str, row: Mapping[str, str], doubts: list[Doubt]) -> Cell:
    """Read a pair of columns; what is no list of texts is told and counts as none."""
    written = row[category].strip() or "[]"
    try:
        found = ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        doubts.append(Doubt(place, category, "record-damaged", "no list of texts"))
        found = []
    segments = tuple(part for text in found for part in text.split(_JOINT) if part.strip())
    return Cell(segments, row[f"{category}-Answer"].strip())
