"""The ontology keeps each rule of hygiene, and each rule catches the offender that is made for it."""

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from dealgraph import names
from dealgraph.mentions import mentioned
from dealgraph.places import data_folder
from dealgraph.query_file import read_catalog

ONTOLOGY = data_folder("ontology")
RULES = {file.stem: file for file in sorted((ONTOLOGY / "rules").glob("*.rq"))}
QUESTIONS = {file.stem: file for file in sorted((ONTOLOGY / "rules" / "questions").glob("*.rq"))}
LINT = {file.stem: file for file in sorted((ONTOLOGY / "shapes" / "lint").glob("*.rq"))}
OFFENDERS = NamedNode(f"{names.GRAPH}offenders")
SHAPE = "https://w3id.org/dealgraph/shapes/"
PREFIXES = names.prologue() + f"PREFIX shape: <{SHAPE}>\n"

TERM = 'rdfs:isDefinedBy <urn:here> ; skos:definition "Something else altogether."@en'
OFFENCES = {
    "a-borrowed-term-is-used": ("prov:Plan", f'prov:Plan a owl:Class ; rdfs:label "plan in PROV-O"@en ; {TERM} .'),
    "a-class-is-named-in-upper-camel-case": ("deal:joint_Venture", "deal:joint_Venture a owl:Class ."),
    "a-class-is-never-a-value": ("deal:Agreement", "id:offender deal:involvesItem deal:Agreement ."),
    "a-class-stands-below-another": ("deal:Offender", "deal:Offender a owl:Class ."),
    "a-concept-belongs-to-one-scheme": ("voc:offender", "voc:offender a skos:Concept ."),
    "a-concept-is-named-in-words-joined-by-hyphens": ("voc:offendingConcept", "voc:offendingConcept a skos:Concept ."),
    "a-date-is-of-a-type-that-reasoners-know": (
        "id:offender",
        'id:offender deal:publishedOn "2030-01-01"^^xsd:date .',
    ),
    "a-definition-does-not-repeat-the-label": (
        "deal:Offender",
        'deal:Offender rdfs:label "offender"@en ; skos:definition "An offender of a kind that offends."@en .',
    ),
    "a-definition-is-one-sentence": ("deal:Offender", 'deal:Offender skos:definition "One thing. And another."@en .'),
    "a-label-belongs-to-one-term": (
        "deal:Offender",
        'deal:Offender rdfs:label "Agreement"@en ; rdfs:isDefinedBy <urn:here> .',
    ),
    "a-label-spells-out-the-name": ("deal:grossOffender", 'deal:grossOffender a owl:Class ; rdfs:label "crime"@en .'),
    "a-property-between-things-has-an-inverse-or-a-reason": ("deal:offends", "deal:offends a owl:ObjectProperty ."),
    "a-property-has-one-domain-and-one-range": (
        "deal:offends",
        "deal:offends a owl:ObjectProperty ; rdfs:domain deal:Agent, deal:Event ; rdfs:range deal:Agent .",
    ),
    "a-property-is-named-in-lower-camel-case": ("deal:Offends", "deal:Offends a owl:ObjectProperty ."),
    "a-property-is-used-or-has-an-example": ("deal:offends", "deal:offends a owl:ObjectProperty ."),
    "a-property-of-concepts-names-their-scheme": ("deal:offends", "deal:offends rdfs:range skos:Concept ."),
    "a-scheme-serves-a-property": ("voc:offenders", "voc:offenders a skos:ConceptScheme ."),
    "a-term-has-one-english-definition": ("deal:Offender", 'deal:Offender a owl:Class ; skos:definition "Täter."@de .'),
    "a-term-has-one-english-label": (
        "deal:Offender",
        'deal:Offender a owl:Class ; rdfs:label "offender"@en, "culprit"@en .',
    ),
    "a-term-is-of-one-kind": ("deal:Agreement", "deal:Agreement a owl:NamedIndividual ."),
    "a-term-says-where-it-is-defined": ("deal:Offender", "deal:Offender a owl:Class ."),
    "a-term-that-is-used-is-declared": ("deal:heldBuy", "id:offender deal:heldBuy id:microsoft ."),
    "a-thing-is-of-the-class-that-its-property-calls-for": (
        "id:offender",
        "id:offender a deal:Event ; deal:heldBy id:microsoft .",
    ),
    "a-value-is-of-the-class-that-its-property-calls-for": (
        "id:offender",
        "id:first-refusal deal:heldBy id:offender . id:offender a deal:Event .",
    ),
    "a-word-in-a-note-means-one-class": ("deal:Offender", 'deal:Offender a owl:Class ; skos:altLabel "ROFR"@en .'),
    "a-word-in-a-note-means-one-property": (
        "deal:offends",
        'deal:offends skos:altLabel "held by"@en ; rdfs:domain deal:Right .',
    ),
    "an-ontology-has-a-complete-header": ("<urn:offender>", "<urn:offender> a owl:Ontology ; owl:versionInfo '1' ."),
    "an-ontology-imports-only-our-own": ("<urn:offender>", "<urn:offender> owl:imports <http://www.w3.org/ns/prov#> ."),
    "data-hold-no-lists": ("id:offender", "id:offender deal:hasOperand ( id:c-need ) ."),
    "data-hold-no-unnamed-things": ("id:offender", "id:offender deal:hasOperand [ a deal:EventCondition ] ."),
    "each-step-of-certainty-has-its-place": (
        "voc:offender",
        "voc:offender skos:inScheme voc:claim-bases ; deal:strength 55 ; deal:atLevel voc:rumoured .",
    ),
}
OFFENCES_OF_SHAPES = {
    "a-constraint-says-what-is-wrong-and-what-to-do": (
        "shape:Offender",
        'shape:Offender sh:not shape:Claim ; sh:message "Something is wrong."@en .',
    ),
    "a-property-of-concepts-has-a-shape": ("deal:offends", "deal:offends deal:conceptsFrom voc:modes ."),
    "a-shacl-term-is-spelt-as-the-standard-has-it": ("shape:Offender", "shape:Offender sh:mincount 1 ."),
    "a-shape-has-a-target-or-is-used-by-another": ("shape:Offender", "shape:Offender a sh:NodeShape ."),
    "a-term-in-a-shape-is-declared": ("deal:Offender", "shape:Offender sh:targetClass deal:Offender ."),
}

