"""What one query may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take, and how many may run.

    Args:
        seconds: the deadline; the kernel ends the worker then.
        memory: bytes of memory beyond those of the graph.
        answer: bytes of an answer.
        workers: workers that are always there.
        queries: queries that may run at once.
        queue_seconds: how long a query may wait for a worker.
    """

    seconds: float = 10.0
    memory: int = 1 << 30
    answer: int = 64 << 20
    workers: int = 2
    queries: int = 16
    queue_seconds: float = 5.0
