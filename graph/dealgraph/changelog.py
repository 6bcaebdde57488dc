"""The change log of a store: one line of JSON for each change, in STORE/changes.jsonl.

A line is written when its version is safe on the disk and before that version counts. A writer that is killed between
the two leaves a line that never took effect; readers pass over it, and the next writer notes that it was taken back.
A line that was only half written is cut off by the next writer.
"""

import heapq
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from dealgraph import names, versions
from dealgraph.problems import StoreProblem
from dealgraph.versions import Version

LOG = "changes.jsonl"
MAX_NOTE = 500
"""So many characters of a note are kept."""
_TAIL = 65_536
_INFERRED = f" {names.INFERRED_GRAPH} .\n".encode()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the store.

    Args:
        version: the version that counts since then.
        previous: the version that counted before; nothing for the first.
        at: when, in UTC (ISO 8601).
        by: who: the name of a token, `build`, or `command line`.
        kind: build, load, update, graph-put, graph-post, graph-delete or rollback.
        added: statements that are there now and were not; what is inferred does not count.
        removed: statements that are there no longer.
        note: the beginning of the update, or the graph concerned.
    """

    version: str
    previous: str
    at: str
    by: str
    kind: str
    added: int = 0
    removed: int = 0
    note: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the change made another version count."""
        return self.version != self.previous


def now() -> str:
    """Tell the time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def difference(before: Version | None, quads: bytes) -> tuple[int, int]:
    """Count the statements that another version adds and removes; what is inferred does not count.

    Args:
        before: the version that counts.
        quads: the N-Quads of the other.

    Returns:
        How many are added and how many are removed.
    """
    old = _stated(before.quads.read_bytes()) if before and before.quads.exists() else set[bytes]()
    new = _stated(quads)
    return len(new - old), len(old - new)


def difference_of_sorted(before: Version | None, quads: Path) -> tuple[int, int]:
    """Count as `difference` does, without having either graph in memory.

    Args:
        before: the version that counts; where it has no database, it is small.
        quads: sorted N-Quads of the other.
    """
    with ExitStack() as stack:
        old: Iterable[bytes] = ()
        if before and before.quads.exists():
            lines = stack.enter_context(before.quads.open("rb"))
            old = lines if before.database.is_dir() else sorted(lines)
        new = stack.enter_context(quads.open("rb"))
        found = [0, 0]
        for line, sides in groupby(heapq.merge(_marked(old, 1), _marked(new, 0)), key=itemgetter(0)):
            which = {side for _, side in sides}
            if len(which) == 1 and not line.endswith(_INFERRED):
                found[which.pop()] += 1
    return found[0], found[1]


def _marked(lines: Iterable[bytes], side: int) -> Iterator[tuple[bytes, int]]:
    return ((line, side) for line in lines)


def _stated(quads: bytes) -> set[bytes]:
    return {line for line in quads.splitlines() if not (line + b"\n").endswith(_INFERRED)}


def append(store: Path, change: Change) -> None:
    """Add a line and make it durable. Call it inside `versions.writing`.

    Raises:
        OSError: the disk is full or the file cannot be written.
    """
    file = store / LOG
    is_first = not file.exists()
    with file.open("ab+") as log:
        _cut_half_line(log.fileno())
        last = _last(file)
        if last is not None and last.version != change.previous:
            said = f"The change before did not take effect, or was taken back by hand: {change.previous} counted."
            log.write(_line(Change(change.previous, last.version, now(), "dealgraph", "rollback", note=said)))
        log.write(_line(change))
        log.flush()
        os.fsync(log.fileno())
    if is_first:
        versions.sync(store)


def history(store: Path) -> list[Change]:
    """List the changes that took effect, the oldest first.

    Raises:
        StoreMissing: nothing has been built in the folder.
        StoreProblem: a line of the log is damaged.
    """
    current = versions.current(store).name
    found = list(_read(store / LOG))
    if found and found[-1].version != current == found[-1].previous:
        found.pop()
    return found


def _read(file: Path) -> Iterator[Change]:
    content = file.read_bytes() if file.exists() else b""
    for number, line in enumerate(content.splitlines(keepends=True), 1):
        if not line.endswith(b"\n"):  # half written
            return
        try:
            yield Change(**json.loads(line))
        except (ValueError, TypeError) as error:
            hint = "Mend the line or remove it; the versions are not concerned."
            raise StoreProblem(f"Line {number} of {LOG} is damaged.", hint=hint) from error


def _last(file: Path) -> Change | None:
    """Read the last line; a damaged one counts as none."""
    with file.open("rb") as log:
        log.seek(max(0, os.fstat(log.fileno()).st_size - _TAIL))
        lines = log.read().splitlines()
    try:
        return Change(**json.loads(lines[-1])) if lines else None
    except (ValueError, TypeError):
        return None


def _cut_half_line(handle: int) -> None:
    """Cut off what stands behind the last line feed."""
    size = os.fstat(handle).st_size
    tail = os.pread(handle, _TAIL, max(0, size - _TAIL))
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(handle, size - (len(tail) - tail.rfind(b"\n") - 1))


def _line(change: Change) -> bytes:
    members = asdict(change) | {"note": change.note[:MAX_NOTE]}
    return (json.dumps(members, ensure_ascii=False) + "\n").encode()
