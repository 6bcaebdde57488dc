"""The web's side: one question to the generation that answers now, and what became of it."""

import asyncio
import json
import os
import socket
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from dealgraph.answer import Answer, Question, Table, Triples, Truth
from dealgraph.sparql_text import form
from dealservice.answers import Writing
from dealservice.forms import JSON, NTRIPLES
from dealservice.isolation.asked import put
from dealservice.isolation.asker import ASKER, Asker
from dealservice.isolation.limits import Limits
from dealservice.isolation.line import Dismissed, Line, busy
from dealservice.isolation.supervisor import LINK
from dealservice.waiting import loop_goes_on, wait

_GRAPHS = frozenset({"CONSTRUCT", "DESCRIBE"})
_RETRIES = 40
_PAUSE = 0.025
_REST_SECONDS = 1.0


class Pool:
    """Asks the workers behind a folder of sockets; it is itself a `Store`.

    Args:
        folder: the supervisor's folder.
        limits: what a query may take.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._link = str(folder / LINK)
        self._limits = limits
        self._resting: list[Line] = []
        self._is_tended = False

    @property
    def version(self) -> str:
        """The version that the current generation serves; nothing while none does."""
        return self._generation().partition(".")[0]

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
        return wait(self._answer(question, writing, ASKER.get(), stays=loop_goes_on()))

    async def answer_soon(self, question: Question, writing: Writing, asker: Asker) -> bytes:
        """Do the same as `answer`, in an event loop that goes on."""
        return await self._answer(question, writing, asker, stays=True)

    async def _answer(self, question: Question, writing: Writing, asker: Asker, *, stays: bool) -> bytes:
        deadline = min(asker.seconds, self._limits.seconds) if asker.seconds else self._limits.seconds
        said: dict[str, Any] = {"text": question.text, "seconds": deadline}
        said |= {"default": question.default_graphs, "named": question.named_graphs}
        content = json.dumps(said | put(writing)).encode()
        while True:
            line = (self._rested() if stays else None) or await self._connect()
            try:
                found = await line.ask(content, asker, self._limits.queue_seconds, deadline)
            except Dismissed:
                continue
            except BaseException:
                line.close()
                raise
            self._rest(line, may_stay=stays)
            return found

    def _rested(self) -> Line | None:
        """Take a connection that is open already, if it leads to the generation that answers now."""
        now = self._generation()
        while self._resting:
            line = self._resting.pop()
            if line.is_open and line.generation == now:
                return line
            line.close()
        return None

    def _rest(self, line: Line, *, may_stay: bool) -> None:
        """Keep a connection open for a little while; a worker that is wanted elsewhere ends it before."""
        if not may_stay:
            line.close()
            return
        loop = asyncio.get_running_loop()
        line.used = loop.time()
        self._resting.append(line)
        if not self._is_tended:
            self._is_tended = True
            loop.call_later(_REST_SECONDS, self._release)

    def _release(self) -> None:
        """Close the connections that nobody used for a while: their workers may be wanted elsewhere."""
        loop = asyncio.get_running_loop()
        while self._resting and self._resting[0].used <= loop.time() - _REST_SECONDS:
            self._resting.pop(0).close()
        self._is_tended = bool(self._resting)
        if self._is_tended:
            loop.call_later(_REST_SECONDS, self._release)

    def _forget(self, line: Line) -> None:
        if line in self._resting:
            self._resting.remove(line)

    def _generation(self) -> str:
        try:
            return os.readlink(self._link)  # noqa: PTH115 - a Path would cost more than the call
        except OSError:
            return ""

    async def _connect(self) -> Line:
        """Connect to the generation that answers; while none does, or its line is full, try again for a second."""
        for _ in range(_RETRIES):
            generation = self._generation()
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.setblocking(False)  # noqa: FBT003 - takes no keyword
            try:
                connection.connect(self._link)  # at once or not at all: nothing here is far away
            except OSError:
                connection.close()
                await asyncio.sleep(_PAUSE)
            else:
                loop = asyncio.get_running_loop()
                _, line = await loop.create_unix_connection(partial(Line, generation, self._forget), sock=connection)
                return line
        raise busy()
