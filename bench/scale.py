"""Measure growth: load, memory and questions at several sizes; write docs/scale.json and the tables of docs/scale.md.

    python bench/scale.py [--sizes 10000,100000,1000000,10000000] [--output FOLDER]

Sizes are quads of the whole graph, what is inferred and the ontology included. Ten million take about 6 GB of memory
and of disk for a while, and on two cores about an hour, nearly all of it for validation.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import synthetic
from report import Budget, machine, put_between, table

from dealgraph import versions
from dealgraph.answer import Question
from dealgraph.bulk.loading import load

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_ONTOLOGY = 3_300
_ASKED = 400
_ID, _ONT = "https://w3id.org/dealgraph/id/", "https://w3id.org/dealgraph/ont/"
QUESTIONS = {
    "lookup": f"SELECT ?p ?o {{ <{_ID}right-%d> ?p ?o }}",
    "join": f"SELECT ?h {{ <{_ID}agreement-%d> <{_ONT}hasTerm> ?t . ?t <{_ONT}confers> ?r . ?r <{_ONT}heldBy> ?h }}",
    "claims": f"SELECT ?c ?t {{ ?c <{_ONT}claimAbout> <{_ID}right-%d> ; <{_ONT}paraphrase> ?t }}",
    "graph": "SELECT (COUNT(*) AS ?n) { GRAPH <https://w3id.org/dealgraph/graph/deal-%d> { ?s ?p ?o } }",
}
"""What is asked, with %d for the number of a deal; the last one asks a named graph, and so the disk."""


def measure(size: int, folder: Path) -> dict[str, Any]:
    """Load a graph of about so many quads, and ask it."""
    file, deals = folder / "deals.nq", 0
    with file.open("w", encoding="utf-8") as out:
        for deals, (_, text) in enumerate(synthetic.documents(max(size - _ONTOLOGY, 1_000) * 4 // 7), 1):
            out.write(text)
    steps: dict[str, float] = {}

    def note(step: str, done: int, total: int) -> None:
        if step not in steps:
            print(f"  {step} ...", file=sys.stderr, flush=True)
        steps[step] = time.perf_counter()
        del done, total

    begun, cpu = time.perf_counter(), _cpu()
    loaded = load([file], folder / "store", progress=note)
    seconds, spent = time.perf_counter() - begun, _cpu() - cpu
    begin = time.perf_counter()
    again = load([file], folder / "store")
    same = time.perf_counter() - begin
    assert not again.changed
    file.unlink()
    quads = sum(loaded.version.manifest["quads"].values())
    asked = subprocess.run(
        [sys.executable, __file__, "--ask", str(folder / "store"), str(deals)], check=True, capture_output=True
    )
    disk = sum(part.stat().st_size for part in loaded.version.database.iterdir())
    return {
        "quads": quads,
        "stated": loaded.version.manifest["quads"]["data"],
        "documents": loaded.documents,
        "load": {"seconds": seconds, "cpu": spent, "unchanged": same},
        "validated": steps["judge"] - begun,
        "disk": disk / quads,
        **json.loads(asked.stdout),
    }


def ask(store: Path, deals: int) -> dict[str, Any]:
    """Open a store from the disk, then in memory; measure memory for each quad and questions in microseconds of CPU."""
    from dealgraph.stores.disk import DiskStore, WarmStore

    version = versions.current(store)
    begin = time.perf_counter()
    disk = DiskStore.load(version)
    opened = time.perf_counter() - begin
    cold = {name: _typical(disk.ask, text, deals) for name, text in QUESTIONS.items()}
    del disk
    before, begin, cpu = _memory(), time.perf_counter(), time.process_time()
    warm = WarmStore(version)
    warmed, warmed_cpu = time.perf_counter() - begin, time.process_time() - cpu
    size = _memory() - before
    quads = sum(version.manifest["quads"].values())
    hot = {name: _typical(warm.ask, text, deals) for name, text in QUESTIONS.items()}
    return {
        "open": opened,
        "warm": {"seconds": warmed, "cpu": warmed_cpu},
        "memory": size / quads,
        "from disk": cold,
        "from memory": hot,
    }


def _typical(answer: Callable[[Question], Any], text: str, deals: int) -> float:
    """Give the median of the CPU microseconds of questions after deals all over the graph, after some to warm up."""
    found = []
    for number in range(_ASKED + 50):
        begin = time.process_time()
        list(answer(Question(text % (1 + number * 7919 % deals))))
        found.append(time.process_time() - begin)
    return statistics.median(found[50:]) * 1e6


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _cpu() -> float:
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system


def budgets(content: dict[str, Any]) -> list[Budget]:
    """Judge the budgets of growth."""
    first, last = content["sizes"][0], content["sizes"][-1]
    large = [found for found in content["sizes"] if found["quads"] >= 500_000] or [last]
    worst = max(found["memory"] for found in large)
    flat = last["from memory"]["lookup"] / first["from memory"]["lookup"]
    rate = last["quads"] / last["warm"]["cpu"]
    span = f"{first['quads']:,} to {last['quads']:,} quads"
    return [
        Budget("memory of a quad", f"{worst:.0f} bytes", "≤ 400 bytes", "holds" if worst <= 400 else "missed"),
        Budget(f"lookup, {span}", f"{flat:.2f} ×", "≤ 2 ×", "holds" if flat <= 2 else "missed"),
        Budget("filling the memory", f"{rate:,.0f} quads/s of CPU", "≥ 100,000", "holds" if rate >= 1e5 else "missed"),
    ]


def markdown(content: dict[str, Any]) -> str:
    """Write the tables."""
    known = ", ".join(f"{name} {value}" for name, value in content["machine"].items())
    sizes = content["sizes"]
    rows = [
        ("documents", [f"{s['documents']:,}" for s in sizes]),
        ("load, s", [f"{s['load']['seconds']:,.0f}" for s in sizes]),
        ("load, s of CPU", [f"{s['load']['cpu']:,.0f}" for s in sizes]),
        ("of that validation, s", [f"{s['validated']:,.0f}" for s in sizes]),
        ("load, stated quads a second of CPU", [f"{s['stated'] / s['load']['cpu']:,.0f}" for s in sizes]),
        ("load again, nothing changed, s", [f"{s['load']['unchanged']:,.1f}" for s in sizes]),
        ("open from the disk, ms", [f"{s['open'] * 1000:.0f}" for s in sizes]),
        ("fill the memory, s of CPU", [f"{s['warm']['cpu']:,.1f}" for s in sizes]),
        ("memory, bytes a quad", [f"{s['memory']:.0f}" for s in sizes]),
        ("disk, bytes a quad", [f"{s['disk']:.0f}" for s in sizes]),
        *((f"{n}, µs from memory", [f"{s['from memory'][n]:.0f}" for s in sizes]) for n in QUESTIONS),
        *((f"{n}, µs from the disk", [f"{s['from disk'][n]:.0f}" for s in sizes]) for n in QUESTIONS),
    ]
    head = ["", *(f"{s['quads']:,} quads" for s in sizes)]
    return "\n".join([f"Measured on: {known}.", "", *table(head, [(name, *cells) for name, cells in rows])])


def main() -> None:
    """Measure and write."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--sizes", default=",".join(map(str, SIZES)))
    options.add_argument("--output", type=Path, default=ROOT / "docs")
    options.add_argument("--ask", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.ask:
        print(json.dumps(ask(Path(chosen.ask[0]), int(chosen.ask[1]))))
        return
    content: dict[str, Any] = {"machine": machine(), "sizes": []}
    for size in map(int, chosen.sizes.split(",")):
        print(f"{size:,} quads", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            content["sizes"].append(measure(size, Path(folder)))
        chosen.output.mkdir(exist_ok=True)
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (chosen.output / "scale.json").write_text(text + "\n", encoding="utf-8")
        put_between(chosen.output / "scale.md", "Scale", markdown(content))
    for budget in budgets(content):
        print(f"{budget.state:8} {budget.name}: {budget.found} (budget {budget.limit})")


if __name__ == "__main__":
    main()
