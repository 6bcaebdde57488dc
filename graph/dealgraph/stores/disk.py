"""Oxigraph on the disk, read-only: it opens at once, whatever the size, and several processes may have it open."""

import re

from pyoxigraph import DefaultGraph, Store

from dealgraph.answer import Answer, Question
from dealgraph.outside import NOTHING, Outside
from dealgraph.problems import StoreProblem
from dealgraph.sparql_text import tokens
from dealgraph.stores.apart import apart
from dealgraph.stores.embedded import answer_from
from dealgraph.versions import Version

_DATASET_WORDS = frozenset({"GRAPH", "FROM"})
_MAY_NAME_GRAPHS = re.compile(r"\b(?:GRAPH|FROM)\b", re.IGNORECASE)


class DiskStore:
    """A version with a database: all quads in their named graphs, and their merge in the default graph.

    Args:
        store: the database.
        version: the name of the version.
        outside: the endpoints that a query may ask by SERVICE.
    """

    def __init__(self, store: Store, version: str, outside: Outside = NOTHING) -> None:
        self._store = store
        self._outside = outside
        self.version = version

    @classmethod
    def load(cls, version: Version, outside: Outside = NOTHING) -> "DiskStore":
        """Open the database of a version.

        Raises:
            StoreProblem: it is damaged.
        """
        try:
            return cls(Store.read_only(str(version.database)), version.name, outside)
        except (OSError, ValueError, RuntimeError) as error:
            hint = "Load the documents again: dealgraph load --force"
            raise StoreProblem(f"The version {version.name} is damaged: {error}", hint=hint) from error

    def ask(self, question: Question) -> Answer:
        """Answer a query; problems are those of the store in memory."""
        return answer_from(self._store, question, self._outside)

    def merged(self) -> Store:
        """Copy the merge of all graphs, in which each triple stands once, into memory."""
        return apart(self._merged)

    def _merged(self) -> Store:
        store = Store()
        for quad in self._store.quads_for_pattern(None, None, None, DefaultGraph()):
            store.add(quad)  # not in bulk, see docs/decisions/0070-filled-in-order.md
        return store


class WarmStore:
    """A version with a database, the merge of its graphs in memory.

    Most questions ask the merge. Those that name graphs, by GRAPH, by FROM or by the parameters of the protocol, are
    few, and the database answers them; so each triple is in memory once. The database is opened where it is needed
    first, since the process that holds the memory forks.

    Args:
        version: the version.
        outside: the endpoints that a query may ask by SERVICE.
    """

    def __init__(self, version: Version, outside: Outside = NOTHING) -> None:
        self._outside = outside
        self._merged = DiskStore.load(version).merged()
        self._version = version
        self._disk: DiskStore | None = None
        self.version = version.name

    def __len__(self) -> int:
        return len(self._merged)

    def ask(self, question: Question) -> Answer:
        """Answer a query; problems are those of the store in memory."""
        if names_graphs(question):
            self._disk = self._disk or DiskStore.load(self._version, self._outside)
            return self._disk.ask(question)
        return answer_from(self._merged, question, self._outside)


def names_graphs(question: Question) -> bool:
    """Tell whether a question may ask for graphs apart from their merge (SPARQL 1.1 Query Language, section 13)."""
    if question.default_graphs or question.named_graphs:
        return True
    if not _MAY_NAME_GRAPHS.search(question.text):
        return False
    return any(token.text.upper() in _DATASET_WORDS for token in tokens(question.text))
