"""Tables on a phone: rows of many cells are cards, nothing has to be pushed sideways, and they stay tables."""

import pytest
from browsing import NARROW, fetch, portfolio_pages

QUESTIONS = (
    "/queries/rights-of?holder=microsoft",
    "/queries/rights-in-force",
    "/queries/what-ends?event=agi&on=2027-01-01",
    "/queries/claims",
    "/queries/conditions?right=ip-access",
    "/sparql?query=SELECT+%3Fs+%3Fp+%3Fo+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+3",
    "/queries/rights-in-force.html",
)
WIDER = """() => [...document.querySelectorAll("table")].map((table) => table.closest(".scroll") ?? table.parentElement)
    .filter((frame) => frame.scrollWidth > frame.clientWidth + 1).map((frame) => frame.innerText.slice(0, 60))"""


@pytest.fixture
def phone(browser):
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
    yield context.new_page()
    context.close()


def unfold(page):
    """Open what is folded, whose tables could not be measured otherwise."""
    page.evaluate("() => document.querySelectorAll('details').forEach((part) => { part.open = true; })")


def pushed(page, server, addresses):
    """Give the tables that are wider than their frame, by page."""
    found = {}
    for address in addresses:
        page.goto(server + address)
        unfold(page)
        found[address] = page.evaluate(WIDER)
    return {address: tables for address, tables in found.items() if tables}


def test_no_table_is_wider_than_a_phone(phone, server, pages):
    assert pushed(phone, server, [*pages, *QUESTIONS]) == {}


def test_no_table_of_a_portfolio_is_wider_than_a_phone(phone, portfolio_server):
    addresses = [*portfolio_pages(portfolio_server), "/queries/portfolio", "/queries/doubtful-values"]
    assert pushed(phone, portfolio_server, addresses) == {}


def test_a_row_that_is_a_card_names_each_cell_and_is_still_a_row(phone, server):
    phone.goto(server + "/queries/rights-in-force")
    row = phone.get_by_role("row").nth(1)
    assert row.evaluate("(one) => getComputedStyle(one).display") == "block"
    cell = row.get_by_role("cell").nth(2)
    assert cell.inner_text() == "in force"
    assert cell.evaluate("(one) => getComputedStyle(one, '::before').content") == '"State: "'
    assert phone.get_by_role("columnheader", name="State", exact=True).count() == 1


def test_on_a_wide_window_rows_are_rows(phone, server):
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(server + "/queries/rights-in-force")
    assert phone.get_by_role("row").nth(1).evaluate("(one) => getComputedStyle(one).display") == "table-row"
    assert fetch(server, "/queries/rights-in-force").text.count("data-label") > 0
