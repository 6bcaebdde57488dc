"""Drawings of rows as SVG, drawn by the server: bars of numbers, and spans of days. No script, no outside style."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from pyoxigraph import Literal

from dealgraph.answer import Row, Term
from dealgraph.catalog import Chart
from dealservice.humane import day_in_words
from dealservice.rows import plain

MAX_BARS = 40
"""A drawing shows so many rows; more could not be read."""
_WIDTH, _LABEL, _LINE, _TOP = 720, 250, 22, 26
_ROOM = _WIDTH - _LABEL - 60
_MAX_LABEL = 38
_TICKS = 5


@dataclass(frozen=True, slots=True)
class _Bar:
    """A row as drawn: its name, where its bar begins and ends, and the words at its side."""

    label: str
    start: float
    end: float
    words: str


def chart_svg(chart: Chart, columns: Sequence[str], rows: Iterable[Row], title: str) -> str:
    """Draw rows; nothing where there is nothing to draw.

    Args:
        chart: what to draw.
        columns: the names of the columns.
        rows: the rows; those without a number or a day are left out.
        title: says what is drawn, for those who do not see it.
    """
    cells = [dict(zip(columns, row, strict=True)) for row in rows]
    read = _spans if chart.kind == "span" else _numbers
    bars = list(read(chart, cells))[:MAX_BARS]
    if not bars:
        return ""
    least = min(bar.start for bar in bars) if chart.kind == "span" else 0.0
    most = max(bar.end for bar in bars)
    scale = _ROOM / (most - least) if most > least else 0.0
    height = _TOP + _LINE * len(bars) + 4
    parts = [
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}">',
        *(_years(least, most, scale, height) if chart.kind == "span" else ()),
        *(_drawn(bar, _TOP + _LINE * place, least, scale) for place, bar in enumerate(bars)),
        "</svg>",
    ]
    return "".join(parts)


def _drawn(bar: _Bar, top: int, least: float, scale: float) -> str:
    x = _LABEL + (bar.start - least) * scale
    width = max((bar.end - bar.start) * scale, 2)
    short = bar.label if len(bar.label) <= _MAX_LABEL else f"{bar.label[: _MAX_LABEL - 1]}…"
    return (
        f"<g><title>{escape(f'{bar.label}: {bar.words}')}</title>"
        f'<text x="{_LABEL - 8}" y="{top + 15}" text-anchor="end">{escape(short)}</text>'
        f'<rect x="{x:.1f}" y="{top + 3}" width="{width:.1f}" height="{_LINE - 7}" rx="2"/>'
        f'<text x="{min(x + width + 6, _WIDTH - 50):.1f}" y="{top + 15}">{escape(_brief(bar))}</text></g>'
    )


def _brief(bar: _Bar) -> str:
    return bar.words if bar.start == 0 else ""


def _numbers(chart: Chart, rows: Iterable[Mapping[str, Term | None]]) -> Iterator[_Bar]:
    for row in rows:
        cell = row[chart.start]
        try:
            number = float(plain(cell))
        except ValueError:
            continue
        if 0 <= number < float("inf"):
            yield _Bar(plain(row[chart.label]), 0.0, number, plain(cell))


def _spans(chart: Chart, rows: Iterable[Mapping[str, Term | None]]) -> Iterator[_Bar]:
    for row in rows:
        start, end = _seconds(row[chart.start]), _seconds(row[chart.end])
        if start is not None and end is not None and start <= end:
            words = " to ".join(day_in_words(plain(row[name])) for name in (chart.start, chart.end))
            yield _Bar(plain(row[chart.label]), start, end, words)


def _seconds(term: Term | None) -> float | None:
    if not isinstance(term, Literal):
        return None
    try:
        moment = datetime.fromisoformat(term.value)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _years(least: float, most: float, scale: float, height: int) -> Iterator[str]:
    """Draw a line for the beginning of every year, or of every few."""
    first, last = (datetime.fromtimestamp(second, UTC).year for second in (least, most))
    step = max(1, -(-(last + 1 - first) // _TICKS))
    for year in range(first, last + 2, step):
        x = _LABEL + (datetime(year, 1, 1, tzinfo=UTC).timestamp() - least) * scale
        if _LABEL <= x <= _WIDTH:
            yield f'<line x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{height}"/>'
            yield f'<text x="{x:.1f}" y="{_TOP - 10}" text-anchor="middle">{year}</text>'
