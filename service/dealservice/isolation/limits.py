"""What one query may take."""

from dataclasses import dataclass

from dealgraph.outside import Outside


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
        services: the endpoints that a query may ask.
        fetch_seconds: how long one of these may take.
        fetch_bytes: how much one of these may send.
    """

    seconds: float = 10.0
    memory: int = 1 << 30
    answer: int = 64 << 20
    workers: int = 2
    queries: int = 16
    queue_seconds: float = 5.0
    services: tuple[str, ...] = ()
    fetch_seconds: float = 5.0
    fetch_bytes: int = 8 << 20

    @property
    def spare(self) -> int:
        """Workers that are kept idle: a second one, so that nobody waits while the first that is taken is replaced."""
        return min(2, self.workers)

    @property
    def outside(self) -> Outside:
        """What a query may fetch."""
        return Outside(tuple(self.services), self.fetch_seconds, self.fetch_bytes)
