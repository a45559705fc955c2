"""``facts.days`` agrees with the arithmetic of ``periods`` for any week and fiscal year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from metrics.periods import Calendar, midnight
from tests.metrics.warehouse import Warehouse


@pytest.mark.parametrize(
    ("week", "week_start", "end_month"),
    [("monday", 0, 12), ("sunday", 6, 3), ("saturday", 5, 1), ("wednesday", 2, 6)],
)
def test_days(tmp_path: Path, week: str, week_start: int, end_month: int) -> None:
    head = f"week_starts: {week}\nfiscal_year_end_month: {end_month}\n"
    warehouse = Warehouse(tmp_path, head=head)
    warehouse.add("tickets", {"ticket_id": "T", "created_at": "2020-02-29 20:00+00"})
    warehouse.publish("2026-03-31 12:00:00+00")
    calendar = Calendar(week_start, end_month)
    rows = warehouse.con.execute("select * from facts.days order by day").fetchall()
    zone = ZoneInfo("Asia/Taipei")
    as_of = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
    for day, *starts, ends_us in rows:
        end = min(midnight(day + dt.timedelta(days=1), zone), as_of)
        assert ends_us == round(end.timestamp() * 1e6)
        grains = ("week", "month", "quarter", "year")
        assert starts == [calendar.start(day, grain) for grain in grains]
    days = [row[0] for row in rows]
    assert days[0] <= dt.date(2017, 3, 1)
    assert days[-1] >= dt.date(2029, 3, 31)
    assert len(days) == (days[-1] - days[0]).days + 1
