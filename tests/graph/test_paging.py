"""Pages: what is cut out, which pages exist besides, and what a wrong page is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealgraph.paging import Page, cut, take_page
from dealgraph.problems import ParameterProblem


@given(total=st.integers(0, 60), number=st.integers(1, 12), size=st.integers(1, 12))
def test_pages_hold_every_row_once_and_lead_to_pages_that_exist(total, number, size):
    rows = [(n,) for n in range(total)]
    page = Page(number, size)
    taken, counted = cut(iter(rows), page)
    assert counted == total
    assert taken == rows[page.first : page.first + size]
    others = page.others(total)
    assert all(cut(iter(rows), other)[0] for other in others.values()) or total == 0
    assert ("next" in others) == (page.first + size < total)
    assert "prev" not in others or number > 1


@given(total=st.integers(1, 60), size=st.integers(1, 12))
def test_following_next_from_the_first_page_gives_every_row(total, size):
    rows = [(n,) for n in range(total)]
    page, found = Page(1, size), []
    while True:
        found += cut(iter(rows), page)[0]
        others = page.others(total)
        if "next" not in others:
            break
        page = others["next"]
    assert found == rows
    assert page.number == page.last_of(total).number


def test_a_page_is_taken_out_of_the_parameters():
    assert take_page({"page": ["2"], "holder": ["acme"]}, 100, always=False) == (Page(2, 100), {"holder": ["acme"]})
    assert take_page({"page-size": ["5"]}, 100, always=False) == (Page(1, 5), {})
    assert take_page({"holder": ["acme"]}, 100, always=False)[0] is None
    assert take_page({"page": [""]}, 100, always=True)[0] == Page(1, 100)


@pytest.mark.parametrize("word", ["0", "-1", "1.5", "x", "²", "1001", "9" * 5000, "1 }", "\n"])
def test_a_wrong_page_size_is_refused(word):
    with pytest.raises(ParameterProblem) as caught:
        take_page({"page-size": [word], "page": ["0"]}, 100, always=False)
    assert {finding.subject for finding in caught.value.findings} >= {"page"}


def test_a_page_is_given_once():
    with pytest.raises(ParameterProblem, match="takes one value, not 2"):
        take_page({"page": ["1", "2"]}, 100, always=False)
