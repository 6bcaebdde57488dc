"""What bench/scale.py has measured: its budgets and its table."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from report import Budget, known, state_of, table

QUESTIONS = ("lookup", "join", "claims", "graph")
MOST_BYTES, MOST_SLOWER, LEAST_RATE, MOST_SUPERLINEAR = 400, 2.0, 100_000, 1.25
_LARGE = 50_000
"""Below so many quads the start of processes and of the interpreter outweighs the work."""
_TOLD = 500_000
"""From so many quads on the memory of a quad is judged."""
Size = Mapping[str, Any]


def budgets(sizes: Sequence[Size]) -> list[Budget]:
    """Judge the budgets of growth, of sizes in ascending order."""
    first, last = sizes[0], sizes[-1]
    span = f"{first['quads']:,} to {last['quads']:,} quads"
    worst = max(found["memory"] for found in sizes if found["quads"] >= min(_TOLD, last["quads"]))
    rate = last["quads"] / last["warm"]["cpu"]
    served, inside = (last[of]["latency"] / last[of]["base"] for of in ("served", "engine"))
    said = f"{served:.2f} × in latency as served; {inside:.2f} × in CPU inside the engine"
    return [
        Budget("memory of a quad", f"{worst:.0f} bytes", f"≤ {MOST_BYTES} bytes", state_of(worst <= MOST_BYTES)),
        Budget("load: filling the memory", f"{rate:,.0f} quads/s of CPU", "≥ 100,000", state_of(rate >= LEAST_RATE)),
        Budget(f"lookup, {span}", said, f"≤ {MOST_SLOWER:g} × as served", state_of(served <= MOST_SLOWER)),
        _linear(f"load and validation, {span}", [found for found in sizes if found["quads"] >= _LARGE]),
    ]


def _linear(name: str, sizes: Sequence[Size]) -> Budget:
    """Judge whether a stated quad of a larger graph costs as much CPU as one of a smaller."""
    limit = f"linear: ≤ {MOST_SUPERLINEAR:g} × the CPU for a quad"
    costs = [found["load"]["cpu"] / found["stated"] for found in sizes]
    if len(costs) < 2:
        return Budget(name, "", limit, "not measured: takes two sizes of 100,000 quads or more")
    worst = max(later / earlier for earlier, later in pairwise(costs))
    return Budget(name, f"{worst:.2f} × from one size to the next", limit, state_of(worst <= MOST_SUPERLINEAR))


def markdown(sizes: Sequence[Size]) -> str:
    """Write the tables: each size with the machine it was measured on."""
    rows = [
        ("documents", [f"{s['documents']:,}" for s in sizes]),
        ("make the deals, s", [f"{s['made']:,.1f}" for s in sizes]),
        ("load, s", [f"{s['load']['seconds']:,.0f}" for s in sizes]),
        ("load, s of CPU", [f"{s['load']['cpu']:,.0f}" for s in sizes]),
        ("of that validation, s", [f"{s['validated']:,.0f}" for s in sizes]),
        ("validation, documents a second", [f"{s['documents'] / s['validated']:,.0f}" for s in sizes]),
        ("load, stated quads a second of CPU", [f"{s['stated'] / s['load']['cpu']:,.0f}" for s in sizes]),
        ("load again, nothing changed, s", [f"{s['load']['unchanged']:,.1f}" for s in sizes]),
        ("most memory while loading, MB", [f"{s['load']['memory'] / 1e6:,.0f}" for s in sizes]),
        ("open from the disk, ms", [f"{s['open'] * 1000:.0f}" for s in sizes]),
        ("fill the memory, s of CPU", [f"{s['warm']['cpu']:,.1f}" for s in sizes]),
        ("memory, bytes a quad", [f"{s['memory']:.0f}" for s in sizes]),
        ("disk, bytes a quad", [f"{s['disk']:.0f}" for s in sizes]),
        ("service answers after its start, s", [f"{s['served']['ready']:.1f}" for s in sizes]),
        ("**lookup as served, µs**", [f"{s['served']['latency']:,.0f}" for s in sizes]),
        ("the same of the smallest, in turn with it", [f"{s['served']['base']:,.0f}" for s in sizes]),
        ("**ratio**", [f"{s['served']['latency'] / s['served']['base']:.2f}" for s in sizes]),
        ("lookup inside the engine, ratio", [f"{s['engine']['latency'] / s['engine']['base']:.2f}" for s in sizes]),
        *((f"{n}, µs from memory", [f"{s['from memory'][n]:.0f}" for s in sizes]) for n in QUESTIONS),
        *((f"{n}, µs from the disk", [f"{s['from disk'][n]:.0f}" for s in sizes]) for n in QUESTIONS),
    ]
    head = ["", *(f"{s['quads']:,} quads" for s in sizes)]
    loads = ", ".join(f"{s['machine']['load']}" for s in sizes)
    machine = {name: value for name, value in sizes[-1]["machine"].items() if name != "load"}
    said = f"Measured on: {known(machine)}. Load of the machine before each size: {loads}."
    return "\n".join([said, "", *table(head, [(name, *cells) for name, cells in rows])])
