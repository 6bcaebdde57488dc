"""Work that makes many objects, no cycles among them, and keeps most: nothing for the collector to find."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Generator[None]:
    """Have the collector of cycles wait: with ten thousand rights, it would be two fifths of the work."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
