"""Reading `.rq` files: head and body to a `CannedQuery`. An error names file, line and mend."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Store

from dealgraph import names
from dealgraph.catalog import AUDIENCES, COLUMN_TYPES, TYPES, CannedQuery, Catalog, Column, Parameter
from dealgraph.problems import CatalogProblem, Finding, NotesProblem, Place, did_you_mean
from dealgraph.sparql_text import form, tokens
from dealgraph.yaml_tree import Listing, Node, Word, parse_yaml, words
from dealgraph.yaml_tree import Mapping as Head

_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_HEAD_KEYS = ("title", "question", "description", "audience", "competency", "parameters", "columns")
_PARAMETER_KEYS = (
    "type", "label", "description", "required", "default", "many", "choices", "pattern", "example", "class", "scheme",
)  # fmt: skip
_COLUMN_KEYS = ("type", "label", "unit", "many")


def read_catalog(folders: Iterable[Path]) -> Catalog:
    """Read every `.rq` file of the folders.

    Raises:
        CatalogProblem: a file is wrong, or two folders have a query of the same name.
    """
    found: dict[str, CannedQuery] = {}
    for folder in folders:
        if not folder.is_dir():
            hint = "Name a folder that holds .rq files."
            raise CatalogProblem(f"There is no folder {folder} of queries.", hint=hint, code="catalog-missing")
        for file in sorted(folder.glob("*.rq")):
            query = read_query(file)
            if query.name in found:
                hint = f"Rename {file}; the first is {found[query.name].file}."
                raise CatalogProblem(f"Two queries are called “{query.name}”.", hint=hint)
            found[query.name] = query
    return Catalog(found)


def read_query(file: Path) -> CannedQuery:
    """Read one file.

    Raises:
        CatalogProblem: every fault of the file, with its line.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogProblem(f"{file.name} cannot be read: {error}.") from error
    lines = text.split("\n")
    count = next((i for i, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    try:
        head = parse_yaml("\n".join(line[2:].removeprefix(" ") for line in lines[:count]), file.name)
    except NotesProblem as problem:
        raise CatalogProblem(problem.what, hint=problem.hint, findings=problem.findings) from problem
    return _Reader(file, head, "\n".join(lines[count:]).strip() + "\n", count + 1).query()


class _Reader:
    """Checks head and body of one file and gathers its faults."""

    def __init__(self, file: Path, head: Head, body: str, body_line: int) -> None:
        self._file = file
        self._head = head
        self._body = body
        self._body_place = Place(file.name, body_line)
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
            competency=self._words(self._head, "competency"),
            parameters=tuple(self._parameter(key, value) for key, value in self._section("parameters")),
            columns=tuple(self._column(key, value) for key, value in self._section("columns")),
            form=form(self._body),
            text=names.prologue() + self._body,
            file=self._file,
        )
        self._check_body(query)
        if self._faults:
            count = "One fault" if len(self._faults) == 1 else f"{len(self._faults)} faults"
            raise CatalogProblem(f"{count} in {self._file.name}.", findings=self._faults)
        return query

    def _fault(self, what: str, place: Place, hint: str = "") -> None:
        self._faults.append(Finding(what, place, hint, code="catalog-invalid"))

    def _only(self, node: Head, keys: Iterable[str]) -> None:
        for key, _ in node.entries:
            if key.text not in keys:
                self._fault(f"There is no key “{key.text}” here.", key.place, did_you_mean(key.text, keys))

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
        return Parameter(
            name=name.text,
            type=self._one_of("type", TYPES, body),
            label=_word(body.get("label")) or name.text,
            description=_word(body.get("description")),
            required=self._yes(body, "required"),
            default=self._words(body, "default"),
            many=self._yes(body, "many"),
            choices=self._words(body, "choices"),
            pattern=_word(body.get("pattern")),
            example=_word(body.get("example")),
            of_class=self._curie(body.get("class")),
            scheme=self._curie(body.get("scheme")),
        )

    def _column(self, name: Word, body: Head) -> Column:
        self._only(body, _COLUMN_KEYS)
        return Column(
            name=name.text,
            type=self._one_of("type", COLUMN_TYPES, body),
            label=_word(body.get("label")) or name.text,
            unit=_word(body.get("unit")),
            many=self._yes(body, "many"),
        )

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

    def _check_body(self, query: CannedQuery) -> None:
        try:
            found = Store().query(query.text)
        except SyntaxError as error:
            self._fault(f"The body is not valid SPARQL: {error}.", self._body_place)
            return
        if query.form == "SELECT":
            declared = {c.name: None for c in query.columns}
            selected = {v.value: None for v in found.variables}  # type: ignore[union-attr]
            for name in selected.keys() ^ declared.keys():
                side = "selected but not declared" if name in selected else "declared but not selected"
                self._fault(f"The column “{name}” is {side}.", self._head.place)
        fixed = fixed_variables(query.text)
        for parameter in query.parameters:
            if parameter.name not in fixed:
                hint = f"Write VALUES ?{parameter.name} {{ UNDEF }} where it applies."
                self._fault(f"No VALUES block fixes ?{parameter.name}.", self._body_place, hint)


def fixed_variables(text: str) -> Mapping[str, int]:
    """Count the blocks `VALUES ?name { ... }` of each variable."""
    found: dict[str, int] = {}
    listed = list(tokens(text))
    for first, second, third in zip(listed, listed[1:], listed[2:], strict=False):
        if first.text.upper() == "VALUES" and second.kind == "variable" and third.text == "{":
            found[second.text[1:]] = found.get(second.text[1:], 0) + 1
    return found


def _word(node: Node | None) -> str:
    return " ".join(node.text.split()) if isinstance(node, Word) else ""
