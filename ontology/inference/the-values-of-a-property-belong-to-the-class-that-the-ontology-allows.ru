# The values that a thing has for a property belong to the class that the ontology allows there for things of its class.
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?value a ?allowed } }
WHERE {
  GRAPH graph:ontology {
    ?class rdfs:subClassOf ?limit .
    ?limit owl:onProperty ?property ; owl:allValuesFrom ?allowed .
  }
  GRAPH ?somewhere { ?thing a ?class }
  GRAPH ?elsewhere { ?thing ?property ?value }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?value a ?allowed } }
}
