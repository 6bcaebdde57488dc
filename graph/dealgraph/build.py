"""The way in: from notes to a published version of the graph."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Self

from pyoxigraph import NamedNode, Quad

from dealgraph import __version__, changelog, passages, versions
from dealgraph.candidate import Candidate, Content, kept_graphs, prepare, read_content, say_nothing
from dealgraph.changelog import Change
from dealgraph.check import Report, check, places_of
from dealgraph.document import Document
from dealgraph.imported import Imported, read_imported
from dealgraph.notes import notes_files, read_notes
from dealgraph.places import data_folder
from dealgraph.problems import Finding, StoreMissing, StoreProblem, UsageProblem, did_you_mean
from dealgraph.quads import document_quads, in_order, ontology_quads
from dealgraph.schema import read_schema
from dealgraph.versions import Version

STEPS = ("read", "reason", "check", "write")
"""The steps of a build, as they are told to its `progress`."""


@dataclass(frozen=True)
class Inputs:
    """What a build reads.

    Args:
        ontology: the folder of the ontology, its shapes and rules.
        notes: notes files and folders of notes files.
        include: names of optional sources that are to be built in.
        article: the text that the passages are held against, where the user has it.
    """

    ontology: Path = field(default_factory=lambda: data_folder("ontology"))
    notes: tuple[Path, ...] = field(default_factory=lambda: (data_folder("notes"),))
    include: frozenset[str] = frozenset()
    article: Path | None = None

    def with_notes(self, notes: Sequence[Path], *, alone: bool) -> Self:
        """Read further notes.

        Args:
            notes: notes files and folders of them.
            alone: read nothing else.

        Raises:
            UsageProblem: one of them is missing, or none is to be read.
        """
        for missing in (path for path in notes if not path.exists()):
            hint = "Name a notes file or a folder of them with --notes."
            raise UsageProblem(f"There is no {missing}.", hint=hint, code="notes-missing")
        given = tuple(path.resolve() for path in notes)
        if alone and not given:
            raise UsageProblem("--alone reads only the notes named with --notes, and none are named.")
        built_in = () if alone else tuple(path for path in self.notes if path.resolve() not in given)
        return replace(self, notes=(*built_in, *given))

    def digest(self) -> str:
        """Draw one digest from everything that the build depends on."""
        total = hashlib.sha256(__version__.encode())
        for file in [*self._ontology_files(), *notes_files(self.notes)]:
            total.update(f"\n{file.name}\n".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
        total.update(",".join(sorted(self.include)).encode())
        return total.hexdigest()

    def _ontology_files(self) -> list[Path]:
        files = self.ontology.rglob("*")
        return sorted(file for file in files if file.suffix in {".ttl", ".ru"} and "align" not in file.parts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did.

    Args:
        version: the version that counts now.
        changed: whether it is new.
        report: what the check remarked.
        passages: how many passages were compared with the article.
        unconfirmed: items of the notes that were left out because nobody has confirmed them; none are told where
            nothing had to be read.
    """

    version: Version
    changed: bool
    report: Report
    passages: int = 0
    unconfirmed: tuple[Finding, ...] = ()


def read_documents(inputs: Inputs) -> list[Document]:
    """Read the documents of a build: all that are not optional, and the optional ones that were asked for.

    Raises:
        NotesProblem: a notes file has faults.
        UsageProblem: there are no notes, or an optional source is not known.
    """
    files = notes_files(inputs.notes)
    if not files:
        where = ", ".join(str(folder) for folder in inputs.notes)
        raise UsageProblem(f"There are no notes (*.yaml) in {where}.", code="notes-missing")
    found = read_notes(files, read_schema(inputs.ontology))
    for name in sorted(inputs.include - {document.name for document in found}):
        hint = did_you_mean(name, [document.name for document in found])
        raise UsageProblem(f"No notes describe a source “{name}”.", hint=hint, code="source-unknown")
    return [document for document in found if not document.optional or document.name in inputs.include]


def build(
    inputs: Inputs, store: Path, *, force: bool = False, progress: Callable[[str], None] = say_nothing
) -> Outcome:
    """Build, check and publish the graph; do nothing where the current version has the same inputs.

    A build replaces the graphs of its own sources; what updates have written into others is carried over.

    Args:
        inputs: what to read.
        store: the folder of versions.
        force: build even if nothing changed.
        progress: told the name of each step of `STEPS` as it begins.

    Raises:
        NotesProblem, OntologyProblem, PassageMismatch, CheckFailed, StoreLocked, UsageProblem: nothing was changed.
    """
    digest = inputs.digest()
    before = _current(store)
    if before and before.manifest.get("inputs") == digest and not force:
        return Outcome(before, changed=False, report=Report((), ()), passages=_verified(inputs))
    progress("read")
    read = read_documents(inputs)
    documents = [document for document in read if not document.is_draft]
    compared = _compare(documents, inputs.article)
    data = in_order(quad for document in documents for quad in document_quads(document))
    ontology = ontology_quads(inputs.ontology)
    with versions.writing(store):
        before = _current(store)
        imported = read_imported(before, {document.graph.value for document in documents})
        content = Content(in_order([*data, *imported.quads]), ontology, _carried_over(before, documents))
        manifest = _manifest(documents, digest, imported)
        examine = partial(check, shapes=inputs.ontology / "shapes", places=places_of(documents))
        made = prepare(content, inputs.ontology, manifest, progress=progress, examine=examine)
        version = _publish(store, made, before)
    changed = before is None or before.name != version.name
    unconfirmed = tuple(finding for document in read for finding in document.unconfirmed)
    return Outcome(version, changed=changed, report=made.report, passages=compared, unconfirmed=unconfirmed)


def _carried_over(before: Version | None, documents: Iterable[Document]) -> dict[NamedNode, Sequence[Quad]]:
    """Take over the graphs that updates have written, unless a source has the same name now.

    Raises:
        StoreProblem: they cannot be read; without any, a damaged version stops no build.
    """
    if before is None or not kept_graphs(before):
        return {}
    own = {document.graph for document in documents}
    return {graph: quads for graph, quads in read_content(before).kept.items() if graph not in own}


def _publish(store: Path, made: Candidate, before: Version | None) -> Version:
    def record() -> None:
        if previous != made.name:
            added, removed = changelog.difference(before, made.files[versions.QUADS])
            changelog.append(store, Change(made.name, previous, changelog.now(), "build", "build", added, removed))

    previous = before.name if before else ""
    return versions.publish(store, made.name, made.files, made.manifest, record)


def _current(store: Path) -> Version | None:
    try:
        return versions.current(store)
    except (StoreMissing, StoreProblem):
        return None


def _verified(inputs: Inputs) -> int:
    return _compare(read_documents(inputs), inputs.article) if inputs.article else 0


def _compare(documents: Iterable[Document], article: Path | None) -> int:
    if article is None:
        return 0
    documents = list(documents)
    text = passages.read_text(article)
    return passages.verify(passages.cited_by(documents, text), text)


def _manifest(documents: Iterable[Document], digest: str, imported: Imported) -> dict[str, Any]:
    return {
        "dealgraph": __version__,
        "inputs": digest,
        "sources": [
            *({"name": d.name, "graph": d.graph.value, "notes": d.digest, "items": len(d.items)} for d in documents),
            *imported.sources,
        ],
        **imported.notes(),
    }
