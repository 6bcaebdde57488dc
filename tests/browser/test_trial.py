"""What a new reader wants to know is found by clicking on what is seen."""


def test_from_the_first_page_to_what_ends_in_2027_and_who_says_so(page):
    page.goto("/")
    page.get_by_role("link", name="What if", exact=True).first.click()
    page.get_by_role("link", name="artificial general intelligence").first.click()
    page.wait_for_url("**2027**")
    said = page.locator("main").inner_text()
    assert "intellectual property" in said
    assert "ended" in said.lower()
    assert page.locator("main a[href*='/id/article-']").count() > 0


def test_the_drawing_tells_what_a_thing_is_linked_with(page):
    page.goto("/picture")
    page.locator("#explore canvas").first.wait_for()
    page.get_by_role("combobox", name="Find", exact=True).fill("Microsoft")
    page.keyboard.press("Enter")
    page.locator("#explore .told h3 a", has_text="Microsoft").wait_for()
    assert page.locator("#explore .told li a").count() > 3


def test_the_drawing_can_be_thinned_out(page):
    page.goto("/picture")
    page.locator("#explore canvas").first.wait_for()
    boxes = page.locator("#explore input[type=checkbox]")
    assert boxes.count() == 4
    boxes.last.uncheck()
    assert page.locator("main table tbody tr").count() > 10
