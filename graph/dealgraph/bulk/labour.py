"""Judging documents in several processes, in batches, a bounded number of them under way."""

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from dealgraph.bulk.judging import Judgement, judge
from dealgraph.bulk.reading import Document
from dealgraph.bulk.reports import Reports
from dealgraph.problems import StoreProblem

BATCH_LINES = 20_000
"""So many lines are judged at once, which takes a process some seconds and less than 500 MB."""
_AHEAD = 2
_LOOK_SECONDS = 1.0
_Batch = list[tuple[Document, Judgement | None]]


def judged(
    documents: Iterable[Document], ontology: Path, known: Reports, workers: int = 0
) -> Iterator[tuple[Document, Judgement, bool]]:
    """Judge documents, those that are known already by what was found before.

    Args:
        documents: read as far as is needed.
        ontology: the folder of the ontology.
        known: where judgements are looked up and kept.
        workers: the number of processes; as many as there are processors where it is 0. One is this process itself.

    Yields:
        Each document in order, what was found, and whether it was found just now.

    Raises:
        StoreProblem: a process was ended from outside, for example for want of memory.
    """
    number = workers or len(os.sched_getaffinity(0))
    if number == 1:
        for batch in _batches(documents, known):
            yield from _finished(batch, judge(ontology, _new(batch)), known)
        return
    begin = get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=begin, initializer=_end_with, initargs=(os.getpid(),)) as pool:
        try:
            yield from _in_processes(pool, _batches(documents, known), ontology, known, number * _AHEAD)
        except BrokenProcessPool as error:
            hint = "Load again; it goes on from where it was. Fewer --workers need less memory."
            raise StoreProblem("A process that validates was ended from outside.", hint=hint) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _in_processes(
    pool: ProcessPoolExecutor, batches: Iterable[_Batch], ontology: Path, known: Reports, ahead: int
) -> Iterator[tuple[Document, Judgement, bool]]:
    under_way: deque[tuple[_Batch, Future[list[Judgement]]]] = deque()
    for batch in batches:
        under_way.append((batch, pool.submit(judge, ontology, _new(batch))))
        if len(under_way) > ahead:
            first, future = under_way.popleft()
            yield from _finished(first, future.result(), known)
    for batch, future in under_way:
        yield from _finished(batch, future.result(), known)


def _new(batch: _Batch) -> list[Document]:
    return [document for document, found in batch if found is None]


def _finished(batch: _Batch, new: list[Judgement], known: Reports) -> Iterator[tuple[Document, Judgement, bool]]:
    known.keep(new)
    fresh = iter(new)
    for document, found in batch:
        yield document, found or next(fresh), found is None


def _batches(documents: Iterable[Document], known: Reports) -> Iterator[_Batch]:
    batch: _Batch = []
    lines = 0
    for document in documents:
        batch.append((document, known.find(document.digest)))
        lines += len(document.lines)
        if lines >= BATCH_LINES:
            yield batch
            batch, lines = [], 0
    if batch:
        yield batch


def _end_with(parent: int) -> None:
    """End this process soon after the one that it works for is gone, even if that was killed."""

    def watch() -> None:
        while _is_there(parent):
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
