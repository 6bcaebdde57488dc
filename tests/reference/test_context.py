"""The published JSON-LD context: documents that use its short names mean what the graph means."""

import json
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, serialize

from dealgraph import names
from dealgraph.names import BASE, PREFIXES, local, short
from dealservice.reference import PROPERTIES

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib itself


@pytest.fixture(scope="module")
def context(client):
    response = client.get("/context.jsonld")
    assert (response.status_code, response.content_type) == (200, "application/ld+json")
    return json.loads(response.data)["@context"]


def value_of(term, definition):
    """Write a value as the context lets one write it: without IRI, type and language."""
    if isinstance(term, Literal):
        return term.value
    return local(term.value) if definition["@type"] == "@vocab" else short(term.value)


@pytest.fixture(scope="module")
def triples(quads):
    """Give what the sources say; annotated statements have no name and are left out."""
    beside = {names.ONTOLOGY_GRAPH, names.INFERRED_GRAPH}
    return {q.triple for q in quads if q.graph_name not in beside and isinstance(q.subject, NamedNode)}


@pytest.fixture(scope="module")
def document(context, triples):
    """Write them in short names alone."""
    nodes = {}
    for triple in triples:
        node = nodes.setdefault(triple.subject, {"@id": short(triple.subject.value)})
        if triple.predicate == names.TYPE:
            kind = triple.object.value
            node.setdefault("@type", []).append(local(kind) if kind.startswith(BASE) else short(kind))
        else:
            name = local(triple.predicate.value)
            node.setdefault(name, []).append(value_of(triple.object, context[name]))
    return {"@context": context, "@graph": list(nodes.values())}


def expanded(document):
    import rdflib

    return set(rdflib.Graph().parse(data=json.dumps(document), format="json-ld"))


def test_a_document_in_short_names_means_the_same_triples(document, triples):
    import rdflib

    text = serialize(triples, format=RdfFormat.N_TRIPLES).decode()
    assert expanded(document) == set(rdflib.Graph().parse(data=text, format="nt"))


def test_a_person_can_write_such_a_document(context):
    import rdflib

    document = {
        "@context": context,
        "@id": "id:first-look",
        "@type": "RightOfFirstOffer",
        "label": "Acme's right of first offer",
        "heldBy": "id:acme",
        "hasStatus": "in-force",
        "hasEndCondition": ["id:c-sale", "id:c-notice"],
        "isOpenEnded": True,
    }
    found = expanded(document)
    node, deal = rdflib.URIRef(f"{names.ID}first-look"), rdflib.Namespace(names.DEAL)
    assert (node, deal.hasStatus, rdflib.URIRef(f"{names.VOC}in-force")) in found
    assert (node, rdflib.RDFS.label, rdflib.Literal("Acme's right of first offer", lang="en")) in found
    assert (node, deal.isOpenEnded, rdflib.Literal(True)) in found  # noqa: FBT003 - a value
    assert len(found) == 7


def test_the_example_of_the_documentation_means_what_it_says(context):
    page = (Path(__file__).resolve().parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    example = json.loads(re.search(r"```json\n(.*?)```", page, re.DOTALL)[1])
    assert example["@context"] == f"{BASE}context.jsonld"
    found = {(p.rpartition("/")[2], str(o)) for _, p, o in expanded(example | {"@context": context})}
    assert ("heldBy", f"{names.ID}acme") in found
    assert ("hasStatus", f"{names.VOC}in-force") in found
    assert len(found) == len(example) - 2


def test_every_class_and_property_of_ours_is_defined(context, reference):
    for kind in (names.OWL_CLASS, *PROPERTIES):
        for node in reference.members(kind):
            if node.value.startswith(BASE):
                definition = context[local(node.value)]
                iri = definition if isinstance(definition, str) else definition["@id"]
                assert iri == short(node.value)


def test_values_are_coerced_by_the_range_of_their_property(context):
    assert context["heldBy"] == {"@id": "deal:heldBy", "@type": "@id", "@container": "@set"}
    assert context["hasBasis"]["@type"] == "@vocab"
    assert context["numericValue"] == {"@id": "deal:numericValue", "@type": "xsd:decimal"}
    assert context["paraphrase"] == {"@id": "deal:paraphrase"}
    assert context["definition"] == {"@id": "skos:definition", "@language": "en"}


def test_a_property_with_one_value_is_no_set(context):
    assert "@container" not in context["statedIn"]
    assert context["hasParty"]["@container"] == "@set"


def test_prefixes_are_those_of_every_other_form(context):
    assert {prefix: context[prefix] for prefix in PREFIXES} == PREFIXES


def test_no_concept_goes_by_the_name_of_a_term(context, reference):
    concepts = {local(node.value) for node in reference.members(names.CONCEPT)}
    assert concepts & context.keys() == set()
