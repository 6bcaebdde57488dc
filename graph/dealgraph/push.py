"""Loading a version into a remote engine: in batches, resumable, verified by counts and digests.

The engine remembers in the graph `names.VERSION_GRAPH` which graphs it holds, by digest, and how far a load has come.
The name of the version is taken away before the first change and written after the last, so whoever sees the name sees
the whole version. Statements without blank nodes may be sent twice and change nothing; those with blank nodes come
last, and sending them again begins by removing them. What was loaded is read back and compared.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from dealgraph import names
from dealgraph.answer import Row
from dealgraph.cargo import Cargo, Load
from dealgraph.digests import digest_of_named, digest_of_unnamed, is_unnamed, joined
from dealgraph.problems import StoreRefused
from dealgraph.stores.loading import Loader
from dealgraph.stores.remote import RemoteStore
from dealgraph.versions import Version

_NOTE_EVERY = 10
"""After so many batches the engine notes how far the load has come."""
_COUNTS = "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_RECORD = f"SELECT ?graph ?state WHERE {{ GRAPH {names.VERSION_GRAPH} {{ ?graph {names.IDENTIFIER} ?state }} }}"
_UNNAMED = "SELECT ?s ?p ?o WHERE { GRAPH %s { ?s ?p ?o FILTER (isBlank(?s) || isBlank(?o)) } }"
_PAGE = 5000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: which graphs it loaded, found loaded already, and removed."""

    version: str
    loaded: tuple[str, ...]
    found: tuple[str, ...]
    removed: tuple[str, ...]
    triples: int


class Push:
    """One load of a version into an engine.

    Args:
        version: what is loaded.
        store: answers from the engine.
        loader: changes the engine.
        progress: told how many triples of how many are there.
    """

    def __init__(
        self, version: Version, store: RemoteStore, loader: Loader, progress: Progress = lambda _done, _all: None
    ) -> None:
        self._version = version
        self._store = store
        self._loader = loader
        self._progress = progress
        self._done = self._all = 0

    def run(self) -> Pushed:
        """Load what the engine lacks, and name the version when all is there.

        Raises:
            StoreRefused: the engine rejects something, or holds other statements than it was sent (`push-mismatch`).
            StoreUnreachable: it is away; the same push goes on where this one stopped.
            StoreProblem: the version is damaged.
        """
        cargo = Cargo.read(self._version)
        counts, record = self._counts(), self._record()
        is_there = self._store.recorded_version() == self._version.name
        wanted = {load.graph.value for load in cargo.loads}
        surplus = sorted(g for g in {*counts, *record} if g not in wanted and (g in record or _is_ours(g)))
        missing = [load for load in cargo.loads if not _is_done(load, counts, record)]
        self._all = cargo.triples
        self._done = cargo.triples - sum(load.count for load in missing)
        if missing or surplus or not is_there:
            self._loader.forget(names.VERSION_GRAPH, names.VERSION_INFO)
        for graph in surplus:
            self._loader.drop(NamedNode(graph))
            self._loader.forget(NamedNode(graph), names.IDENTIFIER)
        loaded = [load.graph.value for load in missing if self._settle(load, cargo, counts, record)]
        self._loader.note(names.VERSION_GRAPH, names.VERSION_INFO, self._version.name)
        found = tuple(sorted(wanted - set(loaded)))
        return Pushed(self._version.name, tuple(loaded), found, tuple(surplus), cargo.triples)

    def _settle(self, load: Load, cargo: Cargo, counts: Mapping[str, int], record: Mapping[str, str]) -> bool:
        """Bring one graph into the engine; tell whether anything had to be sent."""
        graph = load.graph
        digest, _, reached = record.get(graph.value, "").partition(" ")
        if counts.get(graph.value) == load.count and self._holds(load, cargo):
            self._note(load)
            self._show(load.count)
            return False
        start = int(reached) if digest == load.digest and reached.isdecimal() else 0
        for first in dict.fromkeys((start, 0)):  # where a load that was resumed is wrong, it begins anew
            self._send(load, cargo, first)
            if self._counts().get(graph.value) == load.count and self._holds(load, cargo):
                self._note(load)
                return True
        said = f"The engine holds other statements in {graph} than it was sent."
        hint = "It may change values, such as durations; see docs/engines.md."
        raise StoreRefused(said, hint=hint, code="push-mismatch")

    def _send(self, load: Load, cargo: Cargo, first: int) -> None:
        """Send the batches of a graph from one of them on; from the first on, the graph is emptied before."""
        self._note(load, first)
        if first == 0:
            self._loader.drop(load.graph)
        for number, batch in enumerate(cargo.batches(load)):
            if number >= first:
                self._loader.add(load.graph, batch)
                if number % _NOTE_EVERY == _NOTE_EVERY - 1:
                    self._note(load, number + 1)
            self._show(len(batch))
        if load.unnamed:
            self._loader.remove_unnamed(load.graph)
        for batch in load.unnamed_batches():
            self._loader.add_unnamed(load.graph, batch)
            self._show(len(batch))

    def _holds(self, load: Load, cargo: Cargo) -> bool:
        """Read a graph back and compare digests."""
        total = 0
        for batch in cargo.batches(load):
            subjects = " ".join(sorted({str(triple.subject) for triple in batch}))
            query = f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {subjects} }} GRAPH {load.graph} {{ ?s ?p ?o }} }}"
            found = _triples(self._store.select(query))
            total += digest_of_named(triple for triple in found if not is_unnamed(triple))
        return joined(total, digest_of_unnamed(self._unnamed(load))) == load.digest

    def _unnamed(self, load: Load) -> list[Triple]:
        query = _UNNAMED % load.graph
        if len(load.unnamed) <= _PAGE:
            return _triples(self._store.select(query)) if load.unnamed else []
        pages = range(0, len(load.unnamed), _PAGE)
        return [t for at in pages for t in _triples(self._store.select(f"{query} LIMIT {_PAGE} OFFSET {at}"))]

    def _counts(self) -> dict[str, int]:
        rows = self._store.select(_COUNTS)
        return {_text(graph): int(_text(number)) for graph, number in rows}

    def _record(self) -> dict[str, str]:
        return {_text(graph): _text(state) for graph, state in self._store.select(_RECORD)}

    def _note(self, load: Load, reached: int | None = None) -> None:
        self._loader.note(load.graph, names.IDENTIFIER, load.digest if reached is None else f"{load.digest} {reached}")

    def _show(self, triples: int) -> None:
        self._done += triples
        self._progress(min(self._done, self._all), self._all)


def _is_ours(graph: str) -> bool:
    return graph.startswith(names.GRAPH) and graph != names.VERSION_GRAPH.value


def _is_done(load: Load, counts: Mapping[str, int], record: Mapping[str, str]) -> bool:
    return record.get(load.graph.value) == load.digest and counts.get(load.graph.value) == load.count


def _triples(rows: Iterable[Row]) -> list[Triple]:
    return [Triple(*row) for row in rows]  # type: ignore[arg-type]


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
