"""Budgets that need neither wrk nor a peer that listens: a hostile query, and filling the memory."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from growth import LEAST_RATE, MOST_BYTES
from report import Budget, state_of
from servers import free_port, running

DEADLINE = 2.0
HOSTILE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(?a != ?l) }"
PEER = Path(__file__).resolve().parent / "peers" / "rdflib_memory.py"


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
    return Budget("a hostile query", found, "503 by deadline + 0.1 s; ASK < 200 ms", state_of(holds))


def _fetch(address: str) -> tuple[int, float]:
    begin = time.perf_counter()
    try:
        with urlopen(address, timeout=60) as reply:
            reply.read()
            return reply.status, time.perf_counter() - begin
    except HTTPError as error:
        error.read()
        return error.code, time.perf_counter() - begin


def filling(store: Path, deals: int, quads: Path) -> list[Budget]:
    """Judge how fast a graph fills the memory and how much of it a quad takes, beside rdflib with the same file."""
    place = [str(store), str(deals)]
    scale = [sys.executable, str(Path(__file__).with_name("scale.py")), "--ask", *place, *place]
    mine = json.loads(subprocess.run(scale, check=True, stdout=subprocess.PIPE).stdout)
    peer = subprocess.run([sys.executable, str(PEER), str(quads)], check=True, stdout=subprocess.PIPE)
    theirs = json.loads(peer.stdout)
    rate, memory = mine["quads"] / mine["warm"]["cpu"], mine["memory"]
    times, share = rate / (theirs["quads"] / theirs["cpu"]), memory / theirs["memory"]
    return [
        Budget(
            "load: filling the memory",
            f"{rate:,.0f} quads/s of CPU; {times:.3g} × rdflib",
            f"≥ {LEAST_RATE:,} quads/s",
            state_of(rate >= LEAST_RATE),
        ),
        Budget(
            "load: memory of a quad",
            f"{memory:.0f} bytes; {share:.2f} × rdflib",
            f"≤ {MOST_BYTES} bytes",
            state_of(memory <= MOST_BYTES),
        ),
    ]
