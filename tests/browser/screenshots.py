"""Take a picture of every page in two widths, light and dark: python tests/browser/screenshots.py FOLDER."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser.conftest import PAGES, _wait, chromium

WIDTHS = (1280, 390)


def take(site, folder):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                for name, address in PAGES.items():
                    page.goto(site + address, wait_until="networkidle")
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                    print(folder / f"{name}-{width}-{scheme}.png")
                page.close()
        browser.close()


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    port = 18000 + os.getpid() % 10000
    with tempfile.TemporaryDirectory() as store:
        environment = os.environ | {"DEALGRAPH_STORE": store, "DEALGRAPH_CLIENT_QUERIES": "1000"}
        command = [sys.executable, "-m", "dealservice.cli", "serve", "--port", str(port), "--workers", "1"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
            try:
                _wait(port, process)
                take(f"http://127.0.0.1:{port}", folder)
            finally:
                process.terminate()
                process.wait(15)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
