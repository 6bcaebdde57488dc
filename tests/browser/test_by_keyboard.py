"""Who has no mouse gets everywhere, and sees where they are."""

import pytest

STEPS = 12
FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  return { tag: at.tagName, outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
           seen: at.getBoundingClientRect().width > 0 && at.getBoundingClientRect().left >= 0 };
}"""


@pytest.mark.parametrize("address", ["/", "/sparql", "/queries/rights-of", "/id/microsoft", "/ont"])
def test_focus_is_seen_at_every_step(page, address):
    page.goto(address)
    steps = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        steps.append(page.evaluate(FOCUS))
    assert [step for step in steps if not (step["outline"] and step["seen"])] == []


def test_the_first_step_skips_to_the_content(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_question_is_asked_by_keyboard_alone(page):
    page.goto("/queries/rights-of")
    page.locator("main form [name=holder]").focus()
    page.keyboard.type("openai")
    page.locator("main form button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**holder=*openai*")
    assert "OpenAI" in page.locator("main").inner_text()
