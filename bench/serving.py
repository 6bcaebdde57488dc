"""How long one client waits for questions that nobody asked before, of two services in turn."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from servers import Server, ours

_ASKED, _WARM_UP, _TURN = 400, 50, 25
_REST_SECONDS, _LITTLE, _LONGEST_SECONDS = 2.0, 0.1, 1800.0


def served(text: str, place: tuple[Path, int], base: tuple[Path, int]) -> dict[str, float]:
    """Serve two stores and ask them in turn.

    Args:
        text: a query with %d for the number of a deal.
        place: a store and how many deals it has.
        base: what it is compared with.

    Returns:
        Seconds until the first answer, and the medians of the latency of both in microseconds.
    """
    with at_rest(base[0]) as (smallest, _), at_rest(place[0]) as (larger, ready):
        found: tuple[list[float], list[float]] = ([], [])
        for turn in range(0, _ASKED + _WARM_UP, _TURN):
            for server, deals, times in ((larger, place[1], found[0]), (smallest, base[1], found[1])):
                connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
                numbers = range(turn, turn + _TURN)
                times += [_latency(connection, f"{text % (1 + n * 7919 % deals)} # {n}") for n in numbers]
                connection.close()
    latency, least = (statistics.median(times[_WARM_UP:]) * 1e6 for times in found)
    return {"ready": ready, "latency": latency, "base": least}


@contextmanager
def at_rest(store: Path) -> Iterator[tuple[Server, float]]:
    """Serve a store; begin once the service rests, its graph in memory."""
    begin = time.perf_counter()
    with ours(store, store, settle=0.0) as server:
        _wait_until_it_is_ready(server)
        ready = time.perf_counter() - begin
        _wait_until_it_rests(server)
        yield server, ready


def _latency(connection: HTTPConnection, query: str) -> float:
    begin = time.perf_counter()
    connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": "application/sparql-results+json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"the service answered with status {response.status}")
    return time.perf_counter() - begin


def _wait_until_it_is_ready(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    end = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < end:
        connection.request("GET", "/health/ready")
        response = connection.getresponse()
        response.read()
        if response.status == 200:
            connection.close()
            return
        time.sleep(_LITTLE)
    raise RuntimeError("the service did not become ready")


def _wait_until_it_rests(server: Server) -> None:
    end = time.monotonic() + _LONGEST_SECONDS
    before = server.cpu()
    while time.monotonic() < end:
        time.sleep(_REST_SECONDS)
        now = server.cpu()
        if now - before < _LITTLE:
            return
        before = now
    raise RuntimeError("the service did not come to rest")
