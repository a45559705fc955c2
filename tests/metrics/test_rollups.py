"""A question is answered from daily rollups as it is from the rows, to the last digit."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from metrics import Metric, Query, Scope, Store, rollups
from metrics.compile import compile_query
from metrics.fact import day_column, fact_named
from metrics.model import GRAINS
from metrics.rolled import Rollups
from tests.loaders.conftest import Home
from tests.sla.invented import tables
from tests.sla.invented_rules import as_yaml, rules
from tests.sla.policies import Rules
from tests.sla.product import PROOF, written
from tests.sla.test_touched import LISTS, World

# No rollup is too large for its fact: these businesses are small.
ALL = 0
QUESTIONS = 12 * PROOF  # of each metric
FIRST, LAST = dt.date(2026, 2, 20), dt.date(2026, 4, 20)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Cases of all kinds, with lists, rates that are missing, and clocks that still run."""
    home = Home(tmp_path_factory.mktemp("rolled"))
    config = rules(1)
    home.write_config("sla.yaml", as_yaml(config))
    calendars = [c for c in Rules(config).calendars.values() if not c.always]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rollups, "SMALLER", ALL)
        report = home.load(*written(home, tables(1, 120, "spring", calendars) | LISTS))
    assert report.state == "loaded", report.message
    opened = Store(home.settings)
    yield opened
    opened.close()


def rolled(store: Store, query: Query, held: Rollups) -> tuple[str, list[tuple[Any, ...]]]:
    """The SQL of a question with some rollups, and its rows with the types of their values."""
    with store.pinned() as snapshot:
        metric = store.catalogue.metric(query.metric)
        compiled = compile_query(query, metric, store.catalogue, snapshot.today, held)
    _, rows = store.ask(compiled, query.metric)
    return compiled.sql, [tuple((value, type(value)) for value in row) for row in rows]


def question(store: Store, metric: Metric, luck: random.Random) -> Query:
    """A question as pages ask it: whole and part periods, filters, what a viewer may see."""
    known = [d for d in metric.slice_by if d in store.catalogue.dimensions_of(metric)]
    by = tuple(luck.sample(known, min(len(known), luck.choice((0, 0, 1, 1, 2)))))
    narrow = luck.choice([*by, *known[:3], ""]) if luck.random() < 0.5 else ""
    pair = ((narrow, members(store, metric, narrow, luck)),) if narrow else ()
    first, last = sorted(FIRST + dt.timedelta(days=luck.randrange(60)) for _ in range(2))
    return Query(
        metric.name,
        by=by,
        grain=luck.choice((None, *GRAINS)),
        start=luck.choice((None, first)),
        end=luck.choice((None, last)),
        where=pair if luck.random() < 0.5 else (),
        scope=Scope(pair if luck.random() < 0.5 else ()),
    )


def members(store: Store, metric: Metric, name: str, luck: random.Random) -> tuple[str | None, ...]:
    known: list[str | None] = [*store.members(name), None, "nobody"]
    return tuple(luck.sample(known, min(len(known), luck.choice((1, 2)))))


def test_every_metric_is_the_same_from_rollups(store: Store) -> None:
    with store.pinned() as snapshot:
        held = snapshot.rollups
    assert held.tables
    read, pairs = Counter[str](), Counter[str]()
    for metric in store.catalogue.metrics.values():
        luck = random.Random(f"rolled {metric.name}")
        for _ in range(QUESTIONS):
            query = question(store, metric, luck)
            sql, rows = rolled(store, query, held)
            plain, expected = rolled(store, query, Rollups())
            assert "rollups." not in plain
            read[metric.name] += "rollups." in sql
            assert rows == expected, query
            pairs[metric.kind] += "rollups." in sql and len(query.by) > 1
    kinds = {name: store.catalogue.metric(name).kind for name in read}
    assert all(read[name] for name in ("tickets_created", "backlog", "sla_adherence"))
    assert all(read[name] for name in ("refund_amount", "refund_units_rate", "sla_pause_share"))
    assert pairs["stock"]
    never = {"percentile", "kappa", "stock_age", "stock_per"}
    assert not any(read[name] for name, kind in kinds.items() if kind in never)


def test_what_depends_on_the_order_of_rows_is_not_rolled_up(store: Store) -> None:
    """Seconds with fractions add up to another last digit in another order."""
    query = Query("time_in_open", grain="week")
    with store.pinned() as snapshot:
        assert "rollups." not in rolled(store, query, snapshot.rollups)[0]


def test_hours_are_not_read_from_days(store: Store) -> None:
    at = dt.datetime(2026, 3, 10, 8, tzinfo=dt.UTC)
    query = Query("tickets_created", within=((at, at + dt.timedelta(hours=1)),))
    with store.pinned() as snapshot:
        assert "rollups." not in rolled(store, query, snapshot.rollups)[0]


def test_percentiles_of_the_same_values_are_asked_together(store: Store) -> None:
    """The median and the slowest tenth, each as it would be by itself."""
    shares = store.catalogue.shares_with(store.catalogue.metric("time_to_solve_p50"))
    assert shares == (0.5, 0.9)
    assert store.catalogue.shares_with(store.catalogue.metric("first_response_p50")) == ()
    for name in ("time_to_solve_p50", "time_to_solve_p90"):
        query = Query(name, by=("team",), grain="week")
        alone = [row[2][0] for row in rolled(store, query, Rollups())[1]]
        together = [row["numerator"] for row in store.sums(query).rows]
        assert together == alone
        assert any(alone)
        empty = Query(name, end=dt.date(2001, 1, 1))
        assert store.query(empty).points[0].value is None


def test_members_are_those_of_the_rows(store: Store) -> None:
    with store.pinned() as snapshot:
        assert snapshot.rollups.of_members("tickets", frozenset({"team"}))
    scope = Scope((("region", (store.members("region")[0],)),))
    for name in ("team", "priority", "region", "policy", "product"):
        facts = [n for n in ("tickets", "sla_clocks") if name in fact_named(n).columns]
        for limits in (Scope(), scope):
            there = set(store.members(name, limits))
            for fact in facts:
                rows = store.fact_rows(fact, limits.only, limit=0)
                assert {row[name] for row in rows.named} - {None} <= there


@pytest.mark.parametrize("grown", [0, rollups.GROWN])
def test_rollups_after_any_loads_are_those_of_the_facts(
    grown: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load moves them along with the rows that it replaces; `grown` 0 sums up at each load."""
    monkeypatch.setattr(rollups, "SMALLER", ALL)
    monkeypatch.setattr(rollups, "GROWN", grown)
    world = World(0, tmp_path)
    for step in world.plan()[:3]:
        step()
        assert differences(world.home) == [], world.steps


def differences(home: Home) -> list[str]:
    """The names of rollups that do not come to what the rows of their facts come to."""
    wrong = []
    made = home.sql("select fact, time, name, dimensions, aggregates from rollups.made")
    assert made
    for fact, time, name, dimensions, aggregates in made:
        lead = ", ".join(f't."{c}"' for c in (day_column(time), *dimensions))
        sums = ", ".join(f"coalesce({aggregate}, 0)" for aggregate in aggregates)
        kept = ", ".join(f"coalesce(sum(a{n}), 0)" for n in range(len(aggregates)))
        held = f'select {lead}, {kept} from rollups."{name}" as t group by {lead}'
        rows = home.sql(f"select {lead}, {sums} from facts.{fact} as t group by {lead}")
        found = home.sql(f"{held} having sum(a{aggregates.index('count(*)')}) > 0")
        if sorted(rows, key=repr) != sorted(found, key=repr):
            wrong.append(name)
    return wrong
