"""Each claim is a well-formed nanopublication that invents nothing."""

from collections import defaultdict

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, parse

from dealgraph import names
from dealgraph.answer import Question
from dealgraph.exports import EXPORTS

NP = "http://www.nanopub.org/nschema#"
PROV = names.PREFIXES["prov"]
PARTS = {"hasAssertion": "assertion", "hasProvenance": "provenance", "hasPublicationInfo": "pubinfo"}


def read(store):
    """Read the export as one mapping a nanopublication: part to triples."""
    found = defaultdict(lambda: defaultdict(set))
    for quad in parse(input=EXPORTS["nanopub"](store).content, format=RdfFormat.TRIG):
        itself, _, part = quad.graph_name.value.partition("#")
        found[itself][part].add((quad.subject, quad.predicate, quad.object))
    return found


@pytest.fixture(scope="module")
def publications(store):
    return read(store)


@pytest.fixture(scope="module", params=["article", "invented"])
def any_publications(request, publications, sample_store):
    return publications if request.param == "article" else read(sample_store)


def of(publications, claim):
    return publications[f"{names.BASE}np/{claim}"]


def objects(triples, predicate):
    return {value for _, prop, value in triples if prop == predicate}


# The rules of the guidelines


def test_there_is_one_for_each_claim(store, publications):
    answer = store.ask(Question(names.prologue() + "SELECT ?c { ?c a deal:Claim }"))
    assert set(publications) == {f"{names.BASE}np/{names.local(claim.value)}" for (claim,) in answer}


def test_every_triple_is_in_one_of_the_four_graphs(store, any_publications):
    quads = list(parse(input=EXPORTS["nanopub"](store).content, format=RdfFormat.TRIG))
    assert not [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
    assert all(set(parts) == {"Head", *PARTS.values()} for parts in any_publications.values())


def test_the_head_names_the_three_other_graphs_and_nothing_else(any_publications):
    for itself, parts in any_publications.items():
        node = NamedNode(itself)
        assert parts["Head"] == {
            (node, names.TYPE, NamedNode(f"{NP}Nanopublication")),
            *((node, NamedNode(NP + name), NamedNode(f"{itself}#{part}")) for name, part in PARTS.items()),
        }


def test_the_assertion_is_not_empty(any_publications):
    assert all(parts["assertion"] for parts in any_publications.values())


def test_the_provenance_speaks_of_the_assertion(any_publications):
    for itself, parts in any_publications.items():
        assertion = NamedNode(f"{itself}#assertion")
        said = {prop for subject, prop, _ in parts["provenance"] if subject == assertion}
        assert said >= {NamedNode(f"{PROV}wasDerivedFrom"), NamedNode(f"{PROV}wasAttributedTo")}


def test_the_publication_info_speaks_of_the_nanopublication(any_publications):
    for itself, parts in any_publications.items():
        assert {subject for subject, _, _ in parts["pubinfo"]} == {NamedNode(itself)}
        for name in ("creator", "license"):
            assert len(objects(parts["pubinfo"], NamedNode(names.DCTERMS + name))) == 1


def test_no_blank_node_blurs_what_is_said(any_publications):
    triples = [triple for parts in any_publications.values() for part in parts.values() for triple in part]
    assert not [triple for triple in triples if isinstance(triple[0], BlankNode) or isinstance(triple[2], BlankNode)]


# What they say


def test_the_assertion_is_what_the_claim_carries(publications):
    held = of(publications, "article-claim-2.1b")["assertion"]
    assert (names.thing("first-refusal"), names.deal("heldBy"), names.thing("microsoft")) in held
    assert not [triple for triple in held if triple[1] == names.deal("claimAbout")]


def test_a_claim_that_carries_no_single_statement_asserts_what_it_speaks_for(publications):
    claim = names.thing("article-claim-9.2a")
    parts = of(publications, "article-claim-1.1b")["assertion"]
    assert (names.thing("openai-compute"), names.deal("servesPurpose"), names.voc("model-training")) in parts
    bare = [parts["assertion"] for parts in publications.values()
            if names.deal("claimAbout") in {prop for _, prop, _ in parts["assertion"]}]  # fmt: skip
    assert bare
    for found in bare:
        assert {prop for _, prop, _ in found} == {names.deal("claimAbout"), names.deal("paraphrase")}
    assert claim.value.startswith(names.ID)


def test_every_statement_with_evidence_is_asserted_somewhere(store, publications):
    query = """SELECT ?claim ?s ?p ?o { ?a deal:axiomSupportedBy ?claim ; owl:annotatedSource ?s ;
               owl:annotatedProperty ?p ; owl:annotatedTarget ?o }"""
    for claim, *triple in store.ask(Question(names.prologue() + query)):
        assert tuple(triple) in of(publications, names.local(claim.value))["assertion"]


def test_the_provenance_names_speaker_basis_passage_and_source(publications):
    claim = names.thing("article-claim-7.2a")
    found = of(publications, "article-claim-7.2a")["provenance"]
    for name, value in (
        ("assertedBy", "unnamed-sources"),
        ("relayedBy", "article-author"),
        ("citesSource", "unnamed-reports"),
        ("statedIn", "article"),
        ("evidencedBy", "article-passage-7.2"),
    ):
        assert (claim, names.deal(name), names.thing(value)) in found
    assert (claim, names.deal("hasBasis"), names.voc("report")) in found


def test_the_passage_comes_with_its_place_and_digest(publications):
    passage = names.thing("article-passage-2.1")
    found = of(publications, "article-claim-2.1b")["provenance"]
    assert len({value for subject, prop, value in found if subject == passage and prop == names.deal("sha256")}) == 1
    start = NamedNode(f"{names.PREFIXES['oa']}start")
    assert {value.value for value in objects(found, start)} == {"219"}


def test_a_date_is_given_only_where_one_is_recorded(store, publications):
    created = NamedNode(f"{names.DCTERMS}created")
    recorded = {
        source.value: moment
        for source, moment in store.ask(Question(names.prologue() + "SELECT ?s ?m { ?s deal:recordedOn ?m }"))
    }
    for parts in publications.values():
        sources = objects(parts["provenance"], names.deal("statedIn"))
        assert objects(parts["pubinfo"], created) == {recorded[s.value] for s in sources if s.value in recorded}
    assert not objects(of(publications, "context-dates-claim-1.1a")["pubinfo"], created)


def test_the_creator_is_the_reader_where_one_is_recorded(sample_store):
    creator = NamedNode(f"{names.DCTERMS}creator")
    publications = read(sample_store)
    assert objects(of(publications, "news-claim-1.1a")["pubinfo"], creator) == {names.thing("reader")}
    assert objects(of(publications, "news-claim-1.2a")["pubinfo"], creator) == {NamedNode(names.BASE)}


def test_no_date_stands_that_the_graph_does_not_hold(store, publications):
    known = {
        value.value
        for (value,) in store.ask(Question("SELECT DISTINCT ?v { ?s ?p ?v FILTER (ISLITERAL(?v)) }"))
        if value.datatype.value == f"{names.XSD}dateTime"
    }
    dates = {
        value.value
        for parts in publications.values()
        for triples in parts.values()
        for _, _, value in triples
        if isinstance(value, Literal) and value.datatype.value == f"{names.XSD}dateTime"
    }
    assert dates <= known
