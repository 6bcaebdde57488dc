"""Measure what a user waits for, beside a peer in the same run, and print one row for each budget.

    python bench/run.py [--rounds N]

Rounds of ours and of the peer are interleaved; a row gives the median of each, their ratio, and the budget.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEALGRAPH = str(Path(sys.executable).parent / "dealgraph")


@dataclass(frozen=True)
class Row:
    """One budget: what is measured, beside what, and how long it may take in seconds."""

    name: str
    ours: Callable[[Path], list[str]]
    peer_name: str
    peer: Callable[[Path], list[str]]
    budget: float


def peer(script: str) -> Callable[[Path], list[str]]:
    """Run a peer's script with the folder of the current version as its argument."""
    return lambda store: [sys.executable, str(HERE / "peers" / script), str(store)]


ROWS = [
    Row(
        "build and validate the article, from nothing",
        lambda store: [DEALGRAPH, "build", "--force", "--store", f"{store}-{time.monotonic_ns()}"],
        "owlrl + pySHACL on the same graph",
        peer("owlrl_pyshacl.py"),
        3.0,
    ),
    Row(
        "build when nothing changed",
        lambda store: [DEALGRAPH, "build", "--store", str(store)],
        "import of rdflib",
        lambda _: [sys.executable, "-c", "import rdflib"],
        0.5,
    ),
    Row(
        "dealgraph ask rights-of holder=microsoft",
        lambda store: [DEALGRAPH, "ask", "rights-of", "holder=microsoft", "--store", str(store)],
        "rdflib: load the Turtle, one SELECT",
        peer("rdflib_select.py"),
        0.3,
    ),
]


def seconds(command: list[str]) -> float:
    """Time one run of a command, which has to succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "NO_COLOR": "1"})
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        seconds([DEALGRAPH, "build", "--store", str(store)])
        print("| work | ours (s) | peer (s) | ours / peer | budget (s) | peer |")
        print("| --- | ---: | ---: | ---: | ---: | --- |")
        for row in ROWS:
            pairs = [(seconds(row.ours(store)), seconds(row.peer(store))) for _ in range(rounds)]
            ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
            held = "" if ours < row.budget else " (missed)"
            print(
                f"| {row.name} | {ours:.3f} | {theirs:.3f} | {ours / theirs:.2f} "
                f"| {row.budget:.1f}{held} | {row.peer_name} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
