"""Watches which version of the graph counts and has one keeper serve it.

    python -m dealservice.isolation.supervisor STORE FOLDER LIMITS

FOLDER/current is a link to the socket of the generation that answers. A new version gets a keeper of its own; when that
is ready the link is replaced, and the keeper before finishes what it has begun. No request fails meanwhile. A version
with a database is served from the disk at once, and from memory as soon as that is filled, in the same way. The process
ends when its standard input does, and with it all keepers and workers.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from dealgraph import versions
from dealgraph.problems import StoreProblem
from dealgraph.stores.disk import DiskStore, WarmStore
from dealgraph.stores.embedded import EmbeddedStore
from dealservice.isolation.asked import Served, answerer
from dealservice.isolation.keeper import Keeper
from dealservice.isolation.limits import Limits

LINK = "current"
POLL_SECONDS = 0.25
READY_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Generation:
    """A keeper that serves one version, from memory if it is warm and else from the disk."""

    process: int
    version: str
    path: Path
    is_warm: bool


class Supervisor:
    """Starts, replaces and ends the generations of one store."""

    def __init__(self, store: Path, folder: Path, limits: Limits) -> None:
        self._store = store
        self._folder = folder
        self._limits = limits
        self._numbers = count()
        self._serving: Generation | None = None
        self._retired: set[int] = set()
        self._cold: set[str] = set()

    def run(self) -> None:
        """Serve until standard input ends."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            while not select.select([sys.stdin], [], [], POLL_SECONDS)[0]:
                self.tend()
        finally:
            self._end()

    def tend(self) -> None:
        """Replace the generation if it died or another version counts now."""
        died = self._reap()
        wanted = self._wanted()
        if wanted and (died or self._serving is None or self._serving.version != wanted):
            self._replace(wanted, warm=not has_database(self._store, wanted))
        elif self._serving and not self._serving.is_warm and wanted not in self._cold:
            self._replace(wanted, warm=True)

    def _wanted(self) -> str:
        try:
            return versions.current(self._store).name
        except StoreProblem:
            return ""

    def _replace(self, version: str, *, warm: bool) -> None:
        generation = self._start(version, warm=warm)
        if generation is None:
            if warm:  # no memory for it: the disk goes on answering
                self._cold.add(version)
            time.sleep(POLL_SECONDS)
            return
        link = self._folder / f".{generation.path.name}"
        link.symlink_to(generation.path.name)
        link.replace(self._folder / LINK)
        before, self._serving = self._serving, generation
        if before is not None:
            self._retired.add(before.process)
            _signal(before.process, signal.SIGTERM)

    def _start(self, version: str, *, warm: bool) -> Generation | None:
        path = self._folder / f"{version}.{next(self._numbers)}"
        readable, writable = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(readable)
            _be_keeper(path, lambda: load(self._store, version, self._limits, warm=warm), self._limits, writable)
        os.close(writable)
        with os.fdopen(readable, "rb") as pipe:
            is_ready = bool(select.select([pipe], [], [], READY_SECONDS)[0]) and pipe.read(1) == b"+"
        if is_ready:
            return Generation(process, version, path, warm)
        self._retired.add(process)
        _signal(process, signal.SIGKILL)
        return None

    def _reap(self) -> bool:
        """Collect the keepers that ended; tell whether the one that serves is among them."""
        died = False
        while self._serving or self._retired:
            try:
                process, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return died
            if process == 0:
                return died
            self._retired.discard(process)
            if self._serving and process == self._serving.process:
                self._serving, died = None, True
        return died

    def _end(self) -> None:
        keepers = [*self._retired, *([self._serving.process] if self._serving else [])]
        for process in keepers:
            _signal(process, signal.SIGTERM)


def has_database(store: Path, version: str) -> bool:
    """Tell whether a version can be served at once, from the disk."""
    return versions.named(store, version).database.is_dir()


def load(store: Path, version: str, limits: Limits, *, warm: bool) -> Served:
    """Load a version, or open it where it shall be served from the disk, and give what answers questions of it."""
    found = versions.named(store, version)
    if not found.database.is_dir():
        return Served(answerer(EmbeddedStore.load(found, limits.outside)))
    on_disk = WarmStore(found, limits.outside) if warm else DiskStore.load(found, limits.outside)
    return Served(answerer(on_disk), opens_files=True)


def _be_keeper(path: Path, load_served: Callable[[], Served], limits: Limits, ready: int) -> None:
    status = 1
    try:
        keeper = Keeper(path, load_served, limits)
        keeper.run(os.fdopen(ready, "wb"))
        status = 0
    finally:
        os._exit(status)


def _signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return


def main() -> None:
    """Run the supervisor of the store, folder and limits that the arguments name."""
    store, folder, limits = sys.argv[1:4]
    Supervisor(Path(store), Path(folder), Limits(**json.loads(limits))).run()


if __name__ == "__main__":
    main()
