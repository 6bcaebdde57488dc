"""The peer of `dealgraph ask`: load the Turtle with rdflib and run one SELECT."""

import sys
from pathlib import Path

from rdflib import Graph

from dealgraph import versions

graph = Graph().parse(versions.current(Path(sys.argv[1])).folder / "graph.ttl")
list(graph.query("SELECT ?r ?g WHERE { ?r deal:heldBy id:microsoft OPTIONAL { ?r deal:grantedBy ?g } } ORDER BY ?r"))
