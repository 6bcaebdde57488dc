"""Budgets that need neither wrk nor a peer: a hostile query, and a portfolio of contracts."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from report import Budget
from servers import free_port, running

DEADLINE = 2.0
HOSTILE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a != ?l) }"
_CONTRACTS = 510


def hostile(store: Path) -> Budget:
    """Ask what would run for years; see that it ends in time and holds up nobody."""
    port = free_port()
    os.environ["DEALGRAPH_DEADLINE"] = str(DEADLINE)
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--store", str(store), "--port", str(port)]
    try:
        with running("dealgraph", "/sparql", command, port):
            address = f"http://127.0.0.1:{port}/sparql?query="
            ended: list[tuple[int, float]] = []
            thread = threading.Thread(target=lambda: ended.append(_fetch(address + quote(HOSTILE))))
            thread.start()
            slowest = 0.0
            while thread.is_alive():
                status, seconds = _fetch(f"{address}{quote(f'ASK {{ ?s ?p {time.monotonic_ns()} }}')}")
                slowest = max(slowest, seconds)
                assert status == 200
            thread.join()
    finally:
        del os.environ["DEALGRAPH_DEADLINE"]
    status, seconds = ended[0]
    holds = status == 503 and seconds <= DEADLINE + 0.1 and slowest < 0.2
    found = (
        f"{status} after {seconds:.2f} s at a deadline of {DEADLINE:g} s; slowest ASK beside it {slowest * 1000:.0f} ms"
    )
    return Budget("a hostile query", found, "503 by deadline + 0.1 s; ASK < 200 ms", "holds" if holds else "missed")


def _fetch(address: str) -> tuple[int, float]:
    begin = time.perf_counter()
    try:
        with urlopen(address, timeout=60) as reply:
            reply.read()
            return reply.status, time.perf_counter() - begin
    except HTTPError as error:
        error.read()
        return error.code, time.perf_counter() - begin


def portfolio() -> Budget:
    """Import and validate a portfolio of contracts, where data and command are there."""
    name, limit = f"import and validate {_CONTRACTS} contracts", "< 120 s"
    data = Path(os.environ.get("DEALGRAPH_SHARED", "")) / "cuad"
    if not data.is_dir():
        return Budget(name, "", limit, "not measured: name the folder of the data in DEALGRAPH_SHARED")
    program = [sys.executable, "-m", "dealservice.cli", "import", "cuad"]
    if subprocess.run([*program, "--help"], capture_output=True, check=False).returncode:
        return Budget(name, "", limit, "not measured: this version has no such command")
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        begin = time.perf_counter()
        done = subprocess.run([*program, str(data), "--store", folder], capture_output=True, check=False)
        seconds = time.perf_counter() - begin
    if done.returncode:
        return Budget(name, "", limit, f"not measured: the command ended with {done.returncode}")
    return Budget(name, f"{seconds:.0f} s", limit, "holds" if seconds < 120 else "missed")
