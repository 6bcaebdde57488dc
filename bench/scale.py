"""Measure growth: load, memory and questions at several sizes; write docs/scale.json and the tables of docs/scale.md.

    python bench/scale.py [--sizes 10000,100000,1000000,10000000] [--output FOLDER] [--room FOLDER]

Sizes are quads of the whole graph, what is inferred and the ontology included. Each size is written as soon as it is
measured, and sizes that an earlier run has measured stay unless they are named: so a long run may be made in parts.
Ten million take 5 GB of memory, 8 GB of disk for a while, and on two cores about half an hour, nearly all of it for
validation.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import synthetic
from growth import QUESTIONS, budgets, markdown
from report import machine, put_between
from serving import served

from dealgraph import versions
from dealgraph.answer import Question
from dealgraph.bulk.loading import load

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
_ONTOLOGY = 3_300
_ASKED, _WARM_UP, _TURN = 400, 50, 25
_ID, _ONT = "https://w3id.org/dealgraph/id/", "https://w3id.org/dealgraph/ont/"
TEXTS = {
    "lookup": f"SELECT ?p ?o {{ <{_ID}right-%d> ?p ?o }}",
    "join": f"SELECT ?h {{ <{_ID}agreement-%d> <{_ONT}hasTerm> ?t . ?t <{_ONT}confers> ?r . ?r <{_ONT}heldBy> ?h }}",
    "claims": f"SELECT ?c ?t {{ ?c <{_ONT}claimAbout> <{_ID}right-%d> ; <{_ONT}paraphrase> ?t }}",
    "graph": "SELECT (COUNT(*) AS ?n) { GRAPH <https://w3id.org/dealgraph/graph/deal-%d> { ?s ?p ?o } }",
}
"""What is asked, with %d for the number of a deal; the last one asks a named graph, and so the disk."""
Place = tuple[Path, int]
"""A store, and how many deals it holds."""


def measure(size: int, folder: Path, base: Place) -> dict[str, Any]:
    """Load a graph of about so many quads, ask it, and serve it, each in turn with the smallest."""
    before = machine()
    begin = time.perf_counter()
    file, deals = write_deals(size, folder)
    made = time.perf_counter() - begin
    loading = subprocess.run(
        [sys.executable, __file__, "--load", str(file), str(folder / "store")], check=True, stdout=subprocess.PIPE
    )
    file.unlink()
    version = versions.current(folder / "store")
    print("  asking ...", file=sys.stderr, flush=True)
    asked = subprocess.run(
        [sys.executable, __file__, "--ask", str(folder / "store"), str(deals), *map(str, base)],
        check=True,
        stdout=subprocess.PIPE,
    )
    print("  serving ...", file=sys.stderr, flush=True)
    disk = sum(part.stat().st_size for part in version.database.iterdir())
    return {
        "size": size,
        "machine": before,
        "stated": version.manifest["quads"]["data"],
        "made": made,
        "disk": disk / sum(version.manifest["quads"].values()),
        **json.loads(loading.stdout),
        **json.loads(asked.stdout),
        "served": served(TEXTS["lookup"], (folder / "store", deals), base),
    }


def write_deals(size: int, folder: Path) -> tuple[Path, int]:
    """Write as many deals as make a graph of about so many quads."""
    file, deals = folder / "deals.nq", 0
    with file.open("w", encoding="utf-8") as out:
        for deals, (_, text) in enumerate(synthetic.documents(max(size - _ONTOLOGY, 1_000) * 4 // 7), 1):
            out.write(text)
    return file, deals


def load_twice(file: Path, store: Path) -> dict[str, Any]:
    """Load a file, then load it again, unchanged."""
    steps: dict[str, float] = {}

    def note(step: str, done: int, total: int) -> None:
        if step not in steps:
            print(f"  {step} ...", file=sys.stderr, flush=True)
        steps[step] = time.perf_counter()
        del done, total

    begin, cpu = time.perf_counter(), _cpu()
    loaded = load([file], store, progress=note)
    seconds, spent = time.perf_counter() - begin, _cpu() - cpu
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) << 10
    again_begin = time.perf_counter()
    again = load([file], store)
    unchanged = time.perf_counter() - again_begin
    assert not again.changed
    return {
        "documents": loaded.documents,
        "validated": steps["judge"] - begin,
        "load": {"seconds": seconds, "cpu": spent, "unchanged": unchanged, "memory": most},
    }


def ask(place: Place, base: Place) -> dict[str, Any]:
    """Open a store from the disk, then in memory; measure memory for each quad and questions in microseconds of CPU."""
    from dealgraph.stores.disk import DiskStore, WarmStore

    store, deals = place
    version = versions.current(store)
    begin = time.perf_counter()
    disk = DiskStore.load(version)
    opened = time.perf_counter() - begin
    cold = {name: _typical((disk.ask, deals), text=text)[0] for name, text in TEXTS.items()}
    del disk
    smallest = WarmStore(versions.current(base[0]))
    before, begin, cpu = _memory(), time.perf_counter(), time.process_time()
    warm = WarmStore(version)
    warmed, warmed_cpu = time.perf_counter() - begin, time.process_time() - cpu
    size = _memory() - before
    hot = {name: _typical((warm.ask, deals), text=TEXTS[name])[0] for name in QUESTIONS}
    quads = sum(version.manifest["quads"].values())
    latency, least = _typical((warm.ask, deals), (smallest.ask, base[1]), text=TEXTS["lookup"])
    return {
        "quads": quads,
        "open": opened,
        "warm": {"seconds": warmed, "cpu": warmed_cpu},
        "memory": size / quads,
        "from disk": cold,
        "from memory": hot,
        "engine": {"latency": latency, "base": least},
    }


def _typical(*stores: tuple[Callable[[Question], Any], int], text: str) -> list[float]:
    """Give the median of the CPU microseconds of questions after deals all over each graph, some of each in turn."""
    found: list[list[float]] = [[] for _ in stores]
    for turn in range(0, _ASKED + _WARM_UP, _TURN):
        for times, (answer, deals) in zip(found, stores, strict=True):
            for number in range(turn, turn + _TURN):
                question = Question(text % (1 + number * 7919 % deals))
                begin = time.process_time()
                list(answer(question))
                times.append(time.process_time() - begin)
    return [statistics.median(times[_WARM_UP:]) * 1e6 for times in found]


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _cpu() -> float:
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system


def measured(file: Path) -> dict[int, dict[str, Any]]:
    """Read what earlier runs have measured, by size; nothing where the file is older than this form of it."""
    found = json.loads(file.read_text(encoding="utf-8"))["sizes"] if file.exists() else []
    return {one["size"]: one for one in found if "size" in one}


def write(output: Path, sizes: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Write what has been measured so far; give it in ascending order."""
    ordered = [sizes[size] for size in sorted(sizes)]
    output.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"sizes": ordered}, indent=1, ensure_ascii=False)
    (output / "scale.json").write_text(text + "\n", encoding="utf-8")
    put_between(output / "scale.md", "Scale", markdown(ordered))
    return ordered


