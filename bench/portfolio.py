"""A portfolio of contracts: how long the import takes, and each question about it.

    DEALGRAPH_SHARED=FOLDER python bench/portfolio.py

The contracts are those of CUAD, in the folder `cuad` of DEALGRAPH_SHARED. Seconds of a question are CPU of the engine,
its values chosen before.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from report import Budget, state_of

from dealgraph.answer import Question, Table
from dealgraph.binding import read_values
from dealgraph.catalog import Inquiry, Parameter
from dealgraph.lookup import Lookup
from dealgraph.names import local, prologue
from dealgraph.places import data_folder
from dealgraph.problems import ParameterProblem
from dealgraph.questions import open_catalog
from dealgraph.store import Store, open_store

CONTRACTS, IMPORT_SECONDS, QUESTION_SECONDS, ROUNDS = 510, 120.0, 0.1, 5
_ANY = "%s SELECT ?x { ?x a %s } ORDER BY ?x LIMIT 1"


def budgets() -> list[Budget]:
    """Import and validate a portfolio of contracts, then ask all that can be asked about one."""
    importing, asking = f"import and validate {CONTRACTS} contracts", "a question about them"
    limits = f"< {IMPORT_SECONDS:g} s", f"< {QUESTION_SECONDS * 1000:g} ms of CPU"
    data = Path(os.environ.get("DEALGRAPH_SHARED", "")) / "cuad"
    if not os.environ.get("DEALGRAPH_SHARED") or not data.is_dir():
        why = "not measured: name the folder of the data in DEALGRAPH_SHARED"
        return [Budget(importing, "", limits[0], why), Budget(asking, "", limits[1], why)]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dealservice.cli", "import", "cuad", str(data), "--store", folder]
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - begin
        times = dict(questions(open_store(folder)))
    slowest = max(times, key=times.__getitem__)
    said = f"slowest of {len(times)}: {times[slowest] * 1000:.1f} ms, {slowest}"
    return [
        Budget(importing, f"{seconds:.0f} s", limits[0], state_of(seconds < IMPORT_SECONDS)),
        Budget(asking, said, limits[1], state_of(times[slowest] < QUESTION_SECONDS)),
    ]


def questions(store: Store) -> Iterator[tuple[str, float]]:
    """Ask every question about portfolios; give its name and the median of its CPU seconds."""
    lookup = Lookup(store)
    for inquiry in open_catalog([data_folder("queries")]):
        if "portfolio" in inquiry.tags:
            values = read_values(inquiry, given(inquiry, store, lookup), lookup)
            times = []
            for _ in range(ROUNDS):
                begin = time.process_time()
                answer = inquiry.answer(store, values)
                if isinstance(answer, Table):
                    list(answer)
                times.append(time.process_time() - begin)
            yield inquiry.name, statistics.median(times)


def given(inquiry: Inquiry, store: Store, lookup: Lookup) -> dict[str, list[str]]:
    """Choose a value for each parameter that needs one: its example, or the first thing of its class."""
    found = {p.name: [p.example] for p in inquiry.parameters if p.required}
    try:
        read_values(inquiry, found, lookup)
    except ParameterProblem:
        return {p.name: [_first(p, store)] for p in inquiry.parameters if p.required}
    return found


def _first(parameter: Parameter, store: Store) -> str:
    if not parameter.of_class:
        return parameter.example
    answer = store.ask(Question(_ANY % (prologue(), parameter.of_class)))
    return next((local(str(row[0]).strip("<>")) for row in answer), "") if isinstance(answer, Table) else ""


def main() -> None:
    """Print all figures."""
    for budget in budgets():
        print(f"{budget.state:8} {budget.name}: {budget.found or '-'} (budget {budget.limit})")


if __name__ == "__main__":
    main()
