"""Figures against limits: intervals, units, and a figure that holds until the next."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealgraph.standing.amounts import BadAmount, parse_amount
from dealgraph.standing.figures import compared
from dealgraph.standing.timeline import FALSE, TRUE, UNKNOWN

NUMBERS = st.integers(0, 8).map(Decimal)
INTERVALS = st.tuples(NUMBERS, NUMBERS).map(lambda pair: tuple(sorted(pair)))
HOLDS = {
    "gt": lambda a, b: a > b,
    "gteq": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lteq": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
}


@pytest.mark.parametrize("comparison", sorted(HOLDS))
@given(figure=INTERVALS, limit=INTERVALS)
def test_an_interval_meets_a_limit_if_all_its_numbers_do(comparison, figure, limit):
    tenths = [[low + Decimal(n) / 2 for n in range(int((high - low) * 2) + 1)] for low, high in (figure, limit)]
    found = {HOLDS[comparison](a, b) for a in tenths[0] for b in tenths[1]}
    expected = UNKNOWN if len(found) > 1 else TRUE if True in found else FALSE
    assert compared(comparison, figure, limit) is expected


def test_a_comparison_that_nobody_knows_is_unknown():
    assert compared("about", (Decimal(1), Decimal(1)), (Decimal(1), Decimal(1))) is UNKNOWN


@pytest.mark.parametrize(
    ("word", "low", "high", "unit"),
    [
        ("100bnUSD", 10**11, 10**11, "USD"),
        ("80..150 bn USD", 8 * 10**10, 15 * 10**10, "USD"),
        ("1.5 million EUR", 1_500_000, 1_500_000, "EUR"),
        ("250 MW", 250, 250, "MW"),
        ("2 k MW", 2000, 2000, "MW"),
    ],
)
def test_an_amount_has_a_number_a_scale_and_a_unit(word, low, high, unit):
    found = parse_amount(word, {"MW"})
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize("word", ["", "USD", "1", "1 MW", "-1USD", "1..USD", "1,000USD", "9" * 31 + "USD", "1 bn"])
def test_what_is_no_amount_is_refused(word):
    with pytest.raises(BadAmount):
        parse_amount(word, ())


def on(ask, day, *figures):
    assume = [f"earning-capability={figure}" for figure in figures]
    (row,) = ask("why", right="ip-access", on=day, assume=assume).rows
    return row["state"]


def test_a_figure_holds_until_the_next_but_what_has_ended_stays_ended(ask):
    figures = ("50bnUSD@2026-01-01", "120bnUSD@2027-01-01", "10bnUSD@2028-01-01")
    assert on(ask, "2026-06-01", *figures) == "in-force"
    assert on(ask, "2027-06-01", *figures) == "ended"
    assert on(ask, "2028-06-01", *figures) == "ended"


def test_a_figure_whose_date_is_imprecise_counts_from_its_last_day(ask):
    assert on(ask, "2026-12-31", "120bnUSD@2027") == "in-force"
    assert on(ask, "2027-06-01", "120bnUSD@2027") == "unknown"
    assert on(ask, "2027-12-31", "120bnUSD@2027") == "ended"


def test_a_figure_that_is_as_good_as_the_one_before_changes_nothing(ask):
    assert on(ask, "2027-06-01", "50bnUSD@2026-01-01", "60bnUSD@2027") == "in-force"


def test_a_figure_of_something_else_is_no_figure(ask):
    assert on(ask, "2028-01-01", "120bnUSD@2027") == "ended"
    (row,) = ask("why", right="ip-access", on="2028-01-01", assume="revenue=120bnUSD@2027").rows
    assert row["state"] == "in-force"


def test_a_figure_below_the_limit_says_nothing_against_the_event_that_reaches_it(ask):
    (row,) = ask("why", right="ip-access", on="2028-01-01", assume=["earning-capability=1bnUSD@2026",
                                                                      "earning-systems@2027"]).rows  # fmt: skip
    assert row["state"] == "ended"