OFFENCES_OF_QUESTIONS = {
    "a-reason-is-not-given-in-vain": ("deal:heldBy", 'deal:heldBy deal:queryOmitted "Nobody asks."@en .'),
    "a-term-is-reached-by-a-question": ("deal:offends", "deal:offends a owl:ObjectProperty ."),
}


def offenders(store, rule):
    rows = store.query(rule.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    return {(row["node"], row["note"].value) for row in rows}


def iri(written):
    prefix, _, local = written.strip("<>").partition(":")
    bases = {**names.PREFIXES, "shape": SHAPE}
    return NamedNode(bases[prefix] + local if prefix in bases else written.strip("<>"))


def caught(store, rule, turtle):
    """Tell whom a rule catches once a few more statements are made."""
    store.load((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE, to_graph=OFFENDERS)
    try:
        return {node for node, _ in offenders(store, rule)}
    finally:
        store.remove_graph(OFFENDERS)


@pytest.fixture(scope="module")
def graph(built):
    store = Store()
    store.load(path=str(built.version.quads), format=RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def shapes(schema_quads):
    store = Store()
    store.extend(schema_quads)
    for file in sorted((ONTOLOGY / "shapes").glob("*.ttl")):
        store.load(path=str(file), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def questions(schema_quads):
    """Give the ontology, and which of its terms each canned question names."""
    store = Store()
    store.extend(schema_quads)
    graph, references = NamedNode(f"{names.GRAPH}questions"), NamedNode(f"{names.DCTERMS}references")
    for query in read_catalog([data_folder("queries")]):
        question = NamedNode(f"{names.BASE}queries/{query.name}")
        store.extend(Quad(question, references, term, graph) for term in mentioned(query))
    return store


@pytest.mark.parametrize("name", RULES)
def test_nothing_offends_against_the_rule(graph, name):
    assert offenders(graph, RULES[name]) == set()


@pytest.mark.parametrize("name", RULES)
def test_the_rule_catches_its_offender(graph, name):
    node, turtle = OFFENCES[name]
    assert iri(node) in caught(graph, RULES[name], turtle)


@pytest.mark.parametrize("name", LINT)
def test_no_shape_offends_against_the_rule_of_shapes(shapes, name):
    assert offenders(shapes, LINT[name]) == set()


@pytest.mark.parametrize("name", LINT)
def test_the_rule_of_shapes_catches_its_offender(shapes, name):
    node, turtle = OFFENCES_OF_SHAPES[name]
    assert iri(node) in caught(shapes, LINT[name], turtle)


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_term_offends_against_the_rule_of_questions(questions, name):
    assert offenders(questions, QUESTIONS[name]) == set()


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_rule_of_questions_catches_its_offender(questions, name):
    node, turtle = OFFENCES_OF_QUESTIONS[name]
    assert iri(node) in caught(questions, QUESTIONS[name], turtle)


@pytest.mark.parametrize("file", [*RULES.values(), *LINT.values(), *QUESTIONS.values()], ids=lambda file: file.stem)
def test_a_rule_opens_with_the_sentence_that_it_stands_for(file):
    first, *rest = file.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ")
    assert first.endswith(".")
    assert ". " not in first
    assert not any(line.startswith("#") for line in rest)
