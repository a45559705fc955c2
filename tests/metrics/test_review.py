"""The weekly review, against counts made here from the same list of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from metrics import Query, QueryError, Review, Scope, Store, UnknownNameError
from metrics.review import change
from metrics.review_series import ReviewPoint
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
D = dt.date
DAY = dt.timedelta(days=1)
FIRST, LAST = D(2023, 11, 1), D(2026, 3, 17)  # a Tuesday
WEEK = D(2026, 3, 9)  # the last complete week


def days(first: dt.date = FIRST, last: dt.date = LAST) -> list[dt.date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def load(warehouse: Warehouse, created: Iterable[dt.date], until: str = "2026-03-17 12:00") -> None:
    """One ticket at noon in Taipei for each day listed; every fifth misses its promise."""
    warehouse.con.execute(
        "insert into tickets by name select 'T' || n as ticket_id, 'open' as status,"
        " cast(day || ' 04:00+00' as timestamptz) as created_at, n % 5 <> 0 as sla_met,"
        " case when n % 2 = 1 then 'A' else 'B' end as team, 'tickets.csv' as _file, n as _line"
        " from (select unnest(cast(? as varchar[])) as day, generate_subscripts(?, 1) as n)",
        [listed := [str(day) for day in created], listed],
    )
    warehouse.cover("tickets", str(FIRST), f"{until}+00")


def counted(created: Iterable[dt.date], first: dt.date, last: dt.date) -> int:
    return sum(first <= day <= last for day in created)


CREATED = [day for day in days() for _ in range(1 + day.day % 3)]


@pytest.fixture
def store(warehouse: Warehouse, opened: Opened) -> Store:
    load(warehouse, CREATED)
    return opened("2026-03-17 12:00:00+00")


def test_a_stand_in_is_reviewed_only_while_there_is_nothing_better(
    warehouse: Warehouse, opened: Opened
) -> None:
    (warehouse.settings.home / "config" / "review.yaml").write_text(
        "metrics:\n  refunds_requested: {}\n  tickets_created: {instead_of: refunds_requested}\n"
    )
    load(warehouse, CREATED)
    store = opened("2026-03-17 12:00:00+00")
    assert list(store.review().metrics) == ["refunds_requested", "tickets_created"]
    warehouse.add("refunds", {"refund_id": "R1", "requested_at": "2026-03-10 01:00+00"})
    warehouse.cover("refunds", "2026-03-01", "2026-03-17 12:00+00")
    store = opened("2026-03-17 12:00:00+00")
    assert list(store.review().metrics) == ["refunds_requested"]
    asked = store.review(metrics=["tickets_created"])
    assert list(asked.metrics) == ["tickets_created"]


def test_weeks_and_months(store: Store) -> None:
    found = store.review()
    assert (found.week_start, found.snapshot) == (WEEK, 1)
    one = found.metrics["tickets_created"]
    starts = [WEEK - n * 7 * DAY for n in range(5, -1, -1)]
    assert [point.start for point in one.weeks] == starts
    assert [p.value for p in one.weeks] == [counted(CREATED, s, s + 6 * DAY) for s in starts]
    before = [start - 364 * DAY for start in starts]
    assert [point.start for point in one.weeks_prior] == before
    assert [p.value for p in one.weeks_prior] == [counted(CREATED, s, s + 6 * DAY) for s in before]
    assert [str(p.start)[:7] for p in one.months] == [
        *(f"2025-{month:02d}" for month in range(3, 13)),
        "2026-01",
        "2026-02",
    ]
    assert [str(p.start)[:7] for p in one.months_prior][:1] == ["2024-03"]
    assert one.months[-1].value == counted(CREATED, D(2026, 2, 1), D(2026, 2, 28))
    assert one.months_prior[-1].value == counted(CREATED, D(2025, 2, 1), D(2025, 2, 28))
    assert not any(p.partial or p.blank for p in (*one.weeks, *one.months, *one.months_prior))


def test_box_of_nine(store: Store) -> None:
    box = store.review().metrics["tickets_created"].box
    last = D(2026, 3, 15)
    week, before = (counted(CREATED, s, s + 6 * DAY) for s in (WEEK, WEEK - 7 * DAY))
    year = counted(CREATED, WEEK - 364 * DAY, last - 364 * DAY)
    assert box.last_week == week
    assert box.wow == pytest.approx((week - before) / before)
    assert box.yoy == pytest.approx((week - year) / year)
    for name, start in (("mtd", D(2026, 3, 1)), ("qtd", D(2026, 1, 1)), ("ytd", D(2026, 1, 1))):
        now = counted(CREATED, start, last)
        then = counted(CREATED, start.replace(year=2025), last.replace(year=2025))
        assert getattr(box, name) == now
        assert getattr(box, f"{name}_yoy") == pytest.approx((now - then) / then)


def test_rates_change_by_differences(store: Store) -> None:
    one = store.review(metrics=["source_sla_adherence"]).metrics["source_sla_adherence"]
    *_, before, now = one.weeks
    assert now.value == now.numerator / now.denominator
    assert one.box.wow == pytest.approx(now.value - before.value)
    assert one.target == 0.95
    assert one.owner == "service-quality"


def test_a_week_by_any_date_in_it(store: Store) -> None:
    for day in (D(2026, 2, 2), D(2026, 2, 8)):
        assert store.review(day, ["tickets_created"]).week_start == D(2026, 2, 2)
    with pytest.raises(QueryError, match="has not begun"):
        store.review(D(2026, 3, 23))
    now = store.review(D(2026, 3, 17), ["tickets_created"]).metrics["tickets_created"]
    assert now.weeks[-1].partial
    assert now.box.wow is None
    assert now.box.mtd_yoy is None
    assert now.signals == ()


def test_a_month_that_ends_with_the_week_is_whole(store: Store) -> None:
    one = store.review(D(2025, 8, 31), ["tickets_created"]).metrics["tickets_created"]
    assert one.months[-1].start == D(2025, 8, 1)
    assert one.box.mtd == one.months[-1].value


def test_before_the_first_row(store: Store) -> None:
    """Data begin on Wednesday 1 November 2023."""
    one = store.review(D(2023, 11, 12), ["tickets_created"]).metrics["tickets_created"]
    *_, blank, partial, whole = one.weeks
    assert (blank.value, blank.blank, blank.partial) == (None, True, False)
    assert blank.reason == "before the first row, of 2023-11-01"
    assert (partial.blank, partial.partial, partial.value) == (
        False,
        True,
        counted(CREATED, D(2023, 10, 30), D(2023, 11, 5)),
    )
    assert (whole.blank, whole.partial) == (False, False)
    assert one.box.last_week == whole.value
    assert (one.box.wow, one.box.yoy, one.box.mtd_yoy, one.box.ytd_yoy) == (None,) * 4
    assert one.box.mtd == counted(CREATED, D(2023, 11, 1), D(2023, 11, 12))
    assert one.limits is None


def test_missing_days_blank_weeks_and_what_is_compared(
    warehouse: Warehouse, opened: Opened
) -> None:
    load(warehouse, CREATED)
    warehouse.missing("tickets", "2026-03-04")
    one = opened("2026-03-17 12:00:00+00").review(metrics=["tickets_created"])
    found = one.metrics["tickets_created"]
    assert (found.weeks[-2].value, found.weeks[-2].blank) == (None, True)
    assert found.weeks[-2].reason == "tickets has no rows for 2026-03-04"
    assert (found.box.last_week is None, found.box.wow, found.box.mtd) == (False, None, None)


def test_quiet_weeks_are_zeros_and_no_base(warehouse: Warehouse, opened: Opened) -> None:
    created = [day for day in CREATED if not D(2026, 3, 2) <= day <= D(2026, 3, 8)]
    load(warehouse, created)
    asked = ["tickets_created", "source_sla_adherence"]
    found = opened("2026-03-17 12:00:00+00").review(metrics=asked)
    one = found.metrics["tickets_created"]
    assert (one.weeks[-2].value, one.weeks[-2].blank) == (0, False)
    assert one.box.wow is None
    rate = found.metrics["source_sla_adherence"]
    assert (rate.weeks[-2].value, rate.weeks[-2].denominator) == (None, 0)
    assert rate.box.wow is None


def test_nothing_loaded_of_a_metric(store: Store) -> None:
    one = store.review().metrics["units_shipped"]
    assert all(p.blank and p.value is None for p in (*one.weeks, *one.months))
    assert one.weeks[0].reason == "no rows of shipments are loaded"
    assert one.box.last_week is None


def test_fiscal_year_and_sunday_weeks(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path, head="week_starts: sunday\nfiscal_year_end_month: 1\n")
    load(warehouse, CREATED)
    store = warehouse.store("2026-03-17 12:00:00+00")
    found = store.review()
    assert found.week_start == D(2026, 3, 8)
    last = D(2026, 3, 14)
    box = found.metrics["tickets_created"].box
    assert box.ytd == box.qtd == counted(CREATED, D(2026, 2, 1), last)
    assert box.last_week == counted(CREATED, D(2026, 3, 8), last)
    store.close()


def test_leap_day_compares_with_the_28th(tmp_path: Path) -> None:
    """A ticket more each day of a month; a week that ends on Thursday 29 February 2024."""
    warehouse = Warehouse(tmp_path, head="week_starts: friday\n")
    load(warehouse, [day for day in days(D(2022, 12, 1), D(2024, 3, 4)) for _ in range(day.day)])
    warehouse.con.execute("update meta.coverage set first_day = '2022-12-01'")
    store = warehouse.store("2024-03-04 12:00:00+00")
    found = store.review(D(2024, 2, 29), ["tickets_created"])
    assert found.week_start == D(2024, 2, 23)
    box = found.metrics["tickets_created"].box
    assert (box.mtd, box.mtd_yoy) == (435, pytest.approx((435 - 406) / 406))
    store.close()


def test_stock_and_percentile(warehouse: Warehouse, opened: Opened) -> None:
    """A ticket a day at noon, solved after 36 hours; in the reviewed week after 59."""
    warehouse.con.execute(
        "insert into tickets by name select 'T' || day as ticket_id, 'solved' as status,"
        " cast(day || ' 04:00+00' as timestamptz) as created_at, created_at"
        " + to_hours(case when day between ? and ? then 59 else 36 end) as resolved_at"
        " from (select unnest(cast(? as varchar[])) as day)",
        [str(WEEK), str(WEEK + 6 * DAY), [str(day) for day in days(D(2026, 1, 5))]],
    )
    store = opened("2026-03-17 12:00:00+00")
    found = store.review(metrics=["backlog", "time_to_solve_p90", "time_to_solve_p50"]).metrics
    # at the end of a Sunday, Saturday's and Sunday's are still there
    assert [p.value for p in found["backlog"].weeks] == [2, 2, 2, 2, 2, 2]
    assert found["backlog"].box.mtd == 2
    assert found["backlog"].months[-1].value == 2
    assert found["time_to_solve_p50"].weeks[-2].value == 36
    week = Query("time_to_solve_p90", start=WEEK, end=WEEK + 6 * DAY)
    (point,) = store.query(week).points
    assert found["time_to_solve_p90"].weeks[-1].value == point.value
    month = Query("time_to_solve_p90", start=D(2026, 3, 1), end=D(2026, 3, 15))
    (point,) = store.query(month).points
    assert found["time_to_solve_p90"].box.mtd == point.value
    assert found["time_to_solve_p90"].months[-1].value == 36


def test_scope_and_filter(store: Store) -> None:
    whole = store.review(metrics=["tickets_created"]).metrics["tickets_created"].box.ytd
    parts = [
        store.review(metrics=["tickets_created"], where=(("team", (team,)),))
        .metrics["tickets_created"]
        .box.ytd
        for team in ("A", "B")
    ]
    assert sum(part or 0 for part in parts) == whole
    scope = Scope((("team", ("A",)),))
    scoped: Review = store.review(scope=scope)
    assert scoped.metrics["tickets_created"].box.ytd == parts[0]
    assert "refund_amount" not in scoped.metrics  # no team there: left out, never unscoped
    with pytest.raises(QueryError, match="does not have it"):
        store.review(metrics=["refund_amount"], scope=scope)
    with pytest.raises(UnknownNameError, match="did you mean"):
        store.review(metrics=["refund_amout"])


@pytest.mark.parametrize(
    ("now", "before", "volume", "rate"),
    [
        (6.0, 4.0, 0.5, 2.0),
        (4.0, 0.0, None, 4.0),
        (None, 4.0, None, None),
        (4.0, None, None, None),
        (0.0, 4.0, -1.0, -4.0),
    ],
)
def test_change(
    store: Store, now: float | None, before: float | None, volume: float | None, rate: float | None
) -> None:
    def point(value: float | None, partial: bool = False) -> ReviewPoint:
        return ReviewPoint(WEEK, value, None, None, partial, False, None)

    known = store.catalogue.metrics
    assert change(known["tickets_created"], point(now), point(before)) == volume
    assert change(known["reopen_rate"], point(now), point(before)) == rate
    assert change(known["reopen_rate"], point(now, True), point(before)) is None
