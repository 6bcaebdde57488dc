"""The questions that the pages themselves ask: SPARQL files in the folder `rq`, with values for their blocks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from dealgraph.answer import Question, Row, Table
from dealgraph.blocks import fill, with_optional
from dealgraph.names import INFERRED_GRAPH, ONTOLOGY_GRAPH, local, prologue, thing
from dealgraph.store import Store

_FOLDER = Path(__file__).with_name("rq")
_OWN_GRAPHS = {
    ONTOLOGY_GRAPH.value: "The ontology and its vocabularies",
    INFERRED_GRAPH.value: "What follows by inference",
}
_CAPITAL = re.compile("(?<=.)[A-Z]")
_BATCH = 500
"""So many nodes are named in one question for labels."""


@cache
def _text(name: str) -> str:
    return prologue() + (_FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def question(name: str, **values: Sequence[NamedNode | Literal]) -> Question:
    """Make one of the questions in `rq`.

    Args:
        name: the file, without `.rq`.
        values: data for the blocks `VALUES ?name { ... }`, whose optional lines count where they are given.
    """
    return Question(fill(with_optional(_text(name), values), values) if values else _text(name))


def rows(store: Store, asked: Question) -> Iterator[Row]:
    """Ask for rows."""
    found = store.ask(asked)
    yield from found if isinstance(found, Table) else ()


def graph_titles(store: Store, graphs: Iterable[NamedNode]) -> dict[str, str]:
    """Name named graphs, by IRI: each after its source; ontology and inferences by what they are."""
    sources = {graph.value: thing(local(graph.value)) for graph in graphs}
    named = labels(store, sources.values())
    found = {iri: named[source.value].value for iri, source in sources.items() if source.value in named}
    return found | _OWN_GRAPHS


def words_of(node: NamedNode) -> str:
    """Name what has no label by the words of its IRI.

    >>> words_of(NamedNode("http://www.w3.org/ns/shacl#minCount"))
    'min count'
    """
    return _CAPITAL.sub(lambda match: f" {match[0].lower()}", local(node.value))


def labels(store: Store, nodes: Iterable[NamedNode]) -> dict[str, Literal]:
    """Find the labels of nodes, by IRI; nodes without one are left out."""
    wanted = sorted(set(nodes), key=str)
    found: dict[str, Literal] = {}
    for start in range(0, len(wanted), _BATCH):
        for node, label in rows(store, question("labels", thing=wanted[start : start + _BATCH])):
            if isinstance(node, NamedNode) and isinstance(label, Literal):
                found.setdefault(node.value, label)
    return found
