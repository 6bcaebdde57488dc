"""Draws every page that can be reached from the first: wide and narrow, light and dark."""

import re
import shutil
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browsing import (
    FLAGS,
    NARROW,
    SCHEMES,
    WIDE,
    chromium,
    classes_of,
    portfolio_pages,
    reachable,
    serving,
    settle,
)
from playwright.sync_api import sync_playwright
from portfolio_corpus import write

from dealgraph.importers.cuad_import import CuadImporter
from dealgraph.importing import bring_in
from dealgraph.places import data_folder, default_store
from dealgraph.store import open_store

RESIZED_MS = 100
"""So long a drawing may take to fit its frame anew."""


def main(folder):
    store = default_store()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver, TemporaryDirectory() as other:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        with serving(store) as server:
            draw(page, server, reachable(server, classes_of(open_store(store))), folder)
        imported, documents = with_portfolio(Path(store), Path(other))
        with serving(imported, DEALGRAPH_TEXTS=str(documents)) as server:
            draw(page, server, portfolio_pages(server), folder, "portfolio-")
        browser.close()


def with_portfolio(store, folder):
    """Import a small set of data into a copy of a store; give the copy and the documents."""
    shutil.copytree(store, folder / "store")
    documents = write(folder / "cuad")
    bring_in(CuadImporter(documents), folder / "store", data_folder("ontology"))
    return folder / "store", documents


def draw(page, server, addresses, folder, prefix=""):
    """Draw pages into a folder."""
    for address in addresses:
        name = prefix + (re.sub(r"[^\w.-]+", "-", address).strip("-.")[:60] or "home")
        page.set_viewport_size(WIDE)
        page.goto(server + address)
        settle(page)
        for scheme, size in product(SCHEMES, (WIDE, NARROW)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            page.wait_for_timeout(RESIZED_MS)
            page.screenshot(path=folder / f"{name}-{size['width']}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    if chromium() is None:
        sys.exit("Chromium is missing; on Debian or Ubuntu: apt-get install chromium")
    main(Path(sys.argv[1]))
