"""The process that works a change out: `python -m dealgraph.writer`, started by `confinement` and nobody else.

It reads one line of JSON and then the body from standard input, limits itself, writes the files of the version into
the folder that it was given, and says in one line of JSON what came of it. It publishes nothing.
"""

import json
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from dealgraph import changelog, names
from dealgraph.candidate import Candidate, Content, prepare, read_content
from dealgraph.confinement import too_big
from dealgraph.outside import Outside
from dealgraph.payload import Payload, read_payload, same
from dealgraph.problems import CheckFailed, Problem, UsageProblem
from dealgraph.relay import pack
from dealgraph.update_text import Dataset
from dealgraph.updating import protected, update
from dealgraph.versions import QUADS, Version


def main() -> None:
    """Do one job and say what came of it."""
    job = json.loads(sys.stdin.buffer.readline())
    _limit(job["limits"]["seconds"], job["limits"]["memory"])
    try:
        found = work(job, sys.stdin.buffer.read())
    except Problem as problem:
        found = {"problem": pack(problem)}
    except (MemoryError, RecursionError):
        found = {"problem": pack(too_big(job["limits"]["memory"]))}
    sys.stdout.write(json.dumps(found))


def _limit(seconds: float, memory: int) -> None:
    """Have the kernel end this process at the deadline, and give it no more memory than it may take."""
    if not hasattr(signal, "setitimer"):  # Windows; the parent alone keeps the time there
        return
    import resource

    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def work(job: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """Work out a change.

    Returns:
        Name, manifest and figures of the new version; nothing where nothing changes.

    Raises:
        Problem: it cannot be made.
    """
    folder = Path(job["version"])
    before = Version(folder.name, folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    content = read_content(before)
    if job["kind"] == "update":
        dataset = Dataset(tuple(job["using"]), tuple(job["using_named"]))
        listed = job["outside"]
        outside = Outside(tuple(listed["addresses"]), listed["seconds"], listed["size"])
        workspace = update(content, _inferred(before), body.decode(), dataset, outside)
        after, retracted = workspace.content, workspace.retracted
    else:
        after, retracted = _on_graph(job, body, content), set[Triple]()
    if _says_the_same(content, after):
        _insist_on_absence(retracted, _inferred(before))
        return {}
    made = _prepare(after, Path(job["ontology"]), before.manifest)
    _insist_on_absence(retracted, made.inferred)
    for name, file in made.files.items():
        (Path(job["room"]) / name).write_bytes(file)
    added, removed = changelog.difference(before, made.files[QUADS])
    return {"name": made.name, "manifest": made.manifest, "added": added, "removed": removed}


def _inferred(version: Version) -> Iterator[Quad]:
    found = parse(path=str(version.quads), format=RdfFormat.N_QUADS)
    return (quad for quad in found if quad.graph_name == names.INFERRED_GRAPH)


def _insist_on_absence(retracted: set[Triple], inferred: Iterable[Quad]) -> None:
    """Refuse to delete what follows from statements that stay."""
    for triple in retracted & {quad.triple for quad in inferred}:
        hint = "Delete the statements that it follows from."
        said = f"“{triple}” still follows from others: it stands in the graph {names.INFERRED_GRAPH}."
        raise UsageProblem(said, hint=hint, code="graph-protected")


def _says_the_same(content: Content, after: Content) -> bool:
    kept, now = (
        {graph: frozenset(quads) for graph, quads in part.kept.items() if quads or graph != names.DEFAULT_GRAPH}
        for part in (content, after)
    )
    return kept == now


def _prepare(content: Content, ontology: Path, manifest: Mapping[str, Any]) -> Candidate:
    try:
        return prepare(content, ontology, manifest)
    except CheckFailed as problem:
        hint = "Send a change after which the graph conforms."
        raise CheckFailed(
            "After this change the graph would violate its shapes; nothing was changed.",
            hint=hint,
            findings=problem.findings,
        ) from problem


def _on_graph(job: Mapping[str, Any], body: bytes, content: Content) -> Content:
    """Replace a graph, add to it or remove it (SPARQL 1.1 Graph Store HTTP Protocol, sections 5.3 to 5.5)."""
    graph = NamedNode(job["graph"])
    if graph in content.protected:
        raise protected(str(graph))
    old = content.kept.get(graph, ())
    if job["kind"] == "graph-delete":
        return replace(content, kept={name: quads for name, quads in content.kept.items() if name != graph})
    sent = [quad for payload in _payloads(job, body) for quad in read_payload(payload, graph)]
    if job["kind"] == "graph-put":
        return replace(content, kept={**content.kept, graph: old if same(old, sent) else sent})
    return replace(content, kept={**content.kept, graph: [*old, *sent]})


def _payloads(job: Mapping[str, Any], body: bytes) -> Iterator[Payload]:
    start = 0
    for part in job["parts"]:
        yield Payload(body[start : start + part["length"]], part["media_type"], part["charset"])
        start += part["length"]


if __name__ == "__main__":
    main()
