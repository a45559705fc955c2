"""The published figures of the real exports, and the answer SQL on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import Point, Query, Store
from tests.answers.answering import Answers, differences, opened
from tests.loaders.conftest import Home

pytestmark = pytest.mark.real
TICKETS = (
    "tickets_created", "tickets_solved", "source_sla_adherence", "reopen_rate",
    "handoffs_per_ticket", "time_to_solve_p50", "time_to_solve_p90",
)  # fmt: skip
SHOP = ("units_shipped", "refunds_requested", "refund_amount", "refund_units_rate")
Both = tuple[Store, Answers]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[Both]:
    """The ServiceNow log and the shop's lines in one home; the log's times are Rome's."""
    home = Home(tmp_path_factory.mktemp("real"))
    home.write_config("sla.yaml", "timezone: Europe/Rome\ncurrency: GBP\n")
    names = ("incident_event_log", "online_retail")
    assert home.load(*(real_data / f"{name}.csv.gz" for name in names)).exit_code == 1
    with opened(home) as found:
        yield found


def halves(points: tuple[Point, ...]) -> dict[object, tuple[float | None, float | None]]:
    return {
        p.period.isoformat() if p.period else (p.members or ("",))[0]: (p.numerator, p.denominator)
        for p in points
    }


def test_the_log_kept_its_promise_in_63_of_100_incidents(both: Both) -> None:
    """Per incident by its last event; an average over the log's rows would say 93.5 %."""
    (point,) = both[0].query(Query("source_sla_adherence")).points
    assert (point.numerator, point.denominator) == (15_803, 24_918)
    assert point.value is not None
    assert round(100 * point.value, 4) == 63.4200


def test_by_final_priority(both: Both) -> None:
    assert halves(both[0].query(Query("source_sla_adherence", by=("priority",))).points) == {
        "1 - Critical": (5, 270),
        "2 - High": (2, 408),
        "3 - Moderate": (15_145, 23_466),
        "4 - Low": (651, 774),
    }


def test_by_month_of_opening_in_rome(both: Both) -> None:
    months = Query(
        "source_sla_adherence", grain="month", start=dt.date(2016, 3, 1), end=dt.date(2016, 5, 31)
    )
    assert halves(both[0].query(months).points) == {
        "2016-03-01": (3_585, 8_995),
        "2016-04-01": (6_085, 7_934),
        "2016-05-01": (5_820, 7_508),
    }


def test_incidents_and_their_rows(both: Both) -> None:
    (point,) = both[0].query(Query("tickets_created")).points
    assert point.value == both[0].rows(Query("tickets_created")).total == 24_918
    assert both[0].rows(Query("source_sla_adherence")).total == 24_918


def test_the_shop(both: Both) -> None:
    store = both[0]
    (units,) = store.query(Query("units_shipped")).points
    (refunds,) = store.query(Query("refunds_requested")).points
    (rate,) = store.query(Query("refund_units_rate")).points
    (money,) = store.query(Query("refund_amount")).points
    assert units.value == 5_660_981
    assert refunds.value == 9_288
    assert (rate.numerator, rate.denominator) == (277_574, 5_660_981)
    assert money.value == pytest.approx(896_812.49, abs=0.001)


def test_the_shop_by_category(both: Both) -> None:
    found = both[0].query(Query("units_shipped", by=("category",))).points
    assert {p.members[0]: p.value for p in found} == {
        "goods": 5_645_020,
        "non-product": 5_660_981 - 5_645_020,
    }


@pytest.mark.parametrize("metric", [*TICKETS, *SHOP])
def test_the_sql_says_the_same(metric: str, both: Both) -> None:
    splits: list[tuple[str, ...]] = [(), ("priority",), ("team",)]
    if metric in SHOP:
        splits = [(), ("category",), ("region",)]
    for by in splits:
        for grain in (None, "week", "month"):
            assert not differences(*both, Query(metric, by=by, grain=grain))  # type: ignore[arg-type]


def test_the_backlog_at_the_ends_of_months(both: Both) -> None:
    assert not differences(*both, Query("backlog", by=("priority",), grain="month"))
