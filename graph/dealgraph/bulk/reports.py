"""What was found of documents before, so that only changed ones are judged again.

    STORE/documents.sqlite        one row for each document, by the digest of its content and of what judged it

A row is written as soon as a batch is judged: who is killed goes on from there.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from pathlib import Path

from dealgraph import __version__
from dealgraph.bulk.judging import Judgement
from dealgraph.problems import StoreProblem

FILE = "documents.sqlite"
_CREATE = "CREATE TABLE IF NOT EXISTS found (key TEXT PRIMARY KEY, inferred BLOB, said TEXT, used INTEGER)"


def context_of(ontology: Path) -> str:
    """Draw a digest from what judges documents: the program, the ontology, its rules and shapes."""
    total = hashlib.sha256(__version__.encode())
    for file in sorted(ontology.rglob("*")):
        if file.suffix in {".ttl", ".ru"} and "align" not in file.parts:
            total.update(f"\n{file.name}\n".encode() + file.read_bytes())
    return total.hexdigest()


class Reports:
    """The judgements that are kept.

    Args:
        connection: the database.
        context: what judges now.
    """

    def __init__(self, connection: sqlite3.Connection, context: str) -> None:
        self._connection = connection
        self.context = context
        self._run = connection.execute("SELECT COALESCE(MAX(used), 0) + 1 FROM found").fetchone()[0]

    def find(self, digest: str) -> Judgement | None:
        """Find what was found of a document by the same ontology."""
        key = self._key(digest)
        row = self._connection.execute("SELECT inferred, said FROM found WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        self._connection.execute("UPDATE found SET used = ? WHERE key = ?", (self._run, key))
        inferred = tuple(zlib.decompress(row[0]).splitlines(keepends=True))
        violations, remarks = json.loads(row[1])
        return Judgement(digest, inferred, tuple(violations), tuple(remarks))

    def keep(self, judgements: Iterable[Judgement]) -> None:
        """Keep what was found, durably."""
        rows = [
            (
                self._key(found.digest),
                zlib.compress(b"".join(found.inferred), 1),
                json.dumps([found.violations, found.remarks], ensure_ascii=False),
                self._run,
            )
            for found in judgements
        ]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?)", rows)

    def forget_unused(self) -> None:
        """Drop what was not asked for since the database was opened."""
        with self._connection:
            self._connection.execute("DELETE FROM found WHERE used < ?", (self._run,))

    def _key(self, digest: str) -> str:
        return hashlib.sha256(f"{digest} {self.context}".encode()).hexdigest()


@contextmanager
def reports(store: Path, ontology: Path) -> Generator[Reports]:
    """Open the reports beside a store, inside `versions.writing`.

    Raises:
        StoreProblem: the database is damaged.
    """
    try:
        with closing(sqlite3.connect(store / FILE)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_CREATE)
            yield Reports(connection, context_of(ontology))
    except sqlite3.DatabaseError as error:
        hint = f"Remove the file {FILE} from the folder of the graph; every document is validated again then."
        raise StoreProblem(f"What was found of documents before cannot be read: {error}.", hint=hint) from error
