# An instance of a class is an instance of every class above it.
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?thing a ?wider } }
WHERE {
  GRAPH graph:ontology {
    ?class rdfs:subClassOf+ ?wider .
    FILTER (isIRI(?wider))
  }
  GRAPH ?somewhere { ?thing a ?class }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?thing a ?wider } }
}
