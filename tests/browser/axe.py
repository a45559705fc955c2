"""What keeps people out of a page, as far as axe-core can tell."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page, expect

from tests.browser.conftest import turn

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What Streamlit renders itself and nobody can change from Python, each with what is wrong with it.
STREAMLITS = (
    "[data-testid=stSidebarNavItems]",  # its sections are div elements inside a list
    "[data-testid=stStatusWidget]",  # the word Stop is grey, for as long as a page runs
)


def settled(page: Page) -> None:
    """Wait until the page is drawn to its end."""
    expect(page.locator(".andon h1")).to_be_visible()
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')"
    )


def violations(page: Page, name: str) -> list[str]:
    """What axe-core finds in `page` by day, and of its colours by night."""
    settled(page)
    page.evaluate(AXE)
    found = []
    for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
        turn(page, scheme)
        report = page.evaluate(
            "([exclude, rules]) => axe.run({exclude}, {resultTypes: ['violations'],"
            " ...(rules ? {runOnly: rules} : {})})",
            [[[one] for one in STREAMLITS], rules],
        )
        found += [
            f"{name}, {scheme}: {one['impact']} {one['id']}: {node['html'][:160]}"
            for one in report["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]
    turn(page, "light")
    return found
