"""Measure the service beside the Oxigraph server: processor time for each request, in interleaved rounds of one run.

    python bench/load.py [--copies N] [--seconds S] [--rounds R] [--only NAME]

Both serve the same quads: the article's graph and N copies of it under other names. The load comes from wrk. A miss is
a query that was never seen before; a hit is one that was.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from dealgraph import names, versions
from dealgraph.binding import read_values
from dealgraph.build import Inputs, build
from dealgraph.lookup import Lookup
from dealgraph.places import data_folder
from dealgraph.questions import open_catalog
from dealgraph.store import open_store

BIN = Path(sys.executable).parent
PREFIX = f"PREFIX deal: <{names.DEAL}> PREFIX rdfs: <{names.RDFS}> "
QUERIES = {
    "small lookup": f"{PREFIX} SELECT ?p ?o WHERE {{ <{names.ID}first-refusal-%d> ?p ?o }}",
    "describe": f"DESCRIBE <{names.ID}first-refusal-%d>",
    "join": f"""{PREFIX} SELECT ?r ?l ?h WHERE {{ ?a deal:hasParty <{names.ID}openai-%d> .
        ?r deal:heldBy ?h ; rdfs:label ?l ; deal:grantedBy <{names.ID}openai-%d> }}""",
    "13 KB": f"{PREFIX} SELECT ?c ?t WHERE {{ ?c deal:paraphrase ?t }} LIMIT 100",
    "55 KB": f"{PREFIX} SELECT ?c ?t WHERE {{ ?c deal:paraphrase ?t }} LIMIT 420",
}
CANNED = "hit: every canned query"
ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"


@dataclass(frozen=True)
class Server:
    """A server under test."""

    name: str
    port: int
    path: str
    process: int

    def ticks(self) -> float:
        """Sum the processor seconds of the server's processes."""
        total, waiting = 0, [self.process]
        while waiting:
            process = waiting.pop()
            for task in Path(f"/proc/{process}/task").glob("*/children"):
                waiting += [int(child) for child in task.read_text().split()]
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(field) for field in fields[11:15])
        return total / os.sysconf("SC_CLK_TCK")


def script(server: Server, queries: list[str], copies: int, *, fresh: bool) -> str:
    """Write a script for wrk that asks the queries in turn, each of a random copy; fresh ones are never the same."""
    listed = ", ".join(f'"{quote(" ".join(q.split()), safe="%")}"'.replace("%25d", "%d") for q in queries)
    tail = '.. "%20%23" .. n .. "-" .. math.random(1000000000)' if fresh else ""
    return f"""
local queries = {{ {listed} }}
local n = 0
math.randomseed(os.time())
request = function()
  n = n + 1
  local c = {"math.random(" + str(copies) + ")" if fresh else "1 + n % 20"}
  local q = string.gsub(queries[1 + n % #queries], "%%d", tostring(c))
  return wrk.format("GET", "{server.path}?query=" .. q {tail}, {{ ["Accept"] = "{ACCEPT}" }})
end
"""


def canned(server: Server, store: Path) -> str:
    """Write a script for wrk that asks every canned query with its examples, by name of ours, as SPARQL of the peer."""
    lookup = Lookup(open_store(str(store)))
    listed: list[str] = []
    for inquiry in open_catalog([data_folder("queries")]):
        given = {p.name: [p.example] for p in inquiry.parameters if p.required}
        asked = inquiry.sparql(read_values(inquiry, given, lookup))
        if asked and inquiry.form == "SELECT":
            by_name = f"/queries/{inquiry.name}.json?{urlencode(given, doseq=True)}"
            listed.append(by_name if server.path == "/sparql" else f"{server.path}?{urlencode({'query': asked.text})}")
    addresses = ", ".join(f'"{address}"' for address in listed)
    return f"""
local addresses = {{ {addresses} }}
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", addresses[1 + n % #addresses], {{ ["Accept"] = "{ACCEPT}" }})
end
"""


