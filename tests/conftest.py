"""What every test may ask for: the real data, where it lies beside the project, and a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = Path(os.environ.get("ANDON_REAL_DATA") or ROOT.parent / "shared" / "data")
WHY_SKIPPED = f"the real data files are not in {REAL_DATA}"


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
