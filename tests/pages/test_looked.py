"""Openings are counted once, by role; the Catalogue tells of them; a page never depends on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from metrics import load_settings
from metrics.notes import Looked, Openings, Use
from pages.components import looked
from tests.pages.conftest import Drawn

Open = Callable[..., Drawn]
NEVER = 3600.0

TAIPEI = ZoneInfo("Asia/Taipei")  # openings are counted by the day of the reporting zone


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of one's own beside the shared business: what is counted is no other test's."""
    monkeypatch.setenv("ANDON_NOTES_URL", f"sqlite:///{tmp_path / 'notes.db'}")
    return tmp_path / "notes.db"


def _count(back: int, page: str, role: str, **what: object) -> None:
    counts = Openings(load_settings(), delay=NEVER)
    day = dt.datetime.now(TAIPEI).date() - dt.timedelta(days=back)
    counts.count(page, role, day, **what)  # type: ignore[arg-type]
    assert counts.flush()
    counts.close()


def _use() -> Use:
    looked.openings().flush()
    return looked.openings().use(dt.datetime.now(TAIPEI).date() + dt.timedelta(days=1), {})


def test_an_opening_counts_once_and_a_rerun_does_not(
    home: Path, notes: Path, open_page: Open
) -> None:
    page = open_page(home)
    page.run()
    page.app.query_params["metric"] = "backlog"
    page.run().run()
    use = _use()
    assert use.pages["weekly_review"] == Looked({"viewer": 1})
    assert use.metrics["backlog"] == Looked({"viewer": 1}, shown=1)
    page.app.switch_page("pages/catalogue.py")
    page.run()
    page.app.switch_page("pages/weekly_review.py")
    page.run()
    assert _use().pages["weekly_review"].times == 2
    assert _use().pages["catalogue"].times == 1


def test_the_catalogue_says_how_often_and_by_whom(home: Path, notes: Path, open_page: Open) -> None:
    for _ in range(2):
        _count(3, "today", "team lead", metric="handoffs_per_ticket")
    _count(89, "today", "analyst", metric="handoffs_per_ticket")
    _count(90, "today", "analyst", metric="handoffs_per_ticket")
    _count(1, "quality", "viewer", shows=("handoffs_per_ticket",))
    page = open_page(home)
    page.app.switch_page("pages/catalogue.py")
    page.app.query_params["metric"] = "handoffs_per_ticket"
    assert page.run().said("looked") == (
        "Opened 3 times in the last 90 days: 2 as team lead and 1 as analyst; "
        "a page that shows it was opened once."
    )
    unseen = page.said("unseen")
    assert "Critical error rate" in unseen
    assert "Handoffs" not in unseen


def test_the_viewer_says_in_which_role_they_look(home: Path, notes: Path, open_page: Open) -> None:
    page = open_page(home)
    page.app.switch_page("pages/catalogue.py")
    page.run()
    page.app.selectbox(key="looked.role").select("senior manager").run()
    page.app.switch_page("pages/today.py")
    page.run()
    assert _use().pages["today"].opened["senior manager"] == 1


def test_what_was_counted_too_short_is_not_called_unseen(
    home: Path, notes: Path, open_page: Open
) -> None:
    page = open_page(home)
    page.app.switch_page("pages/catalogue.py")
    assert "Not known before" in page.run().said("unseen")


def test_pages_open_where_nothing_can_be_written(home: Path, notes: Path, open_page: Open) -> None:
    notes.mkdir()
    page = open_page(home)
    page.app.switch_page("pages/catalogue.py")
    assert "Not known: the notes in" in page.run().said("unseen")
    assert "Tickets created How many cases came in? 30" in page.said("theme.Tickets.above")
    assert not looked.openings().flush()
