"""Soak the service: clients that ask good and hostile queries at once, for minutes, while its memory is watched.

    python bench/soak.py [--seconds 600] [--clients 8] [--deadline 1.5]

It prints what became of each kind of request, how late the hostile ones were ended, how long an ASK waited meanwhile,
and the memory of all processes at the start, in the middle and at the end. It fails where an answer is not as expected
or the memory grows.
"""

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from report import Budget

from dealgraph import names
from dealgraph.build import Inputs, build

DEADLINE, GROWTH = 1.5, 1.25
_LONG, SHORT_GROWTH = 60.0, 2.0
"""In less than so many seconds a service is still growing into its work."""
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
HOSTILE = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "sorted cross product": f"SELECT * {{ {CROSS} }} ORDER BY ?i ?a LIMIT 5",
    "grouped cross product": f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {CROSS} }} GROUP BY ?a ?d",
    "memory bomb": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f",
    "huge answer": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 2000000",
    "huge graph": "CONSTRUCT { ?a ?b ?f . ?d ?e ?c } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "braces": "SELECT * " + "{" * 3000 + "}" * 3000,
    "negations": "ASK { FILTER(" + "!" * 5000 + "true) }",
    "unions": "SELECT * { {?s ?p ?o}" + " UNION {?s ?p ?o}" * 1000 + " }",
    "patterns": "SELECT * { " + " . ".join(f"?s{n} ?p ?s{n + 1}" for n in range(300)) + " }",
    "path bomb": "SELECT (COUNT(*) AS ?n) { ?a (!<x:x>|^!<x:x>)* ?b . ?b (!<x:x>|^!<x:x>)* ?c . ?c ?p ?d }",
    "regular expression": "SELECT * { ?s ?p ?o . ?x ?y ?z FILTER REGEX(CONCAT(STR(?o), STR(?z)), '(a*)*(b+)+$') }",
    "negation": "SELECT * { ?s ?p ?o . ?x ?y ?z FILTER NOT EXISTS { ?o ?q ?z . ?v ?w ?s } }",
    "other service": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "update": "CLEAR ALL",
}  # fmt: skip
GOOD: dict[str, Callable[[int], str]] = {
    "lookup": lambda n: f"/sparql?query={quote(f'SELECT ?p ?o {{ <{names.ID}microsoft> ?p ?o }} # {n}')}",
    "join": lambda n: f"/sparql?query={quote(f'SELECT * {{ ?r <{names.DEAL}heldBy> ?h ; a ?k }} # {n}')}",
    "graph": lambda n: f"/sparql?query={quote(f'DESCRIBE <{names.ID}openai> # {n}')}",
    "repeated": lambda n: f"/sparql?query={quote(f'SELECT * {{ ?s ?p ?o }} LIMIT {100 + n % 5}')}",
    "canned": lambda n: f"/queries/rights-of.{('json', 'csv', 'html')[n % 3]}?holder={('microsoft', 'openai')[n % 2]}",
    "page": lambda n: f"/id/{('microsoft', 'openai', 'first-refusal')[n % 3]}",
    "description": lambda n: ("/sparql", "/.well-known/void", "/queries", "/")[n % 4],
}
KNOWN = {
    "query-deadline", "query-memory", "query-deep", "query-large", "answer-too-long", "query-service",
    "query-is-update", "busy",
}  # fmt: skip
"""What a hostile query may be answered with."""
OVERLOADED = {"busy", "query-deadline"}
"""What a good one may be answered with, once in a hundred times at most."""


@dataclass
class Server:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> tuple[int, bytes, float]:
        """Fetch an address: status, body and seconds."""
        start = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read(), time.monotonic() - start
        finally:
            connection.close()

    def memory(self) -> int:
        """Sum the memory of all processes in MiB; what they share counts once."""
        total, waiting = 0, [self.process.pid]
        while waiting:
            process = waiting.pop()
            try:
                for task in Path(f"/proc/{process}/task").glob("*/children"):
                    waiting += [int(child) for child in task.read_text().split()]
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total >> 10


@dataclass
class Tally:
    """What was seen."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


def attack(server: Server, kind: str, deadline: float, tally: Tally) -> None:
    """Ask a hostile query, which has to end as a problem."""
    status, body, seconds = server.get(f"/sparql?query={quote(f'{HOSTILE[kind]} # {random.random()}')}")
    code = json.loads(body).get("code", "") if status >= 400 else "answered"
    tally.outcomes[f"hostile: {code}"] += 1
    if code == "query-deadline":
        tally.late.append(seconds - deadline)
    if code not in KNOWN:
        tally.unexpected.append(f"{kind}: {status} {body[:200]!r}")


def ask(server: Server, kind: str, number: int, tally: Tally) -> None:
    """Ask something good, which has to be answered unless the service or its machine has too much to do."""
    status, body, _ = server.get(GOOD[kind](number))
    code = json.loads(body).get("code", "") if status == 503 else ""
    tally.outcomes[f"good: {code or status}"] += 1
    if status != 200 and code not in OVERLOADED:
        tally.unexpected.append(f"{kind}: {status} {body[:200]!r}")


def client(server: Server, number: int, end: float, deadline: float, tally: Tally) -> None:
    """Ask one thing after the other; every twentieth is hostile."""
    chance = random.Random(number)
    while time.monotonic() < end:
        try:
            if chance.random() < 1 / 20:
                attack(server, chance.choice(list(HOSTILE)), deadline, tally)
            else:
                ask(server, chance.choice(list(GOOD)), chance.randrange(1_000_000), tally)
        except (OSError, HTTPException, ValueError) as error:
            tally.unexpected.append(f"{type(error).__name__}: {error}")


def probe(server: Server, end: float, tally: Tally) -> None:
    """Ask, all the while, whether others are answered; and watch the memory."""
    while time.monotonic() < end:
        status, _, seconds = server.get(f"/sparql?query={quote(f'ASK {{}} # {random.random()}')}")
        tally.waits.append(seconds)
        if status != 200:
            tally.unexpected.append(f"ASK: {status}")
        tally.memory.append(server.memory())
        time.sleep(0.2)


def start(store: Path, deadline: float) -> Server:
    """Start the service and wait until it is ready."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    settings = {"DEADLINE": deadline, "QUERY_MEMORY": 200, "MAX_ANSWER_BYTES": 5_000_000, "CLIENT_QUERIES": 64}
    settings |= {"SLOW_SECONDS": 3600, "CACHE_BYTES": 4_000_000}
    environment = os.environ | {f"DEALGRAPH_{name}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--store", str(store)]
    server = Server(port, subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL))
    for _ in range(600):
        try:
            if server.get("/health/ready")[0] == 200:
                return server
        except (OSError, HTTPException):
            time.sleep(0.1)
    server.process.kill()
    server.process.wait(30)
    raise RuntimeError("the service does not answer")


