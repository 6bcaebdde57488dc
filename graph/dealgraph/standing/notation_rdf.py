"""Scenarios as RDF, in the vocabulary of `whatif.ttl`: a scenario is a named graph, checked by SHACL."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from dealgraph import names
from dealgraph.problems import Finding, ParameterProblem
from dealgraph.standing.dates import Span, span_text
from dealgraph.standing.scenario import END, NEED, OFFER, Figure, Happening, Occurrence, Scenario, number_text

WHATIF = f"{names.BASE}whatif/"
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/ld+json": RdfFormat.JSON_LD,
}
"""The forms in which a scenario may be sent, by media type."""
MAX_LENGTH = 65_536
"""A scenario has so many characters at most."""
_FILE = Path(__file__).with_name("whatif.ttl")
_OWN = frozenset({NEED, OFFER, END})
_SINGLE = ("world", "level", "until", "context", "asOf")


def whatif(name: str) -> NamedNode:
    """Name a term of the vocabulary of scenarios."""
    return NamedNode(WHATIF + name)


def vocabulary() -> str:
    """Give the vocabulary and the shapes of scenarios as Turtle."""
    return _FILE.read_text(encoding="utf-8")


def scenario_node(digest: str) -> NamedNode:
    """Name a scenario after its digest."""
    return NamedNode(f"{WHATIF}scenario-{digest}")


def scenario_quads(scenario: Scenario) -> list[Quad]:
    """Write a scenario as a named graph; graph and scenario are named after its digest."""
    graph = NamedNode(f"{names.GRAPH}scenario-{scenario.digest}")
    node = scenario_node(scenario.digest)
    return [Quad(t.subject, t.predicate, t.object, graph) for t in _scenario(node, scenario)]


def _scenario(node: NamedNode, scenario: Scenario) -> Iterator[Triple]:
    yield Triple(node, names.TYPE, whatif("Scenario"))
    assumptions: list[Occurrence | Figure] = [*sorted(scenario.occurrences), *sorted(scenario.figures)]
    for place, found in enumerate(assumptions, 1):
        part = NamedNode(f"{node.value}-assumption-{place}")
        yield Triple(node, whatif("assumes"), part)
        yield Triple(part, names.TYPE, whatif("Assumption"))
        yield Triple(part, whatif("on"), Literal(span_text(Span(found.first, found.last))))
        yield from _figure(part, found) if isinstance(found, Figure) else _happening(part, found.happening)
    for place, happening in enumerate(sorted(scenario.never), 1):
        part = NamedNode(f"{node.value}-exclusion-{place}")
        yield Triple(node, whatif("excludes"), part)
        yield Triple(part, names.TYPE, whatif("Exclusion"))
        yield from _happening(part, happening)
    yield from (Triple(node, whatif("disregards"), NamedNode(claim)) for claim in sorted(scenario.disregard))
    for name, value in scenario.pairs():
        if name in _SINGLE:
            yield Triple(node, whatif(name), Literal(value))


def _figure(part: NamedNode, figure: Figure) -> Iterator[Triple]:
    yield Triple(part, whatif("measure"), NamedNode(figure.measure))
    if figure.item:
        yield Triple(part, whatif("measuredOn"), NamedNode(figure.item))
    for name, number in (("minimum", figure.low), ("maximum", figure.high)):
        yield Triple(part, whatif(name), Literal(number_text(number), datatype=NamedNode(f"{names.XSD}decimal")))
    yield Triple(part, whatif("unit"), Literal(figure.unit))


def _happening(part: NamedNode, happening: Happening) -> Iterator[Triple]:
    event = whatif(happening.event) if happening.event in _OWN else NamedNode(happening.event)
    yield Triple(part, whatif("event"), event)
    if happening.of:
        of = NamedNode(happening.of) if happening.event == END else Literal(happening.of)
        yield Triple(part, whatif("of"), of)


def words_of_rdf(text: str, media_type: str) -> dict[str, list[str]]:
    """Turn a scenario in RDF into words by parameter.

    Args:
        text: a graph, or a named graph, with exactly one scenario.
        media_type: one of `FORMATS`.

    Raises:
        ParameterProblem: the text cannot be parsed, violates a shape, or does not hold exactly one scenario.
    """
    if media_type not in FORMATS or len(text) > MAX_LENGTH:
        known = ", ".join(FORMATS)
        raise ParameterProblem(f"A scenario in RDF has at most {MAX_LENGTH} characters, in one of: {known}.")
    try:
        triples = {quad.triple for quad in parse(text, FORMATS[media_type])}
    except SyntaxError as error:
        raise ParameterProblem(f"The scenario cannot be parsed: {error}.") from error
    _check(triples)
    index: dict[Any, dict[str, list[Any]]] = {}
    for triple in triples:
        name = triple.predicate.value.removeprefix(WHATIF)
        index.setdefault(triple.subject, {}).setdefault(name, []).append(triple.object)
    kinds = {triple.subject for triple in triples if triple.object == whatif("Scenario")}
    if len(kinds) != 1:
        raise ParameterProblem(f"There must be exactly one scenario, not {len(kinds)}.")
    found = index[kinds.pop()]
    return {
        "assume": sorted(_assumption(index.get(part, {})) for part in found.get("assumes", ())),
        "never": sorted(_event(index.get(part, {})) for part in found.get("excludes", ())),
        "disregard": sorted(claim.value for claim in found.get("disregards", ())),
        **{name: [value.value for value in found[name]] for name in _SINGLE if name in found},
    }


def _assumption(part: Mapping[str, list[Any]]) -> str:
    when = part["on"][0].value
    if "event" in part:
        return f"{_event(part)}@{when}"
    low, high = (part[name][0].value for name in ("minimum", "maximum"))
    of = f"({part['measuredOn'][0].value})" if "measuredOn" in part else ""
    return f"{part['measure'][0].value}{of}={low}..{high} {part['unit'][0].value}@{when}"


def _event(part: Mapping[str, list[Any]]) -> str:
    event = part["event"][0].value
    own = event.removeprefix(WHATIF)
    of = f"({part['of'][0].value})" if "of" in part else ""
    return f"{own if own in _OWN else event}{of}"


def _check(triples: set[Triple]) -> None:
    """Hold a scenario against its shapes."""
    import rdflib
    from pyshacl import validate

    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    data = rdflib.Graph().parse(data=text.decode(), format="nt")
    shapes = rdflib.Graph().parse(data=vocabulary(), format="turtle")
    conforms, report, _ = validate(data, shacl_graph=shapes)
    if not conforms and isinstance(report, rdflib.Graph):
        messages = {str(text) for text in report.objects(None, rdflib.SH.resultMessage)}
        found = [Finding(text, subject="scenario", code="parameter-value") for text in sorted(messages)]
        raise ParameterProblem("The scenario violates its shapes.", findings=found)
