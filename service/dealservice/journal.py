"""What happened: a line of JSON for each request, another for a slow query, and figures for Prometheus."""

import hashlib
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qs

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

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
_SHOWN = 2000
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
        status: of the response.
        seconds: from the request to its answer.
        size: bytes of the body.
        kept: whether the answer came from the cache.
    """

    request_id: str
    client: str
    method: str
    path: str
    query: str
    status: int
    seconds: float
    size: int
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
        REQUESTS.labels(route, str(entry.status), "yes" if entry.kept else "no").inc()
        SECONDS.labels(route).observe(entry.seconds)
        SENT.labels(route).inc(entry.size)
        if self._file is not None:
            self._write(_line(entry))
        if entry.seconds >= self._slow and route in {"sparql", "queries"}:
            self._write(_line(entry) | {"slow": True, "text": _text(entry)[:_SHOWN]})

    def _write(self, line: Mapping[str, Any]) -> None:
        print(json.dumps(line, ensure_ascii=False), file=self._file or sys.stderr)


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
        "outcome": "answered" if entry.status < 400 else "refused" if entry.status < 500 else "failed",  # noqa: PLR2004
        "ms": round(entry.seconds * 1000, 3),
        "bytes": entry.size,
        "kept": entry.kept,
    }


def _text(entry: Entry) -> str:
    """Give the query of a request by GET, or the parameters of a canned one."""
    if route_of(entry.path) != "sparql":
        return entry.query
    return parse_qs(entry.query).get("query", [""])[0]


def route_of(path: str) -> str:
    """Name the kind of address: few names, whatever clients ask for."""
    first = path.strip("/").partition("/")[0].partition(".")[0]
    return first if first in _ROUTES else "home" if not first else "other"


def figures() -> bytes:
    """Write the figures of all processes in the exposition format of Prometheus."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
