"""HTTP to a remote engine: pooled connections, credentials, deadlines, and another attempt where that is safe."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import AbstractDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm, Request, parse_http_list
from urllib.request import parse_keqv_list as parse_pairs

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError, ReadTimeoutError

from dealgraph.problems import StoreRefused, StoreUnreachable, UsageProblem
from dealgraph.stores.access import ANYBODY, DIGEST, Access

PAUSES = (0.1, 0.4, 1.6)
"""Seconds to wait before each further attempt."""
CONNECT_SECONDS = 5.0
MAX_ANSWER_BYTES = 1 << 30
_CONNECTIONS = 16
_PIECE = 1 << 16
_AWAY = frozenset({429, 502, 503, 504})
_UNAUTHORIZED, _LONGEST_PAUSE = 401, 10.0


@dataclass(frozen=True, slots=True)
class Message:
    """A request: where it goes, what it carries, and whether it may be sent twice.

    Args:
        url: the address.
        body: what is sent.
        headers: with the type of the body.
        method: GET, POST and so on.
        repeatable: whether a second one changes nothing (RFC 9110, section 9.2.2: idempotent).
    """

    url: str
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What an engine replied; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Transport:
    """Connections to one engine, kept open between requests and shared by threads.

    Args:
        access: credentials and time limit.
    """

    def __init__(self, access: Access = ANYBODY) -> None:
        self._access = access
        self._pool = urllib3.PoolManager(num_pools=4, maxsize=_CONNECTIONS, retries=False)
        self._passwords = HTTPPasswordMgrWithDefaultRealm()
        self._digests = AbstractDigestAuthHandler(self._passwords)
        self._challenge = ""

    def send(self, message: Message) -> Reply:
        """Send a request and read the whole reply; what may be repeated is tried again while the engine is away.

        Raises:
            StoreUnreachable: the engine is not there, leaves in the middle, or does not reply in time.
            StoreRefused: the address cannot be used, or the reply is too long.
        """
        deadline = time.monotonic() + self._access.timeout
        pauses = PAUSES if message.repeatable else ()
        for pause in (*pauses, None):
            wait = pause
            try:
                reply = self._once(message, deadline)
            except StoreUnreachable as problem:
                if wait is None or problem.code == "store-timeout" or time.monotonic() + wait > deadline:
                    raise
            else:
                if wait is not None:
                    wait = _asked_pause(reply) or wait
                if reply.status not in _AWAY or wait is None or time.monotonic() + wait > deadline:
                    return reply
            time.sleep(wait)
        raise AssertionError  # the last attempt returns or raises

    def _once(self, message: Message, deadline: float) -> Reply:
        reply = self._exchange(message, self._credentials(message), deadline)
        asked = reply.headers.get("www-authenticate", "")
        if reply.status == _UNAUTHORIZED and self._access.scheme == DIGEST and asked.lower().startswith("digest"):
            self._challenge = asked
            reply = self._exchange(message, self._credentials(message), deadline)
        return reply

    def _exchange(self, message: Message, credentials: Mapping[str, str], deadline: float) -> Reply:
        headers = {**message.headers, **credentials}
        left = max(deadline - time.monotonic(), 0.001)
        timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=left)
        where = _plain(message.url)
        try:
            response = self._pool.request(
                message.method,
                message.url,
                body=message.body or None,
                headers=headers,
                timeout=timeout,
                preload_content=False,
                redirect=False,
            )
            try:
                body = _read(response, deadline, where)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except ReadTimeoutError as error:
            raise _late(where) from error
        except LocationParseError as error:
            raise StoreRefused(f"{where} is no address.", hint="Give a URL.") from error
        except (HTTPError, OSError) as error:
            hint = "Is it running? Try again in some seconds."
            raise StoreUnreachable(f"The engine at {where} does not reply: {_reason(error)}.", hint=hint) from error
        return Reply(response.status, {name.lower(): value for name, value in response.headers.items()}, body)

    def _credentials(self, message: Message) -> dict[str, str]:
        access = self._access
        if access.token:
            return {"Authorization": f"Bearer {access.token}"}
        if not access.user:
            return {}
        if access.scheme == DIGEST:
            return {"Authorization": self._digest(message)} if self._challenge else {}
        return {**urllib3.make_headers(basic_auth=f"{access.user}:{access.password}")}

    def _digest(self, message: Message) -> str:
        """Answer the engine's challenge for one request (RFC 7616, section 3.4)."""
        self._passwords.add_password(None, message.url, self._access.user, self._access.password)
        pairs = parse_pairs(parse_http_list(self._challenge.partition(" ")[2]))
        request = Request(message.url, method=message.method)  # noqa: S310 - it is only described, never sent
        return f"Digest {self._digests.get_authorization(request, pairs)}"


def insist_on_plain(url: str) -> None:
    """Refuse an address that holds a password, which would get into logs and lists of processes.

    Raises:
        UsageProblem: it does.
    """
    if urlsplit(url).password or urlsplit(url).username:
        hint = "Name them in DEALGRAPH_STORE_USER and DEALGRAPH_STORE_PASSWORD."
        raise UsageProblem("The address of the engine holds a user or a password.", hint=hint)


def insist_on_success(reply: Reply, url: str) -> None:
    """Raise what a reply tells of a failure.

    Raises:
        StoreRefused: the engine rejects the request.
        StoreUnreachable: it is busy or away.
    """
    where = _plain(url)
    if reply.status < 300:  # noqa: PLR2004 - the class of success
        return
    said = first_line(reply.body)
    if reply.status in _AWAY:
        raise StoreUnreachable(f"The engine at {where} cannot answer now (status {reply.status}).", hint=said)
    if reply.status in {401, 403}:
        hint = "Name a user and a password, or a token: see DEALGRAPH_STORE_USER and the lines below it in docs/run.md."
        raise StoreRefused(f"The engine at {where} does not let us in.", hint=hint)
    if reply.status in {404, 405}:
        hint = "Check the address of its query endpoint."
        raise StoreRefused(f"There is no SPARQL endpoint at {where}.", hint=hint)
    raise StoreRefused(f"The engine at {where} failed to answer (status {reply.status}).", hint=said)


def first_line(body: bytes) -> str:
    """Take the first line of what an engine said, as long as it says something."""
    text = body[:4000].decode("utf-8", "replace")
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:300]


def _read(response: urllib3.BaseHTTPResponse, deadline: float, where: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.stream(_PIECE):
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            raise StoreRefused(f"The engine at {where} sends more than {MAX_ANSWER_BYTES:,} bytes.")
        if time.monotonic() > deadline:
            raise _late(where)
    return b"".join(parts)


def _late(where: str) -> StoreUnreachable:
    hint = "Ask for less at once, or wait longer: see DEALGRAPH_STORE_SECONDS."
    return StoreUnreachable(f"The engine at {where} does not reply in time.", hint=hint, code="store-timeout")


def _asked_pause(reply: Reply) -> float:
    asked = reply.headers.get("retry-after", "")
    return min(float(asked), _LONGEST_PAUSE) if asked.isdecimal() else 0.0


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    text = str(reason)
    return text.rpartition("]")[2].strip(" :()'") or type(error).__name__


def _plain(url: str) -> str:
    """Give an address without what might be secret in it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
