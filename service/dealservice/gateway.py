"""Between the server and the application: answers kept are sent at once, everything else by the application.

The application runs in the event loop's own thread, where it waits for query workers without holding up others; only
what waits for something else, such as a remote engine or a write, gets a thread. The server speaks RSGI, which, unlike
WSGI, tells when a client has left; the application, a WSGI one (PEP 3333), is told by `dealgraph.left` in its
environment, so that nobody's query runs on for no one.
"""

import asyncio
import io
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

from dealservice.cache import ResultCache, close_parts
from dealservice.complaints import TOLD
from dealservice.isolation.asker import Asker, ClientGone
from dealservice.journal import LEFT as GONE
from dealservice.journal import Entry, Journal
from dealservice.lane import Lane
from dealservice.sparql import PROBLEM
from dealservice.waiting import run
from dealservice.walls import Walls, client_of

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

Result = TypeVar("Result")
LEFT = "dealgraph.left"
"""The key of the environment under which a `threading.Event` tells that the client is gone."""
REQUEST_ID = "dealgraph.request_id"
"""The key of the environment under which the name of the request stands."""
_LOOK_SECONDS = 0.1
_NAME = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass(slots=True)
class Reply:
    """A response as WSGI gives it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Parts:
    """What a gateway consists of besides the application.

    Args:
        walls: let requests in.
        journal: notes them.
        lane: the short way for queries, if there is one.
        trusted_proxies: proxies in front, whose word on the client is taken.
    """

    walls: Walls
    journal: Journal
    lane: Lane | None
    trusted_proxies: int


class Gateway:
    """An RSGI application in front of a WSGI one.

    Args:
        application: the application behind its cache.
        threads: requests that may wait for something else than query workers at the same time.
        parts: walls, journal and, where query workers answer, the short way for queries.
        apart: tells by its environment whether a request needs a thread.
        max_bytes: tells by its environment how many bytes of a request's body are read; the application refuses
            what is longer by its length.
    """

    def __init__(
        self,
        application: ResultCache,
        parts: Parts,
        threads: int,
        max_bytes: Callable[["WSGIEnvironment"], int],
        apart: Callable[["WSGIEnvironment"], bool],
    ) -> None:
        self._application = application
        self._parts = parts
        self._apart = apart
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._max_bytes = max_bytes

    async def __call__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        """Answer one request, and note what became of it."""
        start = time.perf_counter()
        environ = _environ(scope)
        environ[REQUEST_ID] = request_id = self._name(environ)
        told: dict[str, str] = {}
        environ[TOLD] = told
        client = client_of(environ, self._parts.trusted_proxies)
        reply = _call(self._application.answer_at_once, environ)
        is_kept = reply is not None
        if reply is None:
            reply = await self._admit(client, scope, protocol, environ)
        seconds = time.perf_counter() - start
        extra = [("x-request-id", request_id), ("server-timing", f"total;dur={seconds * 1000:.2f}")]
        protocol.response_bytes(reply.status, [*reply.headers, *extra], reply.body)
        self._parts.journal.record(
            Entry(
                request_id=request_id,
                client=client,
                method=scope.method,
                path=scope.path,
                query=scope.query_string,
                sent_type=environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower(),
                sent=environ["wsgi.input"].getvalue(),
                status=reply.status,
                code=told.get("code", ""),
                seconds=seconds,
                headers=dict(reply.headers),
                body=reply.body,
                kept=is_kept,
            )
        )

    def _name(self, environ: "WSGIEnvironment") -> str:
        """Name a request: as a trusted proxy does, so that it is found under one name everywhere, or anew."""
        given = environ.get("HTTP_X_REQUEST_ID", "") if self._parts.trusted_proxies else ""
        return given if _NAME.fullmatch(given) else token_hex(8)

    async def _admit(self, client: str, scope: "Scope", protocol: "HTTPProtocol", environ: "WSGIEnvironment") -> Reply:
        """Work on a request as far as its client may ask for that."""
        if environ["PATH_INFO"].startswith("/health"):
            return await self._answer(scope, protocol, environ)
        problem = self._parts.walls.enter(client)
        if problem is not None:
            environ[PROBLEM] = problem
            return await self._work(protocol, environ)
        try:
            return await self._answer(scope, protocol, environ)
        finally:
            self._parts.walls.leave(client)

    async def _answer(self, scope: "Scope", protocol: "HTTPProtocol", environ: "WSGIEnvironment") -> Reply:
        lane, reply = self._parts.lane, None
        if lane and lane.takes(environ):
            reply = await self._by_lane(lane, protocol, environ)
        if reply is None:
            environ["wsgi.input"] = io.BytesIO(await self._body(scope, protocol, environ))
            reply = await self._work(protocol, environ)
        return reply

    async def _by_lane(self, lane: Lane, protocol: "HTTPProtocol", environ: "WSGIEnvironment") -> Reply | None:
        departure = _Departure(protocol)
        try:
            answered = await lane.answer(environ, Asker(has_left=departure.is_seen))
        except ClientGone:
            return Reply(GONE, [], b"")
        finally:
            departure.forget()
        return _call(partial(self._application.deliver, answered), environ) if answered else None

    async def _body(self, scope: "Scope", protocol: "HTTPProtocol", environ: "WSGIEnvironment") -> bytes:
        """Read a body, up to one byte more than may be sent, so that the application sees that it is too long."""
        if scope.method in {"GET", "HEAD", "OPTIONS"}:
            return b""
        parts: list[bytes] = []
        length = 0
        limit = self._max_bytes(environ)
        async for part in protocol:
            parts.append(part)
            length += len(part)
            if length > limit:
                break
        environ.setdefault("CONTENT_LENGTH", str(length))
        return b"".join(parts)[: limit + 1]

    async def _work(self, protocol: "HTTPProtocol", environ: "WSGIEnvironment") -> Reply:
        left = environ[LEFT] = threading.Event()
        work: asyncio.Future[Reply | None]
        if self._apart(environ):
            work = asyncio.get_running_loop().run_in_executor(self._threads, _call, self._application, environ)
        else:
            work = asyncio.ensure_future(run(_call, self._application, environ))
        return await _watched(work, protocol, left) or Reply(GONE, [], b"")


class _Departure:
    """Sees a client leave, from the first time that somebody asks: most answers are sent before."""

    def __init__(self, protocol: "HTTPProtocol") -> None:
        self._protocol = protocol
        self._watch: asyncio.Future[None] | None = None

    def is_seen(self) -> bool:
        """Tell whether the client has left."""
        if self._watch is None:
            self._watch = asyncio.ensure_future(self._protocol.client_disconnect())
        return self._watch.done()

    def forget(self) -> None:
        """Look no longer."""
        if self._watch is not None:
            self._watch.cancel()


async def _watched(work: "asyncio.Future[Result]", protocol: "HTTPProtocol", left: threading.Event) -> Result:
    """Wait for work to be done, and tell by `left` if the client leaves before."""
    done, _ = await asyncio.wait({work}, timeout=_LOOK_SECONDS)
    if not done:
        gone = asyncio.ensure_future(protocol.client_disconnect())
        gone.add_done_callback(lambda ended: None if ended.cancelled() else left.set())
        await asyncio.wait({work})
        gone.cancel()
    return work.result()


def _environ(scope: "Scope") -> "WSGIEnvironment":
    """Write a request as the environment of PEP 3333, section “environ Variables”."""
    host, _, port = scope.server.rpartition(":")
    client, _, _ = scope.client.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope.headers.items():
        key = _UNPREFIXED.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _call(application: Any, environ: "WSGIEnvironment") -> Reply | None:
    """Run a WSGI application; one that declines to answer gives nothing."""
    said: list[Any] = []

    def start_response(*arguments: Any) -> Any:
        said[:] = arguments
        return None

    parts: Iterable[bytes] | None = application(environ, start_response)
    if parts is None:
        return None
    try:
        body = b"".join(parts)
    finally:
        close_parts(parts)
    headers = [(name.lower(), value) for name, value in said[1]]
    return Reply(int(said[0][:3]), headers, body)