def main() -> None:
    """Measure and write."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--sizes", default=",".join(map(str, SIZES)))
    options.add_argument("--output", type=Path, default=ROOT / "docs")
    options.add_argument("--room", type=Path, help="where the graphs are kept meanwhile, if not in the usual place")
    options.add_argument("--ask", nargs=4, help=argparse.SUPPRESS)
    options.add_argument("--load", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.ask:
        store, deals, base_store, base_deals = chosen.ask
        print(json.dumps(ask((Path(store), int(deals)), (Path(base_store), int(base_deals)))))
        return
    if chosen.load:
        print(json.dumps(load_twice(*chosen.load)))
        return
    sizes = measured(chosen.output / "scale.json")
    with tempfile.TemporaryDirectory(dir=chosen.room) as room:
        file, deals = write_deals(SIZES[0], Path(room))
        load([file], Path(room) / "store")
        for size in map(int, chosen.sizes.split(",")):
            print(f"{size:,} quads", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(dir=chosen.room) as folder:
                sizes[size] = measure(size, Path(folder), (Path(room) / "store", deals))
            write(chosen.output, sizes)
    for budget in budgets(write(chosen.output, sizes)):
        print(f"{budget.state:8} {budget.name}: {budget.found or '-'} (budget {budget.limit})")


if __name__ == "__main__":
    main()
