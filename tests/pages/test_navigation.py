"""What is done around each run of a page."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pages.components import navigation
from tests.pages.conftest import Drawn

Open = Callable[..., Drawn]


@pytest.fixture
def unfrozen() -> Iterator[None]:
    gc.unfreeze()
    navigation._SET_ASIDE.clear()
    yield
    gc.unfreeze()


def collected(name: str) -> bool:
    """Whether each collection of garbage goes through the module `name`."""
    names = vars(sys.modules[name])
    return any(one is names for one in gc.get_objects())


@pytest.mark.usefixtures("unfrozen")
def test_after_a_page_s_first_run_its_modules_are_not_gone_through_again(
    open_page: Open, home: Path
) -> None:
    """Streamlit collects after every run, and an open page runs a part of itself every 5 s."""
    assert collected("plotly") and collected("duckdb")
    open_page(home)
    assert not collected("plotly") and not collected("duckdb")


@pytest.mark.usefixtures("unfrozen")
def test_what_later_runs_make_is_still_collected(open_page: Open, home: Path) -> None:
    open_page(home)  # the page has run: nothing more is set aside
    before = gc.get_freeze_count()
    open_page(home)
    assert gc.get_freeze_count() <= before
