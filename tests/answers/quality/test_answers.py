"""Every metric of quality, cut in every usual way, against hand-written SQL."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from metrics import Query, Store, catalogue
from metrics.catalogue import Catalogue
from metrics.model import Grain, Where
from tests.answers.quality.answering import (
    CROSS_FACT,
    METRICS,
    PERCENTILES,
    RATIOS,
    differences,
    shape_of,
)
from tests.answers.quality.conftest import Both

GRAINS: tuple[Grain | None, ...] = (None, "day", "week", "month", "quarter", "year")
DAY = dt.date
DRILLED = [metric for metric in METRICS if metric not in CROSS_FACT]


@cache
def known(store: Store) -> Catalogue:
    """The catalogue, which is read from its files each time that it is asked for."""
    return catalogue(store.settings)


def slices(store: Store, metric: str) -> tuple[str, ...]:
    return known(store).metric(metric).slice_by


def cut(both: Both, metric: str) -> list[str]:
    """By nothing and by two dimensions at every grain, by each dimension at all and each week."""
    store, answers = both
    names = slices(store, metric)
    queries = [
        Query(metric, by=by, grain=grain)
        for grain in GRAINS
        for by in ((), tuple(dict.fromkeys((names[0], names[-2]))))
    ]
    queries += [Query(metric, by=(name,), grain=grain) for grain in GRAINS[:3:2] for name in names]
    return [line for query in queries for line in differences(store, answers, query)]


def drilled(both: Both, query: Query) -> list[str]:
    """Whether the drill-down lists as many rows as the answer counts."""
    store, answers = both
    listed, counted = store.rows(query).total, answers.counted(query)
    return [] if listed == counted else [f"{query}: lists {listed}, counts {counted}"]


@pytest.mark.parametrize("metric", METRICS)
def test_the_shipped_metrics_have_an_answer_each(metric: str, traps: Both) -> None:
    assert known(traps[0]).metric(metric).name == metric


@pytest.mark.parametrize("metric", METRICS)
def test_the_traps(metric: str, traps: Both) -> None:
    wrong = cut(traps, metric)
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("metric", METRICS)
def test_what_was_made_up(metric: str, invented: Both) -> None:
    wrong = cut(invented, metric)
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("metric", METRICS)
def test_filtered_and_between_days(metric: str, traps: Both, invented: Both) -> None:
    wrong: list[str] = []
    first, *_, last = slices(traps[0], metric)
    for (store, answers), start, end in (
        (traps, DAY(2026, 3, 10), DAY(2026, 4, 1)),
        (traps, DAY(2026, 5, 1), None),
        (traps, DAY(2026, 6, 30), DAY(2026, 6, 30)),
        (traps, None, DAY(2026, 3, 9)),
        (invented, DAY(2025, 12, 24), DAY(2026, 1, 7)),
        (invented, None, DAY(2026, 3, 29)),
    ):
        members = seen(store, metric, first)
        few: tuple[tuple[Grain | None, Where], ...] = (
            ("week", ()),
            (None, ((first, (None, *members[:2])),)),
            ("week", ((first, members[:1]), (last, (None, *seen(store, metric, last)[:1])))),
        )
        for grain, where in few:
            query = Query(metric, grain=grain, start=start, end=end, where=where)
            wrong += differences(store, answers, query)
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("metric", DRILLED)
def test_a_number_opens_to_as_many_rows_as_it_counts(
    metric: str, traps: Both, invented: Both
) -> None:
    wrong: list[str] = []
    names = slices(traps[0], metric)
    for both, start, end in (
        (traps, DAY(2026, 3, 2), DAY(2026, 3, 10)),
        (invented, DAY(2025, 11, 1), DAY(2026, 2, 28)),
    ):
        wrong += drilled(both, Query(metric)) + drilled(both, Query(metric, start=start, end=end))
    for name in names:
        for member in (None, *seen(invented[0], metric, name)[:1]):
            wrong += drilled(invented, Query(metric, where=((name, (member,)),)))
    assert not wrong, "\n".join(wrong[:5])


@pytest.mark.parametrize("metric", METRICS)
def test_a_question_that_no_row_answers(metric: str, traps: Both) -> None:
    nowhere = ((slices(traps[0], metric)[0], ("nowhere",)),)
    (point,) = traps[0].query(Query(metric, where=nowhere)).points
    empty = shape_of(metric).name in (*RATIOS, *PERCENTILES)
    assert (point.value, point.n) == (None if empty else 0, 0)
    assert traps[0].rows(Query(metric, where=nowhere)).total == 0


def seen(store: Store, metric: str, name: str) -> tuple[str, ...]:
    """The members of a dimension that the metric has, but for the unknown one."""
    points = store.query(Query(metric, by=(name,))).points
    return tuple(point.members[0] for point in points if point.members[0] is not None)
