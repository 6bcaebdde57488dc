"""How far long work is: a bar on a terminal, a line now and then in a log, both with rate and remaining time."""

import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import click

_STEPS = {
    "judge": ("Validating the documents", "MB", 1e6),
    "sort": ("Sorting the statements", "thousand", 1e3),
    "load": ("Filling the database", "thousand", 1e3),
    "agree": ("Comparing the documents", "", 1.0),
}
"""What each step is called, and in what it is counted."""
_BAR = 30
_TERMINAL_SECONDS, _LOG_SECONDS = 0.2, 10.0


@dataclass
class Gauge:
    """Writes how far a step is.

    Args:
        write: takes a line; on a terminal it takes the place of the one before.
        is_terminal: whether there is a terminal.
        clock: tells seconds.
    """

    write: Callable[[str], None]
    is_terminal: bool
    clock: Callable[[], float] = time.monotonic
    step: str = field(default="", init=False)
    begun: float = field(default=0.0, init=False)
    told: float = field(default=0.0, init=False)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note that so much of a step is done."""
        now = self.clock()
        is_new = step != self.step
        if is_new:
            self.step, self.begun = step, now
        pause = _TERMINAL_SECONDS if self.is_terminal else _LOG_SECONDS
        if is_new or now - self.told >= pause:
            self.told = now
            self.write(self.line(done, total, now - self.begun))

    def line(self, done: int, total: int, seconds: float) -> str:
        """Write one line.

        >>> gauge = Gauge(print, is_terminal=False)
        >>> gauge.step = "judge"
        >>> gauge.line(25_000_000, 100_000_000, 50)
        'Validating the documents: 25 of 100 MB, 25 %, 0.5 MB/s, 2 min 30 s left'
        """
        title, unit, scale = _STEPS.get(self.step, (self.step, "", 1.0))
        share = min(done / total, 1.0) if total else 0.0
        if not unit or not seconds:
            return f"{title} ..."
        rate = done / seconds
        left = (total - done) / rate if rate and total > done else 0.0
        bar = f"[{'#' * int(share * _BAR):{_BAR}}] " if self.is_terminal else ""
        counted = f"{done / scale:,.0f} of {total / scale:,.0f} {unit}, {share:.0%}"
        return f"{title}: {bar}{counted.replace('%', ' %')}, {rate / scale:,.1f} {unit}/s, {_duration(left)} left"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"  # noqa: PLR2004


@contextmanager
def gauge(steps: Sequence[str]) -> Generator[Gauge]:
    """Give a gauge that writes to standard error."""
    assert set(steps) <= set(_STEPS)  # noqa: S101 - a step without a title would be a mistake of ours
    is_terminal = sys.stderr.isatty()

    def write(line: str) -> None:
        click.echo(f"\r{line}\x1b[K" if is_terminal else line, err=True, nl=not is_terminal)

    yield Gauge(write, is_terminal)
    if is_terminal:
        click.echo("", err=True)
