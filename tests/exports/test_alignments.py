"""The alignments are opt-in and say what they know.

That Protégé's library loads them whole is tested with all other ontologies, in tests/ontology.
"""

import warnings
from xml.etree import ElementTree as ET

import pyhornedowl
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from rdflib.namespace import ODRL2, ORG, PROV, SDO, TIME

from dealgraph import names
from dealgraph.places import data_folder
from dealgraph.schema import ontology_files, read_turtle

ALIGN = data_folder("ontology") / "align"
FILES = sorted(ALIGN.glob("*.ttl"))
PUBLISHED = {"prov": PROV, "org": ORG, "time": TIME, "odrl": ODRL2, "schema": SDO}

ALIGNMENT = f"{names.DEAL}align/"
AXIOMS = (names.SUBCLASS_OF, NamedNode(f"{names.RDFS}subPropertyOf"))
MATCHES = tuple(NamedNode(f"{names.SKOS}{kind}Match") for kind in ("close", "broad", "related"))
MAPPING = "SELECT ?of ?how ?to { ?of ?how ?to FILTER (?how IN (%s)) }"
COMMENT = "ASK { ?a owl:annotatedSource %s ; owl:annotatedProperty %s ; owl:annotatedTarget %s ; rdfs:comment ?why }"

PROVED = {
    "fibo": {"Agreement", "NormativePosition", "Right", "Duty", "Option", "Term", "Definition"},
    "oa": {"Passage", "passageOf"},
    "prov": {"assertedBy", "publishedBy", "statedIn", "evidencedBy", "citesSource", "recordedIn"},
}
"""The terms for which an axiom was found consistent with the other ontology; all others are only matched."""


def graph_of(files):
    store = Store()
    store.bulk_extend(read_turtle(files))
    return store


def mappings(store):
    wanted = ", ".join(str(kind) for kind in (*AXIOMS, *MATCHES))
    return [tuple(row) for row in store.query(MAPPING % wanted)]


@pytest.fixture(scope="module")
def root():
    return graph_of(ontology_files(data_folder("ontology")))


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def file(request):
    return request.param


def test_there_is_an_alignment_for_each_neighbour():
    assert [file.stem for file in FILES] == ["fibo", "gist", "lkif", "oa", "odrl", "org", "prov", "schema", "time"]


def test_the_root_imports_no_alignment(root):
    assert not [q for q in root.quads_for_pattern(None, names.IMPORTS, None) if q.object.value.startswith(ALIGNMENT)]


def test_an_alignment_has_a_whole_header_and_imports_the_root_alone(file):
    store, iri = graph_of([file]), NamedNode(f"{ALIGNMENT}{file.stem}")
    said = {quad.predicate.value: quad.object for quad in store.quads_for_pattern(iri, None, None)}
    assert said[names.IMPORTS.value] == NamedNode(names.ONTOLOGY)
    assert said[f"{names.OWL}versionIRI"] == NamedNode(f"{names.DEAL}0.1.0/align/{file.stem}")
    assert said[f"{names.DCTERMS}license"].value == "https://creativecommons.org/licenses/by/4.0/"
    assert {"title", "description", "creator", "created"} <= {names.local(iri) for iri in said}
    assert len(list(store.quads_for_pattern(None, names.IMPORTS, None))) == 1


def test_the_catalog_knows_every_ontology_that_an_alignment_imports(root):
    entries = {entry.get("name"): entry.get("uri") for entry in ET.parse(ALIGN / "catalog-v001.xml").getroot()}  # noqa: S314 - our own file
    wanted = {quad.subject.value for quad in root.quads_for_pattern(None, names.TYPE, names.OWL_ONTOLOGY)}
    assert set(entries) == wanted | {f"{ALIGNMENT}{file.stem}" for file in FILES}
    for name, path in entries.items():
        declared = {q.subject.value for q in read_turtle([ALIGN / path]) if q.object == names.OWL_ONTOLOGY}
        assert declared == {name}


def test_horned_owl_reads_an_alignment(file):
    assert pyhornedowl.open_ontology(file.read_text(encoding="utf-8"), "ttl").get_axioms()


def test_every_mapping_says_what_sets_the_terms_apart(file):
    store = graph_of([file])
    found = mappings(store)
    assert found
    bare = [m for m in found if not bool(store.query(names.prologue() + COMMENT % tuple(map(str, m))))]
    assert bare == []


