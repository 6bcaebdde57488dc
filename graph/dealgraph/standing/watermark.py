"""How far down the record one has looked: the weakest claim on which something that was worked out could depend.

What rests on claims of some level at most is the same at every weaker level, so that it need not be worked out again
for each: of most rights several levels say the same.
"""

from collections.abc import Callable, MutableMapping
from threading import local
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Watermark(local):
    """Keeps the level of the weakest claim that has been looked at, whether it counted or not; each thread has its own.

    Levels are places in `model.LEVELS`.
    """

    def __init__(self) -> None:
        self.level = 0

    def reach(self, level: int) -> None:
        """Note that a claim of a level was looked at."""
        self.level = max(self.level, level)

    def watch(self, make: Callable[[], V]) -> tuple[V, int]:
        """Work something out; give it with the level of the weakest claim that was looked at for it.

        >>> mark = Watermark()
        >>> mark.watch(lambda: mark.reach(2))
        (None, 2)
        >>> mark.level
        2
        """
        outer, self.level = self.level, 0
        made = make()
        found = self.level
        self.level = max(outer, found)
        return made, found

    def remember(self, known: MutableMapping[K, tuple[V, int]], key: K, make: Callable[[], V]) -> V:
        """Work something out once; to look it up later is to look at the same claims again."""
        found = known.get(key)
        if found is None:
            found = known[key] = self.watch(make)
        made, level = found
        if level:
            self.reach(level)
        return made
