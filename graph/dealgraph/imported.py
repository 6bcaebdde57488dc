"""The sources of a version that importers brought in: they stay when the notes are built again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from dealgraph import __version__
from dealgraph.candidate import Content, read_content
from dealgraph.versions import Version


@dataclass(frozen=True, slots=True)
class Imported:
    """What importers brought into a version: their quads, and what the manifest says of them."""

    quads: tuple[Quad, ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()
    imports: Mapping[str, Any] | None = None

    def notes(self) -> dict[str, Any]:
        """Give the part of a manifest that keeps them known."""
        return {"imports": dict(self.imports)} if self.imports else {}


def read_imported(before: Version | None, without: Iterable[str] = ()) -> Imported:
    """Read what importers brought in.

    Args:
        before: the version that counts.
        without: graphs that something else fills now.

    Raises:
        StoreProblem: the version is damaged; one without imports is not read at all.
    """
    if before is None or not before.manifest.get("imports"):
        return Imported()
    return of_content(before, read_content(before), without)


def of_content(before: Version, content: Content, without: Iterable[str] = ()) -> Imported:
    """Pick what importers brought in out of the content of a version."""
    gone = set(without)
    sources = tuple(s for s in before.manifest["sources"] if s.get("importer") and s["graph"] not in gone)
    graphs = {source["graph"] for source in sources}
    quads = tuple(quad for quad in content.own if getattr(quad.graph_name, "value", "") in graphs)
    return Imported(quads, sources, before.manifest.get("imports"))


def digest_of(ontology: Path) -> str:
    """Draw a digest from everything by which data are judged: the ontology, the shapes, the rules and the program."""
    total = hashlib.sha256(__version__.encode())
    for file in sorted(file for file in ontology.rglob("*") if file.suffix in {".ttl", ".ru"}):
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
