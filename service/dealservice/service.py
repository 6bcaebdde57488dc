"""What every view is given: the settings, the canned queries and the store, which follows the latest version."""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from dealgraph.catalog import Catalog
from dealgraph.problems import Problem
from dealgraph.store import Store, open_store
from dealgraph.stores.access import ANYBODY, Access
from dealservice.isolation.client import Pool
from dealservice.search import Finder
from dealservice.settings import Settings
from dealservice.shelf import Shelf

LOOK_AGAIN_SECONDS = 1.0
SOCKETS = "DEALGRAPH_SOCKETS"
"""The variable by which the server tells its processes where the query workers are."""
_LOG = logging.getLogger(__name__)


class LiveStore:
    """The store as of now: when another version is published, it is opened and takes over in one step.

    A version that cannot be opened changes nothing; the previous one goes on answering.

    Args:
        where: a folder of versions, or the URL of an endpoint, which is never opened anew.
        clock: tells seconds.
        access: what lets us in at a remote engine.
    """

    def __init__(self, where: str, clock: Callable[[], float] = time.monotonic, access: Access = ANYBODY) -> None:
        self._where = where
        self._clock = clock
        self._pointer = Path(where) / "current"
        self._mark = self._read_mark()
        self._store = open_store(where, access)
        self._looked = clock()
        self._opening = threading.Lock()

    @property
    def version(self) -> str:
        """The version that counts; nothing where another engine holds the graph."""
        return self.now().version

    def now(self) -> Store:
        """Give the store that counts; the pointer is looked at once a second at most."""
        if self._clock() - self._looked >= LOOK_AGAIN_SECONDS and self._opening.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._opening.release()
        return self._store

    def _follow(self) -> None:
        self._looked = self._clock()
        mark = self._read_mark()
        if mark in {self._mark, None}:
            return
        self._mark = mark
        try:
            self._store = open_store(self._where)
        except Problem as problem:
            _LOG.warning("The new version cannot be opened; the previous one goes on answering. %s", problem)

    def _read_mark(self) -> tuple[int, int] | None:
        """Take what changes when the pointer is replaced: its file and its time."""
        try:
            status = self._pointer.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns


class Live(Protocol):
    """Gives the store as of now."""

    @property
    def version(self) -> str:
        """The version that counts; nothing where it is not known."""
        ...

    def now(self) -> Store:
        """Give the store that counts."""
        ...


@dataclass(frozen=True)
class Pooled:
    """The store behind the workers; which version it serves is theirs to follow."""

    pool: Pool

    @property
    def version(self) -> str:
        """The version that the workers serve."""
        return self.pool.version

    def now(self) -> Store:
        """Give the workers."""
        return self.pool


@dataclass(frozen=True)
class Service:
    """The parts that the views share.

    Args:
        settings: how the service runs.
        shelf: the questions, which may follow their files.
        live: the store.
        finder: finds things by name.
    """

    settings: Settings
    shelf: Shelf
    live: Live
    finder: Finder = field(default_factory=Finder)

    @property
    def catalog(self) -> Catalog:
        """The questions as of now.

        Raises:
            CatalogProblem: a file has become wrong since the service began.
        """
        return self.shelf.catalog

    @property
    def root(self) -> str:
        """The path under which the service is seen from outside; mostly nothing."""
        return urlsplit(self.settings.public_url).path

    def base(self, request_root: str) -> str:
        """Give the address of the service as seen from outside: the public one, or that of the request."""
        return self.settings.public_url or request_root.rstrip("/")


def _pooled(sockets: str, settings: Settings) -> Pooled:
    return Pooled(Pool(Path(sockets), settings.limits))


def open_service(settings: Settings) -> Service:
    """Read the canned queries and open the store.

    Raises:
        CatalogProblem: a canned query is wrong.
        StoreMissing, StoreProblem: the store cannot be opened.
    """
    sockets = os.environ.get(SOCKETS, "")
    live: Live = LiveStore(settings.store, access=settings.access) if not sockets else _pooled(sockets, settings)
    return Service(settings, Shelf(settings.query_folders, follows=settings.reload), live)
