"""Take the pictures of the documentation anew: ``make screenshots``.

Serves what is loaded in ANDON_HOME (the demo, where nothing was loaded before) on a free port and
photographs each page in the test browser, at a desk's width.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.host import ROOT, RefusedError, guarded, say
from tools.run import load_demo

FOLDER = ROOT / "docs" / "screenshots"
PAGES = {
    "weekly_review": "weekly_review",
    "weekly_review_detail": "weekly_review?metric=source_sla_adherence",
    "catalogue": "catalogue?metric=source_sla_adherence",
    "data": "data",
}
WIDTH, HEIGHT, SETTLE_MS = 1280, 1060, 4000


def main() -> int:
    """Photograph every page of `PAGES` that the app has."""
    browser = chromium.find()
    if browser is None:
        raise RefusedError("there is no Chromium: make test installs one, ANDON_CHROMIUM names one")
    home = Path(os.environ.get("ANDON_HOME") or ROOT / "data" / "home").resolve()
    if not (home / "published" / "CURRENT").exists():
        load_demo(home)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true",
               f"--server.port={port}"]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        _photograph(browser, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=20)
    return 0


def _wait(health: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(health, timeout=2):  # noqa: S310  loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RefusedError("the app did not start")


def _photograph(browser: Path, address: str) -> None:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(browser), args=list(chromium.ARGUMENTS)
        )
        for name, path in PAGES.items():
            if not (ROOT / "pages" / f"{path.partition('?')[0]}.py").exists():
                continue
            page = started.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"{address}/{path}")
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=FOLDER / f"{name}.png")
            say(f"docs/screenshots/{name}.png")
        started.close()


if __name__ == "__main__":
    sys.exit(guarded(main))
