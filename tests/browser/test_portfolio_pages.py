"""The pages of many agreements, as a browser shows them: with a small set of data that was imported."""

from browsing import WIDE, fetch, portfolio_pages

MOST_BYTES = 100_000


def test_every_page_of_a_portfolio_answers_and_is_short(portfolio_server):
    addresses = portfolio_pages(portfolio_server)
    assert any(address.startswith("/agreements/cuad-") for address in addresses)
    found = {address: fetch(portfolio_server, address) for address in addresses}
    assert {a: p.status for a, p in found.items() if p.status != 200 or p.size > MOST_BYTES} == {}


def test_no_page_of_a_portfolio_makes_an_error_or_asks_anybody_else(portfolio_seen):
    assert [said for one in portfolio_seen for said in (*one.errors, *one.strangers)] == []


def test_no_page_of_a_portfolio_has_a_serious_barrier(portfolio_seen):
    assert [said for one in portfolio_seen for said in one.violations] == []


def test_no_page_of_a_portfolio_is_wider_than_a_phone(portfolio_seen):
    assert {one.address: one.overflow for one in portfolio_seen if one.overflow > 0} == {}


def test_a_list_is_narrowed_by_keyboard_without_scripts(browser, portfolio_server):
    context = browser.new_context(viewport=WIDE, base_url=portfolio_server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/agreements")
    page.get_by_label("Party").fill("alder")
    page.get_by_label("Party").press("Enter")
    assert "2 agreements that meet what was asked" in page.inner_text("main")
    page.get_by_role("link", name="Supply Agreement (").press("Enter")
    assert "both sides shall insure the saws" in page.inner_text("main")
    context.close()
