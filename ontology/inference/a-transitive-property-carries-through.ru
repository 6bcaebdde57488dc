# A transitive property that leads from one thing to a second, and from there to a third, leads to the third at once.
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?first ?property ?third } }
WHERE {
  GRAPH graph:ontology {
    ?property a owl:TransitiveProperty .
  }
  GRAPH ?somewhere { ?first ?property ?second }
  GRAPH ?elsewhere { ?second ?property ?third }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?first ?property ?third } }
}
