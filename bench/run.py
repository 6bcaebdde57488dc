"""Measure every budget beside the peers, in interleaved rounds of one run; write docs/speed.json, .svg and .md.

    python bench/run.py [--quick] [--quads N] [--peers NAME,NAME] [--only PART,PART] [--soak SECONDS] [--output FOLDER]

A budget is a ratio to a peer wherever there is one: ratios of one run hold on a loaded machine too. A row that cannot
be measured here says why. What was measured is written after each part, so that a fault in one, or the end of the run,
loses nothing of the others. It ends with 1 where a part failed; a budget that is missed is a finding, not a failure.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import others
import pages
import portfolio
import soak
import standing
import synthetic
from commands import COMMANDS, measure
from growth import budgets as growth
from loads import RATIOS, Field, Length, Results, measure_loads, serve_all
from report import FAULTS, Budget, machine, state_of, write
from servers import PEER_MAKERS, peer_versions

from dealgraph.build import Inputs, build
from dealgraph.bulk.loading import load

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    quads: int
    length: Length
    commands: int
    soak: float
    pages: int


FULL = Plan(84_000, Length(seconds=3, rounds=3, connections=(1, 8, 32)), commands=5, soak=60.0, pages=pages.ROUNDS)
QUICK = Plan(20_000, Length(seconds=1, rounds=1, connections=(8,)), commands=1, soak=10.0, pages=3)


@dataclass
class Run:
    """What has been measured so far, and where it is written."""

    output: Path
    content: dict[str, Any]
    failed: list[str] = field(default_factory=list)

    def part(self, name: str, work: Callable[[], Sequence[Budget]]) -> None:
        """Measure a part; where it fails, say so in a row of its own, and write what there is."""
        print(f"{name} ...", file=sys.stderr, flush=True)
        begin = time.perf_counter()
        try:
            found = list(work())
        except FAULTS as fault:
            self.failed.append(name)
            said = getattr(fault, "stderr", None) or b""
            last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
            found = [Budget(name, "", "", f"failed: {type(fault).__name__}: {fault}{last and f': {last}'}")]
        self.content["budgets"] += [asdict(budget) for budget in found]
        self.content["seconds"][name] = round(time.perf_counter() - begin, 1)
        for budget in found:
            print(f"  {told(budget)}", file=sys.stderr, flush=True)
        self.write()

    def write(self) -> None:
        """Write what has been measured so far."""
        self.output.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.content, indent=1, ensure_ascii=False)
        (self.output / "speed.json").write_text(text + "\n", encoding="utf-8")
        write(self.output, self.content)


def told(budget: Budget) -> str:
    """Tell of a budget in a line."""
    return f"{budget.state:10} {budget.name}: {budget.found or '-'} (budget {budget.limit or '-'})"


@dataclass(frozen=True)
class Deals:
    """Synthetic deals, loaded: how many, their store, the file of all quads, and how many these are."""

    number: int
    store: Path
    file: Path
    quads: int


def make_deals(folder: Path, quads: int) -> Deals:
    """Load synthetic deals that make a graph of about so many quads."""
    file, number = folder / "deals.nq", 0
    with file.open("w", encoding="utf-8") as out:
        for number, (_, text) in enumerate(synthetic.documents(quads * 4 // 7), 1):
            out.write(text)
    print(f"Loading {number:,} deals ...", file=sys.stderr, flush=True)
    version = load([file], folder / "store").version
    return Deals(number, folder / "store", version.quads, sum(version.manifest["quads"].values()))


def beside_peers(run: Run, deals: Deals, folder: Path, length: Length, peers: Sequence[str]) -> list[Budget]:
    """Put load on ours and the peers, and judge the ratios."""
    run.content["quads"] = deals.quads
    results: Results = {}
    if shutil.which("wrk") is None:
        why = "wrk is missing; on Debian: apt-get install wrk"
        return [ratio.judge(results, dict.fromkeys(PEER_MAKERS, why)) for ratio in RATIOS]
    with ExitStack() as stack:
        servers = serve_all(stack, deals.store, deals.file, folder, peers)
        run.content["machine"] |= peer_versions()
        measure_loads(servers, length, deals.number, results)
        keep(run, servers, results)
    return [ratio.judge(results, servers.missing) for ratio in RATIOS]


def keep(run: Run, servers: Field, results: Results) -> None:
    """Keep what servers did under load, and what they lack."""
    run.content["loads"] = {
        name: {str(number): {server: asdict(m) for server, m in by.items()} for number, by in found.items()}
        for name, found in results.items()
    }
    run.content["memory"] = {server.name: server.memory() for server in servers.servers}
    run.content["missing"] = servers.missing


def commands(store: Path, rounds: int) -> list[Budget]:
    """Judge the budgets of the command line."""
    found = []
    for command in COMMANDS:
        mine, theirs = measure(store, command, rounds)
        said = f"{mine.wall:.2f} s ({mine.cpu:.2f} s of CPU); {mine.wall / theirs.wall:.2f} × {command.peer_name}"
        found.append(Budget(command.name, said, f"< {command.budget:g} s", state_of(mine.wall < command.budget)))
    return found


def budgets_of_growth() -> list[Budget]:
    """Judge what bench/scale.py has measured, where it was run."""
    file = ROOT / "docs" / "scale.json"
    sizes = json.loads(file.read_text(encoding="utf-8"))["sizes"] if file.exists() else []
    if not sizes or "size" not in sizes[0]:
        return [Budget("growth", "", "flat to 10,000,000 quads", "not measured: run make bench-scale")]
    return growth(sizes)


def main() -> int:
    """Measure and write; give the status of the process."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--quick", action="store_true", help="less of everything: under three minutes")
    options.add_argument("--quads", type=int)
    options.add_argument("--peers", default=",".join(PEER_MAKERS))
    options.add_argument("--only", default="", help="parts, such as “standing,soak”; all unless named")
    options.add_argument("--soak", type=float, metavar="SECONDS", help="how long the soak is")
    options.add_argument("--output", type=Path, help="folder of the report; docs/ for a full run, else build/")
    chosen = options.parse_args()
    plan = QUICK if chosen.quick else FULL
    run = Run(
        chosen.output or ROOT / ("build" if chosen.quick or chosen.only else "docs"),
        {"machine": machine(), "quads": 0, "plan": asdict(plan), "seconds": {}}
        | {"budgets": [], "loads": {}, "memory": {}, "missing": {}},
    )
    with tempfile.TemporaryDirectory() as place:
        folder, article = Path(place), Path(place) / "article"
        build(Inputs(), article)
        deals = cache(lambda: make_deals(folder, chosen.quads or plan.quads))
        peers = chosen.peers.split(",")
        parts: dict[str, Callable[[], Sequence[Budget]]] = {
            "peers": lambda: beside_peers(run, deals(), folder, plan.length, peers),
            "filling": lambda: others.filling(deals().store, deals().number, deals().file),
            "hostile": lambda: [others.hostile(article)],
            "commands": lambda: commands(article, plan.commands),
            "portfolio": lambda: skipped_portfolio() if chosen.quick else portfolio.budgets(),
            "standing": lambda: standing.budgets(article),
            "pages": lambda: pages.budgets(str(article), plan.pages),
            "soak": lambda: soak.budgets(article, chosen.soak or plan.soak),
            "growth": budgets_of_growth,
        }
        if unknown := {*filter(None, chosen.only.split(","))} - {*parts}:
            options.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
        for name, work in parts.items():
            if not chosen.only or name in chosen.only.split(","):
                run.part(name, work)
    for budget in run.content["budgets"]:
        print(told(Budget(**budget)))
    return 1 if run.failed else 0


def skipped_portfolio() -> list[Budget]:
    """Tell that the portfolio takes too long for a short run."""
    limit = f"< {portfolio.IMPORT_SECONDS:g} s; a question < {portfolio.QUESTION_SECONDS * 1000:g} ms"
    name = f"import and validate {portfolio.CONTRACTS} contracts; a question about them"
    return [Budget(name, "", limit, "not measured: only in a full run")]


if __name__ == "__main__":
    sys.exit(main())
