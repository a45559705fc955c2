"""Every metric, cut in every usual way, over exports in which each row is a trap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from metrics import Query, Store, catalogue
from metrics.model import Grain
from tests.answers.answering import (
    COUNT_RATIOS,
    COUNTS,
    HANDOFFS,
    METRICS,
    PERCENTILES,
    RATIOS,
    Answers,
    differences,
    drilled,
    opened,
)
from tests.answers.conftest import Loaded
from tests.answers.traps import TABLES

TAIPEI = "timezone: Asia/Taipei\ncurrency: TWD\n"
NOW = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)
GRAINS: tuple[Grain | None, ...] = (None, "day", "week", "month", "quarter", "year")
Both = tuple[Store, Answers]


@pytest.fixture(scope="module")
def both(loaded: Loaded) -> Iterator[Both]:
    with opened(loaded(TABLES, TAIPEI, NOW)) as found:
        yield found


def slices(store: Store, metric: str) -> tuple[str, ...]:
    return catalogue(store.settings).metric(metric).slice_by


def found(store: Store, metric: str, **asked: Any) -> dict[Any, float | None]:
    """Values by members and the period's start."""
    return {
        (*point.members, *([point.period.isoformat()] if point.period else [])): point.value
        for point in store.query(Query(metric, **asked)).points
    }


@pytest.mark.parametrize("metric", METRICS)
def test_the_shipped_metrics_have_an_answer_each(metric: str, both: Both) -> None:
    assert catalogue(both[0].settings).metric(metric).name == metric


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("metric", METRICS)
def test_by_nothing_by_each_dimension_and_by_two(
    metric: str, grain: Grain | None, both: Both
) -> None:
    store, answers = both
    names = slices(store, metric)
    splits: list[tuple[str, ...]] = [(), (names[0], names[-2])]
    if grain in (None, "week"):
        splits += [(name,) for name in names]
    wrong = [
        line
        for by in splits
        for line in differences(store, answers, Query(metric, by=by, grain=grain))
    ]
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("metric", METRICS)
def test_filtered_and_between_days(metric: str, both: Both) -> None:
    store, answers = both
    for grain in (None, "week"):
        for start, end in (
            (dt.date(2026, 3, 3), dt.date(2026, 3, 9)),
            (dt.date(2026, 3, 9), None),
            (None, dt.date(2026, 3, 8)),
            (dt.date(2026, 3, 1), dt.date(2026, 3, 1)),
        ):
            for where in (
                (),
                (("region", ("tw", None)),),
                (("product", ("P1",)), ("region", ("tw", "kr"))),
                (("category", (None,)),),
            ):
                query = Query(metric, grain=grain, start=start, end=end, where=where)
                assert not differences(store, answers, query)


@pytest.mark.parametrize("metric", [*COUNTS, *COUNT_RATIOS, HANDOFFS, *PERCENTILES])
def test_a_number_opens_to_as_many_rows_as_it_counts(metric: str, both: Both) -> None:
    store, _ = both
    week = {"start": dt.date(2026, 3, 2), "end": dt.date(2026, 3, 8)}
    queries = [Query(metric), Query(metric, **week), Query(metric, end=dt.date(2026, 3, 9))]
    for name in slices(store, metric):
        queries += [
            Query(metric, where=((name, (point.members[0],)),))
            for point in store.query(Query(metric, by=(name,))).points
        ]
    for query in queries:
        rows, counted = drilled(store, query)
        assert rows == counted, query


def test_midnight_is_taipeis(both: Both) -> None:
    by = {"by": ("region",), "where": (("region", ("tw", "kr")),)}
    store = both[0]
    assert found(store, "tickets_created", grain="week", start=dt.date(2026, 3, 2), **by) == {
        ("tw", "2026-03-02"): 1,
        ("tw", "2026-03-09"): 1,
    }
    assert found(store, "tickets_created", grain="month", where=(("region", ("kr",)),)) == {
        ("2026-02-01",): 1,
        ("2026-03-01",): 1,
    }


def test_percentiles_of_one_two_and_five(both: Both) -> None:
    teams = {"by": ("team",), "where": (("team", (None, "Green", "Red")),)}
    assert found(both[0], "time_to_solve_p50", **teams) == {
        (None,): 24,
        ("Green",): 39.5,  # of 7 and 72
        ("Red",): 14,  # of 9, 14 less a second, 14, 25, 26 and 10 seconds
    }
    assert found(both[0], "time_to_solve_p90", **teams) == {
        (None,): 24,
        ("Green",): pytest.approx(7 + 0.9 * 65),
        ("Red",): pytest.approx(25 + 0.6 * (1 + 10 / 3600)),
    }


def test_money_is_converted_once_or_unknown(both: Both) -> None:
    store = both[0]
    assert found(store, "refund_amount", grain="week") == {
        # 100.25 + 0.10 + 0.20, 10 x 31.5, 10 x 32.25, 1000 x 0.21; rejected ones are zero
        ("2026-03-02",): 948.05,
        ("2026-03-09",): None,
        ("2026-03-16",): 30,
    }
    (unknown,) = store.query(
        Query("refund_amount", start=dt.date(2026, 3, 9), end=dt.date(2026, 3, 15))
    ).points
    assert unknown.reason is not None
    assert "exchange rate" in unknown.reason
    assert found(store, "refund_amount", where=(("product", ("P1", "P2", None)),)) == {
        (): pytest.approx(978.05)
    }


def test_many_refunds_and_complaints_multiply_no_shipment(both: Both) -> None:
    store = both[0]
    assert found(store, "units_shipped", where=(("product", ("P1",)),)) == {(): 355}
    points = store.query(Query("refund_units_rate", where=(("product", ("P1",)),))).points
    # 1 + 1 + 3 units asked back; 4 units and 1 unit of rejected refunds are zero
    assert [(p.numerator, p.denominator) for p in points] == [(5, 355)]


def test_nothing_over_nothing_is_nothing(both: Both) -> None:
    store = both[0]
    japan = (("region", ("jp",)),)
    for metric in ("source_sla_adherence", "defect_rate_ppm", "refund_units_rate"):
        (point,) = store.query(Query(metric, where=japan)).points
        assert (point.value, point.denominator) == (None, 0)


def test_the_week_that_is_not_over_is_partial(both: Both) -> None:
    # The exports end on Wednesday 25 March, and begin on Saturday 10 January.
    for metric in ("tickets_created", "source_sla_adherence", "backlog", "units_shipped"):
        points = both[0].query(Query(metric, grain="week")).points
        assert [str(p.period) for p in points if p.partial and p.period][-1] == "2026-03-23"
        assert not any(p.partial for p in points[1:-1])
    first = both[0].query(Query("tickets_created", grain="week")).points[0]
    assert (str(first.period), first.partial) == ("2026-01-05", True)


@pytest.mark.parametrize("metric", METRICS)
def test_a_question_that_no_row_answers(metric: str, both: Both) -> None:
    for where in ((("region", ("nowhere",)),), (("region", ("us",)), ("product", ("P1",)))):
        (point,) = both[0].query(Query(metric, where=where)).points
        is_rate = metric in (*RATIOS, *PERCENTILES)
        assert (point.value, point.n) == (None if is_rate else 0, 0)
        assert both[0].rows(Query(metric, where=where)).total == 0
