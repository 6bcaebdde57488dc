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
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


def downloads(data: Sequence[Quad], ontology: Sequence[Quad], inferred: Sequence[Quad]) -> dict[str, bytes]:
    """Write the files of a version.

    Returns:
        By name: all quads (`graph.nq`, `graph.trig`), the data as read from the sources (`graph.ttl`,
        `graph.jsonld`, `graph.rdf`), the ontology (`ontology.ttl`), and ontology and data in one file without
        imports, for Protégé (`graph.owl`).
    """
    everything = in_order([*data, *ontology, *inferred])
    plain = _triples([*_header(DATA, "The graph of agreements", imports=True), *data])
    merged = _triples([*_header(MERGED, "Ontology and graph of agreements in one file"), *_joined(ontology), *data])
    alone = _triples([*_header(NamedNode(names.ONTOLOGY), "The dealgraph ontology"), *_joined(ontology)])
    return {
        QUADS: _write(everything, RdfFormat.N_QUADS),
        "graph.trig": _write(everything, RdfFormat.TRIG),
        "graph.ttl": _write(plain, RdfFormat.TURTLE),
        "graph.jsonld": _write(plain, RdfFormat.JSON_LD),
        "graph.rdf": _write(plain, RdfFormat.RDF_XML),
        "graph.owl": _write(merged, RdfFormat.RDF_XML),
        "ontology.ttl": _write(alone, RdfFormat.TURTLE),
    }


def _write(statements: Sequence[Triple] | Sequence[Quad], form: RdfFormat) -> bytes:
    return serialize(statements, format=form, prefixes=_PREFIXES) or b""


def _triples(quads: Iterable[Quad]) -> list[Triple]:
    """Drop the graphs, name the ontology first, and keep the order."""
    seen = dict.fromkeys(Triple(q.subject, q.predicate, q.object) for q in quads)
    return sorted(seen, key=lambda t: (t.object != names.OWL_ONTOLOGY, str(t.subject), str(t.predicate), str(t.object)))


def _header(iri: NamedNode, title: str, *, imports: bool = False) -> list[Quad]:
    found = [
        Quad(iri, names.TYPE, names.OWL_ONTOLOGY),
        Quad(iri, NamedNode(f"{names.DCTERMS}title"), Literal(title, language="en")),
        Quad(iri, NamedNode(f"{names.DCTERMS}license"), _LICENCE),
    ]
    return [*found, Quad(iri, names.IMPORTS, NamedNode(names.ONTOLOGY))] if imports else found


def _joined(ontology: Sequence[Quad]) -> list[Quad]:
    """Leave out the headers of the modules, which would make several ontologies of one file."""
    headers = {q.subject for q in ontology if q.predicate == names.TYPE and q.object == names.OWL_ONTOLOGY}
    return [q for q in ontology if q.subject not in headers]
