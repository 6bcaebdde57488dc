"""Every IRI that the program itself speaks of, written once.

The terms of the ontology that are used here are held against `ontology/` by a test.
"""

from pyoxigraph import NamedNode

BASE = "https://w3id.org/dealgraph/"
DEAL = f"{BASE}ont/"
VOC = f"{BASE}voc/"
ID = f"{BASE}id/"
GRAPH = f"{BASE}graph/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
DCTERMS = "http://purl.org/dc/terms/"

PREFIXES = {
    "deal": DEAL,
    "voc": VOC,
    "id": ID,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "time": "http://www.w3.org/2006/time#",
    "sh": SH,
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
}
"""The prefixes that every answer, page and export uses, and that queries may use undeclared in our own files."""

ONTOLOGY = f"{BASE}ont"
ONTOLOGY_GRAPH = NamedNode(f"{GRAPH}ontology")
INFERRED_GRAPH = NamedNode(f"{GRAPH}inferred")
DEFAULT_GRAPH = NamedNode(f"{GRAPH}default")
"""The graph that an update writes to where it names none."""

VERSION_GRAPH = NamedNode(f"{GRAPH}version")
"""The graph by which a remote engine remembers what was loaded into it."""

TYPE = NamedNode(f"{RDF}type")
LABEL = NamedNode(f"{RDFS}label")
SUBCLASS_OF = NamedNode(f"{RDFS}subClassOf")
DOMAIN = NamedNode(f"{RDFS}domain")
RANGE = NamedNode(f"{RDFS}range")
ALT_LABEL = NamedNode(f"{SKOS}altLabel")
HIDDEN_LABEL = NamedNode(f"{SKOS}hiddenLabel")
PREF_LABEL = NamedNode(f"{SKOS}prefLabel")
IN_SCHEME = NamedNode(f"{SKOS}inScheme")
CONCEPT = NamedNode(f"{SKOS}Concept")
DESCRIPTION = NamedNode(f"{DCTERMS}description")
OWL_CLASS = NamedNode(f"{OWL}Class")
OBJECT_PROPERTY = NamedNode(f"{OWL}ObjectProperty")
DATATYPE_PROPERTY = NamedNode(f"{OWL}DatatypeProperty")
NAMED_INDIVIDUAL = NamedNode(f"{OWL}NamedIndividual")
CONCEPTS_FROM = NamedNode(f"{DEAL}conceptsFrom")
AXIOM_SUPPORTED_BY = NamedNode(f"{DEAL}axiomSupportedBy")
AXIOM = NamedNode(f"{OWL}Axiom")
ANNOTATED_SOURCE = NamedNode(f"{OWL}annotatedSource")
ANNOTATED_PROPERTY = NamedNode(f"{OWL}annotatedProperty")
ANNOTATED_TARGET = NamedNode(f"{OWL}annotatedTarget")
VERSION_INFO = NamedNode(f"{OWL}versionInfo")
IDENTIFIER = NamedNode(f"{DCTERMS}identifier")
IMPORTS = NamedNode(f"{OWL}imports")
OWL_ONTOLOGY = NamedNode(f"{OWL}Ontology")


def deal(name: str) -> NamedNode:
    """Name a term of the ontology."""
    return NamedNode(DEAL + name)


def voc(name: str) -> NamedNode:
    """Name a concept of the vocabularies."""
    return NamedNode(VOC + name)


def thing(name: str) -> NamedNode:
    """Name an individual of the data."""
    return NamedNode(ID + name)


def source_graph(source: str) -> NamedNode:
    """Name the graph that holds what one source says."""
    return NamedNode(GRAPH + source)


def short(iri: str) -> str:
    """Write an IRI as a CURIE of our prefixes, or leave it whole where none fits.

    >>> short("https://w3id.org/dealgraph/id/microsoft")
    'id:microsoft'
    """
    prefix, base = max(
        ((p, b) for p, b in PREFIXES.items() if iri.startswith(b)), key=lambda pair: len(pair[1]), default=("", "")
    )
    return f"{prefix}:{iri[len(base) :]}" if base else iri


def local(iri: str) -> str:
    """Take the last part of an IRI: what follows the last slash or hash.

    >>> local("https://w3id.org/dealgraph/id/microsoft")
    'microsoft'
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


def prologue() -> str:
    """Write our prefixes as the head of a SPARQL text."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
