"""Take the pictures of the documentation anew: ``make screenshots``.

Serves what is loaded in ANDON_HOME (the demo, where nothing was loaded before) on a free port and
photographs each page in the test browser: at a desk's width, and those of `ALSO` on a phone and in
the dark too. An argument names the pages to take: ``python -m tools.screenshots today``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.host import ROOT, RefusedError, guarded, say
from tools.run import load_demo
from tools.served import serving

FOLDER = ROOT / "docs" / "screenshots"
# What to photograph beside the pages as they open, and a page that needs to be told of what. The
# names are the demo's.
DETAILS = {
    "weekly_review_detail": "weekly_review?metric=sla_adherence",
    "catalogue_detail": "catalogue?metric=sla_adherence",
    "ticket": "ticket?case=332864",
    "product": "product?product=KT-104",
    "vendor": "vendor?vendor=Steelcup+Industrial",
    "stop": "stop?stop=AN-2058",
}
STORIES = ("ticket", "product", "vendor", "stop")
ALSO = ("today", "weekly_review")
DESK, PHONE = (1280, 1060), (390, 844)
SETTLE_MS = 6000
# The end of the picture's name, the window, the scheme of colours.
Look = tuple[str, tuple[int, int], Literal["light", "dark"]]


def wanted(only: Collection[str] = ()) -> dict[str, str]:
    """Return picture -> path below the app's address, of every page that the app has."""
    pages = {path.stem: path.stem for path in sorted((ROOT / "pages").glob("[a-z]*.py"))}
    for story in STORIES:
        pages.pop(story, None)
    return {name: path for name, path in (pages | DETAILS).items() if not only or name in only}


def main() -> int:
    """Photograph every page that the app has, or those that are named."""
    browser = chromium.find()
    if browser is None:
        raise RefusedError("there is no Chromium: make test installs one, ANDON_CHROMIUM names one")
    home = Path(os.environ.get("ANDON_HOME") or ROOT / "data" / "home").resolve()
    if not (home / "published" / "CURRENT").exists():
        load_demo(home)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving(home) as server:
        _photograph(browser, server.url)
    return 0


def _photograph(browser: Path, address: str) -> None:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(browser), args=list(chromium.ARGUMENTS)
        )
        for name, path in wanted(sys.argv[1:]).items():
            looks: list[tuple[str, tuple[int, int], Literal["light", "dark"]]] = [
                ("", DESK, "light")
            ]
            if name in ALSO:
                looks += [("_dark", DESK, "dark"), ("_phone", PHONE, "light")]
            for suffix, (width, height), scheme in looks:
                page = started.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page.goto(f"{address}/{path}")
                page.wait_for_timeout(SETTLE_MS)
                page.screenshot(path=FOLDER / f"{name}{suffix}.png")
                say(f"docs/screenshots/{name}{suffix}.png")
                page.close()
        started.close()


if __name__ == "__main__":
    sys.exit(guarded(main))
