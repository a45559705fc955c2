"""What every test may ask for: the real data, where it lies beside the project, and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from xdist.scheduler.loadscope import LoadScopeScheduling

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = Path(os.environ.get("ANDON_REAL_DATA") or ROOT.parent / "shared" / "data")
WHY_SKIPPED = f"the real data files are not in {REAL_DATA}"


# Folders that take the longest come first, so that no worker is left with a long file at the end.
LONGEST_FIRST = ("data", "sla", "browser", "tools", "loaders", "pages", "answers", "analysis")


class ByFile(LoadScopeScheduling):
    """A file's tests stay on one worker, which then starts their server and browser once.

    Those of ``tests/data`` stay together as a folder: they share one loaded demo.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        folder = "tests/data"
        return folder if file.startswith(f"{folder}/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Spread the tests over the workers by `ByFile`."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests by `LONGEST_FIRST`."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=rank)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what is marked `real` where the real files are not."""
    if item.get_closest_marker("real") and not REAL_DATA.is_dir():
        pytest.skip(WHY_SKIPPED)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of the real data files; the test is skipped where there is none."""
    if not REAL_DATA.is_dir():
        pytest.skip(WHY_SKIPPED)
    return REAL_DATA


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium that starts; `make test` sees to it that there is one."""
    browser = chromium.find()
    if browser is None:
        pytest.skip("no Chromium here: `make test` installs one, ANDON_CHROMIUM names one")
    return browser


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """The browser of this worker: there can be one Playwright only."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(chromium_path), args=list(chromium.ARGUMENTS)
        )
        yield started
        started.close()
