"""The questions and the versions that the service can be asked: as of now, or as a permanent address names them."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from dealgraph import versions
from dealgraph.catalog import Catalog
from dealgraph.problems import CatalogProblem, UsageProblem
from dealgraph.questions import open_catalog
from dealgraph.store import Store
from dealgraph.stores.embedded import EmbeddedStore

LOOK_AGAIN_SECONDS = 0.5
MAX_PAST_BYTES = 67_108_864
"""An earlier version with a larger file is not opened beside the one that counts."""
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}\Z")

Mark = tuple[tuple[str, int, int], ...]


class Shelf:
    """The questions of some folders and those that are computed.

    Args:
        folders: where the `.rq` files are.
        follows: whether files that change are read again, which is for those who write them.
        clock: tells seconds.

    Raises:
        CatalogProblem: a file is wrong.
    """

    def __init__(
        self, folders: Sequence[Path], *, follows: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folders = tuple(folders)
        self._follows = follows
        self._clock = clock
        self._mark = self._read_mark()
        self._catalog = open_catalog(self._folders)
        self._problem: CatalogProblem | None = None
        self._looked = clock()

    @property
    def catalog(self) -> Catalog:
        """The questions as of now.

        Raises:
            CatalogProblem: a file has become wrong since; it is raised until the file is mended.
        """
        if self._follows and self._clock() - self._looked >= LOOK_AGAIN_SECONDS:
            self._follow()
        if self._problem is not None:
            raise self._problem
        return self._catalog

    def _follow(self) -> None:
        self._looked = self._clock()
        mark = self._read_mark()
        if mark == self._mark:
            return
        self._mark = mark
        try:
            self._catalog, self._problem = open_catalog(self._folders), None
        except CatalogProblem as problem:
            self._problem = problem

    def _read_mark(self) -> Mark:
        """Take what changes when a file is written, added or removed."""
        return tuple(sorted(self._files())) if self._follows else ()

    def _files(self) -> Iterator[tuple[str, int, int]]:
        for folder in self._folders:
            for file in folder.glob("*.rq"):
                try:
                    status = file.stat()
                except OSError:  # it was there a moment ago
                    continue
                yield str(file), status.st_mtime_ns, status.st_size


def version_named(folder: str, name: str, now: Store) -> Store:
    """Open the version that a permanent address names.

    Args:
        folder: the folder of versions, or the URL of an endpoint.
        name: the version; nothing means the one that counts.
        now: the version that counts.

    Raises:
        UsageProblem: it is not kept, or too large to be opened beside the one that counts (`version-unknown`).
    """
    if name in {"", now.version}:
        return now
    hint = f"The version that counts is {now.version}; leave “version” out to ask it." if now.version else ""
    try:
        if folder.startswith(("http://", "https://")) or not _NAME.match(name):
            raise FileNotFoundError(name)
        version = versions.named(Path(folder), name)
        is_large = version.quads.stat().st_size > MAX_PAST_BYTES
    except (OSError, ValueError) as error:
        said = f"The version “{name[:64]}” is not kept here."
        raise UsageProblem(said, hint=hint or "There are no versions here.", code="version-unknown") from error
    if is_large:
        said = f"The version {name} is kept, but too large to be opened beside the one that counts."
        raise UsageProblem(said, hint=hint, code="version-unknown")
    return _open(folder, name)


@lru_cache(2)
def _open(folder: str, name: str) -> EmbeddedStore:
    return EmbeddedStore.load(versions.named(Path(folder), name))
