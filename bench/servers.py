"""The servers that are compared: ours and its peers, each with the same quads, each in an environment of its own."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

BIN = Path(sys.executable).parent
PEERS = Path(__file__).resolve().parents[1] / "build" / "peers"
"""Where the environments of the peers are; they stay for the next time."""
_WAIT_SECONDS = 600.0
_VIRTUOSO_CONFIGURATION = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{control}
DirsAllowed = {folder}
ServerThreads = 40
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 40
MaxClientConnections = 40
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Server:
    """A server under test: what it is called, where it answers, and its first process."""

    name: str
    port: int
    path: str
    process: int

    def processes(self) -> list[int]:
        """List its processes."""
        found, waiting = [], [self.process]
        while waiting:
            process = waiting.pop()
            found.append(process)
            for task in Path(f"/proc/{process}/task").glob("*/children"):
                with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
                    waiting += [int(child) for child in task.read_text().split()]
        return found

    def cpu(self) -> float:
        """Sum the processor seconds of its processes, and of those of them that have ended."""
        fields = (Path(f"/proc/{p}/stat").read_text().rpartition(")")[2].split() for p in self.processes())
        return sum(sum(map(int, found[11:15])) for found in fields) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Sum the bytes of memory of its processes, what they share counted once."""
        rollups = (Path(f"/proc/{p}/smaps_rollup").read_text() for p in self.processes())
        lines = (line for text in rollups for line in text.splitlines() if line.startswith("Pss:"))
        return sum(int(line.split()[1]) for line in lines) << 10


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def environment(name: str, *packages: str) -> Path:
    """Make an environment with packages of PyPI, unless it is there; give its folder of programs."""
    folder = PEERS / name
    mark = folder / ".installed"
    if not mark.exists():
        print(f"Installing {', '.join(packages)} ...", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", *packages], check=True)
        mark.touch()
    return folder / "bin"


@contextmanager
def running(
    name: str, path: str, command: list[str], port: int, *, cwd: Path | None = None, settle: float = 2.0
) -> Iterator[Server]:
    """Run a server until the end of the block; it has so many seconds to settle once it listens."""
    settings = {**os.environ, "DEALGRAPH_CLIENT_QUERIES": "1000"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=cwd, env=settings)
    try:
        end = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(settle)
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended with status {process.returncode}")
        yield Server(name, port, path, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def ours(store: Path, folder: Path, settle: float = 2.0) -> Iterator[Server]:
    """Run dealgraph on a store."""
    del folder
    port = free_port()
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--store", str(store), "--port", str(port)]
    with running("dealgraph", "/sparql", command, port, settle=settle) as server:
        yield server


@contextmanager
def oxigraph(quads: Path, folder: Path) -> Iterator[Server]:
    """Run the Oxigraph server."""
    program, place, port = environment("oxigraph", "oxigraph") / "oxigraph", folder / "oxigraph", free_port()
    subprocess.run([program, "load", "--location", place, "--file", quads], check=True, capture_output=True)
    command = [str(program), "serve-read-only", "--location", str(place), "--bind", f"127.0.0.1:{port}"]
    with running("Oxigraph server", "/query", [*command, "--union-default-graph"], port) as server:
        yield server


@contextmanager
def oxigraph_in_memory(quads: Path, folder: Path) -> Iterator[Server]:
    """Run the Oxigraph server without a folder of its own: it holds the graph in memory."""
    program, port = environment("oxigraph", "oxigraph") / "oxigraph", free_port()
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with running("Oxigraph server in memory", "/query", command, port, cwd=folder) as server:
        kind = {"Content-Type": "application/n-quads"}
        with urlopen(Request(f"http://127.0.0.1:{port}/store", quads.read_bytes(), kind, method="POST")):
            yield server


@contextmanager
def rdflib_endpoint(quads: Path, folder: Path) -> Iterator[Server]:
    """Run rdflib-endpoint, which knows no named graphs on its command line: it is given their merge."""
    triples = folder / "merge.nt"
    with triples.open("wb") as out:
        out.writelines(sorted({line[: line.rindex(b" <")] + b" .\n" for line in quads.open("rb")}))
    port = free_port()
    program = environment("rdflib-endpoint", "rdflib-endpoint[cli]") / "rdflib-endpoint"
    command = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), str(triples)]
    with running("rdflib-endpoint", "/", command, port) as server:
        yield server


@contextmanager
def virtuoso(quads: Path, folder: Path) -> Iterator[Server]:
    """Run Virtuoso."""
    place, port, control = folder / "virtuoso", free_port(), free_port()
    place.mkdir()
    (place / "virtuoso.ini").write_text(_VIRTUOSO_CONFIGURATION.format(folder=place, port=port, control=control))
    shutil.copy(quads, place / "data.nq")
    command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
    with running("Virtuoso", "/sparql", command, port, cwd=place) as server:
        script = f"ld_dir('{place}', 'data.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
        said = ["isql-vt", f"127.0.0.1:{control}", "dba", "dba", f"exec={script}"]
        subprocess.run(said, check=True, capture_output=True)
        yield server


VIRTUOSO = "Virtuoso"
Maker = Callable[[Path, Path], AbstractContextManager[Server]]
PEER_MAKERS: Mapping[str, Maker] = {"Oxigraph server": oxigraph, "rdflib-endpoint": rdflib_endpoint, VIRTUOSO: virtuoso}
"""By name, what runs a peer with a file of quads and a folder for its own files."""


def lacks(name: str) -> str:
    """Say what a peer lacks to be run here; nothing where it can be."""
    if name == VIRTUOSO and not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        return "on Debian: apt-get install virtuoso-opensource-7"
    return ""


def peer_versions() -> dict[str, str]:
    """Tell the versions of the peers and of what puts load on them, as far as they are there."""
    found = {}
    for package in ("oxigraph", "rdflib-endpoint"):
        parts = [*(PEERS / package).glob(f"lib/python*/site-packages/{package.replace('-', '_')}-*.dist-info")]
        found |= {f"{package} (peer)": part.stem.partition("-")[2] for part in parts}
    for name, command in (("Virtuoso", ["virtuoso-t", "-?"]), ("wrk", ["wrk", "-v"])):
        if shutil.which(command[0]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if version := re.search(r"(?:Version|wrk)\s+(?:debian/)?(\d[\d.]*)", done.stdout + done.stderr):
                found[name] = version[1]
    return found
