"""The scorecard of one vendor: its numbers by hand, beside those of all, and what is owed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metrics import Scope, Store, load_settings
from metrics.stories.vendor import vendor_story
from tests.metrics.stops import stop
from tests.pages.conftest import Drawn
from tests.pages.product import bad_lot

HOUR = 3600


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside Acme's two stops, Best has one of P2: pulled on the 5th, fixed after ten days."""
    home = tmp_path_factory.mktemp("vendor")
    warehouse = bad_lot(home)
    stop(warehouse, "B1", product_id="P2", triggered="05", suspended="05", fixed="15",
         resumed="16", verdict="rejected")  # fmt: skip
    warehouse.publish("2026-03-31 12:00:00+00")
    return home


@pytest.fixture(scope="module")
def store(told: Path) -> Store:
    return Store(load_settings(told, told / "config"))


def test_what_is_counted_of_its_stops(store: Store) -> None:
    """A1 was pulled on the 9th and fixed on the 12th; A2 stands. None is 90 days old."""
    found = vendor_story(store, "Acme")
    assert (found.mine.stops, found.mine.standing) == (2, 1)
    assert (found.mine.fixed, found.mine.fix_s) == (1, 72 * HOUR)
    assert found.everybody.fix_s == (72 + 240) / 2 * HOUR
    assert (found.mine.mature, found.mine.came_back, found.mine.immature) == (0, 0, 1)
    assert found.mine.recurrence_rate is None  # too young is not "none came back"
    assert [row["action_id"] for row in found.open_actions] == ["K1"]
    assert [one.member for one in found.products.rows] == ["P1"]


def test_who_may_not_see_it_sees_nothing_of_it(store: Store) -> None:
    found = vendor_story(store, "Acme", scope=Scope((("vendor", ("Best",)),)))
    assert (found.stops, found.open_actions, found.lots.rows) == ((), (), ())
    assert found.everybody.stops == 1  # all that this viewer may see


def test_the_scorecard_on_the_page(told: Path, open_page: Callable[..., Drawn]) -> None:
    page = open_page(told)
    page.app.switch_page("pages/vendor.py")
    page.app.query_params["vendor"] = "acme"
    page.run()
    assert page.said("answer").startswith("Acme : 4,000 ppm")
    card = page.said("scorecard")
    assert "Stops, of which open 2 / 1 3 / 1" in card
    assert (
        "Came back within 90 days n/a n/a 0 of 0 cleared at least 90 days ago; younger: 1" in card
    )
    assert "From pull to fix, median 3 d 6 d" in card  # of 72 and 240 hours 156
    assert "Actions open, of which overdue 1 / 1" in card
    assert "K1 A thicker seal" in page.said("owed")
    assert "L2" in page.said("lots")
    assert page.app.get("download_button")
