"""Sorting more lines than fit into memory: sorted runs on the disk, merged while they are read."""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

RUN_LINES = 400_000
"""So many lines are sorted in memory; about 100 MB."""


class Runs:
    """Lines in order, each once.

    Args:
        folder: where the runs are kept.
        size: how many lines a run has.
    """

    def __init__(self, folder: Path, size: int = RUN_LINES) -> None:
        self._folder = folder
        self._size = size
        self._lines: list[bytes] = []
        self._files: list[Path] = []
        self.added = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Add lines, each with its line feed."""
        before = len(self._lines)
        self._lines.extend(lines)
        self.added += len(self._lines) - before
        if len(self._lines) >= self._size:
            self._write()

    def __iter__(self) -> Iterator[bytes]:
        self._write()
        with ExitStack() as stack:
            opened = [stack.enter_context(file.open("rb")) for file in self._files]
            yield from (line for line, _ in groupby(heapq.merge(*opened)))

    def remove(self) -> None:
        """Remove the files."""
        for file in self._files:
            file.unlink()

    def _write(self) -> None:
        if self._lines:
            file = self._folder / f"run-{len(self._files)}"
            with file.open("wb") as out:
                out.writelines(sorted(set(self._lines)))
            self._files.append(file)
            self._lines = []
