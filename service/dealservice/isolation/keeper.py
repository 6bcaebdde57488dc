"""The single-threaded parent of one generation: it loads the graph once and forks the workers that share it."""

import gc
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from mmap import mmap
from pathlib import Path
from typing import BinaryIO

from dealservice.isolation.asked import Served
from dealservice.isolation.limits import Limits
from dealservice.isolation.worker import IDLE, NONE, Worker

BACKLOG = 128
_TICK = 0.5
_PAUSE = 0.2


def _wake_only(_number: int, _frame: object) -> None:
    """Do nothing: the signal has woken the keeper through its pipe."""


class Keeper:
    """Keeps enough workers alive for one generation.

    Args:
        path: where its socket is bound.
        load: loads the graph and gives what is served.
        limits: what queries may take.
    """

    def __init__(self, path: Path, load: Callable[[], Served], limits: Limits) -> None:
        self._served = load()
        self._limits = limits
        self._path = path
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.setblocking(False)  # noqa: FBT003 - takes no keyword
        self._listener.bind(str(path))
        self._listener.listen(BACKLOG)
        self._states = mmap(-1, limits.queries)
        self._workers: dict[int, int] = {}
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wake, False)
        self._leaving = False
        self._quick_deaths = 0

    def run(self, ready: BinaryIO) -> None:
        """Fork the workers, write a sign that the generation is ready, and replace workers until told to leave."""
        gc.collect()
        gc.freeze()  # so that the collector of a worker does not touch, and thereby copy, shared pages
        signal.signal(signal.SIGTERM, self._leave)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, _wake_only)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        parent = os.getppid()
        for _ in range(self._limits.workers):
            self._fork()
        with ready:
            ready.write(b"+")
        while not self._leaving and os.getppid() == parent:
            select.select([self._woken], [], [], _TICK)
            self._drain_pipe()
            self._reap()
            self._top_up()
        self._farewell()

    def _leave(self, *_: object) -> None:
        self._leaving = True

    def _drain_pipe(self) -> None:
        try:
            os.read(self._woken, 4096)
        except BlockingIOError:
            return

    def _top_up(self) -> None:
        """Keep the usual number of workers, and some idle ones as long as more queries may run."""
        while not self._leaving and len(self._workers) < self._limits.queries:
            if len(self._workers) >= self._limits.workers and self._states[:].count(IDLE) >= self._limits.spare:
                return
            if self._quick_deaths > self._limits.queries:
                time.sleep(_PAUSE)
            self._fork()

    def _fork(self) -> None:
        slot = self._states[:].index(NONE)
        self._states[slot] = IDLE
        process = os.fork()
        if process:
            self._workers[process] = slot
            return
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            Worker(self._listener, self._states, slot, self._wake, self._served, self._limits).run()
            status = 0
        finally:
            os._exit(status)

    def _reap(self) -> None:
        while self._workers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            self._states[self._workers.pop(process)] = NONE
            failed = os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0
            self._quick_deaths = self._quick_deaths + 1 if failed else 0

    def _farewell(self) -> None:
        """Let the workers finish what they began and what waits in line, then leave."""
        for process in self._workers:
            os.kill(process, signal.SIGTERM)
        deadline = time.monotonic() + self._limits.seconds + 2 * _TICK
        while self._workers and time.monotonic() < deadline:
            time.sleep(_TICK / 10)
            self._reap()
        for process in self._workers:
            os.kill(process, signal.SIGKILL)
        self._listener.close()
        self._path.unlink(missing_ok=True)
