"""What happened: a line of JSON for each request, another for a slow query, and figures for Prometheus."""

import hashlib
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qs

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from dealservice.tally import rows_in

LEFT = 499
"""The status of a request whose client is gone."""

REQUESTS = Counter(
    "dealgraph_requests", "Requests by route, status and whether the answer was kept.", ("route", "status", "kept")
)
SECONDS = Histogram(
    "dealgraph_request_seconds",
    "Seconds from a request to its answer, by route.",
    ("route",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
SENT = Counter("dealgraph_sent_bytes", "Bytes of answers that were sent, by route.", ("route",))
PROBLEMS = Counter("dealgraph_problems", "Responses that told a problem, by its code.", ("code",))
_SHOWN = 2000
_ASKED = frozenset({"sparql", "queries", "update"})
_FORM = "application/x-www-form-urlencoded"
_ROUTES = frozenset(
    {"sparql", "queries", "id", "ont", "voc", "graph", "static", "docs", "health", "metrics", "store", "update"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and what became of it.

    Args:
        request_id: the name under which the request is found again.
        client: who asked.
        method: how.
        path: where.
        query: the query string.
        sent_type: the media type of its body.
        sent: its body.
        status: of the response.
        code: of the problem that the response tells, if it does.
        seconds: from the request to its answer.
        headers: of the response, by their names in small letters.
        body: of the response.
        kept: whether the answer came from the cache.
    """

    request_id: str
    client: str
    method: str
    path: str
    query: str
    sent_type: str
    sent: bytes = field(repr=False)
    status: int
    code: str
    seconds: float
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    kept: bool


class Journal:
    """Writes the log and counts.

    Args:
        target: a file, `-` for standard error, or nothing.
        slow: queries that take longer, in seconds, are written out.
    """

    def __init__(self, target: str, slow: float) -> None:
        self._slow = slow
        self._file: TextIO | None = None
        if target:
            self._file = sys.stderr if target == "-" else Path(target).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - it stays open

    def record(self, entry: Entry) -> None:
        """Note one request."""
        route = route_of(entry.path)
        counter, seconds, sent = _figures_of(route, entry.status, entry.kept)
        counter.inc()
        seconds.observe(entry.seconds)
        sent.inc(len(entry.body))
        if entry.code:
            PROBLEMS.labels(entry.code).inc()
        if self._file is not None:
            self._write(_line(entry))
        if entry.seconds >= self._slow and route in _ASKED:
            self._write(_line(entry) | {"slow": True, "text": _text(entry)[:_SHOWN]})

    def _write(self, line: Mapping[str, Any]) -> None:
        print(json.dumps(line, ensure_ascii=False), file=self._file or sys.stderr)


@cache
def _figures_of(route: str, status: int, kept: bool) -> tuple[Counter, Histogram, Counter]:  # noqa: FBT001 - as it is
    """Find the figures that a request of a kind changes; there are few kinds."""
    counter = REQUESTS.labels(route, str(status), "yes" if kept else "no")
    return counter, SECONDS.labels(route), SENT.labels(route)


def _line(entry: Entry) -> dict[str, Any]:
    text = _text(entry)
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "request": entry.request_id,
        "client": entry.client,
        "method": entry.method,
        "path": entry.path,
        "query": hashlib.sha256(text.encode()).hexdigest()[:16] if text else "",
        "status": entry.status,
        "outcome": _outcome(entry),
        "rows": rows_in(entry.headers, entry.body) if entry.status == HTTPStatus.OK else None,
        "ms": round(entry.seconds * 1000, 3),
        "bytes": len(entry.body),
        "kept": entry.kept,
    }


def _outcome(entry: Entry) -> str:
    """Say in one word what became of a request: the code of its problem, or that it was answered."""
    if entry.status < HTTPStatus.BAD_REQUEST:
        return "unchanged" if entry.status == HTTPStatus.NOT_MODIFIED else "answered"
    return "left" if entry.status == LEFT else entry.code or "refused"


def _text(entry: Entry) -> str:
    """Give the query or the update that a request holds, or the address and the parameters of a canned query."""
    route = route_of(entry.path)
    if route == "queries":
        return f"{entry.path}?{entry.query}"
    if route not in _ASKED:
        return entry.query
    sent = entry.sent.decode(errors="replace")
    if sent and entry.sent_type != _FORM:
        return sent
    given = parse_qs(sent) or parse_qs(entry.query)
    return given.get("update" if route == "update" else "query", [""])[0]


def route_of(path: str) -> str:
    """Name the kind of address: few names, whatever clients ask for."""
    first = path.strip("/").partition("/")[0].partition(".")[0]
    return first if first in _ROUTES else "home" if not first else "other"


def figures() -> bytes:
    """Write the figures of all processes in the exposition format of Prometheus."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
