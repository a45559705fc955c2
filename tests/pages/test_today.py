"""Today: the day of the as-of, its cases and its numbers, the same as the command line's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metrics.__main__ import main
from tests.metrics.warehouse import Warehouse
from tests.pages.conftest import Drawn
from tests.pages.shift import AS_OF, CREATED, OPEN, SOLVED, local, shift

Open = Callable[..., Drawn]
DAY = ("--from", "2026-03-31", "--to", "2026-03-31")


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("shift")
    shift(home).publish(AS_OF)
    return home


@pytest.fixture
def open_today(open_page: Open) -> Open:
    def opener(home: Path, **params: str | list[str]) -> Drawn:
        page = open_page(home)
        page.app.switch_page("pages/today.py")
        for name, value in params.items():
            page.app.query_params[name] = value
        return page.run()

    return opener


def test_today_is_the_day_of_the_as_of_and_says_so(desk: Path, open_today: Open) -> None:
    said = open_today(desk).said("answer")
    assert "Today as of Tuesday 31 Mar 2026 20:00 Taipei, where the data ends." in said
    assert f"{CREATED} came in today, {SOLVED} were solved; {OPEN} are unsolved." in said


@pytest.mark.parametrize(
    ("metric", "part", "words"),
    [
        ("arrivals", "hours.arrivals", DAY),
        ("solves", "hours.solves", DAY),
        ("backlog", "ages", ()),
        ("wip_per_agent", "numbers", ()),
    ],
)
def test_its_numbers_are_those_of_the_command_line(
    desk: Path,
    open_today: Open,
    capsys: pytest.CaptureFixture[str],
    metric: str,
    part: str,
    words: tuple[str, ...],
) -> None:
    page = open_today(desk)
    capsys.readouterr()
    assert main(("query", metric, *words, "--format", "csv")) == 0
    head, row = (line.split(",") for line in capsys.readouterr().out.split())
    value = row[head.index("value")]
    label = {"ages": "Backlog by age", "numbers": "Open cases per agent"}.get(part, "by the hour")
    assert f"{label} {value}" in page.said(part)


def test_its_rows_are_those_that_the_number_counts(desk: Path, open_today: Open) -> None:
    page = open_today(desk, metric="arrivals", panel="rows")
    assert page.said("rows").startswith(f"{CREATED} rows that this number counts, today, 31 Mar")
    assert "T1 tickets.csv : 3" in page.said("rows")
    assert "O1" not in page.said("rows")
    page = open_today(desk, metric="backlog", panel="rows")
    assert page.said("rows").startswith(f"{OPEN} rows that this number counts")


def test_an_hour_of_the_day_lists_its_rows(desk: Path, open_today: Open) -> None:
    page = open_today(desk, metric="arrivals", slot="h9", panel="rows")
    assert page.said("rows").startswith("2 rows that this number counts")
    assert "Only 09:00 to 10:00." in page.said("opened")
    assert "T1" in page.said("rows") and "T2" in page.said("rows")


def test_the_backlog_is_cut_by_age_and_a_band_lists_its_rows(desk: Path, open_today: Open) -> None:
    """At 20:00: T6 is an hour old; T3, T4 and T5 10, 9 and 6; O3 35; O2 107; O1 30 days."""
    page = open_today(desk, metric="backlog", slot="a1", panel="rows")
    assert page.said("ages") == (
        "Backlog by age 7 under 4 hours 1 4 hours to 1 day 3 1 to 2 days 1 2 to 4 days 0"
        " 4 to 7 days 1 7 to 14 days 0 14 to 28 days 0 28 days and more 1"
    )
    assert page.said("rows").startswith("3 rows that this number counts")
    assert "Only those 4 hours to 1 day old." in page.said("opened")


def test_a_slot_that_is_none_is_left_out(desk: Path, open_today: Open) -> None:
    page = open_today(desk, metric="backlog", slot="a99", panel="rows")
    assert page.said("rows").startswith(f"{OPEN} rows that this number counts")
    page = open_today(desk, metric="backlog", slot="<b>", panel="rows")
    assert "is no part of a number" in page.said("note.ignored")


def test_a_day_stands_beside_what_is_usual(home: Path, desk: Path, open_today: Open) -> None:
    """Weekdays of the other scene have a fifth of its week's 30 to 32 tickets; today has none."""
    said = open_today(desk).said("hours.arrivals")
    assert "usually 0, 0 to 0 on the last 4. ▲ more than on any of them." in said
    said = open_today(home).said("hours.arrivals")
    assert "Arrivals by the hour 0 By 20:00 on a Tuesday: usually 6, 6 to 7 on the last 8." in said
    assert "▼ fewer than on any of them." in said


def test_a_filter_holds_for_the_whole_page(desk: Path, open_today: Open) -> None:
    page = open_today(desk, priority="urgent")
    assert "2 came in today, 1 was solved; 1 is unsolved." in page.said("answer")
    assert "T3" in page.said("oldest")
    assert "O1" not in page.said("oldest")
    assert "Ben Wu" not in page.said("agents")


