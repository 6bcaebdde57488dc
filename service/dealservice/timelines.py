"""Stretches of time as SVG bars, drawn by the server: what is in force when, with a line for today.

Places are percentages, so that a drawing fits every width and its words keep their size. Colours come from classes of
the stylesheet and patterns from `templates/patterns.html`; no drawing carries a style of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from dealgraph.standing.states import Stretch
from dealgraph.standing.timeline import BEGIN, END
from dealservice.humane import day_in_words, state_in_words

_PATTERNS = {"unknown": "p-unknown", "conditional": "p-conditional", "suspended": "p-conditional"}
_THIN = frozenset({"ended", "exercised", "not-yet"})
_HEIGHT, _MIDDLE, _THICK, _LINE = 24, 12, 16, 4
_TICKS = 6
_LEAST_DAYS = 1461
_FIRST_DAY, _LAST_DAY = date(1, 1, 1).toordinal(), date.max.toordinal()
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Axis:
    """The days that a drawing shows, as ordinals of the Gregorian calendar; `last` is not shown any more."""

    first: int
    last: int
    today: int

    def place(self, day: int) -> float:
        """Give the place of a day in percent of the width, from 0 to 100."""
        return min(max((day - self.first) / (self.last - self.first), 0.0), 1.0) * 100


def axis_of(tracks: Iterable[Sequence[Stretch]], today: int) -> Axis:
    """Choose an axis of whole years that shows every turn of some tracks, today, and some room at both ends.

    Args:
        tracks: stretches, one sequence for each drawing.
        today: the ordinal of the day that gets a line.
    """
    turns = {stretch.first for track in tracks for stretch in track if BEGIN < stretch.first < END} | {today}
    first, last = min(turns), max(turns)
    room = max((last - first) // 12, (_LEAST_DAYS - (last - first)) // 2, 180)
    start = date.fromordinal(max(first - room, _FIRST_DAY)).year
    end = min(date.fromordinal(min(last + room, _LAST_DAY)).year + 1, date.max.year)
    return Axis(date(start, 1, 1).toordinal(), date(end, 1, 1).toordinal(), today)


def bar_svg(track: Sequence[Stretch], axis: Axis, title: str) -> str:
    """Draw the stretches of one thing as a bar.

    Args:
        track: the stretches in their order, without gaps.
        axis: the days to show.
        title: what is drawn, for those who do not see it.
    """
    return "".join([
        f'<svg class="bar" width="100%" height="{_HEIGHT}" role="img">',
        f"<title>{escape(title)}</title><desc>{escape(track_in_words(track))}</desc>",
        *(_drawn(stretch, axis) for stretch in track if _is_seen(stretch, axis)),
        *_today(axis),
        "</svg>",
    ])  # fmt: skip


def _is_seen(stretch: Stretch, axis: Axis) -> bool:
    return stretch.last >= axis.first and stretch.first < axis.last


def _drawn(stretch: Stretch, axis: Axis) -> str:
    x, end = axis.place(stretch.first), axis.place(stretch.last + 1)
    thick = _LINE if stretch.state in _THIN else _THICK
    box = f'x="{x:.2f}%" y="{_MIDDLE - thick // 2}" width="{max(end - x, 0.3):.2f}%" height="{thick}"'
    words = f"<title>{escape(stretch_in_words(stretch))}</title>"
    pattern = _PATTERNS.get(stretch.state)
    over = f'<rect {box} fill="url(#{pattern})">{words}</rect>' if pattern else ""
    return f'<rect class="s-{escape(stretch.state)}" {box}>{words}</rect>{over}'


def _today(axis: Axis) -> Iterator[str]:
    x = f"{axis.place(axis.today):.2f}%"
    yield f'<line class="today" x1="{x}" x2="{x}" y1="0" y2="{_HEIGHT}"/>'


def scale_svg(axis: Axis, mark: str = "today") -> str:
    """Draw the years of an axis and the name of its day; the bars below say the same in their descriptions."""
    first, last = date.fromordinal(axis.first).year, date.fromordinal(axis.last).year
    step = next((step for step in _STEPS if (last - first) / step <= _TICKS), _STEPS[-1])
    start = first + (-first % step or step)
    here = axis.place(axis.today)
    anchor = "start" if here < 8 else "end" if here > 92 else "middle"  # noqa: PLR2004 - percent
    return "".join([
        f'<svg class="bar scale" width="100%" height="{_HEIGHT + 14}" aria-hidden="true">',
        *(_tick(year, axis) for year in range(start, last, step)),
        f'<text class="now" x="{here:.2f}%" y="11" text-anchor="{anchor}">{escape(mark)}</text>',
        f'<line class="today" x1="{here:.2f}%" x2="{here:.2f}%" y1="32" y2="{_HEIGHT + 14}"/></svg>',
    ])  # fmt: skip


def _tick(year: int, axis: Axis) -> str:
    x = axis.place(date(year, 1, 1).toordinal())
    return (
        f'<line class="tick" x1="{x:.2f}%" x2="{x:.2f}%" y1="32" y2="{_HEIGHT + 14}"/>'
        f'<text x="{x:.2f}%" y="28" text-anchor="middle">{year}</text>'
    )


def track_in_words(track: Sequence[Stretch]) -> str:
    """Say what stretches of time say.

    >>> from dealgraph.standing.timeline import FALSE, TRUE
    >>> day = date(2025, 1, 21).toordinal()
    >>> track_in_words([Stretch(BEGIN, day - 1, FALSE, "not-yet"), Stretch(day, END - 1, TRUE, "in-force")])
    'Not yet begun until 20 January 2025; in force from 21 January 2025 on.'
    """
    text = "; ".join(map(stretch_in_words, track))
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def stretch_in_words(stretch: Stretch) -> str:
    """Say in which state something is, and when."""
    state = state_in_words(stretch.state)
    start, end = _day(stretch.first), _day(stretch.last)
    if start and end:
        return f"{state} on {start}" if start == end else f"{state} from {start} to {end}"
    if start or end:
        return f"{state} from {start} on" if start else f"{state} until {end}"
    return f"{state} at all times"


def _day(day: int) -> str:
    """Write a day; nothing for the ends of the calendar."""
    return day_in_words(date.fromordinal(day).isoformat()) if BEGIN < day < END - 1 else ""
