# A statement made with a property holds with every property above it.
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?subject ?wider ?object } }
WHERE {
  GRAPH graph:ontology {
    ?property rdfs:subPropertyOf+ ?wider .
  }
  GRAPH ?somewhere { ?subject ?property ?object }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?subject ?wider ?object } }
}
