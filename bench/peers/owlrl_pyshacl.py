"""The peer of a build: reason with owlrl and validate with pySHACL, on the graph and shapes that we built."""

import sys
from pathlib import Path

import owlrl
import pyshacl
from rdflib import Graph

from dealgraph import versions
from dealgraph.places import data_folder

folder = versions.current(Path(sys.argv[1])).folder
graph = Graph().parse(folder / "graph.ttl").parse(folder / "ontology.ttl")
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
shapes = Graph()
for file in (data_folder("ontology") / "shapes").glob("*.ttl"):
    shapes.parse(file)
pyshacl.validate(graph, shacl_graph=shapes)
