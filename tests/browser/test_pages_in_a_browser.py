"""Every page in a real browser with the network cut: in light and dark, on a phone, by keyboard, without JavaScript."""

import pytest
from browser.conftest import AXE, PAGES

from dealservice.replies import is_packed

LIMIT = 100_000
GRAVE = ("serious", "critical")
QUESTION = "OpenAI reaches artificial general intelligence as the companies define it"


@pytest.fixture
def axe():
    if not AXE.is_file():
        pytest.skip("axe-core is absent: make frontend")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anybody_out(visit, axe, scheme):
    visitor = visit(color_scheme=scheme, bypass_csp=True)
    found = {}
    for name, address in PAGES.items():
        page = visitor.visit(address)
        page.evaluate(axe)
        # What stands inside the editor is another project's; the plain form below it is ours.
        report = page.evaluate("axe.run({exclude: [['#editor']]}, {resultTypes: ['violations']})")
        grave = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in report["violations"] if v["impact"] in GRAVE]
        if grave:
            found[name] = grave
    assert found == {}


def test_every_page_fits_a_phone_and_breaks_no_rule_of_its_own(visit):
    visitor = visit()
    for name, address in PAGES.items():
        for width in (1280, 390):
            visitor.page.set_viewport_size({"width": width, "height": 844})
            page = visitor.visit(address)
            assert page.locator("h1").count() == 1, name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)


def test_a_page_is_small_and_whole_in_its_first_response(visit):
    visitor = visit(java_script_enabled=False)
    for name, address in PAGES.items():
        response = visitor.page.goto(address)
        assert len(response.body()) < LIMIT, name
        assert visitor.page.locator("main").inner_text().strip(), name
    visitor.visit("/")
    assert visitor.page.locator("svg.bar desc").count() >= 10


def test_without_javascript_every_form_gives_its_answer(visit):
    page = visit(java_script_enabled=False).visit("/")
    page.fill("#find", "exclusivity")
    page.press("#find", "Enter")
    assert page.get_by_role("link", name="Microsoft's exclusivity on OpenAI's API").count()
    page.goto("/sparql")
    page.click("text=Ask")
    assert page.locator("table tbody tr").count() > 5
    page.goto("/queries/rights-of")
    page.select_option("[name=holder]", "microsoft")
    page.click("form.ask button")
    assert page.locator("table tbody tr").count() >= 5
    page.goto("/id/agi")
    page.fill("#when", "2028")
    page.click("form.assume button")
    assert "1 right differs" in page.locator("main").inner_text()
    page.goto("/queries")
    page.fill("#q", "until")
    page.press("#q", "Enter")
    assert page.locator("main li a").count()


@pytest.mark.parametrize("script", [True, False])
def test_a_newcomer_finds_what_ends_if_agi_is_reached_in_2027_and_who_says_so(visit, script):
    page = visit(java_script_enabled=script).visit("/")
    page.get_by_label("What ends, or starts, if").select_option(QUESTION)
    page.get_by_label("When", exact=True).fill("2027")
    page.get_by_role("button", name="Show what changes, and who says so").click()
    said = page.locator("main").inner_text()
    assert "Microsoft's access to OpenAI's intellectual property: in force → ended" in said
    assert "The author of the article" in said
    assert "reported" in said
    page.get_by_role("link", name="sentence 7.2").first.click()
    assert page.url.endswith("/documents/article#s-7.2")


def test_the_keyboard_is_enough(visit):
    page = visit().visit("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "find"
    page.keyboard.type("first refusal")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=first+refusal")
    outline = page.evaluate("""() => {
        document.querySelector('main a').focus({focusVisible: true});
        return getComputedStyle(document.activeElement).outlineStyle;
    }""")
    assert outline == "solid"


@pytest.mark.skipif(not is_packed("editor.js"), reason="the editor is not packed: make frontend")
def test_the_editor_asks_our_service_and_offers_our_questions(visit):
    visitor = visit()
    page = visitor.visit("/sparql")
    page.locator("#editor .CodeMirror-line").first.wait_for()
    assert page.locator("#plain").is_hidden()
    page.select_option("#example", "/queries/rights-of.rq")
    page.locator(".tabPanel.active .CodeMirror-line", has_text="SELECT").first.wait_for()
    page.locator(".tabPanel.active .CodeMirror-lines").click()
    page.keyboard.press("Control+Enter")
    page.locator(".tabPanel.active .yasr table tbody tr").first.wait_for()


@pytest.mark.skipif(not is_packed("explore.js"), reason="the explorer is not packed: make frontend")
def test_the_picture_can_be_explored(visit):
    page = visit().visit("/picture")
    page.locator("#canvas canvas").first.wait_for(state="attached")
    assert page.locator("#explore").is_visible()


def test_the_picture_needs_no_script(visit):
    page = visit(java_script_enabled=False).visit("/picture")
    assert page.locator("svg.graph a").count() > 20
    assert page.locator("#explore").count() == 0 or page.locator("#explore").is_hidden()
