"""What lives long is out of the collector's way; what nobody needs is let go of all the same."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit import config

from pages.components import navigation
from pages.components.aside import Aside
from tests.pages.conftest import Drawn

Open = Callable[..., Drawn]


class Loop:
    """Refers to itself: only a collection can let go of it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def unfrozen() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def collected(name: str) -> bool:
    """Whether each collection of garbage goes through the module `name`."""
    names = vars(sys.modules[name])
    return any(one is names for one in gc.get_objects())


def test_after_a_page_s_first_run_its_modules_are_not_gone_through_again(
    open_page: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor by Streamlit, which else collects after each run; an open page has one every 5 s."""
    assert not config.get_option("runner.postScriptGC")
    monkeypatch.setattr(navigation, "_ASIDE", Aside())
    assert collected("plotly") and collected("duckdb")
    open_page(home)
    assert not collected("plotly") and not collected("duckdb")


def test_what_comes_later_is_still_collected_each_time() -> None:
    aside = Aside(3600)
    aside.after("today")
    loop = Loop()
    gone = weakref.ref(loop)
    aside.after("today")  # not due
    del loop
    gc.collect()
    assert gone() is None


def test_what_was_set_aside_is_let_go_of_when_it_is_time() -> None:
    loop = Loop()
    gone = weakref.ref(loop)
    aside = Aside(0)
    aside.after("today")
    del loop
    gc.collect()
    assert gone() is not None
    aside.after("today")
    assert gone() is None


def test_a_page_that_was_never_run_is_set_aside_at_once() -> None:
    aside = Aside(3600)
    aside.after("today")
    loop = Loop()
    aside.after("refunds")
    assert not any(one is loop for one in gc.get_objects())
