"""Real engines of others, each a process of its own on free ports, with data in a temporary folder."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.request import urlopen

from ports import free_port

from dealgraph.push import Push
from dealgraph.stores.access import DIGEST, Access
from dealgraph.stores.loading import Doors, Loader
from dealgraph.stores.remote import RemoteStore

VIRTUOSO_SETTINGS = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
StopCompilerWhenXOverRunTime = 1
MaxOptimizeLayouts = 200
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 10000
"""
START_SECONDS = 90


@dataclass
class Engine:
    """A running engine: where it is asked and changed, and how it is started again."""

    name: str
    command: list[str]
    folder: Path
    port: int
    url: str
    doors: Doors
    access: Access = field(default_factory=Access)
    holds: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the engine and wait until it answers."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(self.command, cwd=self.folder, **quiet)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                with urlopen(f"{self.url}?query=ASK%7B%7D", timeout=5):  # noqa: S310 - our own engine
                    return
            except OSError:
                assert self.process.poll() is None, f"{self.name} has ended"
                time.sleep(0.1)
        raise AssertionError(f"{self.name} does not answer")

    def kill(self) -> None:
        """End the engine as a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)

    def store(self, timeout: float = 60) -> RemoteStore:
        """Give a store that asks the engine."""
        return RemoteStore(self.url, replace(self.access, timeout=timeout))

    def push(self, version, progress=lambda _done, _all: None):
        """Load a version."""
        done = Push(version, self.store(), Loader(self.doors, self.access), progress).run()
        self.holds = str(version.folder)
        return done

    def holding(self, version) -> RemoteStore:
        """Give a store of a version, which is loaded unless it is there; its name is known."""
        if self.holds != str(version.folder):
            self.push(version)
        store = self.store()
        for _ in range(600):
            if store.version == version.name:
                return store
            time.sleep(0.05)
        raise AssertionError(f"{self.name} does not tell its version")


def oxigraph(folder: Path) -> Engine | None:
    """Describe the server of the package oxigraph; nothing where it is not installed."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        return None
    port = free_port()
    address = f"127.0.0.1:{port}"
    command = [program, "serve", "--location", str(folder), "--bind", address, "--union-default-graph"]
    base = f"http://{address}"
    return Engine("Oxigraph", command, folder, port, f"{base}/query", Doors(f"{base}/update", f"{base}/store"))


def virtuoso(folder: Path) -> Engine | None:
    """Describe Debian's Virtuoso; nothing where it is not installed."""
    program = shutil.which("virtuoso-t")
    if program is None:
        return None
    port = free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_SETTINGS.format(sql=free_port(), http=port))
    base = f"http://127.0.0.1:{port}/sparql"
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    access = Access("dba", "dba", scheme=DIGEST)
    return Engine("Virtuoso", command, folder, port, base, Doors(f"{base}-auth"), access)


@contextmanager
def running(engine: Engine) -> Iterator[Engine]:
    """Run an engine until the end of the block."""
    engine.start()
    try:
        yield engine
    finally:
        engine.kill()
