"""Who asks, for as long as a question is worked on."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


class ClientGone(Exception):  # noqa: N818 - no fault of anybody
    """The one who asked has left; the query was ended."""


def _stays() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: with a deadline of their own, in seconds, if it is above 0; and whether they have left."""

    seconds: float = 0.0
    has_left: Callable[[], bool] = _stays


ASKER: ContextVar[Asker] = ContextVar("asker", default=Asker())  # noqa: B039 - it is frozen
"""The one for whom the current request works."""
