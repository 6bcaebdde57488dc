"""What one client may ask at once and within a minute, and who that client is."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from dealgraph.problems import Problem

_CLIENTS = 10_000
_MINUTE = 60.0
_NETWORK_BITS = 64


def client_of(environ: Mapping[str, Any], trusted_proxies: int) -> str:
    """Name the client of a request: its address, or that which the outermost trusted proxy was called from.

    Each proxy appends the address of its own client to X-Forwarded-For, so the last entries are those that trusted
    proxies wrote. Clients of one IPv6 network of 64 bits count as one, since one person has a whole network.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    chain = [part.strip() for part in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if trusted_proxies and chain:
        address = chain[max(len(chain) - trusted_proxies, 0)]
    return _network(address)


@lru_cache(maxsize=4096)
def _network(address: str) -> str:
    """Name the network that counts as one client."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return f"{IPv6Address(int(found) >> _NETWORK_BITS << _NETWORK_BITS)}/{_NETWORK_BITS}"
    return address


class Walls:
    """Counts what each client has under way and how often it asks; for one process, and one thread of it.

    Args:
        at_once: requests that a client may have under way.
        per_minute: requests that a client may send within a minute, some of them at once; 0 counts none.
        clock: tells seconds.
    """

    def __init__(self, at_once: int, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._per_minute = per_minute
        self._clock = clock
        self._under_way: Counter[str] = Counter()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def enter(self, client: str) -> Problem | None:
        """Let a request in, or say why not; one that is let in has to `leave`."""
        if self._under_way[client] >= self._at_once:
            said = f"You have {self._at_once} requests under way, and may not have more."
            return Problem(said, hint="Wait for one to be answered.", code="client-limit")
        if self._per_minute and not self._take(client):
            said = f"You may send {self._per_minute} requests a minute."
            return Problem(said, hint="Wait some seconds, then go on more slowly.", code="client-limit")
        self._under_way[client] += 1
        return None

    def leave(self, client: str) -> None:
        """End a request that was let in."""
        self._under_way[client] -= 1
        if self._under_way[client] <= 0:
            del self._under_way[client]

    def _take(self, client: str) -> bool:
        """Take a token from a client's bucket, which fills up at the rate that is allowed."""
        now = self._clock()
        tokens, last = self._buckets.pop(client, (float(self._per_minute), now))
        tokens = min(tokens + (now - last) * self._per_minute / _MINUTE, float(self._per_minute))
        self._buckets[client] = (max(tokens - 1, 0.0) if tokens >= 1 else tokens, now)
        while len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return tokens >= 1
