"""Held against the documents themselves: does every passage of the graph stand in its document where the graph says?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dealgraph import names
from dealgraph.answer import Question, Table
from dealgraph.passages import digest
from dealgraph.problems import Finding, Place, UsageProblem
from dealgraph.store import Store

PASSAGES = """
SELECT ?source ?whole ?length ?passage ?start ?end ?digest WHERE {
  ?source deal:sha256 ?whole ; deal:characterCount ?length .
  ?passage deal:passageOf ?source ; deal:startOffset ?start ; deal:endOffset ?end ; deal:sha256 ?digest .
}
ORDER BY ?source ?passage
"""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared, what differs, and how many documents of the graph are not in the folder."""

    documents: int
    passages: int
    mismatches: tuple[Finding, ...]
    unseen: int


@dataclass(frozen=True, slots=True)
class _Passage:
    source: str
    whole: str
    length: int
    name: str
    start: int
    end: int
    digest: str


def verify_folder(store: Store, folder: Path) -> Verification:
    """Compare every document in a folder with the passages of the graph.

    A document is found by its digest; one whose text has changed is found by its length or by its passages.

    Raises:
        UsageProblem: the folder is not there, or holds no document of the graph (`documents-missing`).
    """
    if not folder.is_dir():
        raise UsageProblem(f"There is no folder {folder}.", hint="Name the folder of texts.", code="documents-missing")
    expected = _expected(store)
    texts = dict(_texts(folder))
    by_digest = {digest(text): file for file, text in texts.items()}
    found = {source: by_digest[p[0].whole] for source, p in expected.items() if p[0].whole in by_digest}
    changed = _changed(expected, texts, found)
    if not found and not changed:
        hint = "Name the folder that was imported."
        raise UsageProblem(f"{folder} holds no document of the graph.", hint=hint, code="documents-missing")
    mismatches = [
        f for source, file in {**found, **changed}.items() for f in _mismatches(expected[source], file, texts)
    ]
    passages = sum(len(expected[source]) for source in {**found, **changed})
    seen = len(found) + len(changed)
    return Verification(seen, passages, tuple(mismatches), len(expected) - seen)


def _expected(store: Store) -> dict[str, list[_Passage]]:
    answer = store.ask(Question(names.prologue() + PASSAGES))
    expected: dict[str, list[_Passage]] = {}
    if isinstance(answer, Table):
        for row in answer:
            cells = [str(getattr(cell, "value", "")) for cell in row]
            source, whole, length, name, start, end, sha256 = cells
            passage = _Passage(source, whole, int(length), name, int(start), int(end), sha256)
            expected.setdefault(source, []).append(passage)
    return expected


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        try:
            yield file, file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue


def _changed(expected: dict[str, list[_Passage]], texts: dict[Path, str], found: dict[str, Path]) -> dict[str, Path]:
    """Find documents whose text has changed: the one left over that holds most of the passages still."""
    left = [file for file in texts if file not in found.values()]
    changed: dict[str, Path] = {}
    for source, passages in expected.items():
        if source in found:
            continue
        scores = {file: sum(_stands(p, texts[file]) for p in passages) for file in left}
        best = max(scores, key=lambda file: scores[file], default=None)
        if best is not None and scores[best] > 0:
            changed[source] = best
            left.remove(best)
    return changed


def _stands(passage: _Passage, text: str) -> bool:
    return digest(text[passage.start : passage.end]) == passage.digest


def _mismatches(passages: list[_Passage], file: Path, texts: dict[Path, str]) -> Iterator[Finding]:
    text, first = texts[file], passages[0]
    if digest(text) != first.whole:
        what = f"The text has {len(text):,} characters and another digest; {first.length:,} were imported."
        yield Finding(what, Place(file.name, 1), subject=names.short(first.source), code="passage-mismatch")
    for passage in passages:
        line = text.count("\n", 0, passage.start) + 1
        if passage.end > len(text):
            what = f"Characters {passage.start} to {passage.end} lie outside the text."
        elif not _stands(passage, text):
            what = f"Characters {passage.start} to {passage.end} have another digest."
        else:
            continue
        yield Finding(what, Place(file.name, line), subject=names.short(passage.name), code="passage-mismatch")
