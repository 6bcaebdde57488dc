"""A forked process that answers one query after the other until it is killed, told to stop, or not needed.

Nothing here tries to interrupt a query: the engine offers no way. At the deadline the kernel ends the process by
SIGALRM, at the memory limit the engine ends it by itself; the keeper forks another.
"""

import json
import os
import resource
import select
import signal
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager, nullcontext, suppress
from mmap import mmap
from pathlib import Path

from dealgraph.answer import Question
from dealgraph.problems import Problem
from dealservice.isolation import frames
from dealservice.isolation.asked import Served
from dealservice.isolation.limits import Limits

IDLE, BUSY, NONE = 1, 2, 0
IDLE_SECONDS = 30.0
"""A worker beyond the usual number leaves after it had nothing to do for so long."""
_GRACE = 0.3
_TICK = 0.5
_PAUSE = 0.1
_TURN = 0.01
"""A connection keeps its worker for so many seconds at least; then another may have it that waits."""
_PART = 1 << 16


class Worker:
    """One worker process.

    Args:
        listener: the socket of the generation, shared by all its workers.
        states: one byte for each worker of the generation, in memory that they share.
        slot: this worker's byte.
        wake: where the keeper is woken when no worker is idle.
        served: what answers.
        limits: what a query may take.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - made in one place, by the keeper
        self, listener: socket.socket, states: mmap, slot: int, wake: int, served: Served, limits: Limits
    ) -> None:
        self._listener = listener
        self._states = states
        self._slot = slot
        self._wake = wake
        self._answer = served.answer
        self._may_open = served.opens_files or bool(limits.services)
        self._limits = limits
        self._leaving = False
        self._keeper = os.getppid()
        self._rank = os.getpriority(os.PRIO_PROCESS, 0)

    def run(self) -> None:
        """Serve until told to stop, then answer what still waits in line."""
        signal.signal(signal.SIGTERM, self._leave)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        used = _address_space()
        most = used + self._limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with Path(os.devnull).open("wb") as nowhere:  # where the engine writes its last words
            os.dup2(nowhere.fileno(), 2)
        last = time.monotonic()
        while self._leaving or not self._must_leave():
            ready = _is_ready(self._listener, _GRACE if self._leaving else _TICK)
            if ready and self._take():
                last = time.monotonic()
            elif not ready and (self._leaving or self._superfluous(last)):
                return

    def _leave(self, *_: object) -> None:
        self._leaving = True

    def _superfluous(self, last: float) -> bool:
        usual = self._states[:].count(IDLE) <= self._limits.workers
        return not usual and time.monotonic() - last > IDLE_SECONDS

    def _take(self) -> bool:
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:  # another worker was quicker
            return False
        with connection, suppress(BrokenPipeError, ConnectionResetError):  # the one who asked is gone
            connection.setblocking(True)  # noqa: FBT003 - takes no keyword
            self._states[self._slot] = BUSY
            if IDLE not in self._states[:]:
                os.write(self._wake, b"!")
            frames.send(connection, frames.TAKEN, str(os.getpid()).encode())
            with nullcontext() if self._may_open else sealed():
                self._converse(connection)
        self._states[self._slot] = IDLE
        return True

    def _converse(self, connection: socket.socket) -> None:
        """Answer the questions of one connection until it ends, or the worker is wanted elsewhere or has to leave."""
        arrived, turn = frames.Arrived(), time.monotonic() + _TURN
        while True:
            rests = not _is_ready(connection, _PAUSE)
            if not rests:
                data = connection.recv(_PART)
                if not data:
                    return
                for _, content in arrived.add(data):
                    self._handle(connection, content)
            if not arrived.is_empty:
                continue
            had_its_turn = rests or time.monotonic() > turn
            if self._must_leave() or (
                had_its_turn and _is_ready(self._listener, 0)
            ):  # nobody else takes who waits there
                break
        frames.send(connection, frames.LEAVING, b"")
        while _is_ready(connection, _GRACE) and connection.recv(_PART):  # an end before they know looks like a crash
            pass

    def _must_leave(self) -> bool:
        """Tell whether the worker was told to stop, is an orphan, or was made to step back, which is for good."""
        is_last = self._leaving or os.getppid() != self._keeper
        return is_last or os.getpriority(os.PRIO_PROCESS, 0) != self._rank

    def _handle(self, connection: socket.socket, content: bytes) -> None:
        said = json.loads(content)
        seconds = min(self._limits.seconds, said.pop("seconds"))
        question = Question(said.pop("text"), tuple(said.pop("default")), tuple(said.pop("named")))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            kind, answer = frames.ANSWER, self._answer(question, said)
        except Problem as problem:
            kind, answer = frames.PROBLEM, frames.write_problem(problem)
        except MemoryError:
            kind, answer = frames.PROBLEM, frames.write_problem(too_much_memory())
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        if len(answer) > self._limits.answer:
            kind, answer = frames.PROBLEM, frames.write_problem(too_long(self._limits.answer))
        frames.send(connection, kind, answer)


def _is_ready(connection: socket.socket, seconds: float) -> bool:
    """Wait until something arrives, for so many seconds at most."""
    return bool(select.select([connection], [], [], seconds)[0])


@contextmanager
def sealed() -> Generator[None]:
    """Let nothing be opened, neither a file nor a connection, whatever the engine is asked to do."""
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, usual)


def too_much_memory() -> Problem:
    """Make the problem of a query that needs more memory than it may take."""
    hint = "Ask for less at once: name more of what you look for, and use LIMIT."
    return Problem("The query needs more memory than it may take.", hint=hint, code="query-memory")


def too_long(limit: int) -> Problem:
    """Make the problem of an answer that is longer than it may be."""
    hint = "Use LIMIT and OFFSET to ask for it in parts, or take a download."
    return Problem(f"The answer is longer than {limit:,} bytes.", hint=hint, code="answer-too-long")


def _address_space() -> int:
    """Read how many bytes of addresses this process uses."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
