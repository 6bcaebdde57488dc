"""Validation of many documents: in batches, beside the ontology, in as many processes as there are cores.

A shape looks at a thing and its neighbours, and the neighbours of what an imported document says stand in that
document; so a batch of documents is judged as the whole graph would be, in a fraction of the time.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse, serialize

from dealgraph.check import Report, check
from dealgraph.infer import infer, read_rules
from dealgraph.names import short
from dealgraph.problems import Finding, Place
from dealgraph.quads import ontology_quads

SIZE = 12_000
"""About so many statements make a batch."""


def check_in_batches(
    documents: Iterable[Sequence[Quad]],
    context: Sequence[Quad],
    ontology: Path,
    places: Mapping[str, Place],
    processes: int = 0,
) -> Report:
    """Validate documents against the shapes.

    Args:
        documents: the quads of each.
        context: quads that any of them may speak of, such as the agents that all share.
        ontology: the folder of ontology, rules and shapes.
        places: where each node was written.
        processes: how many to use; as many as there are cores unless given.

    Raises:
        OntologyProblem: rules or shapes cannot be run.
    """
    batches = [_write([*batch, *context]) for batch in _batches(documents)]
    count = min(processes or os.cpu_count() or 1, len(batches))
    if count <= 1:
        return _joined([_check(batch, str(ontology)) for batch in batches], places)
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        reports = pool.map(_check, batches, [str(ontology)] * len(batches))
        return _joined(reports, places)


def _batches(documents: Iterable[Sequence[Quad]]) -> Iterator[list[Quad]]:
    batch: list[Quad] = []
    for quads in documents:
        if batch and len(batch) + len(quads) > SIZE:
            yield batch
            batch = []
        batch.extend(quads)
    if batch:
        yield batch


def _write(quads: Iterable[Quad]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def _check(batch: bytes, ontology: str) -> Report:
    folder = Path(ontology)
    stated = [*parse(batch, format=RdfFormat.N_QUADS), *_ontology(ontology)]
    return check([*stated, *infer(stated, read_rules(folder))], folder / "shapes")


@lru_cache(maxsize=1)
def _ontology(folder: str) -> tuple[Quad, ...]:
    """Read the ontology once in each process."""
    return tuple(ontology_quads(Path(folder)))


def _joined(reports: Iterable[Report], places: Mapping[str, Place]) -> Report:
    """Join reports; what several batches remark on the context counts once."""
    by_subject = {short(iri): place for iri, place in places.items()}
    violations: set[Finding] = set()
    remarks: set[Finding] = set()
    for report in reports:
        violations |= {replace(f, place=by_subject.get(f.subject)) for f in report.violations}
        remarks |= {replace(f, place=by_subject.get(f.subject)) for f in report.remarks}
    return Report(_ordered(violations), _ordered(remarks))


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.place or Place("~", 0), f.what)))