def load(server: Server, text: str, seconds: int, connections: int = 8) -> tuple[float, float]:
    """Put load on a server: requests a second, and microseconds of processor time for each."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(text)
        file.flush()
        before = server.ticks()
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "-s",
            file.name,
            f"http://127.0.0.1:{server.port}",
        ]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        spent = server.ticks() - before
    if "Non-2xx" in said:
        sys.exit(f"{server.name}: {said}")
    count = int(next(line for line in said.splitlines() if "requests in" in line).split()[0])
    rate = float(next(line for line in said.splitlines() if "Requests/sec" in line).split()[1])
    return rate, spent / count * 1e6


def copied(quads: list[Quad], copies: int) -> Iterator[Quad]:
    """Give the quads, and copies in which every individual has another name."""
    yield from quads

    def renamed(term: object, number: int) -> object:
        is_ours = isinstance(term, NamedNode) and term.value.startswith(names.ID)
        return NamedNode(f"{term.value}-{number}") if is_ours else term  # type: ignore[attr-defined]

    for number in range(1, copies + 1):
        for q in quads:
            if str(q.subject).startswith(f"<{names.ID}"):
                yield Quad(renamed(q.subject, number), q.predicate, renamed(q.object, number), q.graph_name)  # type: ignore[arg-type]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(name: str, path: str, command: list[str], port: int) -> Iterator[Server]:
    """Run a server until the end of the block."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(2)
        yield Server(name, port, path, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--copies", type=int, default=24)
    options.add_argument("--seconds", type=int, default=4)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--only", default="", help="Measure only the loads in whose name this occurs.")
    chosen = options.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing; on Debian or Ubuntu: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        plain = build(Inputs(), store).version
        quads = list(copied([*parse(path=str(plain.quads), format=RdfFormat.N_QUADS)], chosen.copies))
        text = serialize(quads, format=RdfFormat.N_QUADS) or b""
        with versions.writing(store):
            large = versions.publish(store, "large", {versions.QUADS: text}, dict(plain.manifest))
        measure(store, large.quads, Path(folder), chosen)


def measure(store: Path, quads: Path, folder: Path, chosen: argparse.Namespace) -> None:
    """Load both servers in turn, and print the medians."""
    peer_data = folder / "oxigraph"
    subprocess.run(
        [BIN / "oxigraph", "load", "--location", peer_data, "--file", quads], check=True, capture_output=True
    )
    ours, theirs = free_port(), free_port()
    us = [str(BIN / "dealgraph"), "serve", "--store", str(store), "--port", str(ours)]
    them = [str(BIN / "oxigraph"), "serve-read-only", "--location", str(peer_data), "--bind", f"127.0.0.1:{theirs}"]
    os.environ["DEALGRAPH_CLIENT_QUERIES"] = "1000"
    with (
        running("dealgraph", "/sparql", us, ours) as a,
        running("Oxigraph server", "/query", [*them, "--union-default-graph"], theirs) as b,
    ):
        print(
            f"{sum(1 for _ in quads.open('rb')):,} quads, {chosen.rounds} rounds of {chosen.seconds} s, 8 connections\n"
        )
        print("| load | ours: µs CPU | peer: µs CPU | CPU ratio | ours: req/s | peer: req/s | throughput ratio |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        every = list(QUERIES.values())
        asked = [(f"miss: {name}", [query], True) for name, query in QUERIES.items()]
        asked += [("miss: mix", every, True), ("hit: mix", every, False)]
        rows = [
            (name, [script(s, queries, chosen.copies, fresh=fresh) for s in (a, b)]) for name, queries, fresh in asked
        ]
        rows.append((CANNED, [canned(s, store) for s in (a, b)]))
        for name, scripts in rows:
            if chosen.only not in name:
                continue
            if name.startswith("hit"):
                load(a, scripts[0], chosen.seconds)  # so that all has been seen before
            pairs = [
                [load(s, text, chosen.seconds) for s, text in zip((a, b), scripts, strict=True)]
                for _ in range(chosen.rounds)
            ]
            cpu = [statistics.median(pair[side][1] for pair in pairs) for side in (0, 1)]
            rate = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
            print(
                f"| {name} | {cpu[0]:.0f} | {cpu[1]:.0f} | {cpu[0] / cpu[1]:.2f} "
                f"| {rate[0]:.0f} | {rate[1]:.0f} | {rate[0] / rate[1]:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
