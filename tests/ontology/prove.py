"""Run every gate over the ontology and the graph that was built, and print a line for each.

    python tests/ontology/prove.py STORE

G0 to G7 run on both lines of the OWL API; G8 to G10 are tests of the suite. The exit status is that of the gates.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

from gates import Gate, default_files, run
from owlapi_environment import LINES

from dealgraph import versions

ROOT = Path(__file__).resolve().parents[2]
SERVED = ("graph.owl", "graph.ttl", "graph.rdf", "ontology.ttl")
SUITES = {
    "G8 shapes hold, and every mutant is caught": "tests/graph/test_shapes.py",
    "G9 questions answered alike by two engines": "tests/queries",
    "G10 rules of hygiene hold, and each one bites": "tests/ontology/test_rules.py",
}


def suite(name, path):
    """Run the tests of a gate."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--no-header", ROOT / path], capture_output=True, text=True, check=False
    )
    last = done.stdout.strip().splitlines()[-1]
    figure = re.sub(r"^=+ | in .*$", "", last)
    faults = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return Gate(name, "passed" if done.returncode == 0 else "FAILED", figure, tuple(faults))


def main():
    """Prove it, and say how long it took."""
    start = time.monotonic()
    folder = versions.current(Path(sys.argv[1])).folder
    statuses = set()
    for line in sorted(LINES, reverse=True):
        for gate in run([*default_files(), *(folder / name for name in SERVED)], LINES[line]):
            print(gate.line() + (f" (OWL API {line})" if gate.status == "passed" else ""), flush=True)
            statuses.add(gate.status)
    for name, path in SUITES.items():
        gate = suite(name, path)
        print(gate.line(), flush=True)
        statuses.add(gate.status)
    print(f"in {time.monotonic() - start:.0f} seconds")
    sys.exit(1 if "FAILED" in statuses else 2 if "skipped" in statuses else 0)


if __name__ == "__main__":
    main()
