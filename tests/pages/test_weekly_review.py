"""The weekly review: the answer first, and the same numbers wherever they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages.conftest import Drawn
from tests.pages.scene import A_WEEK, LAST, TEAMS, empty, ticket

Open = Callable[..., Drawn]
SLA = "source_sla_adherence"


def test_the_answer_comes_first(home: Path, open_page: Open) -> None:
    page = open_page(home)
    answer = page.said("answer")
    assert answer.startswith("1 of 6 metrics needs a word: SLA adherence, the source's verdict")
    assert list(page.parts)[:2] == ["head", "answer"]


def test_an_exception_is_a_sentence_with_number_change_and_reason(
    home: Path, open_page: Open
) -> None:
    """10 of 30 kept, after 28 or 29 of 30; the exact 95 % interval of 10 in 30 is 17.3 to 52.8."""
    said = open_page(home).said("exceptions.above")
    assert said.startswith(
        "▼ worse SLA adherence, the source's verdict : 33.3\u202f%".replace("\u202f", " ")
    )
    assert "n 30" in said
    assert "Below its usual range" in said
    assert ": worse than usual." in said
    assert "Misses its target of 95.0 % beyond noise (95 % interval 17.3 % to 52.8 %)" in said
    assert "Owner: service-quality." in said


def test_noise_is_not_news(home: Path, open_page: Open) -> None:
    page = open_page(home)
    usual = page.said("usual.above")
    assert "Tickets created" in usual
    assert "Within normal variation" in page.said("usual.title")
    assert "chance alone would give about one exception in" in page.said("usual.title")
    assert "Tickets created" not in page.said("exceptions.above")


def test_what_is_not_loaded_says_so_and_is_no_zero(home: Path, open_page: Open) -> None:
    absent = open_page(home).said("absent.above")
    assert "Units shipped n/a – no rows of shipments are loaded" in absent


def test_a_filter_leaves_out_what_it_cannot_cut(home: Path, open_page: Open) -> None:
    page = open_page(home, team="Brno")
    assert "Cannot be narrowed by team: Units shipped" in page.said("uncut")
    assert "10" in page.said("usual.above")  # a third of 30 tickets


@pytest.mark.parametrize("week", ["2026-03-16", "2026-03-18", "2026-W12"])
def test_a_week_can_be_named_as_the_command_line_does(
    home: Path, open_page: Open, week: str
) -> None:
    page = open_page(home, week=week)
    assert "Nothing to see: all 6 metrics are within normal variation." in page.said("answer")
    assert page.app.query_params["week"] == "2026-03-16"


def test_stepping_through_weeks_stays_inside_the_data(home: Path, open_page: Open) -> None:
    page = open_page(home)
    later = next(button for button in page.app.button if button.label == "›")
    assert later.disabled
    page.click("‹")
    assert page.app.query_params["week"] == "2026-03-16"
    page.click("›")
    assert "week" not in page.app.query_params


def test_an_open_metric_shows_the_box_of_nine(home: Path, open_page: Open) -> None:
    page = open_page(home, metric="tickets_created")
    box = page.said("box")
    assert "Last week 30" in box
    # 2 to 29 March has four whole weeks: of 30, 31, 32 and 30
    assert "Month to date 123" in box
    assert "year before" in box


def test_its_rows_are_those_of_the_number(home: Path, open_page: Open) -> None:
    page = open_page(home, metric=SLA, panel="rows")
    assert page.said("rows").startswith("30 rows that this number counts, 23 Mar 2026 to 29 Mar")
    assert "T-260323-00 tickets.csv : 1954" in page.said("rows")
    page = open_page(home, metric=SLA, panel="rows", part="hit")
    assert page.said("rows").startswith("10 rows of the numerator")


def test_a_long_list_is_paged(home: Path, open_page: Open) -> None:
    page = open_page(home, metric="tickets_created", panel="rows", span="mtd", page="1")
    assert "51 – 100 of 123" in page.said("rows")
    assert page.said("rows").count("tickets.csv :") == 50
    beyond = open_page(home, metric="tickets_created", panel="rows", span="mtd", page="999")
    assert "1 – 50 of 123" in beyond.said("rows")


def test_its_definition_has_the_sql_and_what_is_bound(home: Path, open_page: Open) -> None:
    page = open_page(home, metric=SLA, panel="definition", team="Brno")
    assert "Of the cases the source has judged, how many kept their promise?" in page.all
    (code,) = page.app.code
    assert "sum(case when" in code.value
    assert "Brno" not in code.value
    assert "2026-03-23 2026-03-29 Brno" in page.said("definition.bound")


def test_its_bars_show_every_team_whatever_is_chosen(home: Path, open_page: Open) -> None:
    """Of each team's ten tickets, two in three miss: 0, 3 and 6 … of the thirty are Brno's."""
    page = open_page(home, metric=SLA, by="team", team="Prague")
    bars = page.said("bars")
    assert [name for name in TEAMS if name in bars] == list(TEAMS)
    assert "23 Mar 2026 to 29 Mar 2026" in bars


def test_too_few_cases_are_said_and_make_no_exception(tmp_path: Path, open_page: Open) -> None:
    warehouse = empty(tmp_path)
    for back in range(20):
        week = LAST - dt.timedelta(days=7 * back)
        rows = (ticket(week, n, back > 0, TEAMS, "") for n in range(5))
        warehouse.add("tickets", *rows)
    warehouse.publish("2026-03-31 12:00:00+00")
    page = open_page(tmp_path)
    assert "too few: n 5 of at least 20" in page.said("usual.above")
    assert "exceptions.above" not in page.parts


def test_a_number_that_is_lost_is_an_exception(tmp_path: Path, open_page: Open) -> None:
    """A feed that must have rows each day lacks one: the week is blank, and that is news."""
    warehouse = empty(tmp_path)
    for back in range(20):
        week = LAST - dt.timedelta(days=7 * back)
        warehouse.add("tickets", *(ticket(week, n, True, TEAMS, "") for n in range(A_WEEK)))
    warehouse.missing("tickets", "2026-03-25")
    warehouse.publish("2026-03-31 12:00:00+00")
    page = open_page(tmp_path)
    assert "– no data Tickets created n/a – tickets has no rows for 2026-03-25" in page.said(
        "exceptions.above"
    )


def test_a_week_that_is_not_over_is_never_compared(tmp_path: Path, open_page: Open) -> None:
    """The export ends on Friday noon, though another feed goes on to the next week."""
    warehouse = empty(tmp_path)
    for back in range(20):
        week = LAST - dt.timedelta(days=7 * back)
        warehouse.add("tickets", *(ticket(week, n, True, TEAMS, "") for n in range(A_WEEK)))
    first = (LAST - dt.timedelta(days=133)).isoformat()
    warehouse.cover("tickets", first, "2026-03-27 04:00:00+00")
    warehouse.publish("2026-03-31 12:00:00+00")
    said = open_page(tmp_path).said("usual.above")
    assert "Tickets created not over yet, not compared 30 n/a n/a" in said
