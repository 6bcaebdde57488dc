"""The words of documents, from a folder of the user's own: the graph keeps where a passage stands, never its words."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dealgraph.passages import MAX_BYTES, digest

_KEPT = 8
"""So many texts are kept once they were read."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The documents of a folder, found by their digests.

    Args:
        folder: where they lie, at any depth; nothing where the user names none.
    """

    folder: Path | None

    def words(self, whole: str, start: int, end: int, passage: str) -> str:
        """Give the words of a passage; nothing where no document of the folder is the very one.

        Args:
            whole: the digest of the document.
            start: where the passage begins, in characters.
            end: where it ends.
            passage: its own digest.
        """
        if self.folder is None or not whole:
            return ""
        file = _files(self.folder, _state(self.folder)).get(whole)
        found = _text(file, whole)[start:end] if file else ""
        return found if found and digest(found) == passage else ""


def _state(folder: Path) -> int:
    """Tell whether a folder has changed since: by the times of it and of the folders in it."""
    inner = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return hash(tuple(path.stat().st_mtime_ns for path in [folder, *inner] if path.is_dir()))


@lru_cache(maxsize=2)
def _files(folder: Path, _state: int) -> dict[str, Path]:
    """Draw the digest of every file; the bytes of a text in UTF-8 have the digest of the text."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and file.stat().st_size <= MAX_BYTES]
    return {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in files}


@lru_cache(maxsize=_KEPT)
def _text(file: Path, whole: str) -> str:
    """Read a text; nothing where it is not the one of this digest any more."""
    try:
        found = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return found if digest(found) == whole else ""
