"""Measure every budget beside the peers, in interleaved rounds of one run; write docs/speed.json, .svg and .md.

    python bench/run.py [--quick] [--quads N] [--peers NAME,NAME] [--output FOLDER]

A budget is a ratio to a peer wherever there is one: ratios of one run hold on a loaded machine too. A row that cannot
be measured here says why.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import synthetic
from commands import COMMANDS, measure
from report import Budget, machine, write
from servers import PEER_MAKERS, Server, available, ours
from wrk import Load, Measure, interleaved

from dealgraph import names
from dealgraph.build import Inputs, build
from dealgraph.bulk.loading import load

ROOT = Path(__file__).resolve().parents[1]
_ID, _DEAL = names.ID, f"PREFIX deal: <{names.DEAL}> PREFIX rdfs: <{names.RDFS}> "
LOOKUP = f"{_DEAL} SELECT ?p ?o WHERE {{ <{_ID}right-%d> ?p ?o }}"
MIX = (
    LOOKUP,
    f"DESCRIBE <{_ID}agreement-%d>",
    f"""{_DEAL} SELECT ?r ?l ?h WHERE {{ <{_ID}agreement-%d> deal:hasTerm ?t . ?t deal:confers ?r .
        ?r deal:heldBy ?h ; rdfs:label ?l }}""",
    f"{_DEAL} SELECT ?c ?t WHERE {{ ?c deal:claimAbout <{_ID}right-%d> ; deal:paraphrase ?t }}",
)
CANNED = f"""{_DEAL} SELECT ?right ?label ?grantor ?asset {{
    ?right deal:heldBy <{_ID}company-%d> ; rdfs:label ?label ; deal:grantedBy/rdfs:label ?grantor .
    OPTIONAL {{ ?right deal:concernsAsset/rdfs:label ?asset }}
    ?claim deal:claimAbout ?right ; deal:statedIn ?source }} ORDER BY ?label"""
"""A question as the canned ones are; a peer has none by name, so every server is sent the text."""
LOADS = (
    Load("lookup, never seen", (LOOKUP,)),
    Load("mix, never seen", MIX),
    Load("13 KB, never seen", (f"{_DEAL} SELECT ?c ?t WHERE {{ ?c deal:paraphrase ?t }} LIMIT 100",)),
    Load("canned, repeated", (CANNED,), 1.0),
    Load("mix, 69 % repeated", MIX, 0.69),
)
WARM_UP = Load("warming up", MIX)
OXIGRAPH, RDFLIB = "Oxigraph server", "rdflib-endpoint"


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    quads: int
    seconds: int
    rounds: int
    connections: tuple[int, ...]
    commands: int


FULL = Plan(quads=84_000, seconds=4, rounds=3, connections=(1, 8, 32), commands=5)
QUICK = Plan(quads=20_000, seconds=1, rounds=1, connections=(8,), commands=2)
Results = dict[str, dict[int, dict[str, Measure]]]


def serve_all(stack: ExitStack, store: Path, quads: Path, folder: Path, peers: list[str]) -> list[Server]:
    """Start ours and the peers, each with the same quads."""
    servers = [stack.enter_context(ours(store, folder))]
    for name in (name for name in peers if available(name)):
        print(f"Starting {name} ...", file=sys.stderr, flush=True)
        servers.append(stack.enter_context(PEER_MAKERS[name](quads, folder)))
    return servers


def measure_loads(servers: list[Server], plan: Plan, deals: int) -> Results:
    """Measure each load at each number of connections, once every server has had something to do."""
    interleaved(servers, WARM_UP, deals, plan.seconds, 8, 1)
    return {
        found.name: {
            number: interleaved(servers, found, deals, plan.seconds, number, plan.rounds) for number in plan.connections
        }
        for found in LOADS
    }


@dataclass(frozen=True)
class Ratio:
    """A budget that is a ratio to a peer: of a figure of a `Measure` under a load, at least or at most so much."""

    name: str
    load: str
    figure: str
    peer: str
    limit: float

    def judge(self, results: Results) -> Budget:
        """Judge it, at eight connections; throughput has a least ratio and CPU a greatest one."""
        found = results[self.load][8]
        sign = "≥" if self.figure == "rate" else "≤"
        limit = f"{sign} {self.limit:g} ×"
        if self.peer not in found:
            return Budget(self.name, "", limit, f"not measured: {self.peer} was not run")
        ratio = getattr(found["dealgraph"], self.figure) / getattr(found[self.peer], self.figure)
        holds = ratio >= self.limit if self.figure == "rate" else ratio <= self.limit
        return Budget(self.name, f"{ratio:.3g} × {self.peer}", limit, "holds" if holds else "missed")


RATIOS = (
    Ratio("canned query, repeated: throughput", "canned, repeated", "rate", OXIGRAPH, 3),
    Ratio("canned query, repeated: throughput", "canned, repeated", "rate", RDFLIB, 500),
    Ratio("SPARQL, never seen: CPU of the mix", "mix, never seen", "cpu", OXIGRAPH, 2),
    Ratio("SPARQL, never seen: CPU of the mix", "mix, never seen", "cpu", RDFLIB, 1 / 50),
    Ratio("mix with 69 % repeats: throughput", "mix, 69 % repeated", "rate", OXIGRAPH, 1.5),
)


def budgets_of_commands(folder: Path, rounds: int) -> list[Budget]:
    """Judge the budgets of the command line."""
    store = folder / "article"
    build(Inputs(), store)
    found = []
    for command in COMMANDS:
        mine, theirs = measure(store, command, rounds)
        state = "holds" if mine < command.budget else "missed"
        said = f"{mine:.2f} s; {mine / theirs:.2f} × {command.peer_name}"
        found.append(Budget(command.name, said, f"< {command.budget:g} s", state))
    return found


def budgets_elsewhere(folder: Path, *, quick: bool) -> list[Budget]:
    """Judge a hostile query and, in a full run, a portfolio of contracts."""
    from others import hostile, portfolio

    return [hostile(folder / "article"), *([] if quick else [portfolio()])]


def main() -> None:
    """Measure and write."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--quick", action="store_true", help="less of everything: under three minutes")
    options.add_argument("--quads", type=int)
    options.add_argument("--peers", default=",".join(PEER_MAKERS))
    options.add_argument("--output", type=Path, help="folder of the report; docs/ for a full run, else build/")
    chosen = options.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing; on Debian or Ubuntu: apt-get install wrk")
    plan = QUICK if chosen.quick else FULL
    output = chosen.output or ROOT / ("build" if chosen.quick else "docs")
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        deals, figures = make_store(folder, chosen.quads or plan.quads)
        store = folder / "store"
        quads = next((store / "versions").iterdir()) / "graph.nq"
        servers = serve_all(stack, store, quads, folder, chosen.peers.split(","))
        results = measure_loads(servers, plan, deals)
        memory = {server.name: server.memory() for server in servers}
        stack.close()
        budgets = [*(ratio.judge(results) for ratio in RATIOS), *budgets_of_commands(folder, plan.commands)]
        budgets += [*budgets_elsewhere(folder, quick=chosen.quick), *scale_budgets()]
    content: dict[str, Any] = {
        "machine": machine(),
        "quads": figures["quads"],
        "plan": asdict(plan),
        "loads": {
            n: {str(c): {s: asdict(m) for s, m in by.items()} for c, by in r.items()} for n, r in results.items()
        },
        "memory": memory,
        "budgets": [asdict(budget) for budget in budgets],
    }
    output.mkdir(exist_ok=True)
    (output / "speed.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write(output, content)
    for budget in budgets:
        print(f"{budget.state:10} {budget.name}: {budget.found or '-'} (budget {budget.limit or '-'})")


def make_store(folder: Path, quads: int) -> tuple[int, dict[str, Any]]:
    """Load synthetic deals; give their number, and how quick that was."""
    file = folder / "deals.nq"
    deals = 0
    with file.open("w", encoding="utf-8") as out:
        for deals, (_, text) in enumerate(synthetic.documents(quads * 4 // 7), 1):
            out.write(text)
    print(f"Loading {deals:,} deals ...", file=sys.stderr, flush=True)
    begin = time.perf_counter()
    loaded = load([file], folder / "store")
    total = sum(loaded.version.manifest["quads"].values())
    return deals, {"quads": total, "seconds": time.perf_counter() - begin}


def scale_budgets() -> list[Budget]:
    """Judge what bench/scale.py has measured, where it was run."""
    file = ROOT / "docs" / "scale.json"
    if not file.exists():
        return [Budget("growth", "", "", "not measured: run bench/scale.py")]
    from scale import budgets

    return budgets(json.loads(file.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
