"""What a graph says, counted by rdflib in the terms of the OWL API, to hold against what the OWL API found."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from owlapi_worker import catalog_of
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef

DECLARED = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.NamedIndividual)
ALWAYS_ANNOTATIONS = {
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated, OWL.priorVersion,
}  # fmt: skip
BY_TRIPLE = {
    RDFS.subClassOf: "SubClassOf",
    OWL.disjointWith: "DisjointClasses",
    OWL.inverseOf: "InverseObjectProperties",
    OWL.propertyChainAxiom: "SubPropertyChainOf",
}
BY_KIND_OF_PROPERTY = {
    RDFS.domain: ("ObjectPropertyDomain", "DataPropertyDomain"),
    RDFS.range: ("ObjectPropertyRange", "DataPropertyRange"),
    RDFS.subPropertyOf: ("SubObjectPropertyOf", "SubDataPropertyOf"),
}
BY_TYPE = {
    OWL.SymmetricProperty: "SymmetricObjectProperty",
    OWL.TransitiveProperty: "TransitiveObjectProperty",
    OWL.AsymmetricProperty: "AsymmetricObjectProperty",
    OWL.IrreflexiveProperty: "IrrefexiveObjectProperty",  # The OWL API's own spelling.
    OWL.FunctionalProperty: "FunctionalObjectProperty",
    OWL.AllDisjointClasses: "DisjointClasses",
    **dict.fromkeys(DECLARED, "Declaration"),
}


def is_xml(file):
    """Tell RDF/XML from Turtle by the beginning of the text."""
    return file.read_text(encoding="utf-8").lstrip().startswith("<?xml")


@cache
def read(file):
    """Read a graph, whichever of the two common forms its file is in."""
    return Graph().parse(file, format="xml" if is_xml(file) else "turtle")


@dataclass
class Closure:
    """A file with all that it imports through the catalogs, and the imports that no catalog knows."""

    files: list[Path] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    graph: Graph = field(default_factory=Graph)


def closure_of(file):
    """Read a file and all that it imports."""
    closure, waiting = Closure(), [file]
    while waiting:
        current = waiting.pop()
        if current in closure.files:
            continue
        closure.files.append(current)
        closure.graph += read(current)
        catalog = catalog_of(current)
        for name in read(current).objects(None, OWL.imports):
            document = catalog.get(str(name))
            if document:
                waiting.append(document)
            else:
                closure.missing.add(str(name))
    return closure


def kinds(graph):
    """Sort the declared properties and classes of a graph."""
    return {kind: set(graph.subjects(RDF.type, kind)) for kind in DECLARED}


def expected_counts(graph):
    """Count the axioms that a graph states, by the names that the OWL API gives to their types.

    OWL 2 Web Ontology Language, Mapping to RDF Graphs, section 3.2 (parsing of axioms).
    """
    declared = kinds(graph)
    classes = {node for node in declared[OWL.Class] if isinstance(node, URIRef)}
    headers = set(graph.subjects(RDF.type, OWL.Ontology))
    notes = {node for node in graph.subjects(RDF.type, OWL.Axiom) if isinstance(node, BNode)}
    counts = Counter()
    for subject, predicate, value in graph:
        if subject in headers or subject in notes:
            continue
        counts[_axiom_type(predicate, value, subject, declared, classes)] += 1
    del counts[None]
    return dict(counts)


def _axiom_type(predicate, value, subject, declared, classes):
    if predicate == RDF.type:
        return "ClassAssertion" if value in classes else BY_TYPE.get(value)
    if predicate in BY_KIND_OF_PROPERTY:
        return BY_KIND_OF_PROPERTY[predicate][subject in declared[OWL.DatatypeProperty]]
    if predicate in declared[OWL.ObjectProperty]:
        return "ObjectPropertyAssertion"
    if predicate in declared[OWL.DatatypeProperty]:
        return "DataPropertyAssertion"
    if predicate in declared[OWL.AnnotationProperty] or predicate in ALWAYS_ANNOTATIONS:
        return "AnnotationAssertion"
    return BY_TRIPLE.get(predicate)
