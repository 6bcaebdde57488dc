"""A version before it counts: what its graphs state, what follows from that, and whether it conforms."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from dealgraph import names, versions
from dealgraph.check import Report, check
from dealgraph.downloads import downloads
from dealgraph.infer import infer, read_rules
from dealgraph.problems import Finding, StoreProblem, UsageProblem
from dealgraph.quads import in_order
from dealgraph.versions import Version

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def say_nothing(_step: str) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Content:
    """What a version states.

    Args:
        own: the quads of the build's own sources.
        ontology: the quads of the ontology's graph.
        kept: the graphs that changes have written, some of them perhaps empty; a build carries them over.
    """

    own: Sequence[Quad]
    ontology: Sequence[Quad]
    kept: Mapping[NamedNode, Sequence[Quad]] = field(default_factory=dict)

    @property
    def written(self) -> list[Quad]:
        """The quads that changes have written."""
        return [quad for quads in self.kept.values() for quad in quads]

    @property
    def protected(self) -> frozenset[object]:
        """The graphs that belong to the build: those of its sources, the ontology and the inferences."""
        return frozenset({*(quad.graph_name for quad in self.own), names.ONTOLOGY_GRAPH, names.INFERRED_GRAPH})

    @property
    def stated(self) -> list[Quad]:
        """All quads but the inferred ones."""
        return [*self.own, *self.written, *self.ontology]


@dataclass(frozen=True)
class Candidate:
    """A version that conforms and may be published."""

    files: Mapping[str, bytes] = field(repr=False)
    manifest: Mapping[str, Any]
    inferred: Sequence[Quad] = field(repr=False)
    report: Report

    @property
    def name(self) -> str:
        """The name of the version, drawn from its content; a graph without content is content too."""
        empty = "".join(f"{graph['graph']}\n" for graph in self.manifest["kept"] if not graph["quads"])
        return versions.name_of({**self.files, "empty graphs": empty.encode()} if empty else self.files)


def prepare(
    content: Content,
    ontology: Path,
    manifest: Mapping[str, Any],
    *,
    progress: Callable[[str], None] = say_nothing,
    examine: Callable[[Sequence[Quad]], Report] | None = None,
) -> Candidate:
    """Draw inferences, validate and write the files of a version.

    Args:
        content: what the version states.
        ontology: the folder of rules and shapes.
        manifest: what is known of the version besides its figures.
        progress: told the name of each step as it begins.
        examine: how to check all quads; against all shapes at once unless given.

    Raises:
        CheckFailed: the content violates a shape.
        UsageProblem: a statement fits into no download (`statement-unfit`).
        OntologyProblem: rules or shapes cannot be run.
    """
    progress("reason")
    inferred = in_order(infer(content.stated, read_rules(ontology)))
    progress("check")
    _insist_on_fit(content.written)
    everything = [*content.stated, *inferred]
    report = examine(everything) if examine else check(everything, ontology / "shapes")
    report.insist()
    progress("write")
    kept = sorted(content.kept.items(), key=lambda pair: pair[0].value)
    figures = {"data": content.own, "ontology": content.ontology, "inferred": inferred, "written": content.written}
    return Candidate(
        files=downloads([*content.own, *content.written], content.ontology, inferred),
        manifest={
            **manifest,
            "quads": {name: len(quads) for name, quads in figures.items()},
            "kept": [{"graph": graph.value, "quads": len(quads)} for graph, quads in kept],
        },
        inferred=inferred,
        report=report,
    )


def read_content(version: Version) -> Content:
    """Read what a version states.

    Raises:
        StoreProblem: the version is damaged.
        UsageProblem: it is one of documents that were loaded, which are changed otherwise (`graph-loaded`).
    """
    if version.database.is_dir():
        hint = "Change the documents and load them again: dealgraph load. What has not changed is not validated again."
        raise UsageProblem("A graph that was loaded cannot be changed in part.", hint=hint, code="graph-loaded")
    kept: dict[Any, list[Quad]] = {graph: [] for graph in kept_graphs(version)}
    own: list[Quad] = []
    ontology: list[Quad] = []
    try:
        for quad in parse(path=str(version.quads), format=RdfFormat.N_QUADS):
            graph = quad.graph_name
            if graph == names.ONTOLOGY_GRAPH:
                ontology.append(quad)
            elif graph != names.INFERRED_GRAPH:
                kept.get(graph, own).append(quad)
    except (OSError, SyntaxError) as error:
        hint = "Go back to a version that is whole (dealgraph rollback), or build again: dealgraph build --force"
        raise StoreProblem(f"The version {version.name} is damaged: {error}", hint=hint) from error
    return Content(own, ontology, kept)


def kept_graphs(version: Version) -> list[NamedNode]:
    """List the graphs of a version that changes have written."""
    return [NamedNode(graph["graph"]) for graph in version.manifest.get("kept", ())]


def _insist_on_fit(quads: Iterable[Quad]) -> None:
    """Refuse statements that a file of a version could not hold."""
    judged: dict[NamedNode, str] = {}
    faults: list[Finding] = []
    for quad in quads:
        if quad.predicate not in judged:
            judged[quad.predicate] = _unfit_property(quad.predicate)
        what = judged[quad.predicate] or _unfit_value(quad)
        faults += [Finding(what, subject=str(quad.subject))] if what else []
    if faults:
        hint = "Write them otherwise; nothing was changed."
        raise UsageProblem("Some statements cannot be kept.", hint=hint, code="statement-unfit", findings=faults[:20])


def _unfit_property(predicate: NamedNode) -> str:
    """Tell whether RDF/XML can name a property (RDF 1.1 XML Syntax, section 8)."""
    body = serialize([Triple(predicate, predicate, Literal(""))], format=RdfFormat.RDF_XML) or b""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)  # noqa: FBT003 - takes no keyword
    except expat.ExpatError:
        return f"The property <{predicate.value}> ends in no XML name, so RDF/XML cannot hold it."
    return ""


def _unfit_value(quad: Quad) -> str:
    value = quad.object
    if isinstance(value, Triple):
        return "A statement about a statement is not of RDF 1.1."
    if not isinstance(value, Literal):
        return ""
    if value.direction is not None:
        return "A text with a direction is not of RDF 1.1."
    if _NO_XML.search(value.value):
        return f"A value of <{quad.predicate.value}> holds control characters, which XML cannot hold."
    return ""
