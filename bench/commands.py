"""What a user waits for at the command line, beside a peer in the same rounds."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
_UNKEPT = "PYTHONDONTWRITEBYTECODE"
DEALGRAPH = [sys.executable, "-m", "dealservice.cli"]


@dataclass(frozen=True)
class Command:
    """One budget: what is run, beside what, and how many seconds it may take."""

    name: str
    ours: Callable[[Path], list[str]]
    peer_name: str
    peer: Callable[[Path], list[str]]
    budget: float


def _peer(script: str) -> Callable[[Path], list[str]]:
    """Run a peer's script with the folder of the store as its argument."""
    return lambda store: [sys.executable, str(HERE / "peers" / script), str(store)]


COMMANDS = (
    Command(
        "build and validate the article, from nothing",
        lambda store: [*DEALGRAPH, "build", "--force", "--store", f"{store}-{time.monotonic_ns()}"],
        "owlrl + pySHACL on the same graph",
        _peer("owlrl_pyshacl.py"),
        3.0,
    ),
    Command(
        "build when nothing changed",
        lambda store: [*DEALGRAPH, "build", "--store", str(store)],
        "import of rdflib",
        lambda _: [sys.executable, "-c", "import rdflib"],
        0.5,
    ),
    Command(
        "dealgraph ask rights-of holder=microsoft",
        lambda store: [*DEALGRAPH, "ask", "rights-of", "holder=microsoft", "--store", str(store)],
        "rdflib: load the Turtle, one SELECT",
        _peer("rdflib_select.py"),
        0.3,
    ),
)


@dataclass(frozen=True)
class Cost:
    """Seconds that pass, and seconds of CPU, children included."""

    wall: float
    cpu: float


def _environment() -> dict[str, str]:
    """Give an environment as users have it: Python keeps what it has compiled."""
    return {**{name: value for name, value in os.environ.items() if name != _UNKEPT}, "NO_COLOR": "1"}


def cost(command: list[str]) -> Cost:
    """Time one run of a command, which has to succeed."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=_environment())
    wall, after = time.perf_counter() - begin, os.times()
    user, system = after.children_user - before.children_user, after.children_system - before.children_system
    return Cost(wall, user + system)


def measure(store: Path, command: Command, rounds: int) -> tuple[Cost, Cost]:
    """Run a command and its peer in turn, after one run of ours that is not counted; give the medians of both."""
    cost(command.ours(store))
    pairs = [(cost(command.ours(store)), cost(command.peer(store))) for _ in range(rounds)]
    ours, theirs = (_middle(column) for column in zip(*pairs, strict=True))
    said = f"  {command.name}: {ours.wall:.2f} s, {command.peer_name}: {theirs.wall:.2f} s"
    print(said, file=sys.stderr, flush=True)
    return ours, theirs


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs))
