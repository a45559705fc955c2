"""Stocks beyond a count: how old the backlog is, and over how many agents it is spread."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from metrics import ConfigError, Query, Store, catalogue, load_settings
from metrics.__main__ import main
from metrics.model import Grain
from tests.metrics.conftest import only, values
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date
AGE, WIP = "backlog_age_p90", "wip_per_agent"


def ticket(number: str, created: str, solved: str | None, agent: str | None, team: str = "A"):
    return {
        "ticket_id": number,
        "created_at": f"2026-{created}+00",
        "status": "solved" if solved else "open",
        "resolved_at": solved and f"2026-{solved}+00",
        "assignee_id": agent,
        "team": team,
    }


@pytest.fixture
def store(warehouse: Warehouse, opened: Opened) -> Store:
    """Four tickets; midnight in Taipei is 16:00 UTC; the data ends on Wednesday 18 March, 16:00."""
    warehouse.add(
        "tickets",
        ticket("T1", "03-01 16:00", "03-12 00:00", "S1"),
        ticket("T2", "03-08 04:00", "03-20 00:00", "S1"),  # solved after the as-of
        ticket("T3", "03-08 15:00", None, "S2"),
        ticket("T4", "03-09 16:00", "03-10 00:00", "S2", "B"),
        ticket("T5", "03-16 16:00", None, None, "B"),
    )
    return opened("2026-03-18 08:00+00")


def test_age_at_the_end_of_each_week(store: Store) -> None:
    """At the end of 8 March (16:00 UTC): 168, 12 and 1 hours; of 15 March: 180 and 169."""
    found = store.query(Query(AGE, grain="week")).points
    assert [(str(p.period), p.value, p.n) for p in found] == [
        ("2026-03-02", pytest.approx(12 + 0.8 * 156), 3),
        ("2026-03-09", pytest.approx(169 + 0.9 * 11), 2),
        # not over: read at the as-of, 8 hours into 18 March
        ("2026-03-16", pytest.approx(233 + 0.8 * 11), 3),
    ]
    assert [p.partial for p in found] == [False, False, True]


def test_a_week_in_which_nothing_stands_is_there_and_unknown(
    warehouse: Warehouse, opened: Opened
) -> None:
    warehouse.add(
        "tickets",
        ticket("T1", "03-02 00:00", "03-10 00:00", "S1"),
        ticket("T2", "03-18 00:00", None, "S2"),
    )
    store = opened("2026-03-24 00:00+00")
    for metric, reason in ((AGE, "nothing was measured"), (WIP, "nothing to divide by")):
        found = store.query(Query(metric, grain="week")).points
        assert [p.value is None for p in found] == [False, True, False, False]
        assert (found[1].n, found[1].reason) == (0, reason)
        assert only(store, Query(metric, end=D(2026, 3, 12))).value is None


def test_age_on_a_day(store: Store) -> None:
    assert only(store, Query(AGE, end=D(2026, 3, 9))).value == pytest.approx(36 + 0.8 * 156)
    assert only(store, Query(AGE, end=D(2026, 3, 1))).value is None
    # what had come by the end of the day of the as-of had not all come by the as-of
    now = only(store, Query(AGE))
    assert (now.value, now.n) == (pytest.approx(233 + 0.8 * 11), 3)
    assert only(store, Query(AGE, end=D(2027, 1, 1))).value == now.value
    assert only(store, Query(AGE, start=D(2026, 3, 17))).value == now.value


def test_what_came_after_the_as_of_has_no_age(warehouse: Warehouse, opened: Opened) -> None:
    """Facts may be made as of an earlier instant of the same day."""
    warehouse.add(
        "tickets", ticket("T1", "03-18 01:00", None, "S1"), ticket("T2", "03-18 09:00", None, "S1")
    )
    store = opened("2026-03-18 08:00+00")
    point = only(store, Query(AGE))
    assert (point.value, point.n) == (7, 1)
    assert store.rows(Query(AGE)).total == 1


def test_open_cases_per_agent(store: Store) -> None:
    point = only(store, Query(WIP, end=D(2026, 3, 9)))
    assert (point.numerator, point.denominator, point.value) == (3, 2, 1.5)
    # each group counts its agents anew; a case that nobody holds is in neither half
    found = store.query(Query(WIP, by=("team",), grain="week", start=D(2026, 3, 9))).points
    assert [(p.members[0], str(p.period), p.numerator, p.denominator, p.value) for p in found] == [
        ("A", "2026-03-09", 2, 2, 1),
        ("A", "2026-03-16", 2, 2, 1),
        ("B", "2026-03-16", 0, 0, None),
    ]


@pytest.mark.parametrize("day", [D(2026, 3, 8), D(2026, 3, 10), D(2026, 3, 15), None])
def test_drilled_rows_are_those_counted(store: Store, day: dt.date | None) -> None:
    ages, held = Query(AGE, end=day), Query(WIP, end=day)
    assert store.rows(ages).total == only(store, ages).n
    assert store.rows(held).total == only(store, held).numerator
    assert only(store, Query("backlog", end=day)).value == only(store, ages).n


def test_filters_and_members(store: Store) -> None:
    assert values(store.query(Query(AGE, by=("team",), end=D(2026, 3, 17)))) == {
        "A": pytest.approx(217 + 0.9 * 11),
        "B": 24,
    }
    assert only(store, Query(AGE, where=(("team", ("B",)),), end=D(2026, 3, 17))).value == 24


def test_backlog_is_what_was_and_came_less_what_was_solved(store: Store) -> None:
    def told(metric: str) -> dict[str, float | None]:
        asked = Query(metric, grain="day", start=D(2026, 3, 2), end=D(2026, 3, 18))
        return {str(p.period): p.value for p in store.query(asked).points}

    backlog, came, went = told("backlog"), told("arrivals"), told("solves")
    before = 0.0
    for day, standing in backlog.items():
        before += (came.get(day) or 0) - (went.get(day) or 0)
        assert standing == before, day


@pytest.mark.parametrize("start", [None, D(2026, 2, 4)])
@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_every_period_by_brute_force(
    warehouse: Warehouse, opened: Opened, grain: Grain, start: dt.date | None
) -> None:
    """Forty tickets that last from minutes to weeks, each looked at on each last day."""
    rng, as_of = random.Random(7), dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    spans = []
    for n in range(40):
        opens = dt.datetime(2026, 1, 5, tzinfo=dt.UTC) + dt.timedelta(hours=rng.uniform(0, 1700))
        ends = opens + dt.timedelta(hours=rng.expovariate(1 / rng.choice((3, 60, 500))))
        agent = rng.choice(("S1", "S2", "S3"))
        spans.append((opens, min(ends, as_of), ends > as_of, agent))
        solved = None if ends > as_of else f"{ends:%m-%d %H:%M:%S.%f}"
        warehouse.add("tickets", ticket(str(n), f"{opens:%m-%d %H:%M:%S.%f}", solved, agent))
    store = opened(as_of.isoformat())
    zone = ZoneInfo("Asia/Taipei")
    ages = store.query(Query(AGE, grain=grain, start=start)).points
    held = store.query(Query(WIP, grain=grain, start=start)).points
    assert len(ages) == len(held) > 1
    for age, wip in zip(ages, held, strict=True):
        assert age.period is not None
        after = store.current().calendar.end(age.period, grain)
        end = min(dt.datetime(after.year, after.month, after.day, tzinfo=zone), as_of)
        there = [s for s in spans if s[0] <= end and (s[2] or s[1] > end)]
        hours = [(end - s[0]) / dt.timedelta(hours=1) for s in there]
        assert age.n == wip.numerator == len(there)
        assert wip.denominator == len({s[3] for s in there})
        assert age.value == (pytest.approx(float(np.quantile(hours, 0.9))) if hours else None)


def test_the_review_reads_them_at_the_end_of_each_span(store: Store) -> None:
    found = store.review(D(2026, 3, 9), [AGE, WIP]).metrics
    assert [p.value for p in found[AGE].weeks[-2:]] == [
        pytest.approx(12 + 0.8 * 156),
        pytest.approx(169 + 0.9 * 11),
    ]
    assert found[WIP].weeks[-1].value == 1
    # the month to date ends with the week
    assert found[AGE].box.mtd == found[AGE].weeks[-1].value


@pytest.mark.parametrize(
    ("metric", "says"),
    [
        (AGE, r"percentile 90 of the age of rows of ticket_spans, by opened_at, that have not "),
        (WIP, r"rows of ticket_spans, .* not reached ended_at, over different assignee"),
        ("qa_agreement_kappa", r"agreement beyond chance of first_passed and second_passed over "),
    ],
)
def test_it_says_what_it_counts(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    metric: str,
    says: str,
) -> None:
    monkeypatch.setenv("ANDON_HOME", str(tmp_path))
    assert main(["describe", metric]) == 0
    assert re.search(says, capsys.readouterr().out)


def test_a_stock_has_one_shape(tmp_path: Path) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "mine.yaml").write_text(
        "both:\n  label: B\n  question: B?\n  fact: ticket_spans\n  time: opened_at\n"
        "  stock: {ended: ended_at, age: 0.5, per: assignee}\n  unit: hours\n  better: lower\n"
    )
    with pytest.raises(ConfigError, match=r"mine.yaml, line 6, both.stock: .*at most one of age"):
        catalogue(load_settings(tmp_path, tmp_path))
