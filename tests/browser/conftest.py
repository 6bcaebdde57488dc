"""Chromium, the real server, and what was found by looking at every page once."""

import os
from dataclasses import dataclass
from importlib.util import find_spec

import pytest
from browsing import (
    AXE,
    FLAGS,
    LOOKS,
    NARROW,
    PACKED,
    SCHEMES,
    WIDE,
    chromium,
    classes_of,
    listen,
    overflow,
    portfolio_pages,
    reachable,
    serving,
    settle,
    violations,
)


def lacking():
    """Say what is missing for these tests; nothing where all is there."""
    if find_spec("playwright") is None:
        return "playwright is absent; pip install playwright"
    if chromium() is None:
        return "Chromium is absent; apt-get install chromium"
    if not (AXE.is_file() and (PACKED / "editor.js").is_file()):
        return "the scripts are not packed; make frontend"
    return ""


@pytest.fixture(scope="package")
def browser():
    """Run Chromium; where it is absent, skip, except in CI."""
    if said := lacking():
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def server(built_store, browser):  # noqa: ARG001 - without a browser nobody needs the server
    """Serve the graph of the notes."""
    with serving(built_store) as address:
        yield address


@pytest.fixture(scope="package")
def pages(server, store):
    """Give the pages that can be reached from the first: one of each kind."""
    return reachable(server, classes_of(store))


@dataclass(frozen=True)
class Seen:
    """What was seen at one page."""

    address: str
    errors: tuple[str, ...]
    strangers: tuple[str, ...]
    violations: tuple[str, ...]
    overflow: int


def look(page, ears, server, address):
    """Load a page once, and look at it in both colour schemes, wide and narrow."""
    for heard in (ears.errors, ears.strangers):
        heard.clear()
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme=SCHEMES[0])
    page.goto(server + address)
    settle(page)
    found, width = [], 0
    for size, scheme, rules in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{address} ({scheme}, {size['width']} px): {said}" for said in violations(page, rules)]
        width = max(width, overflow(page)) if size == NARROW else width
    return Seen(address, tuple(ears.errors), tuple(ears.strangers), tuple(found), width)


@pytest.fixture(scope="package")
def seen(browser, server, pages):
    """Look at every page once."""
    context = browser.new_context()
    ears = listen(context, server)
    page = context.new_page()
    yield [look(page, ears, server, address) for address in pages]
    context.close()


@pytest.fixture(scope="package")
def portfolio_server(portfolio, browser):  # noqa: ARG001 - without a browser nobody needs the server
    """Serve a small portfolio whose documents the user has."""
    folder = portfolio.version.folder.parents[1]
    with serving(folder, DEALGRAPH_TEXTS=str(folder.parent / "cuad")) as address:
        yield address


@pytest.fixture(scope="package")
def portfolio_seen(browser, portfolio_server):
    """Look at every page of the portfolio once."""
    context = browser.new_context()
    ears = listen(context, portfolio_server)
    page = context.new_page()
    yield [look(page, ears, portfolio_server, address) for address in portfolio_pages(portfolio_server)]
    context.close()


@pytest.fixture
def page(browser, server):
    """Open an empty page that reports errors and strangers at its end."""
    context = browser.new_context(viewport=WIDE, base_url=server)
    ears = listen(context, server)
    yield context.new_page()
    context.close()
    errors = [error for error in ears.errors if "400" not in error]  # the page tells these itself
    assert (errors, ears.strangers) == ([], [])


@pytest.fixture
def plain_page(browser, server):
    """Open an empty page in a browser that runs no scripts."""
    context = browser.new_context(viewport=WIDE, base_url=server, java_script_enabled=False)
    yield context.new_page()
    context.close()
