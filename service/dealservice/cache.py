"""Answers kept in front of the application: a repeated question costs neither the engine nor the framework.

An answer is kept under the version of the graph, the address and the headers that choose its form; another version is
another key, so nothing is ever stale. HTTP Caching, RFC 9111; entity tags, RFC 9110 section 8.8.3.
"""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dealservice.waiting import wait_for_other

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
Key = tuple[str, ...]
_KEY = "dealgraph.key"
"""The key of the environment under which the key of a request stands."""
_PASSED_BY = ("/health", "/metrics", "/store", "/update")
_SMALLEST_GZIP = 860
"""Below so many bytes, packing costs more than it saves."""
_DAY_SECONDS = 86_400
_ENTRY_BYTES = 1024
"""What an entry takes besides its bodies."""
_PER_REQUEST = frozenset({"x-request-id", "server-timing", "date"})


@dataclass(slots=True)
class Kept:
    """One answer, ready to be sent: plain, packed from the first time that somebody takes it so, or as unchanged."""

    body: bytes
    lasting: Headers
    headers: Headers
    etag: str
    packed: bytes | None = None
    packed_headers: Headers = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes that the answer takes, or may come to take."""
        return 2 * len(self.body) + _ENTRY_BYTES

    @property
    def packed_etag(self) -> str:
        """The entity tag of the packed answer."""
        return f'{self.etag[:-1]}-gzip"'

    @property
    def unchanged(self) -> Headers:
        """The headers of the news that nothing changed."""
        return [(name, value) for name, value in self.lasting if not name.lower().startswith("content-")]

    def pack(self) -> bytes:
        """Give the packed body; nothing where packing does not pay."""
        if self.packed is None:
            packed = gzip.compress(self.body, 6, mtime=0) if len(self.body) >= _SMALLEST_GZIP else b""
            packed = packed if len(packed) < len(self.body) else b""
            length, encoding = ("Content-Length", str(len(packed))), ("Content-Encoding", "gzip")
            self.packed_headers = [*self.lasting, length, encoding, ("ETag", self.packed_etag)]
            self.packed = packed
        return self.packed


@dataclass(slots=True)
class Counts:
    """What the cache has done since the process began."""

    hits: int = 0
    misses: int = 0
    shared: int = 0
    bytes: int = 0
    entries: int = 0


class ResultCache:
    """WSGI middleware that keeps whole answers to GET requests.

    Args:
        application: what answers the first time. It forbids keeping an answer by `Cache-Control: no-store`.
        version: names the content of the graph; nothing is kept while it is empty.
        capacity: bytes that all answers together may take; 0 keeps none.
    """

    def __init__(self, application: "WSGIApplication", version: Callable[[], str], capacity: int) -> None:
        self._application = application
        self._version = version
        self._capacity = capacity
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._flights: dict[Key, Future[None]] = {}
        self.counts = Counts()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, or keep what the application answers."""
        key = self._key(environ)
        if key is None:
            return self._application(environ, start_response)
        return self._kept_answer(key, environ, start_response) or self._first(key, environ, start_response)

    def answer_at_once(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes] | None:
        """Answer from what is kept, or give nothing; this never waits."""
        key = environ[_KEY] = self._key(environ)
        return self._kept_answer(key, environ, start_response) if key else None

    def _kept_answer(
        self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes] | None:
        kept = self._find(key)
        if kept is None:
            return None
        self.counts.hits += 1
        return _send(kept, environ, start_response)

    def _key(self, environ: "WSGIEnvironment") -> Key | None:
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or path.startswith(_PASSED_BY) or not self._capacity:
            return None
        if "HTTP_AUTHORIZATION" in environ or environ.get("HTTP_CACHE_CONTROL") == "no-cache":
            return None
        version = self._version()
        if not version:
            return None
        day = str(int(time.time() // _DAY_SECONDS))  # “today” is another date then
        asked = environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT", "")
        return (version, day, environ.get("HTTP_HOST", ""), path, *asked)

    def _find(self, key: Key) -> Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _first(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Let one of several equal requests ask the application; the others wait for its answer."""
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if not leads:
            wait_for_other(flight)
            kept = self._find(key)
            if kept is not None:
                self.counts.shared += 1
                return _send(kept, environ, start_response)
            return self._application(environ, start_response)
        try:
            return self._ask(key, environ, start_response)
        finally:
            with self._lock:
                del self._flights[key]
            flight.set_result(None)

    def _ask(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.counts.misses += 1
        said: list[Any] = []

        def note(*arguments: object) -> Callable[[bytes], None]:
            said.extend(arguments)
            return _write_nothing

        whole = environ | {"REQUEST_METHOD": "GET"}
        whole.pop("HTTP_IF_NONE_MATCH", None)
        parts = self._application(whole, note)
        try:
            body = b"".join(parts)
        finally:
            close_parts(parts)
        return self._deliver(key, (said[0], said[1], body), environ, start_response)

    def deliver(
        self, answer: tuple[str, Headers, bytes], environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Send an answer (status, headers, body) that was not there `at_once`, and keep it where that may be."""
        key = environ[_KEY]
        if key is None:
            start_response(answer[0], answer[1])
            return [answer[2]]
        self.counts.misses += 1
        return self._deliver(key, answer, environ, start_response)

    def _deliver(
        self,
        key: Key,
        answer: tuple[str, Headers, bytes],
        environ: "WSGIEnvironment",
        start_response: "StartResponse",
    ) -> Iterable[bytes]:
        status, headers, body = answer
        if not status.startswith("200") or not _may_be_kept(headers) or key[0] != self._version():
            start_response(status, headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        kept = _keep(body, headers)
        self._put(key, kept)
        start_now = [pair for pair in headers if pair[0].lower() in _PER_REQUEST]
        return _send(kept, environ, start_response, start_now)

    def _put(self, key: Key, kept: Kept) -> None:
        if kept.size > self._capacity // 4:
            return
        with self._lock:
            self._kept[key] = kept
            self.counts.bytes += kept.size
            while self.counts.bytes > self._capacity:
                _, oldest = self._kept.popitem(last=False)
                self.counts.bytes -= oldest.size
            self.counts.entries = len(self._kept)


def close_parts(parts: Iterable[bytes]) -> None:
    """Close what an application gave, as PEP 3333 asks of whoever has taken it."""
    close: Callable[[], None] | None = getattr(parts, "close", None)
    if close is not None:
        close()


def _write_nothing(_: bytes) -> None:
    return


def _may_be_kept(headers: Headers) -> bool:
    return not any(name.lower() == "cache-control" and "no-store" in value for name, value in headers)


def _keep(body: bytes, headers: Headers) -> Kept:
    lasting = [(n, v) for n, v in headers if n.lower() not in _PER_REQUEST | {"content-length", "etag"}]
    lasting = _vary_by_encoding(lasting)
    tag = next((v for n, v in headers if n.lower() == "etag"), "").strip('"')
    etag = f'"{tag}"'
    return Kept(body, lasting, [*lasting, ("Content-Length", str(len(body))), ("ETag", etag)], etag)


def _vary_by_encoding(headers: Headers) -> Headers:
    vary = next((value for name, value in headers if name.lower() == "vary"), "")
    names = [*filter(None, (part.strip() for part in vary.split(","))), "Accept-Encoding"]
    return [*((n, v) for n, v in headers if n.lower() != "vary"), ("Vary", ", ".join(dict.fromkeys(names)))]


def _send(
    kept: Kept, environ: "WSGIEnvironment", start_response: "StartResponse", extra: Headers | None = None
) -> Iterable[bytes]:
    packed = kept.pack() if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else b""
    etag = kept.packed_etag if packed else kept.etag
    if _matches(environ.get("HTTP_IF_NONE_MATCH", ""), etag):
        start_response("304 NOT MODIFIED", [*kept.unchanged, ("ETag", etag), *(extra or ())])
        return [b""]
    headers, body = (kept.packed_headers, packed) if packed else (kept.headers, kept.body)
    start_response("200 OK", [*headers, *(extra or ())])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _takes_gzip(header: str) -> bool:
    """Tell whether a client takes gzip (RFC 9110, section 12.5.3); weights other than 0 are all the same here."""
    for part in header.split(","):
        name, _, parameters = part.strip().partition(";")
        if name.strip().lower() in {"gzip", "*"}:
            return parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _matches(header: str, etag: str) -> bool:
    """Compare weakly with the tags of If-None-Match (RFC 9110, section 13.1.2)."""
    if not header:
        return False
    return header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}
