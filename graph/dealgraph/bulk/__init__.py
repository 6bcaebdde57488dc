"""Large graphs: documents in files of RDF, validated one by one in several processes, published with a database.

A document is a named graph, or a file of triples. It is understood by itself: what it says of a thing that other
documents speak of too is neither completed nor contradicted by them when it is validated, so that a report stays true
as long as the document does. What several documents describe is validated once more together, in the end.
"""
