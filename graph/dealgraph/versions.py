"""A folder of immutable versions of the graph, and one pointer to the version that counts.

    STORE/current                 the name of the current version, replaced atomically
    STORE/versions/NAME/          one version: its quads, its downloads, its manifest; never changed
    STORE/versions/NAME/graph.db  a database that opens at once, where the graph is large
    STORE/changes.jsonl           one line for each change: see `changelog`
    STORE/.lock                   held while a version is written

A version's name is drawn from its content, so the same content is the same version. A reader sees the old version
or the new one, never a mixture: a version is written beside the others, made durable, renamed into place, and only
then pointed at.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dealgraph.problems import StoreLocked, StoreMissing, StoreProblem, UsageProblem

QUADS = "graph.nq"
DATABASE = "graph.db"
MANIFEST = "manifest.json"
LOCK_SECONDS = 10.0
_NEW, _POINTER = ".new-", ".current-"
KEEP = 10
"""So many versions are kept; older ones are removed after a new one is published."""


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable version of the graph: its name, its folder and what its manifest says."""

    name: str
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def quads(self) -> Path:
        """The file that holds every quad as N-Quads."""
        return self.folder / QUADS

    @property
    def database(self) -> Path:
        """The folder of the database, which versions of large graphs have."""
        return self.folder / DATABASE


def current(store: Path) -> Version:
    """Find the version that counts.

    Raises:
        StoreMissing: nothing has been built in the folder.
        StoreProblem: the pointer or the manifest is damaged.
    """
    try:
        name = (store / "current").read_text(encoding="ascii").strip()
        return named(store, name)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissing(
            f"There is no graph in {store}.", hint="Build it first: dealgraph build", code="store-missing"
        ) from error
    except (OSError, ValueError) as error:
        raise StoreProblem(
            f"The store in {store} is damaged: {error}", hint="Build it again: dealgraph build"
        ) from error


def named(store: Path, name: str) -> Version:
    """Open a version by name; `ValueError` and `OSError` tell of a damaged one."""
    folder = store / "versions" / name
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Version(name, folder, manifest)


def name_of(files: Mapping[str, bytes]) -> str:
    """Draw a version's name from its content."""
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(f"{name}\n{hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()[:16]


@contextmanager
def writing(store: Path) -> Generator[None]:
    """Hold the store's lock while a version is written.

    Raises:
        StoreLocked: somebody else writes it and does not finish within ten seconds.
        UsageProblem: the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        (store / "versions").mkdir(parents=True, exist_ok=True)
        lock = FileLock(store / ".lock", timeout=LOCK_SECONDS)
        lock.acquire()
    except Timeout as error:
        raise StoreLocked(f"Another build is writing {store}.", hint="Wait for it to end, then try again.") from error
    except OSError as error:
        raise UsageProblem(
            f"The folder {store} cannot be written: {error.strerror or error}.",
            hint="Name another with --store or DEALGRAPH_STORE.",
            code="folder-unwritable",
        ) from error
    try:
        _sweep(store)
        yield
    finally:
        _sweep(store)
        lock.release()


def publish(
    store: Path,
    name: str,
    content: Mapping[str, bytes] | Path,
    manifest: Mapping[str, Any],
    record: Callable[[], None] = lambda: None,
) -> Version:
    """Write a version and point at it. Call it inside `writing`.

    Args:
        store: the folder of versions.
        name: the name of the version.
        content: its files, or a folder from `make_room` that holds them.
        manifest: what is to be known of it.
        record: called when the version is safe on the disk and before it counts.

    Raises:
        UsageProblem: the disk is full or the folder cannot be written; the previous version stays.
    """
    folder = store / "versions" / name
    try:
        if not (folder / MANIFEST).exists():
            made = content if isinstance(content, Path) else _write(make_room(store), content)
            _settle(_write(made, {MANIFEST: _json(manifest)}), folder)
        os.utime(folder)
        record()
        point_at(store, name)
    except OSError as error:
        raise UsageProblem(
            f"The version cannot be written to {store}: {error.strerror or error}. The previous version still counts.",
            hint="Make room or name another folder with --store.",
            code="folder-unwritable",
        ) from error
    _forget_old(store, name)
    return named(store, name)


def make_room(store: Path) -> Path:
    """Make an empty folder for the files of a version to come. Call it inside `writing`."""
    return Path(tempfile.mkdtemp(dir=store / "versions", prefix=_NEW))


def point_at(store: Path, name: str) -> None:
    """Make a version the one that counts, in one step that cannot be seen half-done."""
    handle, temporary = tempfile.mkstemp(dir=store, prefix=_POINTER)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{name}\n")
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).chmod(0o644)
    Path(temporary).replace(store / "current")
    sync(store)


def _write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _settle(made: Path, folder: Path) -> None:
    """Make the files of a version durable and give them the version's name."""
    for file in made.iterdir():
        sync(file)
    sync(made)
    made.chmod(0o755)
    if folder.exists():  # left without a manifest by a crash of an older program
        shutil.rmtree(folder)
    made.rename(folder)
    sync(folder.parent)


def _sweep(store: Path) -> None:
    """Remove what writers left that ended in the middle; nobody else writes now."""
    for left in (store / "versions").glob(f"{_NEW}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in store.glob(f"{_POINTER}*"):
        left.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Make a file durable, or what a folder lists."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_old(store: Path, kept: str) -> None:
    folders = sorted((store / "versions").iterdir(), key=lambda f: f.stat().st_mtime, reverse=True)
    for folder in [f for f in folders if f.name != kept][KEEP - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
