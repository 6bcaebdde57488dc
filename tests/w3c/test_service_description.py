"""SPARQL 1.1 Service Description: the W3C's tests by their names, at both endpoints."""

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize
from pyshacl import validate
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF

from dealservice.app import create_app
from dealservice.settings import Settings

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = "http://www.w3.org/ns/formats/"
ENDPOINTS = {"/sparql": "SPARQL11Query", "/update": "SPARQL11Update"}
FORMS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.TURTLE,
}
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix ent: <http://www.w3.org/ns/entailment/> . @prefix void: <http://rdfs.org/ns/void#> .
[] a sh:NodeShape ; sh:targetClass sd:Service ;
  sh:property [ sh:path sd:endpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:supportedLanguage ; sh:minCount 1 ;
      sh:in ( sd:SPARQL10Query sd:SPARQL11Query sd:SPARQL11Update ) ] ,
    [ sh:path sd:feature ; sh:in ( sd:DereferencesURIs sd:UnionDefaultGraph sd:RequiresDataset sd:EmptyGraphs
      sd:BasicFederatedQuery ) ] ,
    [ sh:path sd:resultFormat ; sh:nodeKind sh:IRI ; sh:pattern "^http://www.w3.org/ns/formats/" ] ,
    [ sh:path sd:inputFormat ; sh:nodeKind sh:IRI ; sh:pattern "^http://www.w3.org/ns/formats/" ] ,
    [ sh:path sd:defaultEntailmentRegime ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:defaultDataset ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Dataset ] .
[] a sh:NodeShape ; sh:targetClass sd:Dataset ;
  sh:property [ sh:path sd:defaultGraph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] ,
    [ sh:path sd:namedGraph ; sh:minCount 1 ; sh:class sd:NamedGraph ] .
[] a sh:NodeShape ; sh:targetClass sd:NamedGraph ;
  sh:property [ sh:path sd:name ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:graph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] .
[] a sh:NodeShape ; sh:targetClass sd:Graph ; sh:property [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ] .
"""
TERMS = """
Service Language Function Aggregate EntailmentRegime EntailmentProfile GraphCollection Dataset Graph
NamedGraph SPARQL10Query SPARQL11Query SPARQL11Update DereferencesURIs UnionDefaultGraph RequiresDataset
EmptyGraphs BasicFederatedQuery endpoint feature defaultEntailmentRegime entailmentRegime
defaultSupportedEntailmentProfile supportedEntailmentProfile extensionFunction extensionAggregate
languageExtension supportedLanguage propertyFeature defaultDataset availableGraphs resultFormat inputFormat
defaultGraph namedGraph name graph
"""


def fetch(server, address, accept="text/turtle"):
    reply = server.send("GET", address, headers={"Accept": accept})
    assert reply.status == 200, reply.body
    assert reply.headers.get_content_type() == accept
    triples = [Triple(q.subject, q.predicate, q.object) for q in parse(reply.body, FORMS[accept])]
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def returns_rdf(server, address):
    sizes = {len(fetch(server, address, accept)) for accept in FORMS}
    assert len(sizes) == 1
    assert sizes.pop() > 20
    anything = server.send("GET", address)
    assert [*parse(anything.body, RdfFormat.TURTLE)]


def has_endpoint_triple(server, address):
    found = fetch(server, address)
    endpoint = URIRef(f"http://127.0.0.1:{server.port}{address}")
    (service,) = found.subjects(SD.endpoint, endpoint)
    assert (service, RDF.type, SD.Service) in found
    assert [*found.objects(service, SD.supportedLanguage)] == [SD[ENDPOINTS[address]]]


def conforms_to_schema(server, address):
    found = fetch(server, address)
    conforms, _, report = validate(found, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, report
    used = {str(term).removeprefix(SD) for triple in found for term in triple if str(term).startswith(SD)}
    assert used <= set(TERMS.split())


CASES = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


@pytest.mark.parametrize("address", ENDPOINTS)
@pytest.mark.parametrize("name", CASES)
def test_service_description(server, name, address):
    CASES[name](server, address)


def test_what_is_described_is_there(server):
    found = fetch(server, "/sparql")
    (dataset,) = set(found.objects(None, SD.defaultDataset))
    sizes = {
        str(found.value(entry, SD.name)): int(found.value(found.value(entry, SD.graph), URIRef("http://rdfs.org/ns/void#triples")))
        for entry in found.objects(dataset, SD.namedGraph)
    }  # fmt: skip
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    reply = server.send(
        "POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    )
    counted = dict(line.split(",") for line in reply.body.decode().splitlines()[1:])
    assert sizes == {graph: int(number) for graph, number in counted.items()}


def test_every_format_that_is_described_can_be_had(server):
    types = {
        "SPARQL_Results_JSON": "application/sparql-results+json",
        "SPARQL_Results_XML": "application/sparql-results+xml",
        "SPARQL_Results_CSV": "text/csv",
        "SPARQL_Results_TSV": "text/tab-separated-values",
        "Turtle": "text/turtle",
        "N-Triples": "application/n-triples",
        "JSON-LD": "application/ld+json",
        "RDF_XML": "application/rdf+xml",
        "TriG": "application/trig",
        "N-Quads": "application/n-quads",
        "N3": "text/n3",
    }
    described = {str(form).removeprefix(FORMATS) for form in fetch(server, "/sparql").objects(None, SD.resultFormat)}
    assert described == set(types)
    for name in described:
        query = "ASK%20%7B%7D" if name.startswith("SPARQL") else "DESCRIBE%20%3Cx:x%3E"
        reply = server.send("GET", f"/sparql?query={query}", headers={"Accept": types[name]})
        assert reply.headers.get_content_type() == types[name]


def test_an_endpoint_that_only_reads_is_not_described_as_one_that_writes(built_store):
    client = create_app(Settings(store=str(built_store))).test_client()
    found = Graph().parse(data=client.get("/sparql", headers={"Accept": "text/turtle"}).data, format="turtle")
    assert {str(language) for language in found.objects(None, SD.supportedLanguage)} == {str(SD.SPARQL11Query)}
    assert client.get("/update").status_code == 404
