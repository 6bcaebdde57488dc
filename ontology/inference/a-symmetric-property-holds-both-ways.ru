# A statement made with a symmetric property holds both ways.
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?object ?property ?subject } }
WHERE {
  GRAPH graph:ontology {
    ?property a owl:SymmetricProperty .
  }
  GRAPH ?somewhere { ?subject ?property ?object }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?object ?property ?subject } }
}
