"""A cell is read as it stands, or it is kept and said to be doubtful: never guessed."""

from decimal import Decimal

import pytest

from dealgraph.importers.clauses import cap, preferential_kind
from dealgraph.importers.parties import parties
from dealgraph.importers.readings import amount, dates, durations, laws


@pytest.mark.parametrize(
    ("cell", "edtf", "doubts"),
    [
        ("5/8/2014", ["2014-05-08"], [()]),
        ("05/08/2014", ["2014-05-08"], [()]),
        ("[]/[]/2020", ["2020"], [("redacted",)]),
        ("[ ]/[ ]/20[ ]", [""], [("redacted",)]),
        ("3/[]/2018", ["2018-03"], [("redacted",)]),
        ("12/01/[]", ["XXXX-12"], [("redacted",)]),
        ("[]/[]/[][]", [""], [("redacted",)]),
        ("09/14/200[]", ["XXXX-09"], [("redacted",)]),
        ("31/01/2025", [""], [("impossible-date",)]),
        ("2/30/2021", [""], [("impossible-date",)]),
        ("1/5/30", [""], [("short-year",)]),
        ("perpetual", [""], [()]),
        ("in due course", [""], [("unread-value",)]),
        ("", [], []),
        ("07/31/2000; 07/[]/2000", ["2000-07-31", "2000-07"], [("several-values",), ("redacted", "several-values")]),
    ],
)
def test_a_date_is_read_as_far_as_it_is_stated(cell, edtf, doubts):
    found = dates(cell)
    assert [read.edtf for read in found] == edtf
    assert [read.doubts for read in found] == doubts


@pytest.mark.parametrize(
    ("cell", "number", "unit", "successive", "doubts"),
    [
        ("1 year", 1, "a", False, ()),
        ("successive 1 year", 1, "a", True, ()),
        ("succesive 2 years", 2, "a", True, ("misspelt",)),
        ("successine 1 year", 1, "a", True, ("misspelt",)),
        ("60) days", 60, "d", False, ()),
        ("(6) months", 6, "mo", False, ()),
        ("three (3) years", 3, "a", False, ()),
        ("0.5 year", Decimal("0.5"), "a", False, ()),
        ("four successive 10 years", 10, "a", True, ()),
        ("2 successive 5 years", 5, "a", True, ()),
        ("6 weeks", 6, "wk", False, ()),
        ("10 1 years", None, "", False, ("unread-value",)),
        ("4 years, 6 months", None, "", False, ("unread-value",)),
        ("180 days / 6 months", None, "", False, ("unread-value",)),
        ("successive [] years", None, "", False, ("redacted",)),
        ("perpetual", None, "", False, ()),
    ],
)
def test_a_length_of_time_is_read_where_its_words_leave_no_choice(cell, number, unit, successive, doubts):
    (read,) = durations(cell)
    assert (read.number, read.unit, read.successive, read.doubts) == (number, unit, successive, doubts)


def test_two_notices_in_one_cell_are_both_read_and_both_told():
    assert [(r.number, r.doubts) for r in durations("60 days; 180 days")] == [
        (60, ("several-values",)),
        (180, ("several-values",)),
    ]


@pytest.mark.parametrize(
    ("cell", "names", "doubts"),
    [
        ("Ontario, Canada", ["Ontario, Canada"], [()]),
        ("Texas; Singapore; Belgium", ["Texas", "Singapore", "Belgium"], [(), (), ()]),
        ("[* * *]", [""], [("redacted",)]),
        ("California; the state in which the breach occurs", ["California", ""], [(), ("conditional-law",)]),
        ("Virginia, Texas", [""], [("several-values",)]),
        ("", [], []),
    ],
)
def test_a_law_may_be_several_blacked_out_or_conditional(cell, names, doubts):
    assert [read.name for read in laws(cell)] == names
    assert [read.doubts for read in laws(cell)] == doubts


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ('ALDER, INC. ("Alder"); Birch Ltd. ("Birch")', ["ALDER, INC.", "Birch Ltd."]),
        ('We ("we"); you ("you")', ["", ""]),
        ('Alder Inc.; (collectively, the "Parties")', ["Alder Inc.", ""]),
        ('(Alder Inc. ("A"); Birch Ltd. ("B"); collectively the "Parties")', ["Alder Inc.", "Birch Ltd.", ""]),
        ('[ * * * ] ("Provider"); Cedar LLC', ["", "Cedar LLC"]),
        ("", []),
        ("; ; ", []),
        ("; ".join(f"Fund {n} LP" for n in range(54)), [f"Fund {n} LP" for n in range(54)]),
    ],
)
def test_a_pronoun_or_a_word_for_all_parties_is_no_company(cell, names):
    assert [party.name for party in parties(cell)] == names


def test_a_party_is_a_company_only_where_its_name_says_so():
    assert [party.kind for party in parties("Alder Inc.; Tom Birch; Cedar Bank")] == ["Company", "Agent", "Company"]


@pytest.mark.parametrize(
    ("cell", "least", "most", "per"),
    [
        ("20m+", 20_000_000, None, ""),
        ("25-50m", 25_000_000, 50_000_000, ""),
        ("250m/5yr", 250_000_000, 250_000_000, "5yr"),
        ("2.5m/yr", 2_500_000, 2_500_000, "yr"),
        ("2.5k/book", 2_500, 2_500, "book"),
        ("10m", 10_000_000, 10_000_000, ""),
        ("Undisclosed", None, None, ""),
        ("a lot", None, None, ""),
    ],
)
def test_an_amount_keeps_its_bounds_its_period_and_its_open_end(cell, least, most, per):
    read = amount(cell)
    assert (read.least, read.most, read.per) == (least, most, per)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("a right of first refusal", "RightOfFirstRefusal"),
        ("the first right to negotiate", "RightOfFirstNegotiation"),
        ("a first offer and a right of first refusal", "PreemptiveRight"),
        ("may match any bid", "PreemptiveRight"),
        ("a refusal to deliver", "PreemptiveRight"),
    ],
)
def test_a_preferential_right_is_of_a_kind_only_where_its_words_say_so(words, kind):
    assert preferential_kind((words,)) == kind


@pytest.mark.parametrize(
    ("words", "amount_", "said"),
    [
        ("up to $ 50,000 in all", 50_000, "$ 50,000"),
        ("the greater of $ 500 and the fees paid", None, "a formula"),
        ("$ 500 or $ 700", None, ""),
        ("not at all", None, ""),
    ],
)
def test_a_cap_that_is_a_formula_is_no_amount(words, amount_, said):
    found = cap((words,))
    assert (found.amount, found.words) == (amount_, said)
