"""Drawings of time: bars, axes, and the same in words."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from dealgraph.standing.states import Stretch
from dealgraph.standing.timeline import BEGIN, END, FALSE, TRUE, UNKNOWN
from dealservice.humane import STATES
from dealservice.timelines import Axis, axis_of, bar_svg, scale_svg, track_in_words


def day(text):
    return date.fromisoformat(text).toordinal()


TODAY = day("2026-06-01")
TRACK = [
    Stretch(BEGIN, day("2025-01-20"), UNKNOWN, "unknown"),
    Stretch(day("2025-01-21"), day("2029-12-31"), TRUE, "in-force"),
    Stretch(day("2030-01-01"), END - 1, FALSE, "ended"),
]


def test_an_axis_shows_every_turn_and_today_in_whole_years():
    axis = axis_of([TRACK], TODAY)
    assert axis.first < day("2025-01-21") < TODAY < day("2030-01-01") < axis.last
    assert {date.fromordinal(end).timetuple().tm_yday for end in (axis.first, axis.last)} == {1}


@pytest.mark.parametrize(
    "track",
    [
        [],
        [Stretch(BEGIN, END - 1, TRUE, "in-force")],
        [Stretch(BEGIN, 1, FALSE, "not-yet"), Stretch(2, END - 1, TRUE, "in-force")],
        [Stretch(BEGIN, END - 2, TRUE, "in-force"), Stretch(END - 1, END - 1, FALSE, "ended")],
    ],
)
def test_an_axis_can_be_made_for_anything_in_the_calendar(track):
    axis = axis_of([track], TODAY)
    assert axis.first < axis.last
    ET.XML(bar_svg(track, axis, "x"))
    ET.XML(scale_svg(axis))


def test_a_bar_fills_its_width_without_gaps_and_has_todays_line():
    axis = axis_of([TRACK], TODAY)
    drawing = ET.XML(bar_svg(TRACK, axis, "A right"))
    bars = [bar for bar in drawing.iter("rect") if bar.get("class")]
    spans = [(float(bar.get("x")[:-1]), float(bar.get("width")[:-1])) for bar in bars]
    assert [bar.get("class") for bar in bars] == ["s-unknown", "s-in-force", "s-ended"]
    assert spans[0][0] == 0
    for (x, width), (following, _) in pairwise(spans):
        assert x + width == pytest.approx(following, abs=0.02)
    assert sum(spans[-1]) == pytest.approx(100, abs=0.02)
    (line,) = drawing.iter("line")
    assert float(line.get("x1")[:-1]) == pytest.approx(axis.place(TODAY), abs=0.01)


def test_a_bar_says_in_words_what_it_shows_and_carries_no_style():
    drawn = bar_svg(TRACK, axis_of([TRACK], TODAY), 'A "right" <b>')
    drawing = ET.XML(drawn)
    assert drawing.find("title").text == 'A "right" <b>'
    assert drawing.find("desc").text == (
        "Unknown until 20 January 2025; in force from 21 January 2025 to 31 December 2029; "
        "ended from 1 January 2030 on."
    )
    assert "style" not in drawn


def test_a_state_that_lasts_a_day_or_for_ever_is_said_so():
    first = day("2025-01-21")
    assert track_in_words([Stretch(first, first, TRUE, "in-force")]) == "In force on 21 January 2025."
    assert track_in_words([Stretch(BEGIN, END - 1, UNKNOWN, "unknown")]) == "Unknown at all times."
    assert track_in_words([]) == ""


def test_today_stays_in_view_at_the_ends_of_an_axis():
    for today, anchor in ((0, "start"), (1000, "end"), (500, "middle")):
        drawn = scale_svg(Axis(day("2020-01-01"), day("2020-01-01") + 1000, day("2020-01-01") + today))
        assert f'text-anchor="{anchor}">today' in drawn


def test_every_state_has_its_colour_in_the_stylesheet(client):
    with client.get("/static/style.css") as response:
        styled = set(re.findall(r"\.s-([a-z-]+)", response.text))
    assert styled == set(STATES)
