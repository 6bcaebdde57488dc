"""The named graphs as pages list them: by their titles; where there are very many, only those that are cited."""

from collections.abc import Collection
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode

from dealgraph.names import INFERRED_GRAPH, ONTOLOGY_GRAPH, local, short
from dealgraph.store import Store
from dealservice.describe import graphs
from dealservice.glimpses import Link
from dealservice.markup import address
from dealservice.questions import graph_titles

MOST = 40
"""So many graphs are listed one by one."""
_counted: WeakKeyDictionary[Store, tuple[str, dict[NamedNode, int]]] = WeakKeyDictionary()
"""The sizes of the graphs of each store that is still in use, and of which version."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The named graphs.

    Args:
        listed: those that are listed, by title, with the number of their statements.
        others: how many are not.
        rest: how many statements those hold.
    """

    listed: tuple[tuple[Link, int], ...]
    others: int
    rest: int


def sources(store: Store, cited: Collection[str], root: str) -> Sources:
    """List the named graphs of a store.

    Args:
        store: where they are.
        cited: the short names of the sources that are listed in any case.
        root: the path under which the service is seen from outside.
    """
    sizes = _sizes(store)
    own = {INFERRED_GRAPH, ONTOLOGY_GRAPH}
    kept = {g: n for g, n in sizes.items() if len(sizes) <= MOST or g in own or local(g.value) in cited}
    titles = graph_titles(store, kept)
    listed = ((Link(titles.get(g.value, short(g.value)), address(g.value, root)), n) for g, n in kept.items())
    return Sources(tuple(listed), len(sizes) - len(kept), sum(sizes.values()) - sum(kept.values()))


def _sizes(store: Store) -> dict[NamedNode, int]:
    """Count the statements of each graph, once for each version that has a name."""
    version = store.version
    known, sizes = _counted.get(store, ("", {}))
    if not version or known != version:
        sizes = dict(graphs(store))
        _counted[store] = version, sizes
    return sizes
