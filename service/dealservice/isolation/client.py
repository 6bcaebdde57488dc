"""The web's side: one question to the generation that answers now, and what became of it."""

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from dealgraph.answer import Answer, Question, Table, Triples, Truth
from dealgraph.problems import Problem
from dealgraph.sparql_text import form
from dealservice.answers import Writing
from dealservice.forms import JSON, NTRIPLES
from dealservice.isolation import frames
from dealservice.isolation.asked import put
from dealservice.isolation.limits import Limits
from dealservice.isolation.supervisor import LINK
from dealservice.waiting import wait

_GRAPHS = frozenset({"CONSTRUCT", "DESCRIBE"})
_TICK = 0.1
_LATE_TICKS = 2
_NICE = 10
_RETRIES = 40

Frame = tuple[bytes, bytes]


class ClientGone(Exception):  # noqa: N818 - no fault of anybody
    """The one who asked has left; the query was ended."""


def _stays() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: with a deadline of their own, in seconds, if it is above 0; and whether they have left."""

    seconds: float = 0.0
    has_left: Callable[[], bool] = _stays


ASKER: ContextVar[Asker] = ContextVar("asker", default=Asker())  # noqa: B039 - it is frozen
"""The one for whom the current request works."""


class Pool:
    """Asks the workers behind a folder of sockets; it is itself a `Store`.

    Args:
        folder: the supervisor's folder.
        limits: what a query may take.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._link = str(folder / LINK)
        self._limits = limits

    @property
    def version(self) -> str:
        """The version that the current generation serves; nothing while none does."""
        try:
            return os.readlink(self._link).partition(".")[0]  # noqa: PTH115 - a Path would cost more than the call
        except OSError:
            return ""

    def ask(self, question: Question) -> Answer:
        """Answer a question with terms, as any store does."""
        is_graph = form(question.text) in _GRAPHS
        body = self.answer(question, Writing(NTRIPLES if is_graph else JSON))
        if is_graph:
            return Triples([Triple(q.subject, q.predicate, q.object) for q in parse(body, RdfFormat.N_TRIPLES)])
        found = parse_query_results(body, QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        return Table([v.value for v in found.variables], found)

    def answer(self, question: Question, writing: Writing) -> bytes:
        """Have a worker answer a question for the current `ASKER`.

        Args:
            question: what is asked.
            writing: how the answer is to be written.

        Raises:
            Problem: the question's own, or `busy`, `query-deadline`, `query-memory`, `answer-too-long`.
            ClientGone: the asker has left; the query was ended.
        """
        return wait(self.answer_soon(question, writing, ASKER.get()))

    async def answer_soon(self, question: Question, writing: Writing, asker: Asker) -> bytes:
        """Do the same as `answer`, in an event loop."""
        deadline = min(asker.seconds, self._limits.seconds) if asker.seconds else self._limits.seconds
        said: dict[str, Any] = {"text": question.text, "seconds": deadline}
        said |= {"default": question.default_graphs, "named": question.named_graphs}
        with await self._connect() as connection:
            await frames.put(connection, frames.QUESTION, json.dumps(said | put(writing)).encode())
            incoming = frames.Incoming(connection)
            taken = await _within(_next(incoming), self._limits.queue_seconds, asker, busy())
            if taken is None:
                raise busy()
            return await _finish(incoming, int(taken[1]), deadline, asker)

    async def _connect(self) -> socket.socket:
        """Connect to the generation that answers; while none does, or its line is full, try again for a second."""
        for _ in range(_RETRIES):
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.setblocking(False)  # noqa: FBT003 - takes no keyword
            try:
                connection.connect(self._link)  # at once or not at all: nothing here is far away
            except OSError:
                connection.close()
                await asyncio.sleep(_TICK / 4)
            else:
                return connection
        raise busy()


async def _finish(incoming: frames.Incoming, process: int, deadline: float, asker: Asker) -> bytes:
    """Wait for the answer of the worker that took the question."""
    start = time.monotonic()
    try:
        frame = await _within(_next(incoming), deadline + _TICK, asker, overdue(deadline), process)
    except (ClientGone, Problem):
        _end(process)
        raise
    if frame is None:
        raise overdue(deadline) if time.monotonic() - start >= deadline - _TICK else crashed()
    if frame[0] == frames.PROBLEM:
        raise frames.read_problem(frame[1])
    return frame[1]


async def _next(incoming: frames.Incoming) -> Frame | None:
    try:
        return await incoming.frame()
    except ConnectionResetError:
        return None


async def _within(coming: Any, seconds: float, asker: Asker, too_late: Problem, process: int = 0) -> Frame | None:
    """Wait for a frame for so many seconds, and no longer than the asker stays."""
    task = asyncio.ensure_future(coming)
    end = time.monotonic() + seconds
    ticks = 0
    try:
        while not (await asyncio.wait({task}, timeout=min(_TICK, seconds)))[0]:
            ticks += 1
            if asker.has_left():
                raise ClientGone
            if time.monotonic() >= end:
                raise too_late
            if process and ticks == _LATE_TICKS:
                _step_back(process)
    finally:
        task.cancel()
    found: Frame | None = task.result()
    return found


def _step_back(process: int) -> None:
    """Let a long query yield to short ones."""
    with suppress(ProcessLookupError, PermissionError):
        os.setpriority(os.PRIO_PROCESS, process, _NICE)


def _end(process: int) -> None:
    """End a worker that still holds our connection, so that its number cannot be another's yet."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def busy() -> Problem:
    """Make the problem of a service that has too much to do."""
    return Problem("The service is busy.", hint="Try again in a few seconds.", code="busy")


def overdue(seconds: float) -> Problem:
    """Make the problem of a query that takes too long."""
    hint = "Name more of what you look for, join fewer things at once, or use LIMIT."
    return Problem(f"The query was ended after {seconds:g} seconds.", hint=hint, code="query-deadline")


def crashed() -> Problem:
    """Make the problem of a query that ended its worker, mostly by using up its memory."""
    hint = "Ask for less at once, or write it with fewer nested groups."
    return Problem("The query used up the memory or the depth that it may take.", hint=hint, code="query-memory")
