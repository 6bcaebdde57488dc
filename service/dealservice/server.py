"""Running the application: several processes of granian behind one address."""

import atexit
import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from math import ceil

from dealgraph.problems import UsageProblem
from dealservice.service import SOCKETS
from dealservice.settings import MAX_PORT, Settings, to_environment

BACKLOG = 256
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that tells the processes where to gather their figures."""
_APPLICATION = "dealservice.app:create_gateway"
_WAIT_SECONDS = 60.0
_GRACE_SECONDS = 2
"""What a process of the server may take beyond the deadline of its last query when it is told to stop."""
_STEP_SECONDS = 0.05
_FETCH_SECONDS = 30.0


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until the process is told to stop.

    Args:
        settings: how the service runs; its processes read them from the environment.
        announce: told the address once it answers.

    Raises:
        UsageProblem: the address cannot be listened on (`port-in-use`, `host-invalid`).
    """
    claim_port(settings.host, settings.port)
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.log import LogLevels

    os.environ.update(to_environment(settings))
    os.environ[FIGURES] = _own_folder("dealgraph-figures-")
    if not settings.is_remote:
        os.environ[SOCKETS] = start_workers(settings)
    server = Granian(
        _APPLICATION,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.RSGI,
        factory=True,
        workers=settings.processes,
        backlog=BACKLOG,
        http=HTTPModes.http1,
        loop=Loops.uvloop if find_spec("uvloop") else Loops.asyncio,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=ceil(settings.deadline) + _GRACE_SECONDS,
        log_level=LogLevels.warning,
    )
    threading.Thread(target=_announce, args=(settings, announce), daemon=True).start()
    server.serve()


def start_workers(settings: Settings) -> str:
    """Start the processes that queries run in; they end with this one.

    Returns:
        The folder of their sockets.
    """
    folder = _own_folder("dealgraph-")
    command = [sys.executable, "-m", "dealservice.isolation.supervisor", settings.store, folder]
    # Our end of the pipe closes when this process ends in whatever way, and the supervisor with it.
    subprocess.Popen([*command, json.dumps(asdict(settings.limits))], stdin=subprocess.PIPE)  # noqa: S603
    return folder


def _own_folder(prefix: str) -> str:
    """Make a folder that is gone when this process ends."""
    folder = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def claim_port(host: str, port: int) -> None:
    """Find out whether an address can be listened on.

    Raises:
        UsageProblem: somebody else listens there (`port-in-use`), or it is no address of this machine
            (`host-invalid`).
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except socket.gaierror as error:
        raise _no_host(host) from error
    except PermissionError as error:
        hint = "Choose a port above 1023 with --port."
        raise UsageProblem(f"Port {port} may not be used by you.", hint=hint, code="port-in-use") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            hint = f"Choose another with --port, for example --port {port + 1 if port < MAX_PORT else port - 1}."
            raise UsageProblem(f"Port {port} on {host} is in use.", hint=hint, code="port-in-use") from error
        raise _no_host(host) from error


def _no_host(host: str) -> UsageProblem:
    hint = "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for every network that it is in."
    return UsageProblem(f"“{host}” is no address of this machine.", hint=hint, code="host-invalid")


def _announce(settings: Settings, announce: Callable[[str], None]) -> None:
    """Wait until the service answers, say so, and open the first page and a search as soon as the graph is there.

    What these rest on is read once for a version: on a portfolio of some hundred contracts for a second each, in which
    nobody has to wait then.
    """
    if _wait_for(settings, "/health/live"):
        announce(settings.public_url or settings.address)
        if _wait_for(settings, "/health/ready"):
            _fetch(settings, "/")
            _fetch(settings, "/find?q=a")


def _wait_for(settings: Settings, path: str) -> bool:
    """Ask for a page until it is there, and tell whether it came in time."""
    end = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < end:
        if _fetch(settings, path) == HTTPStatus.OK:
            return True
        time.sleep(_STEP_SECONDS)
    return False


def _fetch(settings: Settings, path: str) -> int:
    """Give the status of a page of this service; nothing where it does not answer."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - only compared
    connection = HTTPConnection(host, settings.port, timeout=_FETCH_SECONDS)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()
