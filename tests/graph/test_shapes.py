"""Every shape bites: a mutant for each constraint, and nothing can be taken from the graph unseen."""

from collections.abc import Iterator

import pytest
from pyoxigraph import RdfFormat, parse
from pyshacl import validate
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from dealgraph import names
from dealgraph.check import check, to_graph
from dealgraph.places import data_folder

DEAL, ID, VOC = Namespace(names.DEAL), Namespace(names.ID), Namespace(names.VOC)
MUTANT = Namespace("http://example.org/mutant/")
STRANGE = URIRef("http://example.org/strange")
KNOWN = {
    SH.path, SH.message, SH.severity, SH.minCount, SH.maxCount, SH["class"], SH.datatype, SH.pattern, SH["in"],
    SH.minInclusive, SH.maxInclusive, SH.lessThan, SH.lessThanOrEquals, SH.disjoint, SH.node, SH.uniqueLang,
}  # fmt: skip


def shapes_graph() -> Graph:
    graph = Graph()
    for file in sorted((data_folder("ontology") / "shapes").glob("*.ttl")):
        graph.parse(file, format="turtle")
    return graph


SHAPES = shapes_graph()


def property_shapes() -> Iterator[tuple[URIRef, BNode]]:
    """List each property shape of each shape that has a target."""
    for shape in sorted(set(SHAPES.subjects(RDF.type, SH.NodeShape)), key=str):
        if (shape, SH.targetClass, None) in SHAPES or (shape, SH.targetSubjectsOf, None) in SHAPES:
            for constraint in sorted(
                SHAPES.objects(shape, SH.property), key=lambda c: str(SHAPES.value(c, SH.message))
            ):
                yield shape, constraint


def step(graph: Graph, start, path, value) -> None:
    """Make one value reachable by a path: a property, an inverse, an alternative or a sequence."""
    inverse, alternatives = SHAPES.value(path, SH.inversePath), SHAPES.value(path, SH.alternativePath)
    if isinstance(path, URIRef):
        graph.add((start, path, value))
    elif inverse is not None:
        graph.add((value, inverse, start))
    elif alternatives is not None:
        step(graph, start, next(iter(Collection(SHAPES, alternatives))), value)
    else:
        first, *rest = Collection(SHAPES, path)
        for part in rest:
            between = BNode()
            step(graph, start, first, between)
            start, first = between, part
        step(graph, start, first, value)


def bad_values(graph: Graph, node: URIRef, constraint: BNode) -> Iterator[tuple[str, list]]:
    """For each constraint of a property shape, values that break it."""
    says = dict(SHAPES.predicate_objects(constraint))
    assert set(says) <= KNOWN, f"teach this test to break {set(says) - KNOWN}"
    if SH.minCount in says:
        yield "too few", [Literal(f"v{n}") for n in range(int(says[SH.minCount]) - 1)]
    if SH.maxCount in says:
        yield "too many", [MUTANT[f"value-{n}"] for n in range(int(says[SH.maxCount]) + 1)]
    if {SH["class"], SH.node} & set(says):
        yield "wrong class", [STRANGE]
    if {SH.datatype, SH.pattern, SH["in"]} & set(says):
        yield "wrong value", [Literal("", lang="en")]
    if SH.minInclusive in says:
        yield "too small", [Literal(int(says[SH.minInclusive]) - 1)]
    if SH.maxInclusive in says:
        yield "too large", [Literal(int(says[SH.maxInclusive]) + 1)]
    if SH.uniqueLang in says:
        yield "two in a language", [Literal("a", lang="en"), Literal("b", lang="en")]
    for order in {SH.lessThan, SH.lessThanOrEquals} & set(says):
        graph.add((node, says[order], Literal(1)))
        yield "out of order", [Literal(2)]
    if SH.disjoint in says:
        graph.add((node, says[SH.disjoint], STRANGE))
        yield "not disjoint", [STRANGE]


