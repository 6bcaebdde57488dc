"""Files of RDF to documents, one at a time."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from dealgraph import names
from dealgraph.problems import UsageProblem

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".rdf": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
"""What is read, by the ending of its file."""
OWN_GRAPHS = frozenset({names.ONTOLOGY_GRAPH, names.INFERRED_GRAPH})
"""The graphs that the program makes itself; they are passed over."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document: a named graph and its lines of N-Quads, sorted."""

    graph: str
    lines: tuple[bytes, ...] = field(repr=False)

    @property
    def digest(self) -> str:
        """A name for the content."""
        return hashlib.sha256(b"".join(self.lines)).hexdigest()


def files_in(paths: Iterable[Path]) -> list[Path]:
    """List files of RDF, and those in folders, in order of name.

    Raises:
        UsageProblem: a path is missing, is of no form that is read, or nothing is found (`documents-missing`).
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(file for file in path.rglob("*") if file.suffix in FORMATS)
        elif path.is_file() and path.suffix in FORMATS:
            found.append(path)
        else:
            raise _missing(f"{path} is no file or folder of RDF.")
    if not found:
        raise _missing("There are no documents.")
    return found


class Reader:
    """Reads documents one at a time; only one is in memory.

    Args:
        files: files of the forms in `FORMATS`.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._before = 0
        self._open: BinaryIO | None = None
        self.total = sum(file.stat().st_size for file in files)

    @property
    def done(self) -> int:
        """How many bytes of `total` have been read."""
        return self._before + (self._open.tell() if self._open else 0)

    def __iter__(self) -> Iterator[Document]:
        """Give one document after the other.

        Raises:
            UsageProblem: a file cannot be read (`documents-broken`), or the statements of a graph do not stand
                together (`documents-scattered`).
        """
        seen: set[int] = set()
        for graph, quads in groupby(self._quads(), key=lambda quad: quad.graph_name):
            if graph in OWN_GRAPHS:
                continue
            if hash(graph) in seen:
                hint = "Sort the file by graph, or give each graph a file of its own."
                said = f"The statements of the graph {graph} do not stand together."
                raise UsageProblem(said, hint=hint, code="documents-scattered")
            seen.add(hash(graph))
            yield _document(graph, list(quads))

    def _quads(self) -> Iterator[Quad]:
        for file in self._files:
            own = names.source_graph(file.stem)
            try:
                with file.open("rb") as opened:
                    self._open = opened
                    for quad in parse(opened, format=FORMATS[file.suffix]):
                        is_named = not isinstance(quad.graph_name, DefaultGraph)
                        yield quad if is_named else Quad(quad.subject, quad.predicate, quad.object, own)
                    self._open = None
            except (OSError, SyntaxError, ValueError) as error:
                said = f"{file.name} cannot be read: {error}."
                raise UsageProblem(said, hint="Mend the file at that place.", code="documents-broken") from error
            self._before += file.stat().st_size


def _document(graph: NamedNode | BlankNode | DefaultGraph, quads: list[Quad]) -> Document:
    if not isinstance(graph, NamedNode):
        hint = "Give the graph an IRI."
        raise UsageProblem("A document has no name but a blank node.", hint=hint, code="documents-broken")
    if any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        quads = _named_alike(graph, quads)
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return Document(graph.value, tuple(sorted(set(text.splitlines(keepends=True)))))


def _named_alike(graph: NamedNode, quads: list[Quad]) -> list[Quad]:
    """Name blank nodes the same each time, and otherwise than any other document does."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return BlankNode(f"b{hashlib.sha256(f'{graph.value} {term.value}'.encode()).hexdigest()[:24]}")

    return [Quad(named(q.subject), q.predicate, named(q.object), graph) for q in dataset]


def _missing(said: str) -> UsageProblem:
    hint = f"Name files or folders of files that end in {', '.join(FORMATS)}."
    return UsageProblem(said, hint=hint, code="documents-missing")