@dataclass(frozen=True)
class Findings:
    """What a soak comes to."""

    tally: Tally
    thirds: tuple[float, float, float]
    growth: float

    @property
    def good(self) -> int:
        """How many good questions were answered."""
        return self.tally.outcomes["good: 200"]

    @property
    def turned_away(self) -> int:
        """How many good questions were turned away, as the service had too much to do."""
        return sum(self.tally.outcomes[f"good: {code}"] for code in OVERLOADED)

    @property
    def fault(self) -> str:
        """What is not as it should be; nothing where all is well."""
        if self.tally.unexpected:
            return f"{len(self.tally.unexpected)} unexpected answers, such as {self.tally.unexpected[0]}"
        if self.turned_away * 100 > self.good:
            return f"{self.turned_away} good queries were turned away"
        return "" if self.thirds[2] < self.thirds[1] * self.growth else "the memory grows"


def soak(store: Path, seconds: float, clients: int = 8, deadline: float = DEADLINE, growth: float = GROWTH) -> Findings:
    """Soak a service over a store.

    Args:
        store: a folder that was built.
        seconds: how long.
        clients: how many ask at once.
        deadline: of the service.
        growth: how often the memory of the middle third the last one may have.
    """
    tally = Tally()
    server = start(store, deadline)
    try:
        end = time.monotonic() + seconds
        crowd = [threading.Thread(target=client, args=(server, n, end, deadline, tally)) for n in range(clients)]
        crowd.append(threading.Thread(target=probe, args=(server, end, tally)))
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
    finally:
        server.process.terminate()
        server.process.wait(30)
    third = max(len(tally.memory) // 3, 1)
    first, middle, last = (
        statistics.median(tally.memory[at : at + third]) for at in (0, third, len(tally.memory) - third)
    )
    return Findings(tally, (first, middle, last), growth)


def budgets(store: Path, seconds: float) -> list[Budget]:
    """Judge a soak: every answer as expected, few turned away, the memory level."""
    found = soak(store, seconds, growth=GROWTH if seconds >= _LONG else SHORT_GROWTH)
    hostile = sum(n for kind, n in found.tally.outcomes.items() if kind.startswith("hostile"))
    said = f"{found.good:,} good and {hostile:,} hostile queries in {seconds:g} s; memory by thirds (MiB) " + (
        ", ".join(f"{third:.0f}" for third in found.thirds)
    )
    state = f"missed: {found.fault}" if found.fault else "holds"
    return [Budget("soak: good and hostile queries at once", said, "no unexpected answer, memory level", state)]


def report(found: Findings) -> None:
    """Print what was seen."""
    tally = found.tally
    print("| outcome | requests |\n| --- | ---: |")
    for outcome, count in sorted(tally.outcomes.items()):
        print(f"| {outcome} | {count:,} |")
    print(f"\nunexpected: {len(tally.unexpected)}")
    for line in tally.unexpected[:10]:
        print(f"  {line}")
    if tally.late:
        late = sorted(tally.late)
        print(f"ended after the deadline by (s): median {statistics.median(late):.3f}, most {late[-1]:.3f}")
    waits = sorted(tally.waits)
    p99 = waits[min(int(len(waits) * 0.99), len(waits) - 1)]
    print(f"an ASK meanwhile (s): median {statistics.median(waits):.3f}, p99 {p99:.3f}, most {waits[-1]:.3f}")
    first, middle, last = found.thirds
    print(f"memory by thirds (MiB): {first:.0f}, {middle:.0f}, {last:.0f}; most {max(tally.memory)}")
    if found.fault:
        print(found.fault)


def main() -> None:
    """Soak a service over the graph of the article."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seconds", type=float, default=600.0)
    options.add_argument("--clients", type=int, default=8)
    options.add_argument("--deadline", type=float, default=DEADLINE)
    options.add_argument(
        "--growth", type=float, default=GROWTH, help="how often the memory of the middle the end may have"
    )
    options.add_argument("--store", type=Path, help="a store that was built; otherwise one is built")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = chosen.store or build(Inputs(), Path(folder) / "store").version.folder.parents[1]
        found = soak(store, chosen.seconds, chosen.clients, chosen.deadline, chosen.growth)
    report(found)
    sys.exit(1 if found.fault else 0)


if __name__ == "__main__":
    main()
