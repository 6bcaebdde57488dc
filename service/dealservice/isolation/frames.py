"""What web processes and workers say to each other over a Unix socket: frames of a kind, a length and a content."""

import json
import struct
from asyncio import get_running_loop
from dataclasses import asdict
from socket import socket
from typing import Any

from dealgraph.problems import Finding, Place, Problem, QuerySyntax

_HEAD = struct.Struct("!cI")
_PART = 1 << 18
QUESTION, TAKEN, ANSWER, PROBLEM = b"Q", b"T", b"A", b"P"
"""A question; the process that took it; the whole answer; or the problem instead of it."""


def send(connection: socket, kind: bytes, content: bytes) -> None:
    """Send one frame."""
    connection.sendall(_HEAD.pack(kind, len(content)) + content)


async def put(connection: socket, kind: bytes, content: bytes) -> None:
    """Send one frame from an event loop."""
    frame = _HEAD.pack(kind, len(content)) + content
    try:
        sent = connection.send(frame)
    except BlockingIOError:
        sent = 0
    if sent < len(frame):
        await get_running_loop().sock_sendall(connection, frame[sent:])


class Incoming:
    """The frames that arrive on a connection, in an event loop."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self._arrived = bytearray()

    async def frame(self) -> tuple[bytes, bytes] | None:
        """Receive one frame; nothing where the other side is gone."""
        if not await self._arrive(_HEAD.size):
            return None
        kind, length = _HEAD.unpack_from(self._arrived)
        end = _HEAD.size + length
        if not await self._arrive(end):
            return None
        content = bytes(memoryview(self._arrived)[_HEAD.size : end])
        del self._arrived[:end]
        return kind, content

    async def _arrive(self, length: int) -> bool:
        while len(self._arrived) < length:
            part = await get_running_loop().sock_recv(self._connection, _PART)
            if not part:
                return False
            self._arrived += part
        return True


def receive(connection: socket) -> tuple[bytes, bytes] | None:
    """Receive one frame; nothing where the other side is gone."""
    head = _exactly(connection, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    content = _exactly(connection, length)
    return None if content is None else (kind, bytes(content))


def _exactly(connection: socket, length: int) -> bytearray | None:
    found = bytearray(length)
    view = memoryview(found)
    done = 0
    while done < length:
        count = connection.recv_into(view[done:])
        if count == 0:
            return None
        done += count
    return found


def write_problem(problem: Problem) -> bytes:
    """Write a problem so that `read_problem` gives it again."""
    said: dict[str, Any] = {"what": problem.what, "hint": problem.hint, "code": problem.code}
    said["findings"] = [asdict(finding) for finding in problem.findings]
    if isinstance(problem, QuerySyntax):
        said["where"] = {"line": problem.line, "column": problem.column, "excerpt": problem.excerpt}
    return json.dumps(said).encode()


def read_problem(content: bytes) -> Problem:
    """Read a problem; a syntax error keeps its place, any other its code."""
    said = json.loads(content)
    if "where" in said:
        return QuerySyntax(said["what"], hint=said["hint"], **said["where"])
    findings = [_finding(finding) for finding in said["findings"]]
    return Problem(said["what"], hint=said["hint"], code=said["code"], findings=findings)


def _finding(said: dict[str, Any]) -> Finding:
    place = said.pop("place")
    return Finding(**said, place=Place(**place) if place else None)
