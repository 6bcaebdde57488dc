# Two statements that link up as a property chain make the statement that the chain stands for.
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX graph: <https://w3id.org/dealgraph/graph/>

INSERT { GRAPH graph:inferred { ?first ?property ?third } }
WHERE {
  GRAPH graph:ontology {
    ?property owl:propertyChainAxiom ?chain .
    ?chain rdf:first ?step ; rdf:rest ?tail .
    ?tail rdf:first ?next ; rdf:rest rdf:nil .
  }
  GRAPH ?somewhere { ?first ?step ?second }
  GRAPH ?elsewhere { ?second ?next ?third }
  FILTER NOT EXISTS { GRAPH ?anywhere { ?first ?property ?third } }
}
