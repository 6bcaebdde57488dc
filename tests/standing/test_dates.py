"""Imprecise dates: what words mean in days, and when a wording takes effect."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealgraph.standing.dates import (
    ImpossibleDate,
    Span,
    Window,
    day_of_moment,
    day_text,
    later,
    parse_duration,
    parse_span,
    span_text,
    turn,
)
from dealgraph.standing.timeline import BEGIN, END, FALSE, TRUE, UNKNOWN, turning

TODAY = date(2025, 3, 1)
NAMED = parse_span("2030", TODAY)
DAYS = st.integers(1, END - 1)


def value_on(sense, day, until="unknown"):
    window = turn(NAMED, sense, until)
    return turning(window.earliest, window.latest).at(date.fromisoformat(day).toordinal())


@pytest.mark.parametrize(
    ("sense", "before", "first", "within", "last", "after"),
    [
        ("until", FALSE, UNKNOWN, UNKNOWN, UNKNOWN, TRUE),
        ("through", FALSE, FALSE, FALSE, FALSE, TRUE),
        ("before", FALSE, TRUE, TRUE, TRUE, TRUE),
        ("from", FALSE, UNKNOWN, UNKNOWN, TRUE, TRUE),
        ("after", FALSE, FALSE, FALSE, FALSE, TRUE),
        ("", FALSE, UNKNOWN, UNKNOWN, UNKNOWN, TRUE),
    ],
)
def test_each_sense_takes_effect_in_its_own_way(sense, before, first, within, last, after):
    days = ["2029-12-31", "2030-01-01", "2030-06-01", "2030-12-31", "2031-01-01"]
    assert [value_on(sense, day) for day in days] == [before, first, within, last, after]


@pytest.mark.parametrize(("until", "within"), [("unknown", UNKNOWN), ("inclusive", FALSE), ("exclusive", TRUE)])
def test_only_until_can_be_read_in_several_ways(until, within):
    assert value_on("until", "2030-06-01", until) is within
    for sense in ("through", "before", "from", "after"):
        assert value_on(sense, "2030-06-01", until) is value_on(sense, "2030-06-01")


def test_of_a_time_that_is_not_known_nothing_is_known():
    assert turn(None, "until", "inclusive") == Window()


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("2030", "2030-01-01", "2030-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2030-06-01", "2030-06-01", "2030-06-01"),
        ("2027..2029", "2027-01-01", "2029-12-31"),
        ("today", "2025-03-01", "2025-03-01"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_a_day_a_month_a_year_or_two_of_them_is_a_stretch_of_days(word, first, last):
    assert parse_span(word, TODAY) == Span(*(date.fromisoformat(day).toordinal() for day in (first, last)))


@pytest.mark.parametrize(
    "word",
    ["", "30", "2030-13", "2030-02-30", "2029-02-29", "0000", "2029..2027", "tomorrow", "2030-6-1", "٢٠٣٠", "1e3"],
)
def test_an_impossible_date_is_named(word):
    with pytest.raises(ImpossibleDate, match=f"“{word.split('..')[0]}"):
        parse_span(word, TODAY)


@given(DAYS, DAYS)
def test_what_is_written_can_be_read_back(one, other):
    span = Span(*sorted((one, other)))
    assert parse_span(span_text(span), TODAY) == span


@given(st.integers(1, 9999), st.integers(1, 12))
def test_months_and_years_are_written_as_such(year, month):
    assert span_text(parse_span(f"{year:04}", TODAY)) == f"{year:04}"
    assert span_text(parse_span(f"{year:04}-{month:02}", TODAY)) == f"{year:04}-{month:02}"


def test_moments_lie_on_their_day_and_beyond_the_calendar_on_its_edge():
    assert day_of_moment("2030-12-31T23:59:59Z") == date(2030, 12, 31).toordinal()
    assert day_of_moment("-0044-03-15T00:00:00Z") == BEGIN
    assert day_of_moment("12025-01-01T00:00:00Z") == END
    assert day_of_moment("soon") is None
    assert day_text(BEGIN) == day_text(END) == ""


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [("2024-02-29", "P1Y", "2025-02-28"), ("2025-01-31", "P1M", "2025-02-28"), ("2025-01-01", "P2W3D", "2025-01-18"),
     ("9998-06-01", "P5Y", "")],
)  # fmt: skip
def test_a_duration_leads_to_a_day_of_the_calendar(start, duration, end):
    assert day_text(later(date.fromisoformat(start).toordinal(), *parse_duration(duration))) == end


@pytest.mark.parametrize("word", ["P", "5Y", "P1.5Y", "PT1H", "-P1Y", "P99999999D"])
def test_a_duration_counts_whole_days(word):
    with pytest.raises(ImpossibleDate):
        parse_duration(word)
