"""The query editor, worked as a reader would."""

import re

from pyoxigraph import RdfFormat, parse

EXCLUSIVE = "PREFIX deal: <https://w3id.org/dealgraph/ont/>\nSELECT ?right { ?right a deal:ExclusiveRight }"
DATES = """SELECT ?event ?day WHERE {
  VALUES (?event ?day) { ("Signed" "2019-07-22"^^<http://www.w3.org/2001/XMLSchema#date>)
                         ("Ended" "2025-01-21"^^<http://www.w3.org/2001/XMLSchema#date>) } }"""


def write(page, query):
    """Replace what stands in the editor, by keyboard."""
    page.goto("/sparql")
    page.locator("#yasqe .CodeMirror").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(query)


def ask(page, query):
    write(page, query)
    page.locator("#ask button").click()
    page.locator("#yasr .yasr_results *").first.wait_for()


def test_rows_are_shown_with_labels_that_lead_to_our_pages(page):
    ask(page, EXCLUSIVE)
    link = page.locator("#yasr td a").first
    assert link.get_attribute("href").startswith("/id/")
    assert "exclusiv" in link.inner_text().lower()


def test_the_address_leads_to_the_same_answer(page):
    ask(page, EXCLUSIVE)
    address, words = page.url, page.locator("#yasr tbody").inner_text()
    assert "query=" in address
    page.goto(address)
    page.locator("#yasr tbody").wait_for()
    assert page.locator("#yasr tbody").inner_text() == words


def test_rows_are_kept_by_words_and_put_in_order(page):
    ask(page, "SELECT ?n { VALUES ?n { 9 10 1 } }")
    order = "[...document.querySelectorAll('#yasr td')].map(cell => cell.innerText)"
    assert page.evaluate(order) == ["9", "10", "1"]
    page.locator("#yasr th button").click()
    assert page.evaluate(order) == ["1", "9", "10"]
    page.locator("#yasr th button").click()
    assert page.evaluate(order) == ["10", "9", "1"]
    page.get_by_label("Keep rows with").fill("9")
    assert page.evaluate(order) == ["9"]


def test_numbers_are_drawn_as_bars(page):
    ask(page, "SELECT ?name ?n { VALUES (?name ?n) { ('one' 1) ('three' 3) } }")
    page.get_by_role("button", name="Chart").click()
    widths = page.evaluate("[...document.querySelectorAll('#yasr svg.chart rect')].map(bar => bar.getBBox().width)")
    assert len(widths) == 2
    assert abs(widths[1] / widths[0] - 3) < 0.01


def test_days_are_drawn_on_a_line_of_time(page):
    ask(page, DATES)
    page.get_by_role("button", name="Timeline").click()
    assert page.locator("#yasr svg.chart rect").count() == 2
    assert "2025" in page.locator("#yasr svg.chart").text_content()


def test_a_mistake_is_told_with_its_place(page):
    page.goto("/sparql")
    ask(page, "SELECT ?x { ?x a deal:Right }")
    page.get_by_role("alert").wait_for()
    assert "deal" in page.get_by_role("alert").inner_text()


def test_classes_properties_and_things_are_completed_from_the_graph(page):
    for written, expected in (
        ("PREFIX deal: <https://w3id.org/dealgraph/ont/>\nSELECT * { ?x a deal:Exclu", "deal:ExclusiveRight"),
        ("PREFIX deal: <https://w3id.org/dealgraph/ont/>\nSELECT * { ?x deal:hel", "deal:heldBy"),
        ("PREFIX id: <https://w3id.org/dealgraph/id/>\nSELECT * { ?x ?p id:micros", "id:microsoft"),
    ):
        write(page, written)
        page.keyboard.press("Control+Space")
        hint = page.locator(".CodeMirror-hint", has_text=expected).first
        hint.wait_for()
        page.keyboard.press("Escape")


def test_prefixes_are_completed_from_ours(page):
    write(page, "PREFIX vo")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint").first.wait_for()
    hints = page.locator(".CodeMirror-hint").all_inner_texts()
    assert "voc: <https://w3id.org/dealgraph/voc/>" in hints
    assert all(re.match(r"vo", hint) for hint in hints)


def test_an_example_is_shown_and_answers(page):
    page.goto("/sparql")
    page.get_by_label("Begin with a question").select_option("rights-of")
    page.get_by_role("button", name="Show its query").click()
    page.locator("#yasqe .CodeMirror").wait_for()
    page.locator("#ask button").click()
    page.locator("#yasr td a").first.wait_for()


def test_a_graph_is_shown_and_can_be_fetched(page):
    ask(page, "CONSTRUCT { ?x a ?c } WHERE { ?x a ?c } LIMIT 3")
    link = page.locator("#answer .forms a", has_text="Turtle").first
    assert len(list(parse(page.request.get(link.get_attribute("href")).body(), RdfFormat.TURTLE))) == 3


def test_ten_thousand_rows_are_shown_in_parts(page):
    digits = " ".join(str(n) for n in range(10))
    query = "SELECT (?a*1000+?b*100+?c*10+?d AS ?n) {" + "".join(f" VALUES ?{v} {{ {digits} }}" for v in "abcd") + " }"
    ask(page, query)
    assert page.locator("#yasr caption").inner_text() == "Rows 1 to 100 of 10,000"
    page.get_by_role("button", name="Next rows").click()
    assert page.locator("#yasr caption").inner_text() == "Rows 101 to 200 of 10,000"
    assert page.locator("#yasr tbody tr").count() == 100


def test_the_tabulator_leaves_the_editor(page):
    write(page, "ASK {}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Ask"


def test_without_scripts_the_form_answers(plain_page):
    plain_page.goto("/sparql")
    plain_page.get_by_label("Query (SPARQL 1.1)").fill(EXCLUSIVE)
    plain_page.get_by_role("button", name="Ask").click()
    assert "/id/" in plain_page.locator("#answer td a").first.get_attribute("href")
    plain_page.get_by_label("Begin with a question").select_option("rights-of")
    plain_page.get_by_role("button", name="Show its query").click()
    assert "heldBy" in plain_page.get_by_label("Query (SPARQL 1.1)").input_value()
