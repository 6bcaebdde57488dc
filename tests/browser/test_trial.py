"""What a new reader wants to know is found by clicking on what is seen."""

from browsing import NARROW, overflow


def test_from_the_first_page_to_what_ends_in_2027_and_who_says_so(page):
    page.goto("/")
    page.get_by_role("link", name="What if", exact=True).first.click()
    page.get_by_role("link", name="artificial general intelligence").first.click()
    page.wait_for_url("**2027**")
    said = page.locator("main").inner_text()
    assert "intellectual property" in said
    assert "ended" in said.lower()
    assert page.locator("main a[href*='/id/article-']").count() > 0


def test_the_first_page_leads_there_in_one_step(page):
    page.goto("/")
    link = page.get_by_role("link", name="What ends if OpenAI reaches artificial general intelligence").first
    assert link.bounding_box()["y"] < page.viewport_size["height"]
    link.click()
    page.wait_for_url("**/what-if?b.assume=agi@2027")
    assert "Who says so" in page.locator("main").inner_text()


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


WITHIN = """() => {
  const frame = document.querySelector('#explore .canvas'), room = frame.getBoundingClientRect();
  return [frame, ...frame.querySelectorAll('*')].every(part => {
    const at = part.getBoundingClientRect();
    return at.left >= room.left - 2 && at.right <= room.right + 2 && at.right <= innerWidth;
  });
}"""


def test_the_drawing_stays_within_its_frame_when_the_window_narrows(page):
    page.goto("/picture")
    page.locator("#explore canvas").first.wait_for()
    wide = page.locator("#explore .canvas").bounding_box()["width"]
    for size in (NARROW, {"width": 320, "height": 640}, NARROW):
        page.set_viewport_size(size)
        page.wait_for_function(WITHIN)
        assert page.locator("#explore .canvas").bounding_box()["width"] < wide
        assert overflow(page) <= 0


def test_the_table_of_the_picture_unfolds_without_scripts_and_is_printed(plain_page):
    plain_page.goto("/picture")
    cell = plain_page.locator("main details table td").first
    assert not cell.is_visible()
    plain_page.emulate_media(media="print")
    assert cell.is_visible()
    plain_page.emulate_media(media="screen")
    plain_page.locator("main details > summary").click()
    assert cell.is_visible()
