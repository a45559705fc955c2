"""The board of clocks on Today: what runs out first, what was missed, what can be told of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metrics.__main__ import main
from metrics.signs import signs
from tests.metrics.warehouse import Warehouse
from tests.pages.conftest import Drawn
from tests.pages.shift import AS_OF, POLICIES, case, local, promised, solved

Open = Callable[..., Drawn]
DAY = ("--from", "2026-03-31", "--to", "2026-03-31")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("promised")
    promised(home).publish(AS_OF)
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


def test_the_answer_names_the_case_to_save_first(desk: Path, open_today: Open) -> None:
    said = open_today(desk).said("answer")
    assert said.startswith(
        "2 promises are at risk , first that of O3 : 1 h left, due 21:00 Taipei. "
        "2 were missed today ."
    )


def test_at_risk_comes_first_then_by_business_time_left(desk: Path, open_today: Open) -> None:
    said = open_today(desk).said("clocks")
    assert said.startswith("Save first 2 at risk 5 open times in Taipei")
    assert "O3 Resolution normal Ben Wu Taipei ▲ 1 h due 21:00" in said
    assert "T3 Resolution urgent Ann Lee Taipei ▲ 2 h due 22:00" in said
    assert "T4 Resolution normal Ben Wu Taipei 27 h due Wed 1 Apr 23:00" in said
    assert [said.index(name) for name in ("O3", "T3", "T4", "T5", "T6")] == sorted(
        said.index(name) for name in ("O3", "T3", "T4", "T5", "T6")
    )
    assert "O1" not in said and "O5" not in said


def test_without_a_promise_that_runs_the_oldest_cases_stand_there(
    tmp_path: Path, desk: Path, open_today: Open
) -> None:
    assert "oldest" not in open_today(desk).parts
    warehouse = Warehouse(tmp_path, head=POLICIES)
    warehouse.add("tickets", case("T1", local("01", "09:00"), None)).publish(AS_OF)
    page = open_today(tmp_path)
    assert page.said("clocks") == "Save first No promise is running."
    assert "T1 30 d" in page.said("oldest")


def test_without_policies_it_says_where_they_are_declared(tmp_path: Path, open_today: Open) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.add("tickets", case("T1", local("31", "09:00"), None)).publish(AS_OF)
    page = open_today(tmp_path)
    assert "No promise is declared, so nothing runs out: sla.yaml says" in page.said("clocks")
    assert "T1 11 h" in page.said("oldest")
    assert page.said("answer").startswith("1 came in today, 0 were solved; 1 is unsolved.")
    assert "missed" not in page.parts


@pytest.mark.parametrize(
    ("metric", "words"),
    [("sla_open", ()), ("sla_open_at_risk", ()), ("sla_misses", DAY), ("sla_adherence", DAY)],
)
def test_its_numbers_and_its_rows_are_those_of_the_command_line(
    desk: Path,
    open_today: Open,
    capsys: pytest.CaptureFixture[str],
    metric: str,
    words: tuple[str, ...],
) -> None:
    page = open_today(desk, metric=metric, panel="rows")
    capsys.readouterr()
    assert main(("query", metric, *words, "--format", "csv")) == 0
    head, row = (line.split(",") for line in capsys.readouterr().out.split())
    n = row[head.index("n")]
    assert page.said("rows").startswith(f"{n} rows that this number counts")
    assert n == {"sla_open": "5", "sla_adherence": "5"}.get(metric, "2")


def test_what_was_missed_today_comes_with_what_is_known(desk: Path, open_today: Open) -> None:
    """O5 still runs, so it comes first; O6 was solved at 19:00, two hours after its 36 were up."""
    said = open_today(desk).said("missed")
    assert said.startswith("Missed today 2 Case Promise Held by Late by Missed, Taipei")
    assert "O5 Resolution normal Ben Wu not done yet · never answered late 2 h 18:00" in said
    assert "O6 Resolution low Ann Lee never answered late 2 h 17:00" in said
    assert said.index("O5") < said.index("O6")
    assert "O1" not in said


def test_a_day_without_a_miss_says_so(tmp_path: Path, open_today: Open) -> None:
    warehouse = Warehouse(tmp_path, head=POLICIES)
    done = solved(local("31", "10:00"))
    warehouse.add("tickets", case("T1", local("31", "09:00"), None, **done))
    warehouse.add("tickets", case("T2", local("31", "09:00"), None)).publish(AS_OF)
    page = open_today(tmp_path)
    assert page.said("missed") == "Missed today 0 No promise was missed today."
    said = page.said("answer")
    assert said.startswith("No promise is at risk; the next to run out is that of T2 , with 25 h")
    assert "None was missed today." in said


def test_few_decided_promises_are_not_judged(desk: Path, open_today: Open) -> None:
    said = open_today(desk).said("numbers")
    assert "SLA adherence 60.0 % too few to judge: n 5" in said


def test_a_filter_by_promise_holds_for_the_clocks(desk: Path, open_today: Open) -> None:
    page = open_today(desk, target="resolution", priority="urgent")
    assert page.said("clocks").startswith("Save first 1 at risk 1 open")
    assert "Backlog by age 1 of every promise" in page.said("ages")


CLOCK = {
    "target": "resolution",
    "stopped_at": "then",
    "assignee": "S1",
    "cycle": 1,
    "paused_s": 0,
    "target_s": 3600,
}
TICKET = {"first_response_at": "then", "handoffs": 0}


@pytest.mark.parametrize(
    ("clock", "ticket", "told"),
    [
        ({}, {}, ()),
        ({"stopped_at": None}, {}, ("not done yet",)),
        ({"stopped_at": None, "target": "first_response"}, {}, ("not answered yet",)),
        ({"assignee": None}, {}, ("no known agent",)),
        ({}, {"first_response_at": None}, ("never answered",)),
        ({}, {"handoffs": 2}, ("handed over twice",)),
        ({"cycle": 2}, {}, ("opened again",)),
        ({"paused_s": 900}, {}, ("stood still 15 min",)),
        ({"paused_s": 899}, {}, ()),
        ({"target": "next_response", "cycle": 3}, {"first_response_at": None}, ()),
    ],
)
def test_what_can_be_told_of_a_miss(
    clock: dict[str, object], ticket: dict[str, object], told: tuple[str, ...]
) -> None:
    found = signs(CLOCK | clock, TICKET | ticket)
    assert tuple(part.replace("\u202f", " ") for part in found) == told
