# Whatever has a property that the ontology makes the mark of a class belongs to that class.
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?thing a ?class } }
WHERE {
  GRAPH graph:ontology {
    ?mark owl:onProperty ?property ; owl:someValuesFrom owl:Thing ; rdfs:subClassOf ?class .
    FILTER (isIRI(?class))
  }
  GRAPH ?somewhere { ?thing ?property ?value }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?thing a ?class } }
}
