"""A portfolio of contracts: how long the import takes, and each question about it.

    DEALGRAPH_SHARED=FOLDER python bench/portfolio.py

The contracts are those of CUAD, in the folder `cuad` of DEALGRAPH_SHARED. Each question about portfolios is asked of
the engine, in seconds of CPU, and once of a service that has just been started, in seconds that a client waits; then so
are all other questions. Values are chosen before.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from report import Budget, state_of
from serving import at_rest

from dealgraph.answer import Question, Table
from dealgraph.binding import read_values
from dealgraph.catalog import Inquiry, Parameter
from dealgraph.lookup import Lookup
from dealgraph.names import local, prologue
from dealgraph.places import data_folder
from dealgraph.problems import ParameterProblem
from dealgraph.questions import open_catalog
from dealgraph.store import Store, open_store

CONTRACTS, IMPORT_SECONDS, QUESTION_SECONDS, OTHER_SECONDS, ROUNDS = 510, 120.0, 0.1, 2.0, 5
Asked = Mapping[Inquiry, dict[str, list[str]]]
"""Questions with the words that they are asked with, by parameter."""
_ANY = "%s SELECT ?x { ?x a %s } ORDER BY ?x LIMIT 1"


def budgets() -> list[Budget]:
    """Import and validate a portfolio of contracts, then ask all that can be asked about one."""
    names = (
        f"import and validate {CONTRACTS} contracts",
        "a question about them",
        "the same, first after a start",
        "any other question, unfiltered, first after a start",
    )
    quick = f"< {QUESTION_SECONDS * 1000:g} ms"
    limits = f"< {IMPORT_SECONDS:g} s", f"{quick} of CPU", quick, f"< {OTHER_SECONDS * 1000:g} ms"
    data = Path(os.environ.get("DEALGRAPH_SHARED", "")) / "cuad"
    if not os.environ.get("DEALGRAPH_SHARED") or not data.is_dir():
        why = "not measured: name the folder of the data in DEALGRAPH_SHARED"
        return [Budget(name, "", limit, why) for name, limit in zip(names, limits, strict=True)]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dealservice.cli", "import", "cuad", str(data), "--store", folder]
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - begin
        store = open_store(folder)
        asked = dict(_asked(store))
        about = {inquiry: words for inquiry, words in asked.items() if "portfolio" in inquiry.tags}
        served = dict(_served(Path(folder), asked))
        figures = dict(_engine(store, about)), *({i: served[i] for i in some} for some in (about, asked.keys() - about))
    judged = [Budget(names[0], f"{seconds:.0f} s", limits[0], state_of(seconds < IMPORT_SECONDS))]
    most = QUESTION_SECONDS, QUESTION_SECONDS, OTHER_SECONDS
    for name, limit, times, longest in zip(names[1:], limits[1:], figures, most, strict=True):
        slowest = max(times, key=times.__getitem__)
        said = f"slowest of {len(times)}: {times[slowest] * 1000:.1f} ms, {slowest.name}"
        judged.append(Budget(name, said, limit, state_of(times[slowest] < longest)))
    return judged


def _asked(store: Store) -> Iterator[tuple[Inquiry, dict[str, list[str]]]]:
    """List every question, those about portfolios first, each with values."""
    lookup = Lookup(store)
    tables = (inquiry for inquiry in open_catalog([data_folder("queries")]) if inquiry.form == "SELECT")
    for inquiry in sorted(tables, key=lambda one: "portfolio" not in one.tags):
        yield inquiry, given(inquiry, store, lookup)


def _engine(store: Store, asked: Asked) -> Iterator[tuple[Inquiry, float]]:
    """Ask the engine; give the median of the CPU seconds of each question."""
    lookup = Lookup(store)
    for inquiry, words in asked.items():
        values = read_values(inquiry, words, lookup)
        times = []
        for _ in range(ROUNDS):
            begin = time.process_time()
            answer = inquiry.answer(store, values)
            if isinstance(answer, Table):
                list(answer)
            times.append(time.process_time() - begin)
        yield inquiry, statistics.median(times)


def _served(folder: Path, asked: Asked) -> Iterator[tuple[Inquiry, float]]:
    """Start the service and ask each question once; give the seconds until its answer is there."""
    with at_rest(folder) as (server, _):
        for inquiry, words in asked.items():
            address = f"http://127.0.0.1:{server.port}/queries/{inquiry.name}.csv?{urlencode(words, doseq=True)}"
            begin = time.perf_counter()
            with urlopen(address, timeout=60) as reply:
                reply.read()
            yield inquiry, time.perf_counter() - begin


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
