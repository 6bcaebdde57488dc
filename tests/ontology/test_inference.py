"""The inference rules say what an OWL 2 RL reasoner says, no more and no less."""

import time

import owlrl
import pytest
from pyoxigraph import NamedNode, Quad
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from dealgraph import names
from dealgraph.check import to_graph
from dealgraph.infer import infer

REASONERS_COMPLAINT = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")


def without_annotations(graph):
    """Leave out what bears on no inference, so that the reasoner takes one second instead of twenty."""
    notes = {*graph.subjects(RDF.type, OWL.AnnotationProperty), RDFS.label, RDFS.isDefinedBy, OWL.versionInfo}
    kept = Graph()
    for triple in graph:
        if triple[1] not in notes:
            kept.add(triple)
    return kept


def facts(graph, schema):
    """Keep what is said of our individuals and concepts in terms that the ontology declares."""
    properties = {
        *schema.subjects(RDF.type, OWL.ObjectProperty),
        *schema.subjects(RDF.type, OWL.DatatypeProperty),
    }
    classes = {node for node in schema.subjects(RDF.type, OWL.Class) if isinstance(node, URIRef)}
    return {
        (subject, predicate, value)
        for subject, predicate, value in graph
        if str(subject).startswith((names.ID, names.VOC))
        if predicate in properties or (predicate == RDF.type and value in classes)
    }


@pytest.fixture(scope="module", params=["sample_quads", "article_quads"], ids=["an invented deal", "the article"])
def graph(request, schema_quads):
    """Give ontology and data as read, before any inference."""
    return schema_quads + request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def closure(graph):
    closed = without_annotations(to_graph(graph))
    semantics = owlrl.OWLRL_Semantics
    owlrl.DeductiveClosure(semantics, rdfs_closure=False, axiomatic_triples=False, datatype_axioms=False).expand(closed)
    return closed


@pytest.fixture(scope="module")
def schema(schema_quads):
    return to_graph(schema_quads)


@pytest.fixture(scope="module")
def ours(graph, rules, schema):
    return facts(to_graph(graph + infer(graph, rules)), schema)


def test_the_rules_find_all_that_the_reasoner_finds(closure, schema, ours):
    assert facts(closure, schema) - ours == set()


def test_the_rules_find_nothing_that_the_reasoner_does_not_find(closure, schema, ours):
    assert ours - facts(closure, schema) == set()


def test_the_reasoner_finds_no_contradiction(closure):
    assert list(closure.subjects(RDF.type, REASONERS_COMPLAINT)) == []


def test_the_rules_take_less_than_a_fifth_of_a_second(graph, rules):
    start = time.process_time()
    infer(graph, rules)
    assert time.process_time() - start < 0.2


def test_each_rule_is_needed(schema_quads, sample_quads, rules, inferred_quads):
    everything = set(inferred_quads)
    for position, rule in enumerate(rules):
        others = rules[:position] + rules[position + 1 :]
        assert set(infer(schema_quads + sample_quads, others)) < everything, rule.partition("\n")[0]


def test_a_rule_repeats_nothing_that_a_graph_already_says(schema_quads, sample_quads, inferred_quads):
    said = {(quad.subject, quad.predicate, quad.object) for quad in schema_quads + sample_quads}
    inferred = {(quad.subject, quad.predicate, quad.object) for quad in inferred_quads}
    assert said & inferred == set()


def test_a_new_property_needs_no_new_rule(schema_quads, sample_quads, rules):
    deal, thing = names.deal, names.thing
    inverse = NamedNode("http://www.w3.org/2002/07/owl#inverseOf")
    new = [
        Quad(deal("lendsTo"), inverse, deal("borrowsFrom"), names.ONTOLOGY_GRAPH),
        Quad(thing("a"), deal("lendsTo"), thing("b"), names.source_graph("sample")),
    ]
    expected = Quad(thing("b"), deal("borrowsFrom"), thing("a"), names.INFERRED_GRAPH)
    assert expected in infer(schema_quads + sample_quads + new, rules)


def test_a_right_of_first_refusal_is_known_as_all_that_it_is(inferred_quads):
    kinds = {
        names.local(quad.object.value)
        for quad in inferred_quads
        if quad.subject == names.thing("first-call") and quad.predicate == names.TYPE
    }
    assert {"PreemptiveRight", "Option", "Power", "Right", "ContingentItem", "DealItem"} <= kinds


def test_each_rule_opens_with_one_sentence(rules):
    for rule in rules:
        head = rule.splitlines()[0]
        assert head.startswith("# ")
        assert head.endswith(".")
        assert head.count(". ") == 0
