"""Validation by SHACL, with a report in sentences: which note, which line, what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad
from pyoxigraph import Literal as OxigraphLiteral

from dealgraph import names
from dealgraph.document import Document
from dealgraph.problems import CheckFailed, Finding, OntologyProblem, Place

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_STRING = NamedNode(f"{names.XSD}string")


@dataclass(frozen=True, slots=True)
class Report:
    """What SHACL found: violations stop a build, remarks (warnings and infos) are kept with it."""

    violations: tuple[Finding, ...]
    remarks: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether no violation was found."""
        return not self.violations

    def insist(self) -> None:
        """Raise what was found.

        Raises:
            CheckFailed: there are violations.
        """
        if self.violations:
            count = len(self.violations)
            head = "1 violation" if count == 1 else f"{count} violations"
            raise CheckFailed(
                f"{head} of the shapes; nothing was stored.",
                hint="Mend the notes at the places named and build again.",
                findings=self.violations,
            )


def check(quads: Iterable[Quad], shapes: Path, places: Mapping[str, Place] | None = None) -> Report:
    """Validate quads, merged into one graph, against the SHACL shapes in a folder.

    Args:
        quads: data, ontology and inferences.
        shapes: the folder of Turtle files.
        places: where each node, by IRI, was written.

    Raises:
        OntologyProblem: the shapes cannot be read or run.

    Shapes Constraint Language (SHACL), section 3 (validation and graphs).
    """
    from pyshacl import validate
    from pyshacl.errors import ShapeLoadError, ValidationFailure
    from rdflib import Graph

    data = to_graph(quads)
    shapes_graph = Graph()
    try:
        for file in sorted(shapes.glob("*.ttl")):
            shapes_graph.parse(file, format="turtle")
        _, report, _ = validate(data, shacl_graph=shapes_graph, inference="none", advanced=False)
    except (ValidationFailure, ShapeLoadError, SyntaxError, ValueError) as error:
        raise OntologyProblem(f"The shapes cannot be run: {error}") from error
    if not isinstance(report, Graph):
        raise OntologyProblem(f"The shapes cannot be run: {report}")
    return _read_report(report, data, places or {})


def to_graph(quads: Iterable[Quad]) -> "Graph":
    """Merge quads into one rdflib graph, each term made once: rdflib takes long to parse."""
    from rdflib import Graph

    graph = Graph()
    made: dict[object, Node] = {}
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if term not in made:
                made[term] = _node(term)
        graph.add((made[quad.subject], made[quad.predicate], made[quad.object]))
    return graph


def _node(term: object) -> "Node":
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if not isinstance(term, OxigraphLiteral):
        raise OntologyProblem("A statement about a statement cannot be checked.")
    kind = None if term.language or term.datatype == _STRING else URIRef(term.datatype.value)
    return Literal(term.value, lang=term.language, datatype=kind)


def _read_report(report: "Graph", data: "Graph", places: Mapping[str, Place]) -> Report:
    from rdflib.namespace import RDF, SH

    violations: list[Finding] = []
    remarks: list[Finding] = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        if focus is None:
            continue
        messages = sorted(str(m) for m in report.objects(result, SH.resultMessage))
        finding = Finding(
            what=f"{_name(focus, data)}: {_sentence(messages)}{_offender(report.value(result, SH.value), focus, data)}",
            place=places.get(str(focus)),
            subject=names.short(str(focus)),
            code="check-failed",
        )
        is_violation = report.value(result, SH.resultSeverity) == SH.Violation
        (violations if is_violation else remarks).append(finding)
    return Report(_ordered(violations), _ordered(remarks))


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings), key=lambda f: (f.place or Place("~", 0), f.what)))


def _sentence(messages: list[str]) -> str:
    return " ".join(messages) or "The shape gives no message."


def _offender(value: "Node | None", focus: "Node", data: "Graph") -> str:
    return "" if value is None or value == focus else f" (Found: {_name(value, data)}.)"


def _name(node: "Node", data: "Graph") -> str:
    """Name a node by its label, with its short IRI behind."""
    from rdflib import Literal, URIRef
    from rdflib.namespace import RDFS

    if not isinstance(node, URIRef):
        return f"“{node}”" if isinstance(node, Literal) else "an unnamed node"
    label = data.value(node, RDFS.label)
    curie = names.short(str(node))
    return f"{label} ({curie})" if label else curie


def places_of(documents: Iterable[Document]) -> dict[str, Place]:
    """Tell where each item was described, by IRI."""
    found: dict[str, Place] = {}
    for document in documents:
        for item in document.items:
            if item.kind is not None:
                found[item.iri.value] = item.place
    return found
