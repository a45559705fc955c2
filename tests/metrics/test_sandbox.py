"""A reader's own SQL: answered where it is one SELECT, refused with a sentence where it is not."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import QueryError, Scope, Store
from metrics.sandbox import MOST_ROWS, Sandbox
from tests.metrics.warehouse import Warehouse

BRNO = Scope((("team", ("Brno",)),))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    warehouse = Warehouse(tmp_path_factory.mktemp("sandbox"))
    for n, team in enumerate(("Brno", "Brno", "Prague")):
        warehouse.add("tickets", {"ticket_id": f"T{n}", "team": team,
                                  "created_at": "2026-03-16 09:00:00+08"})  # fmt: skip
    opened = warehouse.store("2026-03-30 12:00:00+00")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def box(store: Store) -> Sandbox:
    return Sandbox(store)


@pytest.mark.parametrize(
    "sql",
    [
        "select t.team, count(*) as n from facts.tickets as t group by 1 order by 1",
        "with x as (select * from tickets) select team, count(*) n from x group by 1 order by 1;",
        "select team, count(*) from facts.tickets group by team order by team -- and no more",
        "from (values ('Brno', 2), ('Prague', 1)) as v(team, n) select * /* ; drop */",
    ],
)
def test_one_select_is_answered(box: Sandbox, sql: str) -> None:
    found = box.run(sql)
    assert found.rows == (("Brno", 2), ("Prague", 1))
    assert not found.cut


def test_times_are_in_utc_wherever_it_runs(box: Sandbox) -> None:
    (row,) = box.run(
        "select min(created_at), cast(cast(min(created_at) as varchar) as varchar) from tickets"
    ).rows
    assert row[0] == dt.datetime(2026, 3, 16, 1, tzinfo=dt.UTC)
    assert row[1].startswith("2026-03-16 01:00:00")


def test_more_rows_than_are_shown_are_cut_and_said(box: Sandbox) -> None:
    found = box.run(f"select * from range({MOST_ROWS + 5}) as r(n) order by n desc")
    assert found.cut
    assert len(found.rows) == MOST_ROWS
    assert found.rows[0] == (MOST_ROWS + 4,)
    assert not box.run(f"select * from range({MOST_ROWS}) as r(n)").cut


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "select * from sniff_csv('/etc/passwd')",
        "select * from read_parquet('https://example.com/x.parquet')",
        "select * from duckdb_secrets()",
        "select * from query('copy tickets to ''x.csv''')",
        "copy tickets to 'x.csv'",
        "copy (select 1) to '/dev/stdout'",
        "export database 'x'",
        "attach 'x.duckdb'",
        "detach database memory",
        "install httpfs",
        "load icu",
        "pragma database_list",
        "set threads = 9",
        "set lock_configuration = false",
        "reset memory_limit",
        "use memory",
        "call pragma_version()",
        "checkpoint",
        "begin",
        "create table x (i integer)",
        "create temp table x as select 1",
        "insert into tickets select * from tickets",
        "update tickets set team = 'x'",
        "delete from tickets",
        "drop table tickets",
        "prepare p as select 1",
        "explain analyze select 1",
        "select 1; select 2",
        "select 1; drop table tickets",
        "select 1) as asked; drop table tickets; --",
        "select 1) union all (select 2",
        "with x as (delete from tickets returning 1) select * from x",
        "select getenv('HOME')",
        "selct 1",
        "select nothing from tickets",
        "",
        "-- nothing",
        "select 'a\x00b' from nowhere",
    ],
)
def test_anything_else_is_refused_with_a_sentence(box: Sandbox, store: Store, sql: str) -> None:
    path = store.current().path
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(QueryError) as refused:
        box.run(sql)
    says = str(refused.value)
    assert says
    assert "\n" not in says
    assert "root:" not in says
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert not (Path.cwd() / "x.csv").exists()
    assert box.run("select count(*) from tickets").rows == ((3,),)


def test_names_do_not_find_the_programs_variables(box: Sandbox) -> None:
    secret = {"a": [1]}
    with pytest.raises(QueryError, match="secret"):
        box.run("select * from secret")
    assert secret


@pytest.mark.parametrize(
    "sql",
    [
        "with recursive t as (select 1 as n union all select n + 1 from t) select max(n) from t",
        "select count(*) from range(10000000) as a(x), range(10000000) as b(y), range(99) as c(z)"
        " where a.x + b.y + c.z = -1",
        "select sum(hash(x)) from range(1000000000000) as r(x)",
    ],
)
def test_what_takes_too_long_is_stopped(store: Store, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match=r"stopped after 0\.5 seconds|memory|Memory"):
        Sandbox(store, seconds=0.5).run(sql)
    assert time.monotonic() - began < 10


def test_who_may_see_a_part_only_is_refused(box: Sandbox) -> None:
    with pytest.raises(QueryError, match="what you may see is limited"):
        box.run("select 1", scope=BRNO)


def test_several_ask_at_once_and_the_store_goes_on(box: Sandbox, store: Store) -> None:
    found: list[int] = []

    def ask() -> None:
        found.extend(box.run("select count(*) from facts.tickets").rows[0][0] for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 20
    assert store.fact_rows("tickets").total == 3


def test_it_says_what_can_be_asked(box: Sandbox) -> None:
    tables = box.tables()
    assert "ticket_id" in tables["tickets"]
    assert "ticket_id" in tables["facts.tickets"]
