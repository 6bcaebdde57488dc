"""The loads that servers are compared under, and the budgets that are ratios of them."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from report import FAULTS, Budget, state_of
from servers import PEER_MAKERS, Server, lacks, ours
from wrk import Load, Measure, interleaved

from dealgraph import names

_ID, _DEAL = names.ID, f"PREFIX deal: <{names.DEAL}> PREFIX rdfs: <{names.RDFS}> "
LOOKUP = f"{_DEAL} SELECT ?p ?o WHERE {{ <{_ID}right-%d> ?p ?o }}"
DESCRIBE = f"DESCRIBE <{_ID}agreement-%d>"
LONG, LONGER = (f"{_DEAL} SELECT ?c ?t WHERE {{ ?c deal:paraphrase ?t }} LIMIT {rows}" for rows in (100, 420))
"""Answers of about 13 and 55 KB."""
MIX = ((LOOKUP, DESCRIBE) * 3 + (LONG,)) + ((LOOKUP, DESCRIBE) * 3 + (LONGER,))
"""Mostly short answers, every seventh a long one."""
CANNED = f"""{_DEAL} SELECT ?right ?label ?grantor ?asset {{
    ?right deal:heldBy <{_ID}company-%d> ; rdfs:label ?label ; deal:grantedBy/rdfs:label ?grantor .
    OPTIONAL {{ ?right deal:concernsAsset/rdfs:label ?asset }}
    ?claim deal:claimAbout ?right ; deal:statedIn ?source }} ORDER BY ?label"""
"""A question as the canned ones are; a peer has none by name, so every server is sent the text."""
LOADS = (
    Load("lookup, never seen", (LOOKUP,)),
    Load("mix, never seen", MIX),
    Load("13 KB, never seen", (LONG,)),
    Load("canned, repeated", (CANNED,), 1.0),
    Load("mix, 69 % repeated", MIX, 0.69),
)
_WARM_UP = Load("warming up", MIX)
OXIGRAPH, RDFLIB = "Oxigraph server", "rdflib-endpoint"
JUDGED_AT = 8
"""Ratios are judged at so many connections."""
Results = dict[str, dict[int, dict[str, Measure]]]


@dataclass(frozen=True)
class Field:
    """The servers that run, and why others do not."""

    servers: list[Server]
    missing: dict[str, str]


def serve_all(stack: ExitStack, store: Path, quads: Path, folder: Path, peers: Sequence[str]) -> Field:
    """Start ours and the peers, each with the same quads; a peer that does not start is left out."""
    field = Field([stack.enter_context(ours(store, folder))], {})
    for name in PEER_MAKERS:
        why = lacks(name) if name in peers else "not asked for"
        if not why:
            print(f"Starting {name} ...", file=sys.stderr, flush=True)
            try:
                field.servers.append(stack.enter_context(PEER_MAKERS[name](quads, folder)))
            except FAULTS as fault:
                why = f"it did not start: {fault}"
        if why:
            field.missing[name] = why
            print(f"{name} is left out: {why}", file=sys.stderr, flush=True)
    return field


@dataclass(frozen=True)
class Length:
    """How long is measured: seconds, rounds, and at how many connections."""

    seconds: int
    rounds: int
    connections: tuple[int, ...]


def measure_loads(field: Field, length: Length, deals: int, results: Results) -> None:
    """Measure each load at each number of connections, once every server has had something to do.

    Args:
        field: the servers; one that fails is taken out of it, and the others go on.
        length: how long.
        deals: how many deals there are.
        results: filled as measures come in.
    """
    _in_turn(field, _WARM_UP, deals, Length(length.seconds, 1, ()), JUDGED_AT)
    for load in LOADS:
        for number in length.connections:
            found = _in_turn(field, load, deals, length, number)
            results.setdefault(load.name, {})[number] = found


def _in_turn(field: Field, load: Load, deals: int, length: Length, number: int) -> dict[str, Measure]:
    failures: dict[str, str] = {}
    found = interleaved(field.servers, load, deals, length.seconds, number, length.rounds, failures)
    for name, why in failures.items():
        field.missing[name] = f"it failed under “{load.name}”: {why}"
    field.servers[:] = [server for server in field.servers if server.name not in failures]
    return found


@dataclass(frozen=True)
class Ratio:
    """A budget that is a ratio to a peer: of a figure of a `Measure` under a load, at least or at most so much."""

    name: str
    load: str
    figure: str
    peer: str
    limit: float

    def judge(self, results: Results, missing: dict[str, str]) -> Budget:
        """Judge it; throughput has a least ratio and CPU a greatest one."""
        found = results.get(self.load, {}).get(JUDGED_AT, {})
        is_rate = self.figure == "rate"
        limit = f"{'≥' if is_rate else '≤'} {self.limit:g} × {self.peer}"
        absent = next((name for name in (self.peer, "dealgraph") if name not in found), "")
        if absent:
            return Budget(self.name, "", limit, f"not measured: {absent}: {missing.get(absent, 'no figures')}")
        mine, theirs = getattr(found["dealgraph"], self.figure), getattr(found[self.peer], self.figure)
        if not theirs or theirs != theirs or mine != mine:  # noqa: PLR0124 - not a number where nothing was answered
            return Budget(self.name, "", limit, f"not measured: {self.peer} answered nothing in time")
        ratio = mine / theirs
        unit = "requests/s" if is_rate else "µs"
        said = f"{ratio:.3g} × ({mine:,.0f} to {theirs:,.0f} {unit})"
        return Budget(self.name, said, limit, state_of(ratio >= self.limit if is_rate else ratio <= self.limit))


RATIOS = (
    Ratio("canned query, repeated: throughput", "canned, repeated", "rate", OXIGRAPH, 3),
    Ratio("canned query, repeated: throughput", "canned, repeated", "rate", RDFLIB, 500),
    Ratio("SPARQL, never seen: CPU of the mix", "mix, never seen", "cpu", OXIGRAPH, 2),
    Ratio("SPARQL, never seen: CPU of the mix", "mix, never seen", "cpu", RDFLIB, 1 / 50),
    Ratio("mix with 69 % repeats: throughput", "mix, 69 % repeated", "rate", OXIGRAPH, 1.5),
)
