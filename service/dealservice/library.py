"""What the installation knows besides the graph: the shapes that data are held against, and the alignments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pyoxigraph import Literal, NamedNode, Quad, Triple

from dealgraph import names
from dealgraph.names import RDFS, SH, local
from dealgraph.places import data_folder
from dealgraph.schema import ontology_files, read_turtle
from dealgraph.stores.embedded import EmbeddedStore
from dealservice.markup import term_html
from dealservice.questions import question, rows, words_of

SHAPES = NamedNode(f"{names.BASE}shapes")
_NODE_SHAPE = NamedNode(f"{SH}NodeShape")
_WARNING = NamedNode(f"{SH}Warning")
_DEFINED_BY = NamedNode(f"{RDFS}isDefinedBy")
_RELATIONS = {
    "subClassOf": "is a kind of",
    "subPropertyOf": "is a special case of",
    "equivalentClass": "is the same as",
    "equivalentProperty": "is the same as",
    "exactMatch": "matches exactly",
    "closeMatch": "is close to",
    "broadMatch": "is narrower than",
    "narrowMatch": "is broader than",
    "relatedMatch": "has to do with",
}
_KEPT = 1024
"""So many terms are remembered."""


@dataclass(frozen=True, slots=True)
class Check:
    """What the build says when data break a rule about a term, and whether it then refuses them."""

    message: str
    is_strict: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a term relates to one elsewhere; target and place are HTML."""

    relation: str
    target: str
    note: str
    place: str


@cache
def library() -> EmbeddedStore:
    """Open the shapes and the alignments, with the labels of the terms that they speak of; they are read once.

    Raises:
        UsageProblem: the installation lacks the ontology.
        OntologyProblem: a file is damaged.
    """
    folder = data_folder("ontology")
    quads: list[Quad] = []
    for file in sorted(folder.glob("align/*.ttl")):
        graph = NamedNode(f"{names.ONTOLOGY}/align/{file.stem}")
        quads += (Quad(q.subject, q.predicate, q.object, graph) for q in read_turtle([file]))
    shapes = read_turtle(sorted(folder.glob("shapes/*.ttl")))
    statements = [*(quad.triple for quad in shapes), *_shapes_header(shapes)]
    quads += (Quad(t.subject, t.predicate, t.object, SHAPES) for t in statements)
    words = (quad for quad in read_turtle(ontology_files(folder)) if quad.predicate == names.LABEL)
    quads += (Quad(q.subject, q.predicate, q.object, names.ONTOLOGY_GRAPH) for q in words)
    return EmbeddedStore(quads, "library")


def beside(node: NamedNode) -> NamedNode | None:
    """Find the shape or the alignment that an IRI names, by its own name or by that of its version."""
    if node.value.startswith((SHAPES.value, f"{names.ONTOLOGY}/align/")):
        return node
    found = next(rows(library(), question("version-of", thing=[node])), (None,))[0]
    return found if isinstance(found, NamedNode) else None


def _shapes_header(shapes: Iterable[Quad]) -> Iterator[Triple]:
    """Give the shapes, which stand in files without one, a header and a place to which they belong."""
    yield Triple(SHAPES, names.TYPE, names.OWL_ONTOLOGY)
    yield Triple(SHAPES, names.LABEL, Literal("dealgraph: shapes", language="en"))
    yield Triple(SHAPES, names.DESCRIPTION, Literal("What must be there, and what must not, in SHACL.", language="en"))
    for quad in shapes:
        if isinstance(quad.subject, NamedNode) and (quad.predicate, quad.object) == (names.TYPE, _NODE_SHAPE):
            yield Triple(quad.subject, _DEFINED_BY, SHAPES)
            yield Triple(quad.subject, names.LABEL, Literal(words_of(quad.subject), language="en"))


@lru_cache(maxsize=_KEPT)
def checks_of(node: NamedNode) -> tuple[Check, ...]:
    """List what data about a term are held against, the strict rules first."""
    found = rows(library(), question("constraints", thing=[node]))
    checks = {Check(said.value, severity != _WARNING) for _, said, severity in found if isinstance(said, Literal)}
    return tuple(sorted(checks, key=lambda check: (not check.is_strict, check.message)))


@lru_cache(maxsize=_KEPT)
def alignments_of(node: NamedNode, root: str) -> tuple[Alignment, ...]:
    """List how a term relates to terms elsewhere; an address begins with the path of the service, `root`."""
    found: list[Alignment] = []
    for relation, target, label, note, place, title in rows(library(), question("alignments", thing=[node])):
        words = [part.value if isinstance(part, Literal) else "" for part in (label, note, title)]
        name = local(relation.value) if isinstance(relation, NamedNode) else ""
        shown = term_html(target, words[0], root)
        found.append(Alignment(_RELATIONS.get(name, name), shown, words[1], term_html(place, words[2], root)))
    return tuple(found)
