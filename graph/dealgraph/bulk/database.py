"""The database of a version: filled from its sorted quads, and asked for what holds between documents."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, parse

from dealgraph import names
from dealgraph.bulk.judging import Judge, lines_of
from dealgraph.check import check
from dealgraph.infer import read_rules
from dealgraph.names import deal
from dealgraph.problems import Finding, UsageProblem

Told = Callable[[int], None]
"""Told how many lines have been read."""
_CHUNK = 2_000
_EVERY = 50_000
_INSERT = re.compile(r"INSERT \{ GRAPH graph:inferred (\{[^{}]*\}) \}")
_AGENT = deal("Agent")
_SHOWN = 20


def fill(database: Path, quads: Path, told: Told) -> None:
    """Load sorted N-Quads: each quad into its graph, and each triple once into the default graph.

    The engine's own reader would give blank nodes other names, and answers would differ from machine to machine.

    Args:
        database: a folder that is not there yet.
        quads: the file.
        told: told how many lines have been read.
    """
    store = Store(str(database))
    store.bulk_extend(_with_merge(parse(path=str(quads), format=RdfFormat.N_QUADS), told))
    store.flush()


def _with_merge(quads: Iterable[Quad], told: Told) -> Iterator[Quad]:
    """Give every quad, and its triple where that is new; equal triples stand together, since the quads are sorted."""
    before: Triple | None = None
    for done, quad in enumerate(quads, 1):
        triple = quad.triple
        if triple != before:
            yield Quad(triple.subject, triple.predicate, triple.object)
        before = triple
        yield quad
        if done % _EVERY == 0:
            told(done)


def missing_inferences(database: Path, ontology: Path, *, every_rule: bool) -> list[bytes]:
    """Find what follows from statements of different documents.

    What follows from one statement has been found with its document. So at first only the rules are run that link
    statements; where they find something, every rule is run again until nothing is new.
    """
    store = Store.read_only(str(database))
    found: set[Any] = set()
    for rule in read_rules(ontology):
        if every_rule or "?elsewhere" in rule:
            answer = store.query(_INSERT.sub(r"CONSTRUCT \1", rule))
            assert isinstance(answer, QueryTriples)  # noqa: S101 - a CONSTRUCT gives no other answer
            found.update(answer)
    return lines_of(Quad(t.subject, t.predicate, t.object, names.INFERRED_GRAPH) for t in found)


def disagreements(database: Path, judge: Judge, shared: Collection[bytes]) -> list[Finding]:
    """Validate what several documents describe by all that they say of it together.

    Args:
        database: the merge of all documents.
        judge: has ontology and shapes.
        shared: the things that more than one document describes, as terms of N-Quads.

    Raises:
        UsageProblem: something other than an agent is described by several documents (`documents-overlap`).
    """
    store = Store.read_only(str(database))
    known = {quad.subject for quad in judge.common}
    nodes = [node for node in map(_node, sorted(shared)) if node not in known]
    _insist_on_agents(store, nodes)
    found: list[Finding] = []
    for start in range(0, len(nodes), _CHUNK):
        said = [quad for node in nodes[start : start + _CHUNK] for quad in _description(store, node)]
        found += check([*said, *judge.common], judge.shapes).violations
    return found


def _node(term: bytes) -> NamedNode | BlankNode:
    text = term.decode()
    return NamedNode(text[1:-1]) if text.startswith("<") else BlankNode(text[2:])


def _insist_on_agents(store: Store, nodes: Iterable[NamedNode | BlankNode]) -> None:
    """Refuse what shapes could judge only by statements that other documents make of it."""
    others = [node for node in nodes if Quad(node, names.TYPE, _AGENT, DefaultGraph()) not in store]
    if others:
        findings = [Finding(f"{node} is described by several documents.") for node in others[:_SHOWN]]
        hint = "Describe it in one document and give it another name in the others, or put them into one graph."
        said = "Documents may share companies and other agents, and nothing else."
        raise UsageProblem(said, hint=hint, code="documents-overlap", findings=findings)


def _description(store: Store, node: NamedNode | BlankNode) -> Iterator[Quad]:
    """Give what is stated of a thing, its classes, and the classes of what it is linked to."""
    for quad in store.quads_for_pattern(node, None, None):
        is_stated = quad.graph_name not in {names.INFERRED_GRAPH, DefaultGraph()}
        if is_stated or quad.predicate == names.TYPE:
            yield quad
            if isinstance(quad.object, (NamedNode, BlankNode)) and quad.predicate != names.TYPE:
                yield from store.quads_for_pattern(quad.object, names.TYPE, None, DefaultGraph())
