"""Draws every page that can be reached from the first: wide and narrow, light and dark."""

import re
import sys
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browsing import FLAGS, NARROW, SCHEMES, WIDE, chromium, classes_of, reachable, serving, settle
from playwright.sync_api import sync_playwright

from dealgraph.places import default_store
from dealgraph.store import open_store


def main(folder):
    store = default_store()
    folder.mkdir(parents=True, exist_ok=True)
    with serving(store) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        for address in reachable(server, classes_of(open_store(store))):
            name = re.sub(r"[^\w.-]+", "-", address).strip("-.")[:60] or "home"
            page.set_viewport_size(WIDE)
            page.goto(server + address)
            settle(page)
            for scheme, size in product(SCHEMES, (WIDE, NARROW)):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size(size)
                page.screenshot(path=folder / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    if chromium() is None:
        sys.exit("Chromium is missing; on Debian or Ubuntu: apt-get install chromium")
    main(Path(sys.argv[1]))