def brood() -> tuple[Graph, list[tuple[str, URIRef, str]]]:
    """Breed one graph of many mutants, each broken in one way."""
    graph, expected = Graph(), []
    for shape, constraint in property_shapes():
        scratch = Graph()
        kinds = [how for how, _ in bad_values(scratch, MUTANT.x, constraint)]
        for how in kinds:
            node = MUTANT[f"m{len(expected)}"]
            path = SHAPES.value(constraint, SH.path)
            for target in SHAPES.objects(shape, SH.targetClass):
                graph.add((node, RDF.type, target))
            for target in SHAPES.objects(shape, SH.targetSubjectsOf):
                if target != path:
                    graph.add((node, target, Literal(1)))
            for value in dict(bad_values(graph, node, constraint))[how]:
                step(graph, node, path, value)
            expected.append((f"{names.local(str(shape))}: {how}", node, str(SHAPES.value(constraint, SH.message))))
    return graph, expected


BROOD, EXPECTED = brood()


@pytest.fixture(scope="module")
def caught() -> set[tuple[str, str]]:
    _, report, _ = validate(BROOD, shacl_graph=SHAPES, inference="none")
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {(str(report.value(r, SH.focusNode)), str(report.value(r, SH.resultMessage))) for r in results}


@pytest.mark.parametrize(
    ("name", "node", "message"), EXPECTED, ids=[f"{n}-{name}" for n, (name, _, _) in enumerate(EXPECTED)]
)
def test_each_constraint_catches_the_mutant_made_for_it(caught, name, node, message):
    assert (str(node), message) in caught, name


@pytest.fixture(scope="module")
def world(built) -> Graph:
    return to_graph(parse(path=str(built.version.quads), format=RdfFormat.N_QUADS))


def messages(world: Graph, focus: URIRef, *, whole: bool = False) -> set[str]:
    """What the shapes say of one node; `whole` also follows shapes within shapes, which takes longer."""
    chosen = {} if whole else {"focus_nodes": [focus]}
    _, report, _ = validate(world, shacl_graph=SHAPES, inference="none", inplace=True, **chosen)
    return {str(report.value(r, SH.resultMessage)) for r in report.subjects(SH.focusNode, focus)}


class Without:
    """A graph without some triples, and with some others, for the time of a test."""

    def __init__(self, world: Graph, removed=(), added=()) -> None:
        self.world, self.removed, self.added = world, [t for t in removed if t in world], list(added)

    def __enter__(self) -> None:
        for triple in self.removed:
            self.world.remove(triple)
        for triple in self.added:
            self.world.add(triple)

    def __exit__(self, *_: object) -> None:
        for triple in self.added:
            self.world.remove(triple)
        for triple in self.removed:
            self.world.add(triple)


RUMOUR = VOC.rumour
AT_LEAST = [
    (ID.few, RDF.type, DEAL.AtLeast),
    (ID.few, DEAL.minimumMet, Literal(3)),
    (ID.few, DEAL.hasOperand, ID["c-2030"]),
    (ID.few, DEAL.hasOperand, ID["c-need"]),
]
CODE = [
    (ID.code, DEAL.identifierScheme, VOC.lei),
    (ID.code, DEAL.identifierValue, Literal("INR2EJN1ERAN0W5ZP975")),
]
WHOLE_SHAPE_MUTANTS = [
    (
        "SupersessionWithoutCycle",
        ID["cloud-exclusivity"],
        [],
        [(ID["cloud-exclusivity"], DEAL.directlySupersedes, ID["first-refusal"])],
    ),
    ("OperandsWithoutCycle", ID.few, [], [*AT_LEAST, (ID.few, DEAL.hasOperand, ID.few)]),
    ("AtLeast", ID.few, [], AT_LEAST),
    ("LeiChecksum", ID.microsoft, [], [(ID.microsoft, DEAL.leiCode, Literal("INR2EJN1ERAN0W5ZP975"))]),
    ("LeiChecksum", ID.code, [], CODE),
    ("ControlTotal", ID.article, [(ID.article, DEAL.claimCount, None)], [(ID.article, DEAL.claimCount, Literal(50))]),
    (
        "NormativePosition",
        ID["first-refusal"],
        [],
        [(ID["first-refusal"], DEAL.holderUnspecified, Literal(lexical_or_value=True))],
    ),
    ("Event", ID.nullify, [(ID.nullify, DEAL.actuality, None)], [(ID.nullify, DEAL.actuality, VOC.occurred)]),
]


