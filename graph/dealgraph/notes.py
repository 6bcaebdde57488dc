"""Reading notes: from the YAML that a lawyer writes to documents of items and statements.

The format is described in docs/notes.md. Keys are labels of the ontology's properties, kinds are labels of its
classes; the schema decides, and nothing here names a property that the ontology could do without.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from dealgraph import derive, names
from dealgraph.document import Document, Item, Statement
from dealgraph.problems import Finding, NotesProblem, Place, did_you_mean
from dealgraph.schema import Property, Schema
from dealgraph.values import literal
from dealgraph.yaml_tree import Listing, Mapping, Node, Word, fault, gathered, read_yaml, words

SECTIONS = {
    "documents": "Source",
    "companies": "Company",
    "assets": "Asset",
    "agreements": "Agreement",
    "terms": "Term",
    "definitions": "Definition",
    "positions": "NormativePosition",
    "conditions": "Condition",
    "events": "Event",
    "times": "TimeSpan",
    "quantities": "Quantity",
    "passages": "Passage",
    "claims": "Claim",
    "issues": "ReadingIssue",
}
"""The sections of a notes file and the class that their items have where no kind is given."""

NUMBERED = {"passages": "passage", "claims": "claim", "issues": "issue"}
"""Sections whose keys are numbers within the source: item ids become SOURCE-passage-2.1 and the like."""

_KIND_OF_NUMBER = {names.deal(SECTIONS[section]): word for section, word in NUMBERED.items()}
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\Z")
_UNCONFIRMED = "unconfirmed"
_OWN_KEYS = {"kind", "label", "description", "extends", _UNCONFIRMED}
_YES = {"yes", "true"}


@dataclass(frozen=True, slots=True)
class _Raw:
    """An item before its words are resolved."""

    name: str
    key: Word
    kind: NamedNode | None
    body: Mapping


@dataclass(frozen=True, slots=True)
class _File:
    """A notes file before its words are resolved."""

    source: str
    file: str
    digest: str
    optional: bool
    items: tuple[_Raw, ...]
    unconfirmed: tuple[_Raw, ...]


def read_notes(files: Sequence[Path], schema: Schema) -> list[Document]:
    """Read notes files that may refer to each other's items.

    Raises:
        NotesProblem: any fault, with file and line; all faults of a file at once.
    """
    read = [_read_file(file, schema) for file in files]
    known: dict[str, _Raw] = {}
    for file in read:
        for raw in file.items:
            if raw.kind is not None and raw.name in known:
                first = known[raw.name].key.place
                hint = f"It stands first at {first}; write `extends: yes` to add to it."
                raise fault(f"“{raw.name}” is described twice.", raw.key.place, hint, "notes-duplicate")
            if raw.kind is not None:
                known[raw.name] = raw
    return [_Resolver(schema, file, known).document() for file in read]


def _read_file(file: Path, schema: Schema) -> _File:
    tree = read_yaml(file)
    source = tree.get("source")
    if not isinstance(source, Mapping) or not isinstance(name := source.get("id"), Word):
        raise fault(
            "The file does not name its source.", tree.place, "Begin with `source:` and its `id:`.", "notes-key"
        )
    faults: list[Finding] = []
    _is_name(name, "source", faults)
    body = Mapping(tuple(e for e in source.entries if e[0].text not in {"id", "optional"}), source.place)
    items = [_Raw(name.text, name, _kind(body, "Source", schema, faults), body)] if not faults else []
    for section, content in tree.entries:
        if section.text != "source":
            items.extend(_section(section, content, name.text, schema, faults))
    if faults:
        raise gathered(faults, file.name)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    confirmed = tuple(raw for raw in items if not _says_yes(raw.body, _UNCONFIRMED))
    unconfirmed = tuple(raw for raw in items if _says_yes(raw.body, _UNCONFIRMED))
    return _File(name.text, file.name, digest, _says_yes(source, "optional"), confirmed, unconfirmed)


def _says_yes(body: Mapping, key: str) -> bool:
    value = body.get(key)
    return isinstance(value, Word) and value.text in _YES


def _section(section: Word, content: Node, source: str, schema: Schema, faults: list[Finding]) -> Iterator[_Raw]:
    default = SECTIONS.get(section.text)
    if default is None or not isinstance(content, Mapping):
        what = f"There is no section “{section.text}”." if default is None else "A section maps names to items."
        faults.append(Finding(what, section.place, did_you_mean(section.text, SECTIONS), code="notes-key"))
        return
    for key, body in content.entries:
        if not isinstance(body, Mapping):
            faults.append(Finding(f"“{key.text}” needs a mapping of keys to values.", key.place, code="notes-key"))
            continue
        if not _is_name(key, section.text, faults):
            continue
        prefix = f"{source}-{NUMBERED[section.text]}-" if section.text in NUMBERED else ""
        yield _Raw(prefix + key.text, key, _kind(body, default, schema, faults), body)


def is_name(text: str) -> bool:
    """Tell whether a word can be part of an IRI."""
    return bool(_NAME.match(text))


def _is_name(key: Word, section: str, faults: list[Finding]) -> bool:
    """Tell whether a key can be part of an IRI, and is a number where its section wants one."""
    if section in {"passages", "claims"} and not derive.NUMBER.match(key.text):
        what = f"“{key.text}” is not a number of paragraph and sentence such as 2.1 or 2.1a."
        faults.append(Finding(what, key.place, code="notes-value"))
        return False
    if not is_name(key.text):
        hint = "Use letters, digits, hyphens, full stops and underscores, such as first-refusal."
        faults.append(Finding(f"“{key.text}” cannot name a thing.", key.place, hint, code="notes-value"))
        return False
    return True


def _kind(body: Mapping, default: str, schema: Schema, faults: list[Finding]) -> NamedNode | None:
    """Find an item's class: none where the item extends another."""
    if body.get("extends"):
        return None
    kind = body.get("kind")
    if kind is None:
        return names.deal(default)
    found = schema.classes.get(kind.text.lower()) if isinstance(kind, Word) else None
    if found is None:
        word = kind.text if isinstance(kind, Word) else ""
        hint = did_you_mean(word.lower(), schema.classes) or "A kind is the label of a class of the ontology."
        faults.append(Finding(f"There is no kind “{word}”.", kind.place, hint, code="notes-kind"))
    return found