def test_an_alignment_maps_terms_of_ours_to_declared_terms_of_others(file, root):
    store = graph_of([file])
    for ours, _how, theirs in mappings(store):
        assert list(root.quads_for_pattern(ours, names.TYPE, None)), f"{ours} is not in the ontology"
        assert list(store.quads_for_pattern(theirs, names.TYPE, None)), f"{theirs} is not declared"
        assert not theirs.value.startswith(names.BASE)


def test_an_axiom_stands_only_where_it_was_found_consistent(file):
    axioms = {names.local(of.value) for of, how, _to in mappings(graph_of([file])) if how in AXIOMS}
    assert axioms == PROVED.get(file.stem, set())


def test_a_match_joins_terms_of_one_kind_or_is_loose(file, root):
    """A close match of a class with a property is allowed only where ODRL writes as a property what is a class here."""
    store = graph_of([file])
    for ours, how, theirs in mappings(store):
        mine = {q.object for q in root.quads_for_pattern(ours, names.TYPE, None)}
        if how == MATCHES[0] and file.stem != "odrl":
            classes = names.OWL_CLASS in mine, any(store.quads_for_pattern(theirs, names.TYPE, names.OWL_CLASS))
            assert classes[0] == classes[1], f"{ours} {theirs}"


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_terms_of_others_exist(name):
    space = PUBLISHED[name]
    terms = {quad.subject.value for quad in read_turtle([ALIGN / f"{name}.ttl"]) if quad.predicate == names.TYPE
             and isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(str(space))}  # fmt: skip
    assert terms
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for term in terms:
            assert str(space[term.removeprefix(str(space))]) == term


def test_the_profile_holds_every_action_and_every_measure(root):
    profile = graph_of([ALIGN / "odrl.ttl"])
    for scheme, kind in (("actions", "Action"), ("measures", "LeftOperand")):
        concepts = {q.subject for q in root.quads_for_pattern(None, names.IN_SCHEME, names.voc(scheme))}
        theirs = profile.quads_for_pattern(None, names.TYPE, NamedNode(f"{ODRL2._NS}{kind}"))
        assert concepts == {q.subject for q in theirs if q.subject.value.startswith(names.VOC)}


def test_each_action_of_the_profile_is_included_in_use():
    profile = graph_of([ALIGN / "odrl.ttl"])
    included = {q.subject: q.object for q in profile.quads_for_pattern(None, NamedNode(str(ODRL2.includedIn)), None)}
    assert set(included.values()) == {NamedNode(str(ODRL2.use))}


def loaded(turtle):
    """Load a graph: the engine writes whole numbers in one way, whatever their type was."""
    store = Store()
    store.bulk_extend(parse(input=turtle.encode(), format=RdfFormat.TURTLE))
    return store


def test_the_passages_become_specific_resources_with_a_selector_by_position():
    found = loaded(PASSAGES).query((ALIGN / "oa.rq").read_text(encoding="utf-8"))
    wanted = loaded(RESOURCES).quads_for_pattern(None, None, None)
    assert {(t.subject, t.predicate, t.object) for t in found} == {(q.subject, q.predicate, q.object) for q in wanted}


PASSAGES = """
@prefix deal: <https://w3id.org/dealgraph/ont/> . @prefix id: <https://w3id.org/dealgraph/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:memo-passage-1.1 a deal:Passage ; deal:passageOf id:memo ;
  deal:startOffset "0"^^xsd:nonNegativeInteger ; deal:endOffset "12"^^xsd:nonNegativeInteger .
id:memo-passage-1.2 a deal:Passage ; deal:passageOf id:memo ; deal:startOffset "13"^^xsd:nonNegativeInteger .
id:stray a deal:Passage ; deal:startOffset "0"^^xsd:nonNegativeInteger ; deal:endOffset "1"^^xsd:nonNegativeInteger .
"""
RESOURCES = """
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix id: <https://w3id.org/dealgraph/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:memo-passage-1.1 a oa:SpecificResource ; oa:hasSource id:memo ;
  oa:hasSelector <https://w3id.org/dealgraph/id/memo-passage-1.1#position> .
<https://w3id.org/dealgraph/id/memo-passage-1.1#position> a oa:TextPositionSelector ;
  oa:start "0"^^xsd:nonNegativeInteger ; oa:end "12"^^xsd:nonNegativeInteger .
"""
