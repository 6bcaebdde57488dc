"""The two graphs that exist as downloads and not as parts of the store: all data, and all data with the ontology."""

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from dealgraph.answer import Triples
from dealgraph.downloads import DATA, MERGED
from dealgraph.names import INFERRED_GRAPH, ONTOLOGY_GRAPH
from dealgraph.store import Store
from dealservice.markup import term_html
from dealservice.portrait import Group, Portrait
from dealservice.questions import graph_titles, question, rows


@dataclass(frozen=True, slots=True)
class Union:
    """A graph made of others: the question for its content, its title, what it leaves out, and its files."""

    question: str
    title: str
    definition: str
    without: frozenset[NamedNode]
    files: tuple[str, ...]


UNIONS: Mapping[NamedNode, Union] = {
    DATA: Union(
        "union-data",
        "The graph of agreements",
        "All that the sources say, without the ontology and without what follows from it.",
        frozenset({ONTOLOGY_GRAPH, INFERRED_GRAPH}),
        ("graph.ttl", "graph.jsonld", "graph.rdf"),
    ),
    MERGED: Union(
        "union-merged",
        "Ontology and graph in one file",
        "All that the sources say, and the ontology that it is written in.",
        frozenset({INFERRED_GRAPH}),
        ("graph.owl",),
    ),
}


def union_content(store: Store, union: Union) -> list[Triple]:
    """Give all that a union holds, each statement once."""
    found = store.ask(question(union.question))
    return list(dict.fromkeys(found.triples)) if isinstance(found, Triples) else []


def portray_union(store: Store, union: Union, root: str, *, has_files: bool) -> Portrait:
    """Tell which graphs a union is made of and which downloads hold it.

    Args:
        store: what is asked.
        union: one of `UNIONS`.
        root: the path under which the service is seen from outside.
        has_files: whether there are downloads.
    """
    graphs = [graph for graph, _ in rows(store, question("graphs")) if isinstance(graph, NamedNode)]
    titles = graph_titles(store, graphs)
    parts = tuple(term_html(g, titles.get(g.value, ""), root) for g in graphs if g not in union.without)
    files = tuple(f'<a href="{root}/{name}">{name}</a>' for name in union.files) if has_files else ()
    groups = (Group("Made of", parts), Group("As a file", files))
    statements = tuple(group for group in groups if group.values)
    return Portrait(union.title, union.definition, (), (), statements, (), (), is_cut=False, terms=(), evidence=())
