"""What the tests in a browser share: the real server, Chromium, and the pages that can be reached from the first."""

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from ports import free_port

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "service/frontend/node_modules/axe-core/axe.min.js"
PACKED = ROOT / "service/dealservice/static/packed"
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SCHEMES = ("light", "dark")
BY_COLOUR = ("color-contrast", "link-in-text-block")
BY_LAYOUT = (*BY_COLOUR, "scrollable-region-focusable", "target-size")
LOOKS = ((WIDE, "light", ()), (WIDE, "dark", ()), (NARROW, "light", BY_LAYOUT), (NARROW, "dark", BY_COLOUR))
"""Each page is loaded once and looked at in these ways: size, colours, and rules of axe, which are all where none is
named. What the other rules judge by is the same in a narrow window."""
QUESTIONS = ("rights-of", "what-ends", "event-order")
"""Of the many questions these are looked at; they all share two templates."""


ANSWERS = (
    "/sparql?query=SELECT+%3Fs+%3Fp+%3Fo+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+3",
    "/sparql?query=nonsense",
    "/sparql?example=rights-of",
    "/queries/what-ends?event=agi&on=2027-01-01",
    "/queries/rights-of?holder=nobody",
    "/nowhere",
)
"""Pages that forms and mistakes lead to."""


def chromium() -> str | None:
    """Find Debian's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def serving(store, **more):
    """Run the real program on a free port."""
    port = free_port()
    environment = os.environ | {"DEALGRAPH_STORE": str(store), **more}
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as process:
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(15)


def _wait(port, process):
    for _ in range(1200):
        assert process.poll() is None, "the server has ended"
        try:
            if fetch(f"http://127.0.0.1:{port}", "/health/live").status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


@dataclass(frozen=True)
class Fetched:
    """What the server sends for a page."""

    status: int
    media_type: str
    text: str
    size: int
    location: str


def fetch(server, address):
    """Fetch a page as a browser would."""
    connection = HTTPConnection(urlsplit(server).netloc, timeout=60)
    try:
        connection.request("GET", address, headers={"Accept": "text/html"})
        response = connection.getresponse()
        body = response.read()
        media_type = response.getheader("Content-Type", "").partition(";")[0]
        return Fetched(
            response.status, media_type, body.decode("utf-8", "replace"), len(body), response.getheader("Location", "")
        )
    finally:
        connection.close()


def kind_of(address, classes):
    """Name the kind of a page: pages of one kind share a template, and one of them is looked at.

    Args:
        address: path and query string.
        classes: what each thing of ours is, by its path.
    """
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query)} - {"version"})
    head, _, rest = parts.path.lstrip("/").partition("/")
    if head == "queries" and rest:
        return f"{parts.path} {bool(names)}" if rest in QUESTIONS else "another question"
    if head == "sparql" and names:
        return "a query"
    if head in {"id", "ont", "voc", "shapes", "graph"} and rest:
        return f"{head}: {classes.get(parts.path, 'other')}"
    return f"{parts.path if head == 'docs' else f'/{head}/*' if rest else f'/{head}'}?{'&'.join(names)}"


def reachable(server, classes, most=90):
    """Follow links from the first page, one page of each kind, and give what the server sends for each."""
    waiting, kinds, found = ["/", *ANSWERS], {"/?"}, {}
    while waiting and len(found) < most:
        address = waiting.pop(0)
        page = fetch(server, address)
        if page.location:
            waiting.append(page.location.removeprefix(server))
            continue
        if page.media_type != "text/html":
            continue
        found[address] = page
        for link in map(unescape, re.findall(r'<a\b[^>]*?\shref="(/[^"#]*)', page.text)):
            kind = kind_of(link, classes)
            if kind not in kinds:
                kinds.add(kind)
                waiting.append(link)
    return found


def portfolio_pages(server):
    """List the pages of many agreements, with an agreement that has clauses."""
    first = re.search(r'href="(/agreements/cuad-[^"]+)"', fetch(server, "/agreements?with=clause-insurance").text)
    lists = ("/agreements", "/agreements?with=clause-insurance", "/agreements?party=nobody", "/quality/values")
    return [*lists, "/quality/values?kind=redacted", "/", "/quality", *([first[1]] if first else [])]


CLASSES = (
    "deal:Agent deal:Agreement deal:Term deal:Right deal:Burden deal:Condition deal:Event deal:Asset deal:Claim "
    "deal:Passage deal:Source deal:ReadingIssue owl:Ontology owl:Class owl:ObjectProperty owl:DatatypeProperty "
    "skos:ConceptScheme skos:Concept"
)
"""One thing of each of these is looked at."""


def classes_of(store):
    """Tell what each thing is, by its path."""
    from dealgraph.answer import Question
    from dealgraph.names import BASE, prologue

    asked = f"SELECT ?thing ?class WHERE {{ VALUES ?class {{ {CLASSES} }} ?thing a ?class FILTER(isIRI(?thing)) }}"
    found = store.ask(Question(prologue() + asked))
    return {f"/{thing.value.removeprefix(BASE)}": kind.value for thing, kind in found}


@dataclass
class Ears:
    """What a browser says that nobody sees: errors, and requests beyond our origin, which are cut off."""

    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def listen(context, server):
    """Cut off everything but the server, and hear what goes wrong."""
    ears = Ears()

    def cut(route):
        ears.strangers.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith((f"{server}/", "data:", "blob:")), cut)
    context.on("console", lambda said: said.type == "error" and ears.errors.append(f"{said.page.url}: {said.text}"))
    context.on("weberror", lambda error: ears.errors.append(f"{error.page.url}: {error.error}"))
    return ears


def settle(page):
    """Wait until the scripts of a page, where it has some, have done their work."""
    if page.locator('script[src*="/packed/editor.js"]').count():
        page.locator("#yasqe .CodeMirror").wait_for()
        if page.locator("#answer:visible").count():
            page.locator("#yasr .yasr_results *").first.wait_for()
    if page.locator('script[src*="/packed/explore.js"]').count():
        page.locator("#explore canvas").first.wait_for()


def overflow(page):
    """Count the pixels by which a page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def violations(page, rules=()):
    """Ask axe for what is serious or critical on a page as it stands, by all rules or by some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']} at {node['target'][0]}: {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]
