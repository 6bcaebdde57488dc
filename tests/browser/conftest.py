"""A browser without a network besides our own service, which runs as the real program over the real graph."""

import os
import shutil
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "service/web/node_modules/axe-core/axe.min.js"
PAGES = {
    "home": "/",
    "find": "/find?q=exclusiv",
    "what-if": "/what-if",
    "scenario": "/what-if?b.assume=agi@2027",
    "calendar": "/calendar",
    "unknown": "/unknown",
    "quality": "/quality",
    "picture": "/picture",
    "document": "/documents/article",
    "right": "/id/ip-access",
    "right-without-holder": "/id/revenue-share",
    "right-given-way": "/id/cloud-exclusivity",
    "company": "/id/microsoft",
    "agreement": "/id/new-agreement",
    "condition": "/id/c-agi",
    "event": "/id/agi",
    "claim": "/id/article-claim-7.2a",
    "source": "/id/article",
    "passage": "/id/article-passage-7.1",
    "questions": "/queries",
    "question": "/queries/rights-of?holder=microsoft",
    "sparql": "/sparql",
    "answer": "/sparql?query=SELECT%20%2A%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%2050",
    "ontology": "/ont",
    "term": "/ont/Right",
    "errors": "/docs/errors",
    "nowhere": "/nowhere",
}
"""Every kind of page, by name."""


def chromium():
    """Find Debian's browser; skip where it is absent."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is absent, but these tests must run in CI: apt-get install chromium")
        pytest.skip("chromium is absent: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def site(built_store):
    """Run the service over the graph."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DEALGRAPH_STORE": str(built_store), "DEALGRAPH_CLIENT_QUERIES": "1000"}
    environment.pop("DEALGRAPH_ARTICLE", None)
    command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(15)


def _wait(port, process):
    for _ in range(1200):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            connection.getresponse().read()
        except (OSError, HTTPException):
            assert process.poll() is None, "the server has ended"
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    pytest.fail("the server does not answer")


@pytest.fixture(scope="session")
def browser():
    """Start the browser once."""
    api = pytest.importorskip("playwright.sync_api", reason="the package playwright is absent")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


class Visitor:
    """Somebody who looks at pages: notes complaints of the browser, and whatever was asked of another origin."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.complaints = []
        self.context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, **options)
        self.context.route("**/*", self._guard)
        self.page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _guard(self, route):
        if route.request.url.startswith((self.site, "data:", "blob:")):
            route.continue_()
        else:
            self.complaints.append(f"another origin: {route.request.url}")
            route.abort()

    def _note(self, message):
        is_status = "Failed to load resource" in message.text and "404" in message.text
        if message.type in {"error", "warning"} and not is_status:
            self.complaints.append(f"{message.type}: {message.text}")

    def visit(self, address):
        self.page.goto(address, wait_until="load")
        return self.page


@pytest.fixture
def visit(browser, site):
    """Give what opens a page as somebody with given habits; nobody may end with a complaint."""
    visitors = []

    def start(**options):
        visitors.append(Visitor(browser, site, **options))
        return visitors[-1]

    yield start
    for visitor in visitors:
        visitor.context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
