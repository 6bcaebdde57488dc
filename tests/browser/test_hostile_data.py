"""Whatever stands in the data stays text: it never becomes markup, a script or a link that runs."""

import pytest
from browsing import WIDE, fetch, listen, serving
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from dealgraph import names, versions
from dealgraph.downloads import downloads

SCRIPT = "<script>alert(1)</script>"
JAVASCRIPT = NamedNode("javascript:alert(1)")
PAGES = (
    "/",
    "/id/microsoft",
    "/queries/rights-of?holder=microsoft",
    "/find?q=script",
    "/picture",
    "/calendar",
    "/unknown",
    "/quality",
    "/agreements",
    "/agreements/cooperation",
    "/what-if",
    "/what-if?b.assume=agi@2027",
    "/sparql",
    "/sparql?example=rights-of",
    "/documents/article",
    "/id/ip-access",
    "/id/agi",
    "/id/azure-commitment",
    "/id/c-commitment",
    "/id/article",
    "/id/article-claim-7.2c",
    "/id/article-issue-12",
    "/id/article-passage-7.1",
    "/graph/article",
    "/queries",
    "/queries/what-ends?event=agi&on=2027",
    "/queries/why?right=ip-access",
    "/queries/why.proof.html?right=ip-access",
    "/ont",
    "/ont/Event",
    "/voc/certainty-levels",
    "/shapes",
    "/.well-known/void",
    "/docs/api",
)
QUERY = "/sparql?query=SELECT+%2A+%7B+%3Chttps%3A%2F%2Fw3id.org%2Fdealgraph%2Fid%2Fmicrosoft%3E+%3Fp+%3Fo+%7D"


@pytest.fixture(scope="module")
def hostile_server(built, tmp_path_factory, browser):  # noqa: ARG001 - without a browser nobody needs the server
    """Serve the graph with hostile labels, links and ten thousand rows."""
    quads = list(parse((built.version.folder / versions.QUADS).read_bytes(), RdfFormat.N_QUADS))
    graph = names.source_graph("article")
    things = {quad.subject for quad in quads if quad.graph_name == graph and isinstance(quad.subject, NamedNode)}
    quads = [quad for quad in quads if quad.predicate != names.LABEL or quad.graph_name != graph]
    quads += [
        Quad(thing, names.LABEL, Literal(f"{SCRIPT} {names.local(thing.value)}", language="en"), graph)
        for thing in things
    ]
    thing = names.thing("microsoft")
    quads.append(Quad(thing, NamedNode(f"{names.RDFS}seeAlso"), JAVASCRIPT, graph))
    quads += [Quad(thing, names.ALT_LABEL, Literal(f"{SCRIPT} {n}"), graph) for n in range(10_000)]
    own = {names.ONTOLOGY_GRAPH: 1, names.INFERRED_GRAPH: 2}
    parts = [[quad for quad in quads if own.get(quad.graph_name, 0) == part] for part in range(3)]
    folder = tmp_path_factory.mktemp("hostile") / "store"
    files = downloads(*parts) | {versions.QUADS: serialize(quads, format=RdfFormat.N_QUADS)}
    with versions.writing(folder):
        versions.publish(folder, "v1", files, {"inputs": "hostile"})
    with serving(folder) as server:
        yield server


@pytest.fixture
def hostile_page(browser, hostile_server):
    context = browser.new_context(viewport=WIDE, base_url=hostile_server)
    ears = listen(context, hostile_server)
    page = context.new_page()
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    yield page
    context.close()
    assert (alerts, ears.errors, ears.strangers) == ([], [], [])


def test_hostile_labels_stay_text_on_every_page(hostile_page):
    for address in (*PAGES, QUERY):
        hostile_page.goto(address)
        own = hostile_page.evaluate(
            "[...document.scripts].filter(script => !script.src.startsWith(location.origin)).length"
        )
        runs = hostile_page.evaluate("document.querySelectorAll('a[href^=\"javascript:\" i]').length")
        assert (own, runs) == (0, 0), address


def test_hostile_labels_are_shown_as_they_are(hostile_page):
    hostile_page.goto("/id/microsoft")
    assert SCRIPT in hostile_page.locator("main").inner_text()


@pytest.mark.parametrize("address", [*PAGES, QUERY])
def test_ten_thousand_rows_do_not_break_a_page(hostile_server, address):
    found = fetch(hostile_server, address)
    assert (found.status, SCRIPT in found.text) == (200, False)
    assert found.size < (1_000_000 if address == QUERY else 100_000)
