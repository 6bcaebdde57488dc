"""Documents to a published version with a database: judge, sort, load, publish."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dealgraph import __version__, changelog, names, versions
from dealgraph.bulk.database import disagreements, fill, missing_inferences
from dealgraph.bulk.judging import Judge, Judgement, judge_by, lines_of
from dealgraph.bulk.labour import judged
from dealgraph.bulk.reading import Document, Reader, files_in
from dealgraph.bulk.reports import reports
from dealgraph.bulk.runs import Runs
from dealgraph.changelog import Change
from dealgraph.downloads import downloads
from dealgraph.places import data_folder
from dealgraph.problems import CheckFailed, Finding, StoreProblem
from dealgraph.quads import ontology_quads
from dealgraph.versions import Version

Progress = Callable[[str, int, int], None]
"""Told the step, how much of it is done, and how much it is."""
STEPS = ("judge", "sort", "load", "agree")
"""The steps of a load, as they are told to its `progress`: bytes of the sources, then lines of the graph."""
_SHOWN = 20
_EVERY = 50_000
_ENDS = {f"{names.ONTOLOGY_GRAPH} .\n".encode(): "ontology", f"{names.INFERRED_GRAPH} .\n".encode(): "inferred"}
_TYPED = f" {names.TYPE} ".encode()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did.

    Args:
        version: the version that counts now.
        changed: whether it is new.
        documents: how many documents the graph was made of.
        judged: how many of them had to be judged, the others being known.
        remarks: what the shapes remark of them; the first of them.
        remarked: how many remarks there are.
    """

    version: Version
    changed: bool
    documents: int
    judged: int
    remarks: tuple[str, ...] = ()
    remarked: int = 0


@dataclass
class _Tally:
    """What is known of the documents so far."""

    documents: int = 0
    judged: int = 0
    digests: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    wrong: int = 0
    remarked: int = 0
    described: set[int] = field(default_factory=set)
    shared: set[bytes] = field(default_factory=set)

    def note(self, document: Document, found: Judgement, *, is_new: bool) -> None:
        """Take in one document."""
        self.documents += 1
        self.judged += is_new
        self.digests.append(f"{document.graph} {found.digest}")
        self.wrong += len(found.violations)
        self.remarked += len(found.remarks)
        self.violations += found.violations[: _SHOWN - len(self.violations)]
        self.remarks += found.remarks[: _SHOWN - len(self.remarks)]
        subjects = {line[: line.index(b" ")] for line in document.lines if _TYPED in line}
        for subject in subjects:
            mark = hash(subject)
            (self.shared.add(subject) if mark in self.described else self.described.add(mark))

    @property
    def digest(self) -> str:
        """A name for all documents together, whatever their order."""
        return hashlib.sha256("\n".join(sorted(self.digests)).encode()).hexdigest()

    def insist(self) -> None:
        """Raise what violates the shapes."""
        _insist(self.wrong, self.violations)

    def told(self, version: Version, *, changed: bool) -> Loaded:
        """Sum up."""
        return Loaded(version, changed, self.documents, self.judged, tuple(self.remarks), self.remarked)


def _insist(number: int, shown: Iterable[str]) -> None:
    if number:
        head = "1 violation" if number == 1 else f"{number:,} violations"
        hint = "Mend the documents named and load again; those that conform are not validated again."
        findings = [Finding(said, code="check-failed") for said in shown]
        raise CheckFailed(f"{head} of the shapes; nothing was stored.", hint=hint, findings=findings)


