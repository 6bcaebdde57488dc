"""Writing to a remote engine by SPARQL 1.1 Update, and by the Graph Store HTTP Protocol where that is quicker."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from dealgraph import names
from dealgraph.stores.access import ANYBODY, Access
from dealgraph.stores.transport import Message, Transport, insist_on_plain, insist_on_success

_UNNAMED = "GRAPH %s { ?s ?p ?o FILTER (isBlank(?s) || isBlank(?o)) }"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where an engine takes changes.

    Args:
        update: its update endpoint.
        graphs: the endpoint of its graph store, to send statements to instead; none where empty.
    """

    update: str
    graphs: str = ""


class Loader:
    """Changes the graphs of one engine.

    Args:
        doors: where it takes changes.
        access: credentials, and the time that one request may take.

    Raises:
        UsageProblem: an address holds a password.
    """

    def __init__(self, doors: Doors, access: Access = ANYBODY) -> None:
        insist_on_plain(doors.update)
        insist_on_plain(doors.graphs)
        self._doors = doors
        self._transport = Transport(access)

    def add(self, graph: NamedNode, triples: Iterable[Triple]) -> None:
        """Add statements without blank nodes; doing it twice changes nothing.

        Raises:
            StoreRefused, StoreUnreachable: they may have been added or not.
        """
        text = _lines(triples)
        if not self._doors.graphs:
            self._update(f"INSERT DATA {{ GRAPH {graph} {{ {text} }} }}")
            return
        separator = "&" if "?" in self._doors.graphs else "?"
        url = f"{self._doors.graphs}{separator}graph={quote(graph.value, safe='')}"
        self._send(Message(url, text.encode(), {"Content-Type": "application/n-triples"}))

    def add_unnamed(self, graph: NamedNode, triples: Iterable[Triple]) -> None:
        """Add statements with blank nodes, which are new ones each time: it is sent once.

        INSERT DATA would do, but that Virtuoso takes no blank nodes there.

        Raises:
            StoreRefused, StoreUnreachable: they may have been added or not.
        """
        self._update(f"INSERT {{ GRAPH {graph} {{ {_lines(triples)} }} }} WHERE {{ }}", repeatable=False)

    def remove_unnamed(self, graph: NamedNode) -> None:
        """Remove all statements with blank nodes.

        Raises:
            StoreRefused, StoreUnreachable: it may have been done or not.
        """
        self._update(f"DELETE {{ GRAPH {graph} {{ ?s ?p ?o }} }} WHERE {{ {_UNNAMED % graph} }}")

    def drop(self, graph: NamedNode) -> None:
        """Remove a graph, whether it is there or not.

        Raises:
            StoreRefused, StoreUnreachable: it may have been done or not.
        """
        self._update(f"DROP SILENT GRAPH {graph}")

    def note(self, subject: NamedNode, predicate: NamedNode, value: str) -> None:
        """Make one statement the only one of its kind in the graph by which the engine remembers.

        Raises:
            StoreRefused, StoreUnreachable: it may have been done or not.
        """
        fact = f"{subject} {predicate} {Literal(value)}"
        self._update(f"{_forgetting(subject, predicate)} ; INSERT DATA {{ GRAPH {names.VERSION_GRAPH} {{ {fact} }} }}")

    def forget(self, subject: NamedNode, predicate: NamedNode) -> None:
        """Take such a statement away.

        Raises:
            StoreRefused, StoreUnreachable: it may have been done or not.
        """
        self._update(_forgetting(subject, predicate))

    def _update(self, text: str, *, repeatable: bool = True) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        self._send(Message(self._doors.update, text.encode(), headers, repeatable=repeatable))

    def _send(self, message: Message) -> None:
        insist_on_success(self._transport.send(message), message.url)


def _forgetting(subject: NamedNode, predicate: NamedNode) -> str:
    return f"DELETE WHERE {{ GRAPH {names.VERSION_GRAPH} {{ {subject} {predicate} ?value }} }}"


def _lines(triples: Iterable[Triple]) -> str:
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
