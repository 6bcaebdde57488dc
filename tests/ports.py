"""Ports for servers that a test starts, none of which two processes of tests take at the same moment."""

import os
import random
import socket
from collections.abc import Iterator
from functools import cache
from itertools import cycle

FIRST, LAST = 20_000, 32_000
"""Below the ports that the system gives to whoever asks for any: none of those is taken before the server begins."""
WORKERS = 16
"""So many processes of tests have ports of their own."""


def free_port() -> int:
    """Find a port that is free, and stays so until a server of this process of tests takes it."""
    for port in _candidates():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError


@cache
def _candidates() -> Iterator[int]:
    """Go through the ports of this process, in an order that another run of the tests does not follow."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    ports = range(FIRST + worker, LAST, WORKERS)
    return cycle(random.SystemRandom().sample(ports, len(ports)))