def load(  # noqa: PLR0913 - what a caller may choose
    paths: Sequence[Path],
    store: Path,
    *,
    workers: int = 0,
    force: bool = False,
    ontology: Path | None = None,
    progress: Progress = lambda _step, _done, _total: None,
) -> Loaded:
    """Validate documents and publish a version of the graph that consists of them and the ontology.

    Args:
        paths: files and folders of RDF.
        store: the folder of versions.
        workers: processes that judge documents; as many as there are processors where none are named.
        force: publish even if nothing changed.
        ontology: the folder of the ontology; the built-in one unless given.
        progress: told how it goes on.

    Raises:
        UsageProblem, CheckFailed, OntologyProblem, StoreLocked, StoreProblem: nothing was published. What was found of
            documents is kept, so that another load goes on from there.
    """
    folder = ontology or data_folder("ontology")
    reader = Reader(files_in(paths))
    with versions.writing(store), reports(store, folder) as known:
        before = _current(store)
        room = versions.make_room(store)
        runs, tally = Runs(room), _Tally()
        for document, found, is_new in judged(reader, folder, known, workers):
            tally.note(document, found, is_new=is_new)
            runs.add([*document.lines, *found.inferred])
            progress("judge", reader.done, reader.total)
        tally.insist()
        inputs = hashlib.sha256(f"{tally.digest} {known.context}".encode()).hexdigest()
        if before and before.manifest.get("inputs") == inputs and not force:
            return tally.told(before, changed=False)
        figures = _make(room, runs, judge_by(folder), tally.shared, progress)
        _write_ontology(room, folder)
        version = _publish(store, room, figures, {"inputs": inputs, "documents": tally.documents}, before)
        known.forget_unused()
    return tally.told(version, changed=before is None or before.name != version.name)


def _make(room: Path, runs: Runs, judge: Judge, shared: Collection[bytes], progress: Progress) -> "_Figures":
    """Write quads and database; where documents imply something together, once more with that."""
    quads, database = room / versions.QUADS, room / versions.DATABASE
    runs.add(lines_of(judge.common))
    every_rule = False
    while True:
        figures = _sort(runs, quads, progress)
        fill(database, quads, lambda done: progress("load", done, figures.total))  # noqa: B023 - called at once
        progress("agree", 0, 1)
        missing = missing_inferences(database, judge.folder, every_rule=every_rule)
        if not missing:
            break
        shutil.rmtree(database)
        runs.add(missing)
        every_rule = True
    runs.remove()
    found = disagreements(database, judge, shared)
    progress("agree", 1, 1)
    _insist(len(found), [str(finding) for finding in found[:_SHOWN]])
    return figures


@dataclass
class _Figures:
    """How many lines there are of each sort, and a digest of all."""

    digest: str = ""
    quads: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.quads.values())


def _sort(runs: Runs, file: Path, progress: Progress) -> _Figures:
    """Write all lines in order, each once."""
    digest, quads = hashlib.sha256(), Counter({"data": 0, "ontology": 0, "inferred": 0, "written": 0})
    done = 0
    with file.open("wb") as out:
        for done, line in enumerate(runs, 1):
            out.write(line)
            digest.update(line)
            quads[_ENDS.get(line[line.rindex(b"<") :], "data")] += 1
            if done % _EVERY == 0:
                progress("sort", done, runs.added)
    return _Figures(digest.hexdigest(), quads)


def _write_ontology(room: Path, folder: Path) -> None:
    files = downloads([], ontology_quads(folder), [])
    for name in ("ontology.ttl", "catalog-v001.xml"):
        (room / name).write_bytes(files[name])


def _publish(store: Path, room: Path, figures: _Figures, known: Mapping[str, Any], before: Version | None) -> Version:
    name = figures.digest[:16]
    manifest = {"dealgraph": __version__, "sources": [], "kept": [], "quads": dict(figures.quads), **known}
    previous = before.name if before else ""

    def record() -> None:
        if previous != name:
            added, removed = changelog.difference_of_sorted(before, store / "versions" / name / versions.QUADS)
            changelog.append(store, Change(name, previous, changelog.now(), "build", "load", added, removed))

    return versions.publish(store, name, room, manifest, record)


def _current(store: Path) -> Version | None:
    try:
        return versions.current(store)
    except StoreProblem:
        return None
