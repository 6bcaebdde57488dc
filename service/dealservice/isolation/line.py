"""The web's end of a connection to one worker, which stays open from question to question."""

import asyncio
import os
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from dealgraph.problems import Problem
from dealservice.isolation import frames
from dealservice.isolation.asker import Asker, ClientGone

_TICK = 0.1
_LATE_TICKS = 2
_NICE = 10


class Dismissed(Exception):  # noqa: N818 - no fault of anybody
    """The worker has left without reading the question: another one has to be asked."""


class Line(asyncio.Protocol):
    """A connection to one worker. It carries one question at a time.

    Args:
        generation: what the worker serves, as the link of the supervisor named it.
        forget: told when the connection has ended.
    """

    def __init__(self, generation: str, forget: Callable[["Line"], None]) -> None:
        self.generation = generation
        self.used = 0.0
        self._forget = forget
        self._loop = asyncio.get_running_loop()
        self._arrived = frames.Arrived()
        self._process = 0
        self._deadline = 0.0
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = cast("asyncio.Transport", transport)  # that of uvloop is none by its class
        self._unread = select.poll()
        self._unread.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        """Read what the worker says."""
        for kind, content in self._arrived.add(data):
            if kind == frames.TAKEN:
                self._process = int(content)
                self._begin(self._deadline)
            elif kind == frames.ANSWER:
                self._finish(content)
            elif kind == frames.PROBLEM:
                self._fail(frames.read_problem(content))
            else:
                self._fail(Dismissed())
                self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the one who waits, if anybody does, what an end without an answer means."""
        del exc
        self._forget(self)
        if self._answer is None:
            return
        if not self._process:
            self._fail(busy())
        elif self._is_overdue(_TICK):
            self._fail(overdue(self._deadline))
        else:
            self._fail(crashed())

    @property
    def is_open(self) -> bool:
        """Whether a question can be sent.

        At rest a worker says nothing but that it leaves, which the loop may not have had the time to read.
        """
        return not self._transport.is_closing() and not self._unread.poll(0)

    def close(self) -> None:
        """End the connection; the worker is free for others."""
        self._transport.close()

    async def ask(self, question: bytes, asker: Asker, queue_seconds: float, deadline: float) -> bytes:
        """Ask one question.

        Args:
            question: as the worker reads it.
            asker: for whom.
            queue_seconds: how long a worker may take to accept the connection.
            deadline: how long it may take to answer from then on, in seconds.

        Raises:
            Problem: the question's own, or `busy`, `query-deadline`, `query-memory`.
            ClientGone: the asker has left; the query was ended.
            Dismissed: the worker left before it read the question.
        """
        self._asker, self._deadline = asker, deadline
        self._answer = self._loop.create_future()
        self._begin(deadline if self._process else queue_seconds)
        frames.put(self._transport, frames.QUESTION, question)
        self._watch = self._loop.call_later(min(_TICK, deadline), self._look)
        try:
            return await self._answer
        finally:
            self._answer = None
            self._watch.cancel()

    def _begin(self, seconds: float) -> None:
        self._ticks = 0
        self._end = self._loop.time() + seconds

    def _is_overdue(self, before: float = 0.0) -> bool:
        return self._loop.time() >= self._end - before

    def _finish(self, content: bytes) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(content)

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def _look(self) -> None:
        """See to the one who waits, now and then: have they left, has the worker had its time?"""
        self._ticks += 1
        if self._asker.has_left():
            self._give_up(ClientGone())
        elif self._is_overdue():
            self._give_up(overdue(self._deadline) if self._process else busy())
        else:
            if self._process and self._ticks == _LATE_TICKS:
                self._step_back()
            self._watch = self._loop.call_later(_TICK, self._look)

    def _step_back(self) -> None:
        """Let a long query yield to short ones."""
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, self._process, _NICE)

    def _give_up(self, error: Exception) -> None:
        """End the worker, which still holds our connection, so that its number cannot be another's yet."""
        self._fail(error)
        if self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
        self._transport.abort()


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