def test_what_a_filter_cannot_narrow_says_so(desk: Path, open_today: Open) -> None:
    """A case has no defect: a link that narrows by one still shows the cases, all of them."""
    page = open_today(desk, defect_code="")
    assert "Backlog by age 7 of every defect" in page.said("ages")
    assert "O1" in page.said("oldest")


def test_the_oldest_cases_come_first_with_who_holds_them(desk: Path, open_today: Open) -> None:
    """From 1 March 09:00 to the 31st 20:00 are 30 days; T5's agent is on no list."""
    said = open_today(desk).said("oldest")
    assert "O1 30 d on hold low Ann Lee" in said
    assert [name for name in ("O1", "O2", "O3", "T3", "T4", "T5", "T6") if name in said]
    assert said.index("O1") < said.index("O2") < said.index("O3") < said.index("T3")
    assert "T5 6 h open normal no known agent" in said
    assert "T1" not in said


def test_agents_are_called_by_name_with_what_they_hold(desk: Path, open_today: Open) -> None:
    """Ann: T3, O1 (on hold) and O2; solved T1 and O4 today. Ben: T4 (pending), O3; solved T2."""
    said = open_today(desk).said("agents")
    assert "Ann Lee 3 1 2" in said
    assert "Ben Wu 2 1 1" in said
    assert "no known agent 2 0 0" in said


def test_the_chosen_week_is_not_lost_on_the_way(home: Path, open_page: Open) -> None:
    page = open_page(home, week="2026-03-16", metric="reopen_rate", team="Brno")
    page.app.switch_page("pages/today.py")
    page.run()
    assert set(page.app.query_params) == {"team"}
    page.app.switch_page("pages/weekly_review.py")
    page.run()
    assert page.app.query_params["week"] == "2026-03-16"
    assert set(page.app.query_params) == {"week", "team"}


def test_a_day_without_anything_is_no_error(tmp_path: Path, open_today: Open) -> None:
    Warehouse(tmp_path).publish(AS_OF)
    page = open_today(tmp_path)
    assert "The day's work is not known: no rows of tickets are loaded." in page.said("answer")
    assert "No case is unsolved." in page.said("oldest")


def test_open_stops_come_oldest_first_with_where_they_stand(
    tmp_path: Path, open_today: Open
) -> None:
    """Three are open: one still on sale, one whose cause is found, one whose cause is unknown."""
    warehouse = shift(tmp_path)
    warehouse.add("products", {"product_id": "P1", "name": "Kettle"})
    pulled = {"product_id": "P1", "defect_code": "LEAK"}
    warehouse.add(
        "andons",
        {"andon_id": "A4", **pulled, "triggered_at": local("31", "15:00")},
        {"andon_id": "A1", **pulled, "triggered_at": local("01", "20:00"),
         "suspended_at": local("02", "09:00"), "cause_found_at": local("04", "09:00")},
        {"andon_id": "A2", **pulled, "triggered_at": local("20", "20:00"), "lot": "L7",
         "suspended_at": local("21", "09:00"), "owner_id": "S1"},
        {"andon_id": "A3", **pulled, "triggered_at": local("05", "09:00"),
         "suspended_at": local("05", "10:00"), "resumed_at": local("29", "10:00")},
    )  # fmt: skip
    warehouse.publish(AS_OF)
    said = open_today(tmp_path, priority="urgent").said("stops")
    assert said.startswith("Open stop-sales 3 of every priority")
    assert "A1 Kettle LEAK cause found, no fix yet 30 d" in said
    assert "A2 Kettle , lot L7 LEAK off sale, cause unknown 11 d" in said
    assert "A4 Kettle LEAK ▲ pulled, still on sale 5 h" in said
    assert said.index("A1") < said.index("A2") < said.index("A4")
    assert "A3" not in said
    page = open_today(tmp_path, priority="urgent", metric="open_stops", panel="rows")
    assert page.said("rows").startswith("3 rows that this number counts")
    assert "it cannot be narrowed by priority" in page.said("rows")


def test_without_a_register_the_stops_are_not_zero(desk: Path, open_today: Open) -> None:
    said = open_today(desk).said("stops")
    assert said == "Open stop-sales n/a – no rows of andons are loaded"


def test_no_open_stop_is_said(tmp_path: Path, open_today: Open) -> None:
    warehouse = shift(tmp_path)
    warehouse.add(
        "andons",
        {"andon_id": "A1", "product_id": "P1", "triggered_at": local("01", "20:00"),
         "suspended_at": local("02", "09:00"), "resumed_at": local("04", "09:00")},
    )  # fmt: skip
    warehouse.publish(AS_OF)
    assert open_today(tmp_path).said("stops") == "Open stop-sales 0 No product is off sale."