@pytest.mark.parametrize(
    ("shape", "focus", "removed", "added"),
    WHOLE_SHAPE_MUTANTS,
    ids=[f"{n}-{m[0]}" for n, m in enumerate(WHOLE_SHAPE_MUTANTS)],
)
def test_each_constraint_on_a_whole_node_catches_its_mutant(world, shape, focus, removed, added):
    gone = [t for pattern in removed for t in world.triples(pattern)]
    node = URIRef(f"{names.BASE}shapes/{shape}")
    known = {
        str(m)
        for m in [
            *SHAPES.objects(node, SH.message),
            *(m for s in SHAPES.objects(node, SH.sparql) for m in SHAPES.objects(s, SH.message)),
        ]
    }
    stems = {m.partition("{")[0] for m in known}
    with Without(world, gone, added):
        found = messages(world, focus, whole=True)
    assert any(m.startswith(stem) for m in found for stem in stems), found


def test_every_constraint_on_a_whole_node_has_a_mutant():
    whole = {
        s
        for p in (SH.sparql, SH["or"], SH["not"], SH["and"], SH.xone, SH.closed)
        for s in SHAPES.subjects(p)
        if isinstance(s, URIRef)
    }
    assert {names.local(str(s)) for s in whole} - {"NormativeItem"} == {m[0] for m in WHOLE_SHAPE_MUTANTS}


def test_a_real_legal_entity_identifier_passes(world):
    with Without(world, [], [(ID.microsoft, DEAL.leiCode, Literal("INR2EJN1ERAN0W5ZP974"))]):
        assert messages(world, ID.microsoft) == set()


def test_a_status_known_by_rumour_alone_is_no_fact(world):
    item = ID["api-exclusivity"]
    claims = list(world.subjects(DEAL.claimAbout, item))
    bases = [(c, DEAL.hasBasis, b) for c in claims for b in world.objects(c, DEAL.hasBasis)]
    with Without(world, bases, [(c, DEAL.hasBasis, RUMOUR) for c in claims]):
        assert any("Only rumour speaks for this item" in m for m in messages(world, item, whole=True))


def each(world: Graph, kind: URIRef, predicate: URIRef) -> list[tuple]:
    return sorted((s, predicate, o) for s in world.subjects(RDF.type, kind) for o in world.objects(s, predicate))


@pytest.mark.parametrize(
    ("kind", "predicate", "least"),
    [
        (DEAL.Claim, DEAL.hasBasis, 49),
        (DEAL.NormativePosition, DEAL.heldBy, 15),
        (DEAL.Agreement, DEAL.hasParty, 10),
        (DEAL.TimeSpan, DEAL.earliestEnd, 1),
        (DEAL.TimeSpan, DEAL.latestEnd, 1),
        (DEAL.TimeSpan, DEAL.earliestStart, 1),
        (DEAL.TimeSpan, DEAL.latestStart, 1),
        (DEAL.ThresholdCondition, DEAL.limit, 1),
    ],
    ids=lambda value: names.local(str(value)) if isinstance(value, URIRef) else "",
)
def test_no_single_statement_can_be_taken_away_unseen(world, kind, predicate, least):
    triples = each(world, kind, predicate)
    assert len(triples) >= least
    for triple in triples:
        with Without(world, [triple]):
            assert messages(world, triple[0]), f"{triple} was not missed"


def test_no_claim_can_be_taken_away_unseen(world):
    claims = sorted(world.subjects(RDF.type, DEAL.Claim))
    assert len(claims) >= 49
    for claim in claims:
        source = next(world.objects(claim, DEAL.statedIn))
        with Without(world, [*world.triples((claim, None, None)), *world.triples((None, None, claim))]):
            assert any("control total" in m for m in messages(world, source)), claim


def test_the_message_of_a_lost_holder_says_what_to_do(built):
    lost = f"<{names.ID}first-refusal> <{names.DEAL}heldBy>"
    inverse = f"<{names.DEAL}holdsPosition> <{names.ID}first-refusal>"
    text = built.version.quads.read_text(encoding="utf-8").splitlines()
    kept = "\n".join(line for line in text if not line.startswith(lost) and inverse not in line)
    report = check(parse(kept.encode(), format=RdfFormat.N_QUADS), data_folder("ontology") / "shapes")
    (violation,) = report.violations
    assert violation.subject == "id:first-refusal"
    assert violation.what.startswith("Microsoft's right of first refusal")
    assert "The position has no holder. Name one under “held by”" in violation.what
