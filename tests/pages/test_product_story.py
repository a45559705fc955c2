"""The story of one product: the bad lot by name, its stops, and the problem that came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from metrics import Scope, Store, load_settings
from metrics.stories.product import product_story
from tests.pages.conftest import Drawn
from tests.pages.product import bad_lot

Open = Callable[..., Drawn]
END = dt.date(2026, 3, 29)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("product")
    bad_lot(home).publish("2026-03-31 12:00:00+00")
    return home


@pytest.fixture
def open_product(open_page: Open, told: Path) -> Iterator[Callable[..., Drawn]]:
    def opener(product: str | None, **params: str) -> Drawn:
        page = open_page(told)
        page.app.switch_page("pages/product.py")
        for name, value in (params | ({"product": product} if product else {})).items():
            page.app.query_params[name] = value
        return page.run()

    yield opener


def test_the_bad_lot_is_named_with_the_rate_of_the_others(
    open_product: Callable[..., Drawn],
) -> None:
    """Of L2 40 of 1,000 units are bad, of the other lots 12 of 12,000."""
    page = open_product("P1")
    answer = page.said("answer")
    assert answer.startswith("Kettle <b>1</b> (P1) by Acme : 4,000 ppm")  # 52 of 13,000
    assert "▲ Lot L2: 40,000 ppm, against 1,000 ppm of its other lots." in answer
    assert "L2 40,000 ppm" in page.said("lots")
    assert "▲ above its limits" in page.said("lots")


def test_its_stops_fixes_and_what_came_back(open_product: Callable[..., Drawn]) -> None:
    page = open_product("P1")
    assert "Its stops" in page.said("register")
    assert page.said("register").index("A2") < page.said("register").index("A1")
    assert "▲ not effective" in page.said("fixes")
    assert "▲ A1 came back as A2, 9 d after it was cleared." in page.said("returns")
    other = open_product("P2")
    assert "No stop of it has been cleared yet." in other.said("returns")
    assert "0 ppm" in other.said("answer")


def test_a_number_opens_the_rows_that_it_counts(open_product: Callable[..., Drawn]) -> None:
    page = open_product("P1", metric="complaints_reported", panel="rows")
    assert page.said("rows").startswith("52 rows that this number counts")
    assert "complaints.csv :" in page.said("rows")
    assert "By dimension" not in page.said("panels")  # nothing here can be narrowed


def test_it_is_found_by_name_and_the_nearest_is_offered(
    open_product: Callable[..., Drawn],
) -> None:
    assert open_product("toaster").said("answer").startswith("Toaster (P2)")
    missing = open_product("P22").said("answer")
    assert missing.startswith("There is no product “P22” in what is loaded. The nearest one:")
    assert "Toaster (P2)" in missing
    assert open_product(None).said("answer") == "Which one? Type its number or name above."


def test_it_is_told_within_what_may_be_seen(told: Path) -> None:
    """Who may see Best alone sees nothing of Acme's product."""
    store = Store(load_settings(told, told / "config"))
    found = product_story(store, "P1", END, scope=Scope((("vendor", ("Best",)),)))
    assert (found.stops, found.spans, found.lots.rows, found.weeks.weeks) == ((), (), (), ())
    mine = product_story(store, "P1", END)
    assert [span.lot for span in mine.spans] == ["F0", "F1", "F2", "F3", "F4", "L2", "F5"]
    assert mine.came_back == 1
