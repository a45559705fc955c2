"""The weekly review against a ledger in plain Python: 6 weeks, 12 months, the box of nine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from metrics import MetricReview, Query, Store, catalogue
from metrics.__main__ import main
from tests.answers.conftest import Loaded
from tests.answers.ledger import (
    DISPATCH,
    METRICS,
    ONE,
    YEAR_OF_WEEKS,
    Ledger,
    box,
    months,
    months_on,
    weeks,
)
from tests.loaders.conftest import Home

Day = dt.date
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Point = dict[str, Any]

LEDGERS = {
    # Two days lack their shipments: one in the prior year's week of 8 March 2021, one in January.
    # The week of 28 December 2020 is the 53rd.
    "plain": Ledger(
        "Asia/Taipei", Day(2019, 4, 10), Day(2021, 3, 17),
        missing=frozenset({Day(2020, 3, 11), Day(2021, 1, 20)}),
    ),
    "sunday, fiscal june": Ledger(
        "America/New_York", Day(2024, 5, 20), Day(2026, 7, 12), week_start=6, year_end=6
    ),
    # 29 February 2024 is a Thursday: it ends a week that starts on a Friday.
    "leap": Ledger(
        "Europe/Rome", Day(2022, 12, 20), Day(2024, 3, 20), week_start=4, year_end=1,
        missing=frozenset({Day(2023, 2, 28)}),
    ),
}  # fmt: skip
REVIEWED = [
    ("plain", Day(2021, 3, 8)),  # ends in mid-month
    ("plain", Day(2021, 1, 25)),  # ends on 31 January: that month is complete
    ("plain", Day(2020, 12, 28)),  # week 53; the year to date is three days old
    ("plain", Day(2020, 4, 6)),  # a prior year that begins with the feed itself
    ("sunday, fiscal june", Day(2026, 6, 28)),  # 4 July: the year, the quarter and the month anew
    ("sunday, fiscal june", Day(2026, 6, 21)),  # 27 June: the year is nearly over
    ("leap", Day(2024, 2, 23)),  # ends on 29 February
    ("leap", Day(2024, 3, 1)),
]


@pytest.fixture(scope="module")
def home_of(loaded: Loaded) -> Callable[[str], Home]:
    homes: dict[str, Home] = {}

    def home(name: str) -> Home:
        if name not in homes:
            told = LEDGERS[name]
            head = (
                f"timezone: {told.zone}\ncurrency: TWD\nweek_starts: "
                f"{WEEKDAYS[told.week_start]}\nfiscal_year_end_month: {told.year_end}\n"
            )
            now = dt.datetime.combine(told.last + 2 * ONE, dt.time(), dt.UTC)
            homes[name] = loaded(told.tables(), head, now, dispatch=DISPATCH)
        return homes[name]

    return home


def reviewed(home: Home, week: Day | None) -> dict[str, MetricReview]:
    store = Store(home.settings)
    try:
        found = store.review(week, METRICS)
    finally:
        store.close()
    assert week is None or found.week_start == week
    return found.metrics


def near(expected: float | None) -> Any:
    """Equal but for the order of floating point sums; None is only None."""
    return None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12)


def check_points(
    ledger: Ledger, metric: str, spans: list[tuple[Day, Day]], points: list[Point]
) -> None:
    """Each span's number, or its absence, against the ledger's."""
    assert [point["start"] for point in points] == [start for start, _ in spans]
    for (start, end), point in zip(spans, points, strict=True):
        expected = getattr(ledger, metric)(start, end)
        if ledger.known(start, end):
            assert point["value"] == near(expected), (metric, start)
            assert point["blank"] is (expected is None and metric == "units_shipped")
            assert point["partial"] is False
            if metric == "source_sla_adherence" and expected is not None:
                assert point["numerator"] / point["denominator"] == expected
        elif end < ledger.first:
            assert point["value"] is None, (metric, start)
        else:  # the feed begins inside it: never to be taken for a whole one
            assert point["partial"] is True, (metric, start)


def check(ledger: Ledger, metric: str, week: Day, found: dict[str, Any]) -> None:
    end = week + 6 * ONE
    by_week, by_month = weeks(week), months(end)
    check_points(ledger, metric, by_week, found["weeks"])
    earlier = [(start - YEAR_OF_WEEKS, last - YEAR_OF_WEEKS) for start, last in by_week]
    check_points(ledger, metric, earlier, found["weeks_prior"])
    check_points(ledger, metric, by_month, found["months"])
    earlier = [(months_on(start, -12), months_on(start, -11) - ONE) for start, _ in by_month]
    check_points(ledger, metric, earlier, found["months_prior"])
    expected = box(ledger, metric, week)
    assert found["box"] == {name: near(value) for name, value in expected.items()}, (metric, week)


@pytest.mark.parametrize(("name", "week"), REVIEWED, ids=[f"{n} {w}" for n, w in REVIEWED])
def test_weeks_months_and_box(name: str, week: Day, home_of: Callable[[str], Home]) -> None:
    found = reviewed(home_of(name), week)
    assert sorted(found) == sorted(METRICS)
    for metric, one in found.items():
        check(LEDGERS[name], metric, week, asdict(one) | {"weeks": [asdict(p) for p in one.weeks]})


def test_without_a_week_the_last_whole_one_is_reviewed(home_of: Callable[[str], Home]) -> None:
    found = reviewed(home_of("plain"), None)
    assert found["units_shipped"].weeks[-1].start == Day(2021, 3, 8)


def test_a_missing_day_blanks_its_periods_and_what_is_compared_with_them(
    home_of: Callable[[str], Home],
) -> None:
    """Spelled out: no shipments on 11 March 2020 and 20 January 2021."""
    found = reviewed(home_of("plain"), Day(2021, 3, 8))
    units = found["units_shipped"]
    assert [p.start for p in units.weeks_prior if p.blank] == [Day(2020, 3, 9)]
    assert [p.start for p in units.months if p.blank] == [Day(2020, 3, 1), Day(2021, 1, 1)]
    assert units.box.yoy is None
    assert units.box.ytd is None
    assert units.box.qtd_yoy is None
    assert units.box.mtd is not None
    assert units.box.mtd_yoy is None  # the first to the fourteenth of March 2020 lack the eleventh
    assert not any(p.blank for p in found["tickets_created"].weeks_prior)
    home = home_of("plain")
    store = Store(home.settings)
    (total,) = store.query(Query("units_shipped")).points
    store.close()
    told = LEDGERS["plain"]
    days = {told.first + ONE * n for n in range((told.last - told.first).days + 1)}
    assert total.value == sum(told._units(day) for day in days - told.missing)


def test_the_29th_of_february_is_compared_with_the_28th(home_of: Callable[[str], Home]) -> None:
    told = LEDGERS["leap"]
    found = reviewed(home_of("leap"), Day(2024, 2, 23))["tickets_created"]
    now = told.tickets_created(Day(2024, 2, 1), Day(2024, 2, 29))
    before = told.tickets_created(Day(2023, 2, 1), Day(2023, 2, 28))
    assert found.box.mtd == now
    assert found.box.mtd_yoy == pytest.approx((now - before) / before)
    assert found.months[-1].start == Day(2024, 2, 1)
    assert found.weeks_prior[-1].start == Day(2023, 2, 24)


@pytest.mark.parametrize(
    ("name", "asked", "week"),
    [
        ("plain", "2020-W53", Day(2020, 12, 28)),
        ("plain", "2021-03-12", Day(2021, 3, 8)),
        ("sunday, fiscal june", "2026-06-28", Day(2026, 6, 28)),
    ],
)
def test_the_command_line_says_the_same(
    name: str, asked: str, week: Day, home_of: Callable[[str], Home],
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    home = home_of(name)
    monkeypatch.setenv("ANDON_HOME", str(home.settings.home))
    monkeypatch.setenv("ANDON_CONFIG", str(home.config))
    wanted = [word for metric in METRICS for word in ("--metric", metric)]
    assert main(["review", "--week", asked, "--format", "json", *wanted]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["week_start"] == week.isoformat()
    assert told["snapshot"] == 1
    assert sorted(told["metrics"]) == sorted(METRICS)
    assert told["metrics"]["source_sla_adherence"]["target"] == 0.95
    for metric, one in told["metrics"].items():
        assert {"weeks", "weeks_prior", "months", "months_prior", "box", "target", "signals",
                "limits"} <= set(one)  # fmt: skip
        for series in ("weeks", "weeks_prior", "months", "months_prior"):
            for point in one[series]:
                assert {"start", "value", "numerator", "denominator", "partial",
                        "blank"} <= set(point)  # fmt: skip
                point["start"] = Day.fromisoformat(point["start"])
        check(LEDGERS[name], metric, week, one)


def test_the_metrics_of_the_ledger_are_of_each_kind(home_of: Callable[[str], Home]) -> None:
    known = catalogue(home_of("plain").settings)
    assert {known.metric(name).kind for name in METRICS} == {
        "total", "ratio", "percentile", "stock",
    }  # fmt: skip
    assert [name for name in METRICS if known.metric(name).is_rate] == ["source_sla_adherence"]
