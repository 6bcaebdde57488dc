"""A process of its own for what may be huge or hostile: with a deadline and a limit of memory, and never this one.

The parser of the engine overflows its stack on some texts, its evaluation knows no deadline, and neither can be
stopped from within. So a change is worked out by `dealgraph.writer` in a process that the kernel ends.
"""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dealgraph.outside import NOTHING, Outside
from dealgraph.problems import Problem, QueryProblem
from dealgraph.relay import unpack

_GRACE = 5.0
_PACKAGES = Path(__file__).resolve().parents[1]
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Policy:
    """What one change may take, and what it has to conform to.

    Args:
        seconds: the deadline; the kernel ends the process then.
        memory: bytes of address space.
        size: bytes of the update or of the documents sent.
        ontology: the folder of rules and shapes; that of the installation unless given.
        outside: the documents that it may load.
    """

    seconds: float = 60.0
    memory: int = 2 << 30
    size: int = 16 << 20
    ontology: Path | None = None
    outside: Outside = NOTHING


def work_out(job: Mapping[str, Any], body: bytes, policy: Policy) -> dict[str, Any]:
    """Have a change worked out.

    Args:
        job: what is to be done, in words of JSON.
        body: the update, or the documents sent one after the other.
        policy: what it may take.

    Returns:
        What `dealgraph.writer` found.

    Raises:
        Problem: what it raised, or that it took too long (`write-deadline`) or too much (`write-memory`).
    """
    limits = {"seconds": policy.seconds, "memory": policy.memory}
    outside = {name: getattr(policy.outside, name) for name in ("addresses", "seconds", "size")}
    head = json.dumps({**job, "limits": limits, "outside": outside}).encode()
    path = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "dealgraph.writer"],
            input=head + b"\n" + body,
            capture_output=True,
            timeout=policy.seconds + _GRACE,
            env={**os.environ, "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(policy) from error
    if done.returncode == 0:
        found: dict[str, Any] = json.loads(done.stdout)
        if "problem" in found:
            raise unpack(found["problem"])
        return found
    _LOG.warning("A change was given up, status %d: %s", done.returncode, done.stderr[-2000:].decode(errors="replace"))
    if done.returncode == -getattr(signal, "SIGALRM", 0):
        raise _too_slow(policy)
    if done.returncode < 0:
        raise too_big(policy.memory)
    raise Problem("The change failed.", hint="Report what you did; the log has the details.", code="internal")


def too_big(memory: int) -> QueryProblem:
    """Make the problem that a change needs more than it may take."""
    hint = "Make the change in smaller steps, with fewer brackets in brackets."
    what = f"The change needs more than {memory >> 20:,} MiB of memory, or is nested too deeply. Nothing was changed."
    return QueryProblem(what, hint=hint, code="write-memory")


def _too_slow(policy: Policy) -> QueryProblem:
    hint = "Make the change in smaller steps, or name more of what is to be changed."
    return QueryProblem(
        f"The change takes longer than {policy.seconds:g} seconds. Nothing was changed.",
        hint=hint,
        code="write-deadline",
    )
