"""Load from wrk: a closed loop of so many connections, and what it measured."""

import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import quote

from report import FAULTS
from servers import Server

ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"
REPEATED = 20
"""So many different requests make up a load of hits."""


@dataclass(frozen=True)
class Load:
    """What is asked.

    Args:
        name: what the load is called.
        queries: SPARQL texts with %d for the number of a deal; they are asked in turn.
        repeats: the share of requests that were made before; 0.69 is what logs of production show.
    """

    name: str
    queries: tuple[str, ...]
    repeats: float = 0.0


@dataclass(frozen=True)
class Measure:
    """Requests a second, milliseconds in the middle and at the 99th percentile, microseconds of CPU for a request."""

    rate: float
    p50: float
    p99: float
    cpu: float
    failed: int


def script(server: Server, load: Load, deals: int) -> str:
    """Write a script for wrk; a request that is not repeated is never the same."""
    listed = ", ".join(f'"{quote(" ".join(q.split()), safe="%")}"'.replace("%25d", "%d") for q in load.queries)
    return f"""
local queries = {{ {listed} }}
local n = 0
math.randomseed({random.randrange(1 << 30)})
request = function()
  n = n + 1
  local again = math.random() < {load.repeats}
  local c = again and 1 + n % {REPEATED} or math.random({deals})
  local q = string.gsub(queries[1 + n % #queries], "%%d", tostring(c))
  if not again then q = q .. "%20%23" .. n .. "-" .. math.random(1000000000) end
  return wrk.format("GET", "{server.path}?query=" .. q, {{ ["Accept"] = "{ACCEPT}" }})
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %f %f %d\\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))
end
"""


def put(server: Server, load: Load, deals: int, seconds: int, connections: int) -> Measure:
    """Put load on a server."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script(server, load, deals))
        file.flush()
        before = server.cpu()
        limits = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
        command = ["wrk", *limits, "-s", file.name, f"http://127.0.0.1:{server.port}"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        spent = server.cpu() - before
    words = next(line for line in said.splitlines() if line.startswith("RESULT")).split()[1:]
    requests, lasted, p50, p99, failed = map(float, words)
    cpu = spent / requests * 1e6 if requests else float("nan")
    return Measure(requests / lasted * 1e6, p50 / 1000, p99 / 1000, cpu, int(failed))


def interleaved(
    servers: Sequence[Server],
    load: Load,
    deals: int,
    seconds: int,
    connections: int,
    rounds: int,
    failures: dict[str, str],
) -> dict[str, Measure]:
    """Put the same load on servers in turn, several times; give the medians by name of server.

    A server that fails is not asked again; why it failed is put into `failures`.
    """
    found: dict[str, list[Measure]] = {server.name: [] for server in servers}
    for number in range(rounds):
        for server in servers:
            if server.name in failures:
                continue
            said = f"  {load.name}, {connections} connections, round {number + 1} of {rounds}: {server.name}"
            try:
                last = put(server, load, deals, seconds, connections)
            except FAULTS as fault:
                failures[server.name] = str(fault)
                print(f"{said} failed: {fault}", file=sys.stderr, flush=True)
                continue
            found[server.name].append(last)
            print(f"{said}: {last.rate:,.0f} requests/s, {last.cpu:,.0f} µs CPU", file=sys.stderr, flush=True)
    return {name: _middle(measures) for name, measures in found.items() if measures and name not in failures}


def _middle(measures: Sequence[Measure]) -> Measure:
    columns = [asdict(measure) for measure in measures]
    middle = {key: statistics.median(column[key] for column in columns) for key in columns[0]}
    return Measure(**middle | {"failed": sum(measure.failed for measure in measures)})
