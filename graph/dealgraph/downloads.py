"""The files of one version of the graph: quads for the store, and forms for people and their tools."""

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from dealgraph import names
from dealgraph.names import GRAPH, PREFIXES
from dealgraph.quads import in_order
from dealgraph.versions import QUADS

DATA = NamedNode(f"{GRAPH}data")
MERGED = NamedNode(f"{GRAPH}merged")
_PREFIXES = PREFIXES | {"module": f"{names.ONTOLOGY}/modules/", "scheme": f"{names.VOC}schemes/"}
"""With names for what lies a folder deeper: Protégé's parser does not know an escaped slash in a short name."""
_CATALOG = f"""<?xml version="1.0" encoding="UTF-8"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
    <uri name="{names.ONTOLOGY}" uri="ontology.ttl"/>
</catalog>
"""
_ROOT = NamedNode(names.ONTOLOGY)
_TITLE = NamedNode(f"{names.DCTERMS}title")
_INHERITED = frozenset(NamedNode(names.DCTERMS + name) for name in ("license", "creator"))


def downloads(data: Sequence[Quad], ontology: Sequence[Quad], inferred: Sequence[Quad]) -> dict[str, bytes]:
    """Write the files of a version.

    Returns:
        By name: all quads (`graph.nq`, `graph.trig`), the data as read from the sources (`graph.ttl`,
        `graph.jsonld`, `graph.rdf`), the ontology (`ontology.ttl`), a catalog by which Protégé finds it from there,
        and ontology and data in one file without imports (`graph.owl`).
    """
    everything = in_order([*data, *ontology, *inferred])
    plain = _triples(DATA, [*_header(DATA, "The graph of agreements", ontology, imports=True), *data])
    joined = _joined(ontology)
    merged = _triples(MERGED, [*_header(MERGED, "Ontology and graph in one file", ontology), *joined, *data])
    alone = _triples(_ROOT, [*(q for q in _root(ontology) if q.predicate != names.IMPORTS), *joined])
    return {
        QUADS: _write(everything, RdfFormat.N_QUADS),
        "graph.trig": _write(everything, RdfFormat.TRIG),
        "graph.ttl": _write(plain, RdfFormat.TURTLE),
        "graph.jsonld": _write(plain, RdfFormat.JSON_LD),
        "graph.rdf": _write(plain, RdfFormat.RDF_XML),
        "graph.owl": _write(merged, RdfFormat.RDF_XML),
        "ontology.ttl": _write(alone, RdfFormat.TURTLE),
        "catalog-v001.xml": _CATALOG.encode(),
    }


def _write(statements: Sequence[Triple] | Sequence[Quad], form: RdfFormat) -> bytes:
    body: bytes = serialize(statements, format=form, prefixes=_PREFIXES) or b""
    return body.replace(b"\r", b"&#13;") if form == RdfFormat.RDF_XML else body


def _triples(first: NamedNode, quads: Iterable[Quad]) -> list[Triple]:
    """Drop the graphs and sort, the header of the ontology first."""
    found = {Triple(q.subject, q.predicate, q.object) for q in quads}
    return sorted(found, key=lambda t: (t.subject != first, str(t.subject), str(t.predicate), str(t.object)))


def _root(ontology: Iterable[Quad]) -> list[Quad]:
    return [q for q in ontology if q.subject == _ROOT]


def _header(iri: NamedNode, title: str, ontology: Sequence[Quad], *, imports: bool = False) -> list[Quad]:
    """Make the header of a file: a title of its own, and licence and maker of the ontology."""
    found = [
        Quad(iri, names.TYPE, names.OWL_ONTOLOGY),
        Quad(iri, _TITLE, Literal(title, language="en")),
        *(Quad(iri, q.predicate, q.object) for q in _root(ontology) if q.predicate in _INHERITED),
    ]
    return [*found, Quad(iri, names.IMPORTS, _ROOT)] if imports else found


def _joined(ontology: Sequence[Quad]) -> list[Quad]:
    """Leave out the headers of the modules, which would make several ontologies of one file."""
    headers = {q.subject for q in ontology if q.predicate == names.TYPE and q.object == names.OWL_ONTOLOGY}
    return [q for q in ontology if q.subject not in headers]
