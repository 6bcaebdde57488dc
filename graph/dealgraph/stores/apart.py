"""Work in a thread that ends with it, so that it does not litter the memory of the thread that goes on.

Filling an engine leaves many small free pieces behind in the pool that the C library keeps for a thread (an “arena” of
glibc), and every later query of that thread searches them: at 600,000 quads that was two thirds of a lookup. A thread
of its own has a pool of its own. See docs/decisions/0062-filled-in-a-thread-of-its-own.md.
"""

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

Result = TypeVar("Result")


class _Work(Thread, Generic[Result]):
    """Keeps what the work gives, or what it raises."""

    def __init__(self, work: Callable[[], Result]) -> None:
        super().__init__(name="apart")
        self._work = work
        self.found: list[Result] = []
        self.raised: BaseException | None = None

    def run(self) -> None:
        try:
            self.found.append(self._work())
        except BaseException as error:  # noqa: BLE001 - it is raised where the work was asked for
            self.raised = error


def apart(work: Callable[[], Result]) -> Result:
    """Do work in a thread of its own, wait for it, and give what it gives or raise what it raises.

    >>> apart(lambda: 6 * 7)
    42
    """
    thread = _Work(work)
    thread.start()
    thread.join()
    if thread.raised is not None:
        raise thread.raised
    return thread.found[0]
