"""Sums of a fact's columns: grouped, dated, filtered, scoped, bound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from metrics import QueryError, Scope, Store, UnknownNameError
from metrics.dialects import ENGINES, render
from metrics.totals import Totals, compile_totals, totals
from tests.metrics.stops import complaint
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]


@pytest.fixture
def store(warehouse: Warehouse, opened: Opened) -> Store:
    for moment, row in (
        ("02", {"verdict": "confirmed", "units": 3, "region": "TW"}),
        ("03", {"verdict": "confirmed", "units": 0, "region": "TW"}),
        ("03 16:00", {"verdict": "rejected", "units": 5, "region": "TW"}),  # the 4th in Taipei
        ("05", {"product_id": "P2", "verdict": "confirmed", "units": 1}),
    ):
        complaint(warehouse, moment, **row)
    return opened()


def test_sums_counts_and_rows_other_than_zero(store: Store) -> None:
    asked = Totals(
        "complaints", ("region",), ("confirmed",), ("confirmed_units",), ("confirmed_units",)
    )
    assert totals(store, asked) == [
        {"region": "TW", "n": 3, "confirmed": 2, "confirmed_units": 3, "confirmed_units_rows": 1},
        {"region": None, "n": 1, "confirmed": 1, "confirmed_units": 1, "confirmed_units_rows": 1},
    ]


def test_days_are_those_of_the_reporting_zone(store: Store) -> None:
    days = {"time": "reported_at", "start": dt.date(2026, 3, 3), "end": dt.date(2026, 3, 3)}
    assert totals(store, Totals("complaints", **days)) == [{"n": 1}]


def test_filters_and_scope_are_conditions(store: Store) -> None:
    only = (("product", ("P1", None)),)
    assert totals(store, Totals("complaints", where=only))[0]["n"] == 3
    assert totals(store, Totals("complaints", scope=Scope(only)))[0]["n"] == 3
    nasty = (("product", ("x'); drop table complaints; --",)),)
    assert totals(store, Totals("complaints", where=nasty)) == [{"n": 0}]
    with pytest.raises(QueryError, match="recurrences has no 'service', by which"):
        totals(store, Totals("recurrences", scope=Scope((("service", ("a",)),))))


def test_an_unknown_column_has_a_nearest(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'confirmed_units'"):
        totals(store, Totals("complaints", sums=("confirmd_units",)))
    with pytest.raises(UnknownNameError, match="no fact 'complaint'"):
        totals(store, Totals("complaint"))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_can_say_it(engine: str) -> None:
    asked = Totals("complaints", ("product",), ("confirmed",), ("units",), time="reported_at")
    assert "group by" in render(compile_totals(asked).sql, engine).lower()
