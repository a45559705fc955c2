"""Exports with mistakes in them, through the real loader: all is loaded, warned of, and defined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import ConfigError, Query, Store
from tests.loaders.conftest import Home
from tests.metrics.stops import fact, value

EXPORTS = {
    "products": "product_id,category\nP1,Kitchen\n",
    "shipments": "shipped_on,product_id,units\n2026-03-02,P1,100\n2026-03-03,P1,-40\n",
    "complaints": (
        "complaint_id,reported_at,product_id,defect_code,verdict,shipped_at,units\n"
        "C1,2026-03-02T01:00:00Z,P1,D1,confirmed,2026-03-09T00:00:00Z,1\n"  # before it was shipped
        "C2,2026-03-02T02:00:00Z,GONE,D1,confirmed,2026-03-01T00:00:00Z,2\n"  # an unknown product
        "C3,2026-03-03T00:00:00Z,P1,D1,,,\n"
        "C4,2026-03-04T00:00:00Z,P1,D1,,,\n"
    ),
    "andons": (
        "andon_id,product_id,defect_code,triggered_at,suspended_at,resumed_at,scope,verdict\n"
        # resumed before it was suspended, suspended before it was pulled, of an unknown product
        "A1,P1,D1,2026-03-03T00:00:00Z,2026-03-05T00:00:00Z,2026-03-04T00:00:00Z,product,confirmed\n"
        "A2,P1,D2,2026-03-10T00:00:00Z,2026-03-09T00:00:00Z,,product,\n"
        "A3,GONE,D1,2026-03-03T00:00:00Z,,,product,\n"
    ),
    "rcas": (
        "rca_id,andon_id,opened_at,completed_at,cause\n"
        "R1,A1,2026-03-06T00:00:00Z,2026-03-07T00:00:00Z,  \n"
        "R2,LOST,2026-03-06T00:00:00Z,2026-03-07T00:00:00Z,worn tool\n"
    ),
    "actions": (
        "action_id,rca_id,kind,opened_at,due_at,done_at\n"
        "T1,LOST,corrective,2026-03-06T00:00:00Z,2026-03-05T00:00:00Z,2026-03-07T00:00:00Z\n"
    ),
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Store]]:
    home = Home(tmp_path_factory.mktemp("stops"))
    files = [home.file(f"{name}.csv", text) for name, text in EXPORTS.items()]
    assert home.load(*files).exit_code == 0
    store = Store(home.settings)
    yield home, store
    store.close()


def test_mistakes_are_warned_of_and_no_row_is_lost(loaded: tuple[Home, Store]) -> None:
    _, store = loaded
    warned = {check["rule"] for check in store.checks() if not check["ok"]}
    assert {
        "reported_before_shipped", "resumed_before_suspended", "suspended_before_pulled",
        "due_before_opened",
    } <= warned  # fmt: skip
    for name, rows in (("incidents", 3), ("rcas", 2), ("actions", 1), ("complaints", 4)):
        assert store.fact_rows(name).total == rows


def test_durations_that_run_backwards_are_not_known(loaded: tuple[Home, Store]) -> None:
    stops = fact(loaded[1], "incidents")
    assert (stops["A1"]["stop_to_resume_s"], stops["A2"]["time_to_suspend_s"]) == (None, None)
    assert value(loaded[1], "stop_to_resume_p50") is None
    assert value(loaded[1], "time_to_suspend_p50") == 48  # A1's two days


def test_unknown_products_are_a_member_of_their_own(loaded: tuple[Home, Store]) -> None:
    store = loaded[1]
    found = {
        p.members[0]: p.value for p in store.query(Query("open_stops", by=("product",))).points
    }
    assert found == {"P1": 1, None: 1}
    assert value(store, "escaped_units", where=(("product", (None,)),)) == 0
    assert value(store, "rca_completeness", where=(("product", (None,)),)) == pytest.approx(1 / 7)


def test_negative_units_and_complaints_before_shipment(loaded: tuple[Home, Store]) -> None:
    store = loaded[1]
    assert value(store, "units_shipped") == 60
    # A1: from the first complaint on the 2nd to the 5th; both shipments, the correction too
    assert fact(store, "incidents")["A1"]["escaped_units"] == 60
    (cohort,) = store.query(Query("defect_rate_cohort_ppm")).points
    assert (cohort.numerator, cohort.denominator, cohort.partial) == (3, 60, True)


def test_a_mistake_in_the_rules_refuses_a_load_before_anything_is_touched(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.write_config("andon.yaml", "versions:\n  - {version: 1, valid_from: 2026-01-01}\n")
    file = home.file("products.csv", EXPORTS["products"])
    with pytest.raises(ConfigError, match=r"andon.yaml, line 2, versions.0.pull_rule: is missing"):
        home.load(file)
    assert not (home.settings.home / "warehouse.duckdb").exists()
