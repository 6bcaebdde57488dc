"""The real server over the real graph, with a short deadline and little memory, for those who wish it ill."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest
from ports import free_port

DEADLINE = 1.5
LONG = 8000
SETTINGS = {
    "DEALGRAPH_DEADLINE": str(DEADLINE),
    "DEALGRAPH_QUERY_MEMORY": "200",
    "DEALGRAPH_MAX_ANSWER_BYTES": "5000000",
    "DEALGRAPH_CLIENT_QUERIES": "64",
}


@dataclass(frozen=True)
class Server:
    """A running server: its port and its main process."""

    port: int
    process: int

    def get(self, path: str, timeout: float = 20, **headers: str) -> tuple[int, bytes, float]:
        """Fetch an address: status, body and seconds."""
        return self._request("GET", path, None, timeout, headers)

    def ask(self, query: str, **headers: str) -> tuple[int, bytes, float]:
        """Ask a query, by POST where it is too long for an address."""
        if len(query) < LONG:
            return self.get(f"/sparql?query={quote(query)}", **headers)
        headers |= {"Content-Type": "application/sparql-query"}
        return self._request("POST", "/sparql", query.encode(), 20, headers)

    def _request(
        self, method: str, path: str, body: bytes | None, timeout: float, headers: dict[str, str]
    ) -> tuple[int, bytes, float]:
        start = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(), time.monotonic() - start
        finally:
            connection.close()

    def processes(self) -> list[int]:
        """List the server's processes, all generations."""
        found, waiting = [], [self.process]
        while waiting:
            process = waiting.pop()
            found.append(process)
            for task in Path(f"/proc/{process}/task").glob("*/children"):
                waiting += [int(child) for child in task.read_text().split()]
        return found

    def cpu(self) -> float:
        """Sum the seconds of processor time of all processes that live now."""
        ticks = 0
        for process in self.processes():
            try:
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            except FileNotFoundError:
                continue
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Sum the memory that the processes hold for themselves, in bytes."""
        total = 0
        for process in self.processes():
            try:
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                continue
            total += sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
        return total


def start(store: Path, **settings: str) -> tuple[Server, subprocess.Popen]:
    """Start a server and wait until it is ready."""
    port = free_port()
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--store", str(store)]
    process = subprocess.Popen(command, env=os.environ | SETTINGS | settings)
    server = Server(port, process.pid)
    for _ in range(300):
        try:
            if server.get("/health/ready")[0] == 200 and server.ask("ASK {}")[0] == 200:
                return server, process
        except (OSError, HTTPException):
            pass
        time.sleep(0.1)
    process.kill()
    pytest.fail("the server does not answer")


@pytest.fixture(scope="session")
def server(built_store) -> Iterator[Server]:
    running, process = start(built_store)
    yield running
    process.terminate()
    process.wait(20)
