"""Snapshots: pinned, followed, locked down, asked from many threads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from metrics import GoneError, NoDataError, Query, Store
from tests.metrics.conftest import only
from tests.metrics.warehouse import Warehouse

Opened = Callable[..., Store]
CREATED = Query("tickets_created")


def ticket(number: int) -> dict[str, str]:
    return {"ticket_id": f"T{number}", "created_at": "2026-03-02 01:00+00"}


def test_nothing_published(warehouse: Warehouse) -> None:
    store = Store(warehouse.settings)
    for ask in (store.current, lambda: store.query(CREATED), store.checks):
        with pytest.raises(NoDataError, match="nothing is published yet"):
            ask()
    warehouse.add("tickets", ticket(1)).publish()
    assert only(store, CREATED).value == 1  # and goes on by itself
    store.close()


def test_what_a_snapshot_says_of_itself(warehouse: Warehouse, opened: Opened) -> None:
    snapshot = opened("2026-03-31 20:00:00+00").current()
    assert (snapshot.number, snapshot.timezone, snapshot.currency) == (1, "Asia/Taipei", "TWD")
    assert snapshot.as_of == dt.datetime(2026, 3, 31, 20, tzinfo=dt.UTC)
    assert snapshot.today == dt.date(2026, 4, 1)
    assert (snapshot.week_start, snapshot.fiscal_year_end_month) == (0, 12)


def test_moves_on_when_the_pointer_does(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()
    warehouse.add("tickets", ticket(1)).publish()
    assert only(store, CREATED).value == 1
    with store.pinned() as held:
        warehouse.add("tickets", ticket(2)).publish()
        # whoever holds the old one goes on with it, even when its file is gone
        held.path.unlink()
        assert only(store, CREATED).value == 2
        assert store.current().number == 3
    with pytest.raises(NoDataError, match="snapshot 2 is not kept; kept: 1, 3"):
        store.query(Query("tickets_created", snapshot=2))
    assert only(store, Query("tickets_created", snapshot=1)).value is None
    assert store.query(CREATED).snapshot == 3


def test_old_snapshots_are_let_go(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()
    for number in range(3):
        warehouse.add("tickets", ticket(number)).publish()
        assert only(store, CREATED).value == number + 1
    with store._hub.lease() as (cursor, _):
        attached = cursor.execute(
            "select database_name from duckdb_databases() where database_name like 'snap%'"
        ).fetchall()
    assert len(attached) == 1


def test_a_snapshot_that_is_gone(warehouse: Warehouse, opened: Opened) -> None:
    opened()
    (warehouse.published / "CURRENT").write_text("andon-9.duckdb\n")
    fresh = Store(warehouse.settings)
    with pytest.raises(GoneError, match=r"'andon-9.duckdb' is missing; python -m loaders rebuild"):
        fresh.current()
    (warehouse.published / "CURRENT").write_text("../../etc/passwd\n")
    with pytest.raises(NoDataError, match="is missing"):
        fresh.current()
    (warehouse.published / "andon-9.duckdb").write_text("no database")
    (warehouse.published / "CURRENT").write_text("andon-9.duckdb\n")
    with pytest.raises(GoneError, match="cannot be read"):
        fresh.current()
    (warehouse.published / "CURRENT").unlink()
    with pytest.raises(GoneError, match="what was published is gone; python -m loaders rebuild"):
        fresh.current()
    fresh.close()


def test_locked_down(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()
    with store._hub.lease() as (cursor, snapshot):
        for sql in (
            "delete from tickets",
            "create table x as select 1",
            f"attach '{warehouse.path}' as w",
            "copy (select 1) to '/dev/null'",
            "select * from read_csv('/etc/hostname')",
            "set enable_external_access = true",
            "set TimeZone = 'Asia/Taipei'",
            "install httpfs",
        ):
            with pytest.raises(duckdb.Error):
                cursor.execute(sql)
        assert cursor.execute("select current_setting('TimeZone')").fetchall() == [("UTC",)]
        assert snapshot.path.stat().st_mode


def test_values_are_bound(warehouse: Warehouse, opened: Opened) -> None:
    nasty = "x'); drop table tickets; --"
    warehouse.add("tickets", {**ticket(1), "team": nasty}, ticket(2))
    store = opened()
    query = Query("tickets_created", where=(("team", (nasty,)),))
    assert only(store, query).value == 1
    assert nasty not in store.explain(query).sql
    assert store.members("team") == [nasty]
    assert store.rows(query).total == 1


def test_many_threads_and_a_pointer_that_moves(warehouse: Warehouse, opened: Opened) -> None:
    store = opened()

    def ask(number: int) -> tuple[int, float]:
        query = Query("tickets_created", by=("status",), where=(("team", (str(number), None)),))
        result = store.query(query)
        return result.snapshot, sum(point.value or 0 for point in result.points)

    with ThreadPoolExecutor(8) as pool:
        asked = []
        for number in range(5):
            asked += [pool.submit(ask, n) for n in range(40)]
            warehouse.add("tickets", ticket(number)).publish()
        answers = {future.result() for future in asked}
    # snapshot n holds n - 1 tickets, whoever asked when
    assert {number - 1 for number, _ in answers} == {int(count) for _, count in answers}
    assert all(count == number - 1 for number, count in answers)


def test_explained(warehouse: Warehouse, opened: Opened) -> None:
    found = opened().explain(Query("defect_rate_ppm", by=("vendor",)))
    assert found.tables == ("complaints", "fx_rates", "products", "shipments")
    assert found.counts == (
        "confirmed_units of complaints, by reported_at over units of shipments, by shipped_on"
    )


def test_members_come_in_their_natural_order(warehouse: Warehouse, opened: Opened) -> None:
    for number, status in enumerate(("solved", "new", "pending", "new")):
        warehouse.add("tickets", {**ticket(number), "status": status, "team": f"T{number % 2}"})
    store = opened()
    assert store.members("status") == ["new", "pending", "solved"]
    assert store.members("team") == ["T0", "T1"]


def test_rows_page_through_in_one_order(warehouse: Warehouse, opened: Opened) -> None:
    for number in (3, 1, 2, 5, 4):
        warehouse.add("tickets", ticket(number))
    store = opened()
    ids = [store.rows(CREATED, limit=2, offset=at).rows for at in (0, 2, 4)]
    assert [row[0] for page in ids for row in page] == ["T1", "T2", "T3", "T4", "T5"]
    assert len(store.rows(CREATED, limit=0).rows) == 5
    rows = store.rows(CREATED, limit=1)
    assert rows.columns[-3:] == ("_batch", "_file", "_line")
    assert rows.rows[0][-3:] == ("b1", "tickets.csv", 2)


def test_small_meta_reads(warehouse: Warehouse, opened: Opened) -> None:
    warehouse.add("tickets", ticket(1)).missing("tickets", "2026-03-05")
    warehouse.con.execute(
        "insert into meta.quarantine values ('b1', 'f.csv', 7, 'tickets', 'r', 'why', 'raw', ['r'])"
    )
    store = opened()
    (covered,) = store.coverage()
    assert (covered["tbl"], covered["first_day"]) == ("tickets", dt.date(2026, 3, 2))
    assert store.quarantine()[0]["line"] == 7
    assert store.checks() == store.files() == []
