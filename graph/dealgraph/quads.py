"""From documents to quads: one named graph for each source, one for the ontology."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad

from dealgraph import names
from dealgraph.document import Document, Item, Statement
from dealgraph.schema import ontology_files, read_turtle


def document_quads(document: Document) -> Iterator[Quad]:
    """Write a document as the quads of its named graph.

    A statement that claims single out is repeated as an annotated axiom (OWL 2 Mapping to RDF Graphs, section 2.2),
    the one form of reification that survives in Protégé.
    """
    for item in document.items:
        yield Quad(item.iri, names.TYPE, names.NAMED_INDIVIDUAL, document.graph)
        if item.kind is not None:
            yield Quad(item.iri, names.TYPE, item.kind, document.graph)
        for statement in item.statements:
            yield Quad(item.iri, statement.property, statement.value, document.graph)
            if statement.claims:
                yield from _axiom(item, statement, document.graph)


def _axiom(item: Item, statement: Statement, graph: NamedNode) -> Iterator[Quad]:
    words = " ".join(map(str, (graph, item.iri, statement.property, statement.value)))
    node = BlankNode(f"a{hashlib.sha256(words.encode()).hexdigest()[:24]}")
    yield Quad(node, names.TYPE, names.AXIOM, graph)
    yield Quad(node, names.ANNOTATED_SOURCE, item.iri, graph)
    yield Quad(node, names.ANNOTATED_PROPERTY, statement.property, graph)
    yield Quad(node, names.ANNOTATED_TARGET, statement.value, graph)
    for claim in statement.claims:
        yield Quad(node, names.AXIOM_SUPPORTED_BY, claim, graph)


def ontology_quads(folder: Path) -> list[Quad]:
    """Read ontology and vocabularies as the quads of the ontology's graph, blank nodes named the same each time.

    Raises:
        OntologyProblem: a file is missing or is not Turtle.
    """
    dataset = Dataset(read_turtle(ontology_files(folder)))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [Quad(q.subject, q.predicate, q.object, names.ONTOLOGY_GRAPH) for q in dataset]


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """Sort quads by graph, subject, predicate and object, so that the same quads give the same bytes."""
    return sorted(set(quads), key=lambda q: (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)))
