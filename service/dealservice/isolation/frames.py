"""What web processes and workers say to each other over a Unix socket: frames of a kind, a length and a content."""

import json
import struct
from asyncio import WriteTransport
from collections.abc import Iterator
from dataclasses import asdict
from socket import socket
from typing import Any

from dealgraph.problems import Finding, Place, Problem, QuerySyntax

_HEAD = struct.Struct("!cI")
QUESTION, TAKEN, ANSWER, PROBLEM, LEAVING = b"Q", b"T", b"A", b"P", b"L"
"""A question; the process that took the connection; the whole answer; the problem instead of it; or that the worker
leaves and reads no more."""

Frame = tuple[bytes, bytes]
"""A kind and a content."""


def send(connection: socket, kind: bytes, content: bytes) -> None:
    """Send one frame."""
    connection.sendall(_HEAD.pack(kind, len(content)) + content)


def put(transport: WriteTransport, kind: bytes, content: bytes) -> None:
    """Send one frame from an event loop."""
    transport.write(_HEAD.pack(kind, len(content)) + content)


class Arrived:
    """What has arrived on a connection, frame by frame."""

    def __init__(self) -> None:
        self._part = bytearray()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has arrived of a frame that is not complete."""
        return not self._part

    def add(self, data: bytes) -> Iterator[Frame]:
        """Add what has just arrived, and give the frames that it completes."""
        self._part += data
        while len(self._part) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._part)
            end = _HEAD.size + length
            if len(self._part) < end:
                return
            content = bytes(memoryview(self._part)[_HEAD.size : end])
            del self._part[:end]
            yield kind, content


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