class _Resolver:
    """Turns the words of one file into terms, gathering every fault."""

    def __init__(self, schema: Schema, file: _File, known: dict[str, _Raw]) -> None:
        self._schema = schema
        self._file = file
        self._known = known
        self._faults: list[Finding] = []

    def document(self) -> Document:
        items = tuple(self._item(raw) for raw in self._file.items)
        if self._faults:
            raise gathered(sorted(self._faults, key=lambda f: f.place or Place("", 0)), self._file.file)
        unconfirmed = tuple(_unconfirmed(raw) for raw in self._file.unconfirmed)
        bare = Document(self._file.source, items, self._file.digest, self._file.optional, unconfirmed)
        return derive.complete(bare)

    def _fault(self, what: str, place: Place, hint: str = "", code: str = "notes-invalid") -> None:
        self._faults.append(Finding(what, place, hint, code=code))

    def _item(self, raw: _Raw) -> Item:
        kind = raw.kind
        if kind is None:
            described = self._known.get(raw.name)
            kind = described.kind if described else None
            if described is None:
                self._unknown(raw.key)
        statements: list[Statement] = []
        for key, value in raw.body.entries:
            try:
                statements.extend(self._statements(key, value, kind))
            except NotesProblem as problem:
                self._faults.extend(problem.findings)
        return Item(names.thing(raw.name), raw.kind, tuple(statements), raw.key.place)

    def _statements(self, key: Word, value: Node, kind: NamedNode | None) -> Iterator[Statement]:
        if key.text in _OWN_KEYS:
            predicate = {"label": names.LABEL, "description": names.DESCRIPTION}.get(key.text)
            for word in words(value) if predicate else ():
                yield Statement(predicate or names.LABEL, Literal(word.text, language="en"), word.place)
            return
        found = self._schema.property_for(key.text.lower(), kind)
        if found is None:
            hint = did_you_mean(key.text.lower(), self._schema.properties) or "A key is the label of a property."
            self._fault(f"There is no key “{key.text}”.", key.place, hint, "notes-key")
            return
        if kind is not None and found.domain is not None and not self._schema.is_a(kind, found.domain):
            what = f"“{key.text}” says something of a {self._word_for(found.domain)}, not of a {self._word_for(kind)}."
            self._fault(what, key.place, code="notes-domain")
            return
        for word, claims in self._values(value):
            term = self._term(word, found)
            if term is not None:
                yield Statement(found.iri, term, word.place, claims)

    def _values(self, value: Node) -> Iterator[tuple[Word, tuple[NamedNode, ...]]]:
        """List the values of a key, each with the claims that single it out."""
        parts = value.parts if isinstance(value, Listing) else (value,)
        for part in parts:
            if isinstance(part, Mapping):
                for word, numbers in part.entries:
                    claims = (self._reference(number, "claim") for number in words(numbers))
                    yield word, tuple(claim for claim in claims if claim is not None)
            elif isinstance(part, Word):
                yield part, ()
            else:
                raise fault("A list inside a list has no meaning here.", part.place)

    def _term(self, word: Word, found: Property) -> NamedNode | Literal | None:
        if not found.is_object:
            try:
                return literal(word.text, found.range)
            except ValueError as error:
                self._fault(str(error), word.place, code="notes-value")
                return None
        if found.range == names.CONCEPT:
            concepts = self._schema.concepts_of(found.scheme)
            if word.text not in concepts:
                hint = did_you_mean(word.text, concepts) or f"Known are: {', '.join(sorted(concepts))}."
                self._fault(f"There is no concept “{word.text}” here.", word.place, hint, "notes-concept")
            return concepts.get(word.text)
        return self._reference(word, _KIND_OF_NUMBER.get(found.range) if found.range else None)

    def _reference(self, word: Word, numbered: str | None) -> NamedNode | None:
        """Resolve the name of an item; a bare number means a claim, passage or issue of this source."""
        name = word.text
        if numbered:
            source, colon, number = name.rpartition(":")
            name = f"{source if colon else self._file.source}-{numbered}-{number}"
        if name not in self._known:
            self._unknown(word)
            return None
        return names.thing(name)

    def _unknown(self, word: Word) -> None:
        if any(word.text in {raw.name, raw.key.text} for raw in self._file.unconfirmed):
            hint = f"Take `{_UNCONFIRMED}: yes` away there if it is right, or write it here as well."
            self._fault(f"“{word.text}” is not confirmed yet.", word.place, hint, "notes-reference")
            return
        plain = [name for raw in self._known.values() for name in (raw.name, raw.key.text)]
        hint = did_you_mean(word.text, plain) or "Describe it in this file or in another notes file of the build."
        self._fault(f"Nothing is called “{word.text}”.", word.place, hint, "notes-reference")

    def _word_for(self, kind: NamedNode) -> str:
        return next((word for word, iri in self._schema.classes.items() if iri == kind), names.local(kind.value))


def _unconfirmed(raw: _Raw) -> Finding:
    what = f"“{raw.key.text}” is not confirmed and is left out."
    return Finding(what, raw.key.place, subject=raw.name, code="notes-unconfirmed")


def notes_files(folders: Iterable[Path]) -> list[Path]:
    """List the notes files of folders, in order of name; a file named as such counts too."""
    return [file for folder in folders for file in (sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder])]
