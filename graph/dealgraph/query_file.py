"""Reading `.rq` files: head and body to a `CannedQuery`. An error names file, line and mend.

A file begins with a head of YAML, each line behind `#+`, that declares title, parameters and columns; its body is
SPARQL that can be pasted into any editor as it stands. See docs/decisions/0004-parameters-are-values-blocks.md.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode

from dealgraph import names
from dealgraph.blocks import missing_prefixes, ordered_by
from dealgraph.catalog import (
    AUDIENCES,
    CHARTS,
    COLUMN_TYPES,
    PAGE_SIZE,
    TYPES,
    CannedQuery,
    Catalog,
    Chart,
    Column,
    Parameter,
)
from dealgraph.paging import MAX_SIZE
from dealgraph.problems import CatalogProblem, Finding, NotesProblem, Place, did_you_mean
from dealgraph.query_check import faults_of
from dealgraph.sparql_text import form
from dealgraph.yaml_tree import Listing, Node, Word, parse_yaml, words
from dealgraph.yaml_tree import Mapping as Head

_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_HEAD_KEYS = (
    "title", "question", "description", "audience", "tags", "competency", "parameters", "columns", "order",
    "page size", "chart",
)  # fmt: skip
_PARAMETER_KEYS = (
    "type", "label", "description", "required", "default", "many", "choices", "pattern", "example", "class", "scheme",
)  # fmt: skip
_COLUMN_KEYS = ("type", "label", "unit", "many")
_CHART_KEYS = {"bar": ("type", "label", "value"), "span": ("type", "label", "from", "to")}
_MAX_BYTES = 200_000


def read_catalog(folders: Iterable[Path]) -> Catalog:
    """Read every `.rq` file of the folders.

    Raises:
        CatalogProblem: files are wrong, with the faults of all of them, or two have the same name.
    """
    found: list[CannedQuery] = []
    wrong: list[CatalogProblem] = []
    for file in files_of(folders):
        try:
            found.append(read_query(file))
        except CatalogProblem as problem:
            wrong.append(problem)
    if len(wrong) > 1:
        findings = [f for problem in wrong for f in (problem.findings or [Finding(problem.what, hint=problem.hint)])]
        raise CatalogProblem(f"{len(wrong)} files of questions are wrong.", findings=findings)
    if wrong:
        raise wrong[0]
    return Catalog(found)


def files_of(folders: Iterable[Path]) -> Iterator[Path]:
    """List the `.rq` files of the folders.

    Raises:
        CatalogProblem: a folder is not there (`catalog-missing`).
    """
    for folder in folders:
        if not folder.is_dir():
            hint = "Name a folder that holds .rq files."
            raise CatalogProblem(f"There is no folder {folder} of queries.", hint=hint, code="catalog-missing")
        yield from sorted(folder.glob("*.rq"))


def read_query(file: Path) -> CannedQuery:
    """Read one file.

    Raises:
        CatalogProblem: every fault of the file, with its line.
    """
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise CatalogProblem(f"{file.name} is longer than {_MAX_BYTES:,} bytes.", hint="Is it a query?")
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogProblem(f"{file.name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CatalogProblem(f"{file.name} is not UTF-8.", hint="Save it as UTF-8.") from error
    lines = text.split("\n")
    count = next((i for i, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    if not count:
        what = "It does not begin with a head: lines behind “#+”."
        raise _gathered([Finding(what, Place(file.name, 1), "Begin with “#+ title: …”.", code="catalog-invalid")], file)
    try:
        head = parse_yaml("\n".join(line[2:].removeprefix(" ") for line in lines[:count]), file.name)
        body = "\n".join(lines[count:])
        start = count + 1 + len(body[: len(body) - len(body.lstrip())].split("\n")) - 1
        return _Reader(file, head, body.strip() + "\n", start).query()
    except NotesProblem as problem:  # what reads YAML speaks of notes
        findings = [Finding(f.what, f.place, f.hint, code="catalog-invalid") for f in problem.findings]
        raise _gathered(findings, file) from problem


def _gathered(faults: list[Finding], file: Path) -> CatalogProblem:
    count = "One fault" if len(faults) == 1 else f"{len(faults)} faults"
    hint = "The question cannot be asked until the file is mended."
    return CatalogProblem(f"{count} in {file.name}.", hint=hint, findings=faults)


class _Reader:
    """Reads head and body of one file and gathers its faults."""

    def __init__(self, file: Path, head: Head, body: str, body_line: int) -> None:
        self._file = file
        self._head = head
        self._body = body
        self._body_line = body_line
        self._lead = missing_prefixes(body)
        self._faults: list[Finding] = []

    def query(self) -> CannedQuery:
        name = self._file.stem
        if not _NAME.match(name):
            self._fault(f"“{name}” is not lower-case words joined by hyphens.", Place(self._file.name, 1))
        self._only(self._head, _HEAD_KEYS)
        query = CannedQuery(
            name=name,
            title=self._text("title"),
            question=self._text("question"),
            description=self._text("description"),
            audience=self._one_of("audience", AUDIENCES),
            tags=self._words(self._head, "tags"),
            competency=self._words(self._head, "competency"),
            parameters=tuple(self._parameter(key, value) for key, value in self._section("parameters")),
            columns=tuple(self._column(key, value) for key, value in self._section("columns")),
            form=form(self._body),
            order=self._words(self._head, "order") or ordered_by(self._body),
            page_size=self._page_size(),
            chart=self._chart(),
            text=self._lead + self._body,
            file=self._file,
        )
        self._faults += faults_of(query, self._head, self._body_line, self._lead.count("\n"))
        if self._faults:
            faults = sorted(self._faults, key=lambda f: f.place.line if f.place else 0)
            raise _gathered(faults, self._file)
        return query

    def _fault(self, what: str, place: Place, hint: str = "") -> None:
        self._faults.append(Finding(what, place, hint, code="catalog-invalid"))

    def _only(self, node: Head, keys: Iterable[str]) -> None:
        for key, _ in node.entries:
            if key.text not in keys:
                hint = did_you_mean(key.text, keys) or f"Known are: {', '.join(keys)}."
                self._fault(f"There is no key “{key.text}” here.", key.place, hint)

    def _text(self, key: str) -> str:
        value = self._head.get(key)
        if isinstance(value, Word) and value.text.strip():
            return " ".join(value.text.split())
        self._fault(f"The head needs a sentence for “{key}”.", value.place if value else self._head.place)
        return ""

    def _one_of(self, key: str, known: tuple[str, ...], node: Head | None = None) -> str:
        node = node or self._head
        value = node.get(key)
        if isinstance(value, Word) and value.text in known:
            return value.text
        said = f"“{value.text}” is no {key}." if isinstance(value, Word) else f"“{key}” is missing."
        self._fault(said, value.place if value else node.place, f"Choose one of: {', '.join(known)}.")
        return known[0]

    def _words(self, node: Head, key: str) -> tuple[str, ...]:
        value = node.get(key)
        if value is None:
            return ()
        if isinstance(value, Head) or (
            isinstance(value, Listing) and not all(isinstance(p, Word) for p in value.parts)
        ):
            self._fault(f"“{key}” takes a word or a list of words.", value.place)
            return ()
        return tuple(word.text for word in words(value))

    def _section(self, key: str) -> list[tuple[Word, Head]]:
        value = self._head.get(key)
        if value is None:
            return []
        if not isinstance(value, Head):
            self._fault(f"“{key}” maps names to mappings.", value.place)
            return []
        found: list[tuple[Word, Head]] = []
        for word, body in value.entries:
            if isinstance(body, Head):
                found.append((word, body))
            else:
                self._fault(f"“{word.text}” needs a mapping such as {{type: iri, label: …}}.", word.place)
        return found

    def _parameter(self, name: Word, body: Head) -> Parameter:
        self._only(body, _PARAMETER_KEYS)
        choices, choices_query = self._choices(body)
        return Parameter(
            name=name.text,
            type=self._one_of("type", TYPES, body),
            label=_word(body.get("label")) or name.text,
            description=_word(body.get("description")),
            required=self._yes(body, "required"),
            default=self._words(body, "default"),
            many=self._yes(body, "many"),
            choices=choices,
            choices_query=choices_query,
            pattern=_word(body.get("pattern")),
            example=_word(body.get("example")),
            of_class=self._curie(body.get("class")),
            scheme=self._curie(body.get("scheme")),
        )

    def _choices(self, body: Head) -> tuple[tuple[str, ...], str]:
        """Read the choices: a list of words, or `{query: SELECT ...}`."""
        value = body.get("choices")
        if not isinstance(value, Head):
            return self._words(body, "choices"), ""
        self._only(value, ("query",))
        query = value.get("query")
        if isinstance(query, Word) and query.text.strip():
            return (), missing_prefixes(query.text) + query.text
        self._fault("“query” is a SELECT of values and their labels.", value.place)
        return (), ""

    def _column(self, name: Word, body: Head) -> Column:
        self._only(body, _COLUMN_KEYS)
        return Column(
            name=name.text,
            type=self._one_of("type", COLUMN_TYPES, body),
            label=_word(body.get("label")) or name.text,
            unit=_word(body.get("unit")),
            many=self._yes(body, "many"),
        )

    def _page_size(self) -> int:
        value = self._head.get("page size")
        if value is None:
            return PAGE_SIZE
        text = _word(value)
        if text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_SIZE)) and 1 <= int(text) <= MAX_SIZE:
            return int(text)
        self._fault(f"“page size” is a whole number from 1 to {MAX_SIZE:,}.", value.place)
        return PAGE_SIZE

    def _chart(self) -> Chart | None:
        value = self._head.get("chart")
        if value is None:
            return None
        if not isinstance(value, Head):
            self._fault("“chart” is a mapping such as {type: bar, label: …, value: …}.", value.place)
            return None
        kind = self._one_of("type", CHARTS, value)
        keys = _CHART_KEYS[kind]
        self._only(value, keys)
        label, start, *end = (_word(value.get(key)) for key in keys[1:])
        return Chart(kind, label, start, *end)

    def _yes(self, body: Head, key: str) -> bool:
        value = body.get(key)
        if value is not None and _word(value) not in {"yes", "no"}:
            self._fault(f"“{key}” is yes or no.", value.place)
        return _word(value) == "yes"

    def _curie(self, value: Node | None) -> NamedNode | None:
        if value is None:
            return None
        prefix, colon, rest = _word(value).partition(":")
        if not colon or prefix not in names.PREFIXES:
            self._fault(f"“{_word(value)}” is not a short IRI of our prefixes, such as deal:Agent.", value.place)
            return None
        return NamedNode(names.PREFIXES[prefix] + rest)


def _word(node: Node | None) -> str:
    return " ".join(node.text.split()) if isinstance(node, Word) else ""
