"""A real server on a home of its own, and a real Chromium that notices every complaint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
)

from tests.pages.scene import business
from tools import served
from tools.served import Server

PATIENCE_MS = 30_000  # the machine may be busy; what is slow is not thereby wrong
expect.set_options(timeout=PATIENCE_MS)
# Streamlit's own probing for where it is mounted, on a page that is not the root; it recovers.
PROBES = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


# Scheme of colours -> the ground of the page in it.
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 26)"}


def turn(page: Page, scheme: str) -> None:
    """Show the page in the other light, as a system that turns dark in the evening does."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(
        "(ground) => getComputedStyle(document.querySelector('.stApp')).backgroundColor === ground",
        arg=GROUNDS[scheme],
    )


def too_wide(page: Page) -> list[str]:
    """What of ours reaches beyond the right edge of the window, where nothing scrolls."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('.andon *')].filter((e) => !e.closest('.scroll')"
        " && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map((e) => e.outerHTML.slice(0, 120))"
    )
    return found


TABS: list[BrowserContext] = []


def close_tabs(address: str = "") -> None:
    """Close the tabs that show `address`; without one, all of them."""
    for tab in [tab for tab in TABS if any(page.url.startswith(address) for page in tab.pages)]:
        tab.close()
        TABS.remove(tab)


@contextmanager
def serving(home: Path, *options: str) -> Iterator[Server]:
    """Serve the app on `home`, configured by its own folder, until the block ends."""
    with served.serving(home, *options, config=home / "config") as running:
        try:
            yield running
        finally:
            close_tabs(running.url)  # first: an open page would complain of a server that is gone


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The business of `tests.pages.scene`, served; nobody may publish into it."""
    home = tmp_path_factory.mktemp("served")
    business(home)
    with serving(home) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home that reviews arriving tickets, in Taipei time."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "sla.yaml").write_text("timezone: Asia/Taipei\ncurrency: TWD\n")
    (config / "review.yaml").write_text("metrics:\n  tickets_created: {}\n")
    return tmp_path


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """The Data page of `home`, served."""
    with serving(home) as server:
        yield server.to("/data")


@dataclass
class Complaints:
    """What the browser did not like: errors on the console, exceptions, dialogs."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        def console(message: ConsoleMessage) -> None:
            probe = any(part in message.location.get("url", "") for part in PROBES)
            if message.type == "error" and not probe:
                self.heard.append(f"console: {message.text} {message.location}")

        def dialog(opened: object) -> None:
            self.heard.append(f"dialog: {opened.message}")  # type: ignore[attr-defined]
            opened.dismiss()  # type: ignore[attr-defined]

        page.on("console", console)
        page.on("pageerror", lambda error: self.heard.append(f"exception: {error}"))
        page.on("dialog", dialog)


@pytest.fixture
def open_tab(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a tab of its own: a fresh session. At the end no tab may have complained."""
    complaints = Complaints()

    def opener(url: str, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        TABS.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        complaints.listen(page)
        page.goto(url)
        return page

    yield opener
    close_tabs()
    assert not complaints.heard, "\n".join(complaints.heard)
