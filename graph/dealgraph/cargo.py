"""A version as it is sent to an engine: graph by graph, in batches of whole subjects, with counts and digests."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from dealgraph.digests import canonical, digest_of_named, digest_of_unnamed, is_unnamed, joined
from dealgraph.problems import StoreProblem
from dealgraph.versions import Version

BATCH = 1000
"""So many triples are sent at once, or as many more as the last subject has."""


@dataclass(frozen=True)
class Load:
    """What one graph is to hold: how many triples, their digest, and those with blank nodes."""

    graph: NamedNode
    count: int
    digest: str
    unnamed: Sequence[Triple] = field(repr=False)

    def unnamed_batches(self) -> Iterator[list[Triple]]:
        """Give the triples with blank nodes; those that share one stay together."""
        batch: list[Triple] = []
        for group in _connected(self.unnamed):
            batch += group
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


@dataclass(frozen=True)
class Cargo:
    """A version ready to be sent. Its quads stay in their file, which is sorted by graph and subject."""

    version: Version
    loads: tuple[Load, ...]

    @property
    def triples(self) -> int:
        """How many triples there are in all graphs."""
        return sum(load.count for load in self.loads)

    @classmethod
    def read(cls, version: Version) -> "Cargo":
        """Count the graphs of a version and draw their digests.

        Raises:
            StoreProblem: the version is damaged.
        """
        return cls(version, tuple(_load(graph, quads) for graph, quads in _graphs(version)))

    def batches(self, load: Load) -> Iterator[list[Triple]]:
        """Give the triples of a graph that have no blank nodes, whole subjects at a time, always in the same order."""
        for graph, quads in _graphs(self.version):
            if graph == load.graph:
                yield from _batches(quads)


def _graphs(version: Version) -> Iterator[tuple[NamedNode, Iterator[Quad]]]:
    try:
        quads = parse(path=str(version.quads), format=RdfFormat.N_QUADS)
        for graph, found in groupby(quads, key=lambda quad: quad.graph_name):
            if isinstance(graph, NamedNode):
                yield graph, found
    except (OSError, SyntaxError) as error:
        hint = "Build it again: dealgraph build --force"
        raise StoreProblem(f"The version {version.name} is damaged: {error}", hint=hint) from error


def _load(graph: NamedNode, quads: Iterator[Quad]) -> Load:
    unnamed: list[Triple] = []
    total = count = 0
    for batch in _batches(quads, unnamed):
        found = canonical(batch)
        count += len(found)
        total += digest_of_named(found)
    return Load(graph, count + len(unnamed), joined(total, digest_of_unnamed(unnamed)), unnamed)


def _batches(quads: Iterable[Quad], unnamed: list[Triple] | None = None) -> Iterator[list[Triple]]:
    batch: list[Triple] = []
    for _, found in groupby((quad.triple for quad in quads), key=lambda triple: triple.subject):
        for triple in found:
            if not is_unnamed(triple):
                batch.append(triple)
            elif unnamed is not None:
                unnamed.append(triple)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _connected(triples: Sequence[Triple]) -> list[list[Triple]]:
    """Put triples together that share blank nodes, directly or through others."""
    above: dict[object, object] = {}

    def top(node: object) -> object:
        while above.setdefault(node, node) != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    def nodes(triple: Triple) -> list[object]:
        return [term for term in (triple.subject, triple.object) if isinstance(term, BlankNode)]

    for triple in triples:
        first, *others = nodes(triple)
        for other in others:
            above[top(other)] = top(first)
    groups: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        groups[top(nodes(triple)[0])].append(triple)
    return list(groups.values())
