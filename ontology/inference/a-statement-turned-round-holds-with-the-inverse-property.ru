# A statement turned round holds with the inverse of its property, whichever of the two names the other.
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?object ?inverse ?subject } }
WHERE {
  GRAPH graph:ontology {
    ?property owl:inverseOf|^owl:inverseOf ?inverse .
  }
  GRAPH ?somewhere { ?subject ?property ?object }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?object ?inverse ?subject } }
}
