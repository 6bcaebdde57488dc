"""Every form that can be reached gives an answer, with scripts and without."""

import pytest

WORDS = {
    "q": "microsoft",
    "query": "ASK {}",
    "holder": "microsoft",
    "event": "agi",
    "on": "2027-01-01",
}
"""What is written into a field that waits for something."""
FORMS = """() => [...document.querySelectorAll('form')].map((form, place) => ({
  place, action: new URL(form.action).pathname,
  names: [...form.elements].map(field => field.name).filter(Boolean).sort(),
}))"""
EMPTY = """place => [...document.forms[place].elements]
  .filter(field => field.name && !field.value && (field.required || field.type === 'search'))
  .map(field => field.name)"""


def forms(page, pages):
    """List the forms of all pages, each once, with the page that it stands on."""
    found = {}
    for address in pages:
        page.goto(address)
        for form in page.evaluate(FORMS):
            found.setdefault((form["action"], *form["names"]), (address, form["place"]))
    return found


@pytest.fixture
def without_scripts(plain_page, pages):
    return plain_page, forms(plain_page, [a for a, found in pages.items() if found.status == 200])


def test_every_form_answers_without_scripts(without_scripts):
    page, found = without_scripts
    assert len(found) >= 5
    wrong = []
    for (action, *_), (address, place) in found.items():
        page.goto(address)
        for name in page.evaluate(EMPTY, place):
            page.locator("form").nth(place).locator(f"[name='{name}']").first.fill(WORDS.get(name, "agi"))
        with page.expect_navigation() as answered:
            page.locator("form").nth(place).locator("button").first.click()
        if answered.value.status != 200 or not page.locator("main h1").inner_text():
            wrong.append(f"{action} at {address}: {answered.value.status}")
    assert wrong == []


def test_every_page_shows_its_content_without_scripts(plain_page, pages):
    for address, found in pages.items():
        if found.status == 200:
            plain_page.goto(address)
            assert plain_page.locator("main h1").inner_text(), address
            assert len(plain_page.locator("main").inner_text()) > 100, address
