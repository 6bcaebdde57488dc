"""What follows from the quads by the rules in `ontology/inference/`, which an OWL 2 RL reasoner confirms.

The rules are SPARQL updates that read all graphs and write to the inferred graph; they run until nothing is new.
"""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad, Store

from dealgraph import names
from dealgraph.problems import OntologyProblem

MAX_ROUNDS = 50
"""The rules end within a handful of rounds; more than this many is a rule that makes new nodes."""


def read_rules(folder: Path) -> list[str]:
    """Read the inference rules, in order of file name.

    Raises:
        OntologyProblem: there are none.
    """
    files = sorted((folder / "inference").glob("*.ru"))
    if not files:
        raise OntologyProblem("The folder ontology/inference holds no rules.", hint="Restore it from the package.")
    return [file.read_text(encoding="utf-8") for file in files]


def infer(quads: Iterable[Quad], rules: Iterable[str]) -> list[Quad]:
    """Run rules over quads to a fixpoint.

    Returns:
        What is new: the quads of the inferred graph.

    Raises:
        OntologyProblem: a rule is not a SPARQL update, or the rules find no end.
    """
    rules = list(rules)
    store = Store()
    store.bulk_extend(quads)
    before = -1
    for _ in range(MAX_ROUNDS):
        if len(store) == before:
            return list(store.quads_for_pattern(None, None, None, names.INFERRED_GRAPH))
        before = len(store)
        for rule in rules:
            try:
                store.update(rule)
            except SyntaxError as error:
                raise OntologyProblem(f"An inference rule is not a SPARQL update: {error}.") from error
    raise OntologyProblem(f"The inference rules find no end within {MAX_ROUNDS} rounds.")
