"""Policies of ODRL 2.2 held against a request and a state of the world. See docs/standing.md.

report = evaluate(policy, request, world)      lists of triples in, triples of a compliance report out
"""

from dealgraph.odrl.evaluation import DUTIES, evaluate
from dealgraph.odrl.reading import read_file

__all__ = ["DUTIES", "evaluate", "read_file"]
