"""YAML as a tree of plain words that remember their line.

Notes are read without YAML's guesses: `2.1`, `no` and `2030-01-01` stay the words that a person wrote.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from dealgraph.problems import Finding, NotesProblem, Place

MAX_BYTES = 5_000_000
"""A notes file may have this many bytes; a longer one is no notes file."""


@dataclass(frozen=True, slots=True)
class Word:
    """A scalar: its text as written."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    parts: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping, in the order of the file."""

    entries: "tuple[tuple[Word, Node], ...]"
    place: Place

    def get(self, key: str) -> "Node | None":
        """Find the value of a key."""
        return next((value for word, value in self.entries if word.text == key), None)


Node: TypeAlias = Word | Listing | Mapping


def words(node: Node) -> Iterator[Word]:
    """List the words of a scalar or of a flat sequence.

    Raises:
        NotesProblem: the node nests deeper.
    """
    if isinstance(node, Word):
        yield node
        return
    for part in node.parts if isinstance(node, Listing) else (node,):
        if not isinstance(part, Word):
            raise fault("A plain word or a list of words is expected here.", node.place)
        yield part


def fault(what: str, place: Place, hint: str = "", code: str = "notes-invalid") -> NotesProblem:
    """Make the problem of one fault in a notes file."""
    return gathered([Finding(what, place, hint, code=code)], place.file)


def read_yaml(file: Path) -> Mapping:
    """Read a YAML file whose top is a mapping.

    Raises:
        NotesProblem: the file cannot be read, is not YAML, repeats a key, or its top is not a mapping.
    """
    start = Place(file.name, 1)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise fault(f"The file is longer than {MAX_BYTES:,} bytes.", start, "Split it by source.")
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise fault(f"The file cannot be read: {error.strerror}.", start, code="notes-unreadable") from error
    except UnicodeDecodeError as error:
        raise fault("The file is not UTF-8.", start, "Save it as UTF-8.", "notes-unreadable") from error
    return parse_yaml(text, file.name)


def parse_yaml(text: str, file: str, first_line: int = 1) -> Mapping:
    """Parse a YAML text whose top is a mapping; `first_line` is the line of the file at which it begins.

    Raises:
        NotesProblem: the text is not YAML, repeats a key, or its top is not a mapping.
    """
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        hint = "Check indentation, colons and quotation marks near this line."
        raise fault(f"This is not valid YAML: {error.problem}.", Place(file, line), hint, "notes-yaml") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise fault("This is not valid YAML.", Place(file, first_line), code="notes-yaml") from error
    tree = _tree(root, file, first_line, frozenset())
    if not isinstance(tree, Mapping):
        raise fault("The top of the file must be a mapping of keys to values.", tree.place, code="notes-yaml")
    return tree


def _tree(node: Any, file: str, first_line: int, above: frozenset[int]) -> Node:
    if node is None:
        return Mapping((), Place(file, first_line))
    place = Place(file, node.start_mark.line + first_line)
    if id(node) in above:
        raise fault("An alias refers to the mapping that holds it.", place, code="notes-yaml")
    if isinstance(node, yaml.ScalarNode):
        return Word(node.value, place)
    inside = above | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return Listing(tuple(_tree(part, file, first_line, inside) for part in node.value), place)
    entries: dict[str, tuple[Word, Node]] = {}
    for key, value in node.value:
        word = _tree(key, file, first_line, inside)
        if not isinstance(word, Word):
            raise fault("A key must be a plain word.", word.place, code="notes-yaml")
        if word.text in entries:
            first = entries[word.text][0].place.line
            hint = f"It stands first in line {first}; give both values as one list."
            raise fault(f"The key “{word.text}” stands twice.", word.place, hint, "notes-duplicate")
        entries[word.text] = (word, _tree(value, file, first_line, inside))
    return Mapping(tuple(entries.values()), place)


def gathered(faults: list[Finding], file: str) -> NotesProblem:
    """Make one problem of all the faults of a file."""
    count = "One fault" if len(faults) == 1 else f"{len(faults)} faults"
    code = faults[0].code or "notes-invalid"
    return NotesProblem(f"{count} in {file}; nothing was built.", code=code, findings=faults)
