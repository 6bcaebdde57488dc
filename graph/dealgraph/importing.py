"""The way in for other people's data: from an importer's documents to a published version of the graph.

A document that has not changed since it was last imported keeps its graph and is not checked again; what is no longer
among the documents leaves the graph; everything else in the store stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import Quad

from dealgraph import __version__, changelog, names, versions
from dealgraph.batches import check_in_batches
from dealgraph.candidate import Candidate, Content, prepare, read_content, say_nothing
from dealgraph.changelog import Change
from dealgraph.check import Report, places_of
from dealgraph.document import Document
from dealgraph.imported import digest_of
from dealgraph.importers.doubt import Doubt
from dealgraph.quads import document_quads, in_order, ontology_quads
from dealgraph.versions import Version

STEPS = ("import", "reason", "check", "write")
"""The steps of an import, as they are told to its `progress`."""


@dataclass(frozen=True)
class Delivery:
    """What an importer read.

    Args:
        documents: one for each source, the first that of the set of data itself.
        doubts: the values that could not be read with certainty.
        recognised: what was found, by kind, in the order in which people want to read it.
    """

    documents: tuple[Document, ...] = field(repr=False)
    doubts: tuple[Doubt, ...] = field(repr=False)
    recognised: tuple[tuple[str, int], ...] = ()


class Importer(Protocol):
    """A set of data that can be imported."""

    @property
    def name(self) -> str:
        """The importer's name."""
        ...

    def digest(self) -> str:
        """Draw a digest from all files that count."""
        ...

    def read(self, ontology: Sequence[Quad]) -> Delivery:
        """Read the files; a problem is raised where nothing can be used."""
        ...


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did: the version that counts now, whether it is new, and what was read and remarked."""

    version: Version
    changed: bool
    delivery: Delivery
    report: Report
    checked: int = 0


def bring_in(
    importer: Importer,
    store: Path,
    ontology: Path,
    *,
    force: bool = False,
    progress: Callable[[str], None] = say_nothing,
) -> ImportOutcome:
    """Read a set of data, check it and publish the graph with it.

    Args:
        importer: what to read.
        store: the folder of versions, in which a graph has been built.
        ontology: the folder of the ontology, its shapes and rules.
        force: check everything, even what has not changed.
        progress: told the name of each step of `STEPS` as it begins.

    Raises:
        UsageProblem: nothing in the data can be used.
        CheckFailed, StoreLocked, StoreMissing, OntologyProblem: nothing was changed.
    """
    progress("import")
    own_ontology = ontology_quads(ontology)
    delivery = importer.read(own_ontology)
    judged_by = digest_of(ontology)
    versions.current(store)
    with versions.writing(store):
        before = versions.current(store)
        new = {d.graph.value: d for d in delivery.documents}
        content = read_content(before)
        known = _known(before, importer.name) if before.manifest.get("judged") == judged_by and not force else {}
        changed = [d for d in delivery.documents if known.get(d.graph.value) != d.digest]
        if known.keys() == new.keys() and not changed:
            return ImportOutcome(before, changed=False, delivery=delivery, report=Report((), ()))
        others = [q for q in content.own if _graph(q) not in new and _graph(q) not in _graphs(before, importer.name)]
        by_graph = _quads(content, new, changed)
        data = in_order([*others, *(quad for quads in by_graph.values() for quad in quads)])
        report_of = _Examination(by_graph, changed, delivery.documents[0], others, ontology)
        made = prepare(
            Content(data, own_ontology, content.kept),
            ontology,
            _manifest(before, importer, delivery.documents, judged_by),
            progress=progress,
            examine=report_of,
        )
        version = _publish(store, made, before, importer.name)
    return ImportOutcome(version, version.name != before.name, delivery, made.report, len(changed))


@dataclass(frozen=True)
class _Examination:
    """The check of an import: of the documents that changed, each among its neighbours."""

    by_graph: Mapping[str, Sequence[Quad]]
    changed: Sequence[Document]
    dataset: Document
    others: Sequence[Quad]
    ontology: Path

    def __call__(self, _quads: Sequence[Quad]) -> Report:
        documents = [self.by_graph[document.graph.value] for document in self.changed]
        spoken_of = {term for quads in documents for quad in quads for term in (quad.subject, quad.object)}
        named = {names.TYPE, names.LABEL}
        known = (q for q in self.others if q.predicate in named and q.subject in spoken_of)
        context = [*self.by_graph[self.dataset.graph.value], *known]
        return check_in_batches(documents, context, self.ontology, places_of(self.changed))


def _quads(content: Content, new: Mapping[str, Document], changed: Iterable[Document]) -> dict[str, Sequence[Quad]]:
    """Take over the quads of documents that have not changed, and write those of the others."""
    wanted = new.keys() - {document.graph.value for document in changed}
    stable = sorted((quad for quad in content.own if _graph(quad) in wanted), key=_graph)
    kept = {graph: list(quads) for graph, quads in groupby(stable, key=_graph)}
    return {graph: kept.get(graph) or list(document_quads(document)) for graph, document in new.items()}


def _graph(quad: Quad) -> str:
    return str(getattr(quad.graph_name, "value", ""))


def _graphs(before: Version, importer: str) -> frozenset[str]:
    return frozenset(s["graph"] for s in before.manifest["sources"] if s.get("importer") == importer)


def _known(before: Version, importer: str) -> dict[str, str]:
    """Tell the digests of the documents that the importer brought in before."""
    return {s["graph"]: s["notes"] for s in before.manifest["sources"] if s.get("importer") == importer}


def _manifest(before: Version, importer: Importer, documents: Iterable[Document], judged_by: str) -> dict[str, Any]:
    others = [source for source in before.manifest["sources"] if source.get("importer") != importer.name]
    mine = [
        {"name": d.name, "graph": d.graph.value, "notes": d.digest, "items": len(d.items), "importer": importer.name}
        for d in documents
    ]
    imports = {**(before.manifest.get("imports") or {}), importer.name: importer.digest()}
    return {
        "dealgraph": __version__,
        "inputs": before.manifest.get("inputs", ""),
        "judged": judged_by,
        "sources": [*others, *mine],
        "imports": imports,
    }


def _publish(store: Path, made: Candidate, before: Version, importer: str) -> Version:
    def record() -> None:
        if before.name != made.name:
            added, removed = changelog.difference(before, made.files[versions.QUADS])
            change = Change(made.name, before.name, changelog.now(), importer, "import", added, removed)
            changelog.append(store, change)

    return versions.publish(store, made.name, made.files, made.manifest, record)
