"""Every page that can be reached from the first, as a browser shows it."""

MOST_BYTES = 100_000
EXPECTED = {"/nowhere": 404, "/sparql?query=nonsense": 400, "/queries/rights-of?holder=nobody": 422}


def test_the_pages_are_reached_from_the_first(pages):
    assert {"/", "/queries", "/sparql", "/ont", "/docs/errors"} <= pages.keys()
    assert len(pages) >= 30


def test_every_page_answers(pages):
    assert {address: page.status for address, page in pages.items() if page.status != EXPECTED.get(address, 200)} == {}


def test_no_page_is_long(pages):
    assert {address: page.size for address, page in pages.items() if page.size > MOST_BYTES} == {}


def test_no_page_makes_an_error_or_breaks_the_policy(seen):
    assert [error for one in seen for error in one.errors if one.address not in EXPECTED] == []


def test_no_page_asks_anybody_else(seen):
    assert [stranger for one in seen for stranger in one.strangers] == []


def test_no_page_has_a_serious_barrier(seen):
    assert [said for one in seen for said in one.violations] == []


def test_no_page_is_wider_than_a_phone(seen):
    assert {one.address: one.overflow for one in seen if one.overflow > 0} == {}
