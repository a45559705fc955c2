"""The pages in a real browser: how soon they are there, how soon a click has its new picture."""

from __future__ import annotations

import datetime as dt
import statistics
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium
from tools.bench.effort import Effort
from tools.bench.made import LAST_DAY
from tools.bench.report import Measured, milliseconds, p95
from tools.bench.sessions import clicked_at_once
from tools.host import say
from tools.served import serving

REVIEW, LEVELS = "weekly_review", "service_levels"
PATIENCE_MS = 120_000
EMPTY = 'import streamlit as st\n\nst.write("Nothing here")\n'

# Playwright's own waiting looks every so often; these look with each frame that is painted.
PAINTED = """
(() => {
    const there = () => %s;
    const look = () => {
        if (there()) window.paintedMs = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})();
"""
NUMBERS = r"/\d/.test(document.querySelector('table.metrics .value')?.innerText || '')"
WORDS = "(document.querySelector('.stMarkdown p')?.innerText || '') === 'Nothing here'"
# The picture of a page is what it has drawn of numbers. It is new once it has changed, the script
# has ended, nothing is greyed as being of the former run, and the frame after that was painted.
PICTURE = """
const drawn = '.answer, .metrics, .exceptions, .absent, .cards, .levels';
window.picture = () =>
    [...document.querySelectorAll(drawn)].map((e) => e.textContent).join('|');
window.settled = () =>
    document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true]');
"""
WATCH = """
() => {
    const before = window.picture();
    window.changedMs = null;
    document.addEventListener('click', () => {
        const started = performance.now();
        const look = () => {
            if (window.picture() === before || !window.settled()) requestAnimationFrame(look);
            else requestAnimationFrame(() => { window.changedMs = performance.now() - started; });
        };
        requestAnimationFrame(look);
    }, {capture: true, once: true});
}
"""


def pages(home: Path, browser: Path, effort: Effort) -> list[Measured]:
    """Serve `home` and measure its pages with the Chromium at `browser`."""
    empty = home / "empty.py"
    empty.write_text(EMPTY, encoding="utf-8")
    aside = home / "empty"
    aside.mkdir(exist_ok=True)
    with serving(home) as app, serving(aside, script=empty) as nothing:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(
                executable_path=str(browser), args=list(chromium.ARGUMENTS)
            )
            try:
                report = [_first_paint(started, app.to(REVIEW), nothing.url, effort.paints)]
                for page, name in ((REVIEW, "weekly review"), (LEVELS, "service levels")):
                    say(f"Changing the filters of {name}")
                    seconds = _changes(started, app.to(page), effort)
                    value = f"{milliseconds(p95(seconds))} of {len(seconds)}"
                    report.append(
                        Measured(f"filter change, {name}, p95", value, "800 ms", "400 ms")
                    )
            finally:
                started.close()
        report.append(clicked_at_once(app, effort))
    return report


def _first_paint(browser: Browser, review: str, empty: str, times: int) -> Measured:
    """Open both pages in turn, each in a browser that has seen nothing, on servers that have."""
    say("Opening the weekly review and an empty page")
    watched = ((review, NUMBERS), (empty, WORDS))
    for address, there in watched:
        _painted(browser, address, there)
    taken = [
        [_painted(browser, address, there) for address, there in watched] for _ in range(times)
    ]
    full, bare = (statistics.median(column) for column in zip(*taken, strict=True))
    value = f"{full / bare:.1f}x of {milliseconds(bare)}"
    return Measured("first paint, weekly review over empty page", value, "3x", "2x")


def _painted(browser: Browser, address: str, there: str) -> float:
    """Return how many seconds after its navigation the page at `address` has its content."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(PAINTED % there)
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => window.paintedMs", timeout=PATIENCE_MS)
        return float(page.evaluate("() => window.paintedMs")) / 1000
    finally:
        context.close()


def _changes(browser: Browser, address: str, effort: Effort) -> list[float]:
    """Return how long each change of a filter took: no two ask for the same, in any tour."""
    seconds: list[float] = []
    for tour in range(effort.tours):
        week = LAST_DAY - dt.timedelta(days=LAST_DAY.weekday() + 7 * (2 + tour))
        for name in effort.filters:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            try:
                page = context.new_page()
                page.set_default_timeout(PATIENCE_MS)
                page.add_init_script(PICTURE)
                page.goto(f"{address}?week={week.isoformat()}")
                page.locator(".answer").wait_for()
                seconds += _picked(page, name, effort.picks)
            finally:
                context.close()
    return seconds


def _picked(page: Page, name: str, most: int) -> list[float]:
    """Pick members of the filter `name`, each beside those before; return how long each took."""
    seconds = []
    for _ in range(most):
        _settle(page)
        page.locator(f".st-key-pop-{name} button").first.click()  # it closes with each choice
        box = page.locator(f".st-key-filter-{name} input")
        box.wait_for()
        _settle(page)
        box.click()
        options = page.get_by_role("option")
        options.first.wait_for()
        if options.count() == 1:  # only those of which it is unknown are left
            break
        page.evaluate(WATCH)
        options.first.click()
        page.wait_for_function("() => window.changedMs", timeout=PATIENCE_MS)
        seconds.append(float(page.evaluate("() => window.changedMs")) / 1000)
    return seconds


def _settle(page: Page) -> None:
    page.wait_for_function("() => window.settled()")
