"""The story of one stop-sale: its stages, what escaped, what it cost, whether it came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from metrics import Scope, Store
from metrics.stories.stop import stop_story, stops_known
from tests.pages.conftest import Drawn
from tests.pages.product import BAD, bad_lot

Open = Callable[..., Drawn]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("stop")
    bad_lot(home).publish("2026-03-31 12:00:00+00")
    return home


@pytest.fixture
def open_stop(open_page: Open, told: Path) -> Iterator[Callable[[str | None], Drawn]]:
    def opener(stop: str | None) -> Drawn:
        page = open_page(told)
        page.app.switch_page("pages/stop.py")
        if stop is not None:
            page.app.query_params["stop"] = stop
        return page.run()

    yield opener


def test_from_signal_to_resume(open_stop: Callable[[str], Drawn]) -> None:
    """Times are Taipei's: the pull at midnight UTC is at 8, the resume on 14 March at 8."""
    page = open_stop("A1")
    assert page.said("answer") == (
        "A1 : Kettle <b>1</b> , lot L2 for D1 – back on sale since 14 Mar 2026 ; confirmed."
    )
    numbers = page.said("numbers")
    # the first complaint of the defect was in January, and L2 left on the one day of 2 March
    assert "Units escaped 1,000" in numbers
    assert "Customers exposed 800" in numbers
    assert "Off sale after 6 h" in numbers
    assert "Longest wait 42 h for “Root cause found”" in numbers
    way = page.said("way")
    assert "Sale suspended Mon 9 Mar 14:00, 6 h after the pull" in way
    assert "Root cause found Wed 11 Mar 08:00, 42 h after the suspension ▲ longest wait" in way
    assert "Back on sale Sat 14 Mar 08:00, 24 h after the verification" in way


def test_its_cost_is_that_of_the_units_not_sold(open_stop: Callable[[str], Drawn]) -> None:
    """Of L2 1,000 units in 28 days, 4.75 days off sale: 169.6 units at 100; 40 of 1,000 were bad.

    Avoided: 169.6 x 4 % x (100 + 150 for handling).
    """
    numbers = open_stop("A1").said("numbers")
    assert "The stop cost, TWD 16,964 170 units not sold; 100 % of them lost" in numbers
    assert "and avoided, TWD 1,696 4.0 % of escaped units bad" in numbers


def test_cause_actions_and_verdict(open_stop: Callable[[str], Drawn]) -> None:
    page = open_stop("A1")
    assert "R1 Seal too thin design" in page.said("causes")
    assert "K1 A thicker seal corrective – 20 Mar 2026 ▲ overdue for 11 d" in page.said("causes")
    assert "K2 Sort the stock containment – 12 Mar 2026 done 10 Mar, on time" in page.said("causes")
    # two in the fortnight after the fix, where none was promised
    assert "≤ 0 complaints 2 ▲ not effective" in page.said("fixes")


def test_what_came_back_is_said_on_both_stops(open_stop: Callable[[str], Drawn]) -> None:
    first = open_stop("A1").said("others")
    assert "▲ The problem came back 9 d after it was cleared, with A2." in first
    assert "▲ the same problem again" in first
    second = open_stop("A2")
    assert "▲ this stop is the same problem again" in second.said("others")
    assert "It has not been cleared yet" in second.said("others")
    assert "off sale, cause unknown" in second.said("answer")
    assert "Root cause found not yet: 7 d since the suspension" in second.said("way")


def test_its_complaints_are_rows_with_file_and_line(open_stop: Callable[[str], Drawn]) -> None:
    said = open_stop("A1").said("rows")
    assert said.startswith(f"{BAD} rows that this number counts")
    assert "complaints.csv :" in said


def test_a_number_that_is_not_there_names_the_nearest(
    open_stop: Callable[[str | None], Drawn],
) -> None:
    page = open_stop("<b>A11</b>")
    assert page.said("answer").startswith("There is no stop-sale “<b>A11</b>”")
    assert open_stop("A11").said("answer").endswith("The nearest one: A1")
    assert open_stop("a1").said("answer").startswith("A1")
    assert open_stop(None).said("answer") == "Which one? Type its number or name above."


def test_who_may_not_see_a_stop_is_not_told_of_it(told: Path) -> None:
    from metrics import load_settings

    store = Store(load_settings(told, told / "config"))
    other = Scope((("vendor", ("Best",)),))
    assert stop_story(store, "A1") is not None
    assert stop_story(store, "A1", scope=other) is None
    assert stops_known(store, scope=other) == {}
