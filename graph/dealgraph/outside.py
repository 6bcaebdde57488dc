"""The only way out: documents and answers from other hosts, fetched from addresses that were listed one by one.

An address is fetched only where it is listed exactly as it is written. Even then its host has to lead to public
addresses alone, and one of these is connected to, so that a name cannot mean something else the next moment. Redirects
are not followed, proxies of the environment are not used, and time and size are limited.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from dealgraph.problems import QueryProblem

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

Address = IPv4Address | IPv6Address
_OK = 200
_PART = 1 << 16
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Addresses of IPv4 hosts as translators write them (RFC 6052, section 2.1)."""
_PORTS = {"http": 80, "https": 443}
_AGENT = "dealgraph (https://w3id.org/dealgraph)"


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to a host of the public network, however it is wrapped up.

    >>> [is_public(ip_address(text)) for text in ("1.1.1.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False, False]
    """
    return all(found.is_global and not found.is_multicast and not found.is_reserved for found in _unwrapped(address))


def _unwrapped(address: Address) -> Iterator[Address]:
    """Give an address, or instead of it those of IPv4 that it stands for."""
    inner: list[Address] = []
    if isinstance(address, IPv6Address):
        inner += [part for part in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())) if part]
        if address in _TRANSLATED:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    yield from inner or [address]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What another host sent: its bytes, and what it says of them."""

    body: bytes = field(repr=False)
    media_type: str
    charset: str


@dataclass(frozen=True, slots=True)
class Outside:
    """What may be fetched from elsewhere; nothing, unless told otherwise.

    Args:
        addresses: the addresses that may be fetched, each as it has to be written.
        seconds: how long one of them may take.
        size: bytes that one of them may send.
        reaches: tells whether an address of the network may be connected to.
    """

    addresses: tuple[str, ...] = ()
    seconds: float = 5.0
    size: int = 8 << 20
    reaches: Callable[[Address], bool] = is_public

    def __contains__(self, address: str) -> bool:
        return address in self.addresses

    def fetch(self, address: str, accept: str, form: bytes | None = None) -> Fetched:
        """Fetch an address.

        Args:
            address: one of those listed.
            accept: the media types that are of use.
            form: what is posted, as application/x-www-form-urlencoded; nothing is where there is none.

        Raises:
            QueryProblem: it is not listed, or leads into a network that is not public (`outside-refused`); or its host
                does not answer as it should (`outside-failed`).
        """
        from http.client import HTTPException

        parts = urlsplit(address)
        if address not in self or parts.scheme not in _PORTS or not parts.hostname or parts.username:
            raise refused(address)
        end = time.monotonic() + self.seconds
        try:
            connection = self._connection(parts, address)
            try:
                return self._exchange(connection, parts, accept, form, end)
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError) as error:
            raise failed(address, str(error) or type(error).__name__) from error

    def _connection(self, parts: SplitResult, address: str) -> "HTTPConnection":
        import socket
        import ssl
        from http.client import HTTPConnection, HTTPSConnection

        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        found = [entry[4] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not all(self.reaches(ip_address(str(where[0]).partition("%")[0])) for where in found):
            what = f"The host of {address} is not in the public network."
            raise QueryProblem(what, hint="Nothing else is ever asked.", code="outside-refused")
        plain = socket.create_connection((str(found[0][0]), port), timeout=self.seconds)
        if parts.scheme == "http":
            connection = HTTPConnection(host, port)
            connection.sock = plain
            return connection
        connection = HTTPSConnection(host, port)
        with plain:  # whose descriptor the wrapped one takes over
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        return connection

    def _exchange(
        self, connection: "HTTPConnection", parts: SplitResult, accept: str, form: bytes | None, end: float
    ) -> Fetched:
        headers = {"Accept": accept, "Accept-Encoding": "identity", "Connection": "close", "User-Agent": _AGENT}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST" if form is not None else "GET", path, form, headers)
        with connection.getresponse() as response:
            if response.status != _OK:
                raise OSError(f"it answers with status {response.status}")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise OSError("its answer is packed")
            charset = response.headers.get_content_charset() or ""
            return Fetched(self._body(response, end), response.headers.get_content_type(), charset)

    def _body(self, response: "HTTPResponse", end: float) -> bytes:
        parts: list[bytes] = []
        length = 0
        while part := response.read1(_PART):
            parts.append(part)
            length += len(part)
            if length > self.size:
                raise OSError(f"it sends more than {self.size:,} bytes")
            if time.monotonic() > end:
                raise TimeoutError(f"it takes longer than {self.seconds:g} seconds")
        return b"".join(parts)


NOTHING = Outside()
"""Lets nothing out."""


def refused(address: str) -> QueryProblem:
    """Make the problem that an address is not listed."""
    what = f"{address[:200]} may not be fetched."
    hint = "Whoever runs the service can list it; nothing else is ever fetched."
    return QueryProblem(what, hint=hint, code="outside-refused")


def failed(address: str, why: str) -> QueryProblem:
    """Make the problem that another host does not do its part."""
    what = f"{address[:200]} cannot be used: {why.rstrip('.')[:200]}."
    return QueryProblem(what, hint="Try again later, or do without it: SILENT passes it over.", code="outside-failed")
