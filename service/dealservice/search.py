"""Search by name: a side index of everything that has a label, made once for each version of the graph."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from threading import Lock

from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Question
from dealgraph.names import ID, VOC, local
from dealgraph.store import Store
from dealservice.questions import question, rows

MAX_FOUND = 50
"""A page lists so many things."""
MAX_WORDS = 12
MAX_LENGTH = 200
_BATCH = 50_000
_LEAST = 3
_LONGEST = 50
"""A short name of more characters is one that an importer made of a document's."""
_SCHEMA = "CREATE VIRTUAL TABLE names USING fts5(label, name, iri UNINDEXED, place UNINDEXED, tokenize='trigram')"
_RECORD = re.compile(r"-(claim|issue|passage)-")
_PLACES = {"claim": 1, "issue": 3, "passage": 4}
_TERM = 2
MAX_NEAR = 12
"""So many things are shown that have only some of the words."""
_MARKS = "?!.,;:“”\"'()"
_COMMON = frozenset((
    "and", "are", "been", "does", "for", "from", "had", "has", "have", "how", "into", "its", "that", "the", "this",
    "was", "were", "what", "when", "which", "who", "why", "will", "with",
))  # fmt: skip
"""Words of questions that tell nothing about what is sought."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its IRI, its name, and what it is; the kind may be empty."""

    iri: str
    label: str
    kind: str


@dataclass
class Finder:
    """Finds things by words in their names.

    The index is a temporary file of SQLite that leaves memory only where it must; by trigrams it finds a word anywhere
    in a million names within milliseconds. It is made when it is first needed, and again for every version.
    """

    _version: str = ""
    _index: sqlite3.Connection | None = None
    _lock: Lock = field(default_factory=Lock)

    def find(self, store: Store, text: str) -> list[Hit]:
        """Find the things whose label or short name holds all words of a text: things of the deals, claims, then terms.

        Args:
            store: the graph.
            text: words; upper and lower case are one.
        """
        words = text[:MAX_LENGTH].split()[:MAX_WORDS]
        if not words:
            return []
        with self._lock:
            found = self._current(store).execute(*_statement(words)).fetchall()
        names: dict[str, str] = {}
        for iri, label in found:
            names.setdefault(iri, label)
        kept = list(names)[:MAX_FOUND]
        kinds = _kinds(store, kept)
        return [Hit(iri, names[iri], kinds.get(iri, "")) for iri in kept]

    def nearest(self, store: Store, text: str) -> list[Hit]:
        """Find the things whose names hold some words of a text, those with the most of them first."""
        found: dict[str, Hit] = {}
        held = Counter[str]()
        for word in dict.fromkeys(text[:MAX_LENGTH].casefold().split()[:MAX_WORDS]):
            plain = word.strip(_MARKS)
            if len(plain) >= _LEAST and plain not in _COMMON:
                for hit in self.find(store, plain):
                    found.setdefault(hit.iri, hit)
                    held[hit.iri] += 1
        return [found[iri] for iri, _ in held.most_common(MAX_NEAR)]

    def _current(self, store: Store) -> sqlite3.Connection:
        version = store.version
        if self._index is None or not version or version != self._version:
            if self._index is not None:
                self._index.close()
            self._index, self._version = _made(store), version
        return self._index


def _made(store: Store) -> sqlite3.Connection:
    index = sqlite3.connect("", check_same_thread=False)
    with closing(index.cursor()) as cursor:
        cursor.execute(_SCHEMA)
        cursor.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", _names(store))
    index.commit()
    return index


def _names(store: Store) -> Iterator[tuple[str, str, str, int]]:
    """List every label with the short name and the IRI of what bears it, in parts that no limit cuts."""
    text, offset = question("names").text, 0
    while True:
        batch = list(rows(store, Question(f"{text}\nLIMIT {_BATCH} OFFSET {offset}")))
        for thing, label in batch:
            if isinstance(thing, NamedNode) and isinstance(label, Literal):
                yield label.value, _name(thing.value), thing.value, _place(thing.value)
        if len(batch) < _BATCH:
            return
        offset += _BATCH


def _name(iri: str) -> str:
    """Give the short name of a thing, unless an importer made it: long ones say what labels say, and cost much.

    >>> _name(f"{ID}microsoft"), _name(f"{ID}cuad-alderinc-20210503-s-1-ex-10-supply-agreement-0950b3-term-parties")
    ('microsoft', '')
    """
    name = local(iri)
    return name if len(name) <= _LONGEST else ""


def _place(iri: str) -> int:
    if not iri.startswith(ID):
        return _TERM
    record = _RECORD.search(iri)
    return _PLACES[record[1]] if record else 0


def _kinds(store: Store, iris: Sequence[str]) -> dict[str, str]:
    """Tell what things are; of several kinds the first by name."""
    found = {
        iri: "concept" if iri.startswith(VOC) else "term of the ontology" for iri in iris if not iri.startswith(ID)
    }
    if iris:
        for thing, label in rows(store, question("kinds", thing=[NamedNode(iri) for iri in iris])):
            if isinstance(thing, NamedNode) and isinstance(label, Literal):
                found.setdefault(thing.value, label.value)
    return found


def _statement(words: Sequence[str]) -> tuple[str, list[str | int]]:
    """Write the question for the index: words of three letters or more by trigrams, shorter ones by comparison."""
    long = [word for word in words if len(word) >= _LEAST]
    tests = ["names MATCH ?"] if long else []
    values: list[str | int] = [" ".join(_quoted(word) for word in long)] if long else []
    for word in (word for word in words if len(word) < _LEAST):
        tests.append("label || ' ' || name LIKE ? ESCAPE '\\'")
        values.append(f"%{_escaped(word)}%")
    order = "ORDER BY place, name = lower(?) DESC, label LIKE ? ESCAPE '\\' DESC, length(label), label"
    values += ["-".join(words), f"{_escaped(words[0])}%", MAX_FOUND * 4]
    return f"SELECT iri, label FROM names WHERE {' AND '.join(tests)} {order} LIMIT ?", values  # noqa: S608


def _quoted(word: str) -> str:
    return '"{}"'.format(word.replace('"', '""'))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
