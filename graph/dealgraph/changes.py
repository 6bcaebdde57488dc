"""Changes of the store from outside a build: updates, whole graphs, and going back.

Every change makes a new immutable version, and only when that version conforms to the shapes; each has a line in the
change log. The graphs of the build's sources, the ontology and the inferences cannot be changed this way.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from dealgraph import changelog, names, versions
from dealgraph.candidate import kept_graphs
from dealgraph.changelog import Change
from dealgraph.confinement import Policy, work_out
from dealgraph.payload import Payload
from dealgraph.places import data_folder
from dealgraph.problems import UsageProblem, did_you_mean
from dealgraph.versions import Version

__all__ = ["Change", "Editor", "GraphChange", "Payload", "Policy", "StoredGraph", "apply_update", "read_graph"]


@dataclass(frozen=True, slots=True)
class StoredGraph:
    """A graph as it stands in a version.

    Args:
        graph: its IRI.
        exists: whether it has statements, or was made without any.
        quads: its statements as N-Quads.
    """

    graph: NamedNode
    exists: bool
    quads: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """A name for the content."""
        return hashlib.sha256(self.quads).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class GraphChange:
    """A change of one graph, and whether it made the graph."""

    graph: NamedNode
    change: Change
    is_new: bool


def agree(_graph: StoredGraph) -> None:
    """Raise nothing: a graph may be changed whatever its content is."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who changes a store.

    Every method raises `StoreLocked`, `StoreMissing` and `StoreProblem` where the store cannot be written,
    `CheckFailed` where the graph would violate a shape, and `QueryProblem` with the code `write-deadline` or
    `write-memory` where a change takes more than it may. Whatever is raised, nothing was changed. A change that
    changes nothing is not new and is not logged.

    Args:
        store: the folder of versions.
        name: who it is.
        policy: what a change may take.
    """

    store: Path
    name: str
    policy: Policy = Policy()  # noqa: RUF009 - immutable

    def update(self, text: str, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> Change:
        """Carry out a SPARQL 1.1 update.

        Args:
            text: the update.
            using: the graphs whose merge patterns see as the default graph; that of all graphs where none are given.
            using_named: the graphs that GRAPH may name in patterns.

        Raises:
            UpdateSyntax, QueryProblem, UsageProblem: the update cannot be carried out.
        """
        job = {"kind": "update", "using": list(using), "using_named": list(using_named)}
        return self._make(job, text.encode(), text)

    def put_graph(
        self, graph: NamedNode, payloads: Sequence[Payload], insist: Callable[[StoredGraph], None] = agree
    ) -> GraphChange:
        """Replace the content of a graph, or make the graph.

        Args:
            graph: the graph.
            payloads: the documents sent.
            insist: raises a problem where the graph, as it stands, must not be changed.

        Raises:
            UsageProblem: the documents cannot be read, or the graph belongs to the build.
        """
        return self._change_graph("graph-put", graph, payloads, insist)

    def post_graph(
        self, graph: NamedNode, payloads: Sequence[Payload], insist: Callable[[StoredGraph], None] = agree
    ) -> GraphChange:
        """Add to the content of a graph, or make the graph; arguments and problems are those of `put_graph`."""
        return self._change_graph("graph-post", graph, payloads, insist)

    def delete_graph(self, graph: NamedNode, insist: Callable[[StoredGraph], None] = agree) -> GraphChange:
        """Remove a graph.

        Raises:
            UsageProblem: there is no such graph (`graph-unknown`), or it belongs to the build (`graph-protected`).
        """

        def insist_on_existence(found: StoredGraph) -> None:
            if not found.exists and graph != names.DEFAULT_GRAPH:
                raise no_graph(graph)
            insist(found)

        return self._change_graph("graph-delete", graph, (), insist_on_existence)

    def roll_back(self, version: str) -> Change:
        """Make an earlier version count again.

        Args:
            version: the name of the version, or its beginning.

        Raises:
            UsageProblem: the version is not there any more, or several begin like that (`version-unknown`).
        """
        versions.current(self.store)
        with versions.writing(self.store):
            before = versions.current(self.store)
            name = _find(self.store, version)
            if name == before.name:
                return Change(name, name, changelog.now(), self.name, "rollback")
            target = versions.named(self.store, name)
            figures = changelog.difference(before, target.quads.read_bytes())
            change = Change(name, before.name, changelog.now(), self.name, "rollback", *figures)
            self._publish(change, target.folder, target.manifest)
            return change

    def _change_graph(
        self, kind: str, graph: NamedNode, payloads: Sequence[Payload], insist: Callable[[StoredGraph], None]
    ) -> GraphChange:
        found: list[StoredGraph] = []

        def look(before: Version) -> None:
            found.append(_read(before, graph))
            insist(found[0])

        parts = [{"media_type": p.media_type, "charset": p.charset, "length": len(p.body)} for p in payloads]
        job = {"kind": kind, "graph": graph.value, "parts": parts}
        change = self._make(job, b"".join(payload.body for payload in payloads), graph.value, look)
        is_new = kind != "graph-delete" and not found[0].exists
        return GraphChange(graph, change, is_new=is_new)

    def _make(
        self, job: Mapping[str, Any], body: bytes, note: str, look: Callable[[Version], None] = lambda _before: None
    ) -> Change:
        """Have a change worked out in a process of its own, then publish what came of it."""
        if len(body) > self.policy.size:
            hint = f"Send at most {self.policy.size:,} bytes."
            raise UsageProblem("The update or the document is too long.", hint=hint, code="too-long")
        versions.current(self.store)
        with versions.writing(self.store):
            before = versions.current(self.store)
            look(before)
            room = versions.make_room(self.store)
            ontology = self.policy.ontology or data_folder("ontology")
            where = {"version": str(before.folder), "room": str(room), "ontology": str(ontology)}
            made = work_out({**job, **where}, body, self.policy)
            change = Change(
                version=made.get("name", before.name),
                previous=before.name,
                at=changelog.now(),
                by=self.name,
                kind=job["kind"],
                added=made.get("added", 0),
                removed=made.get("removed", 0),
                note=note,
            )
            if change.is_new:
                self._publish(change, room, made["manifest"])
            return change

    def _publish(self, change: Change, content: Path, manifest: Mapping[str, Any]) -> None:
        record = partial(changelog.append, self.store, change)
        versions.publish(self.store, change.version, content, manifest, record)


def apply_update(store: Path, text: str, by: str, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> Change:
    """Carry out a SPARQL 1.1 update; `Editor.update` tells the rest."""
    return Editor(store, by).update(text, using, using_named)


def no_graph(graph: NamedNode) -> UsageProblem:
    """Make the problem that a graph does not exist."""
    hint = "The graphs are listed by: SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    return UsageProblem(f"There is no graph {graph}.", hint=hint, code="graph-unknown")


def read_graph(store: Path, graph: NamedNode) -> StoredGraph:
    """Read a graph as it stands in the version that counts.

    Raises:
        StoreMissing, StoreProblem: the store cannot be read.
    """
    return _read(versions.current(store), graph)


def _read(version: Version, graph: NamedNode) -> StoredGraph:
    """Pick a graph's lines out of the N-Quads; a literal cannot hold what ends a line."""
    end = f" {graph} .\n".encode()
    with version.quads.open("rb") as lines:
        quads = b"".join(line for line in lines if line.endswith(end))
    return StoredGraph(graph, exists=bool(quads) or graph in kept_graphs(version), quads=quads)


def _find(store: Path, beginning: str) -> str:
    known = kept_versions(store)
    found = [name for name in known if name.startswith(beginning)] if beginning else []
    if len(found) != 1:
        said = f"Several versions begin with “{beginning}”." if found else f"There is no version “{beginning}”."
        hint = did_you_mean(beginning, known) or "The versions are listed by: dealgraph versions"
        raise UsageProblem(said, hint=hint, code="version-unknown")
    return found[0]


def kept_versions(store: Path) -> list[str]:
    """List the versions that are still there."""
    return sorted(file.parent.name for file in (store / "versions").glob(f"[!.]*/{versions.MANIFEST}"))
