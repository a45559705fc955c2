"""Each kind of check fails when it should and passes when it should, on a real warehouse."""

import datetime as dt

import duckdb
import pytest

from loaders.table import Table
from metrics.model import ConfigError, InternalError
from tests.loaders.underload import NOON, failures, under_load


@pytest.fixture
def house(tmp_path):
    with under_load(tmp_path / "home") as house:
        yield house


ANDON = {"andon_id": "S1", "product_id": "P1", "triggered_at": NOON}
PRODUCT = {"product_id": "P1"}
TICKET = {"ticket_id": "T", "created_at": NOON, "status": "open"}
RATE = {"on_date": NOON.date(), "currency": "JPY", "rate_to_base": 0.2}
EARLIER = NOON - dt.timedelta(days=1)


def test_a_clean_batch_passes_every_check(house):
    house.put("products", "b0001", PRODUCT)
    house.put("andons", "b0001", ANDON | {"scope": "product", "suspended_at": NOON})
    results = house.check("andons", "products")
    assert failures(results) == set()
    assert {"andon_id:required", "scope:values", "key", "product_id:references"} <= {
        rule for table, rule in results if table == "andons"
    }
    assert all(r.bad_rows == 0 for r in results.values())


def test_nothing_is_ended_or_begun_in_the_loads_transaction(house):
    house.put("products", "b0001", PRODUCT)
    house.check("products")
    house.con.execute("rollback")
    assert house.con.execute("select count(*) from products").fetchone() == (0,)


@pytest.mark.parametrize(
    ("table", "row", "rule", "level"),
    [
        ("andons", ANDON | {"product_id": None}, "product_id:required", "critical"),
        ("andons", ANDON | {"scope": "planet"}, "scope:values", "warn"),
        ("andons", ANDON | {"scope": "lot"}, "lot_not_named", "warn"),
        ("andons", ANDON | {"suspended_at": EARLIER}, "suspended_before_pulled", "warn"),
        ("andons", ANDON | {"closed_at": NOON + dt.timedelta(2)}, "closed_at:future", "critical"),
        ("andons", ANDON | {"product_id": "P9"}, "product_id:references", "warn"),
        ("tickets", TICKET | {"status": "weird"}, "status:values", "critical"),
        ("products", PRODUCT | {"price": -1}, "price:range", "warn"),
        ("products", PRODUCT | {"opportunities": 0}, "opportunities:range", "warn"),
        ("fx_rates", RATE | {"on_date": dt.date(2026, 3, 13)}, "on_date:future", "critical"),
    ],
)  # fmt: skip
def test_one_bad_row_among_good_ones_is_found(house, table, row, rule, level):
    house.put("products", "b0001", PRODUCT) if table != "products" else None
    house.put(table, "b0001", row)
    results = house.check(table)
    found = results[table, rule]
    assert (found.ok, found.level, found.bad_rows) == (False, level, 1)
    assert found.column == (rule.split(":")[0] if ":" in rule else None)
    assert f"first in {table}.csv, line {house.lines}" in found.message
    assert {r for r in failures(results) if results[table, r].level == "critical"} <= {rule}


def test_what_may_lie_ahead_is_no_fault(house):
    later = NOON + dt.timedelta(days=400)
    row = {"ticket_id": "T", "created_at": NOON, "status": "open", "due_at": later}
    house.put("tickets", "b0001", row)
    assert failures(house.check("tickets")) == set()


def test_only_rows_of_the_batch_are_judged(house):
    house.put("products", "b0000", {"product_id": "P0", "price": -1})
    house.put("products", "b0001", PRODUCT)
    assert failures(house.check("products")) == set()


def test_a_key_that_is_there_already_is_critical(house):
    house.put("products", "b0000", PRODUCT)
    house.put("products", "b0001", PRODUCT, {"product_id": "P2"})
    found = house.check("products")["products", "key"]
    assert (found.ok, found.level) == (False, "critical")
    assert "(P1)" in found.message


def test_doubles_that_the_batch_has_no_part_in_are_not_its_fault(house):
    for _ in range(3):
        house.put("products", "b0000", {"product_id": "P0"})
    house.put("products", "b0001", PRODUCT)
    assert house.check("products")["products", "key"].ok


def test_a_key_of_many_columns_counts_whole(house):
    row = {"shipped_on": NOON.date(), "product_id": "P1", "units": 5, "lot": "", "region": ""}
    house.put("shipments", "b0001", row | {"service": "a"}, row | {"service": "b"})
    assert house.check("shipments")["shipments", "key"].ok
    house.put("shipments", "b0001", row | {"service": "b"})
    assert not house.check("shipments")["shipments", "key"].ok


def test_empty_names_miss_nothing_and_unknown_ones_are_told(house):
    house.tickets("b0001", 30)
    house.put("staff", "b0001", {"staff_id": "A1"})
    house.put("tickets", "b0001", *(
        {"ticket_id": f"U{n}", "created_at": NOON, "status": "new", "assignee_id": who}
        for n, who in enumerate(["A1", "A7", "A7"])
    ))  # fmt: skip
    found = house.check("tickets", "staff")["tickets", "assignee_id:references"]
    assert (found.ok, found.level, found.bad_rows) == (False, "warn", 2)
    assert "(A7)" in found.message and found.observed == "2 of 33 rows"


def test_few_names_against_a_long_list(house):
    house.con.execute("insert into products (product_id) select 'P' || i from range(1000) r(i)")
    house.put(
        "andons",
        "b0001",
        ANDON | {"product_id": "P999"},
        ANDON | {"andon_id": "S2", "product_id": "Q"},
    )
    assert house.check("andons")["andons", "product_id:references"].bad_rows == 1


def test_a_list_that_comes_later_lifts_the_warning(house):
    house.put("andons", "b0001", ANDON)
    missed = house.check("andons")["andons", "product_id:references"]
    assert not missed.ok
    house.con.execute(
        "insert into meta.checks (batch, tbl, rule, ok, checked_at) values (?, ?, ?, false, ?)",
        ["b0001", missed.tbl, missed.rule, NOON],
    )
    later = NOON + dt.timedelta(hours=1)
    house.batch("b0002", later)
    house.put("products", "b0002", {"product_id": "P7"})
    still = house.check("products", batch="b0002", at=later)
    assert not still["andons", "product_id:references"].ok
    house.put("products", "b0002", PRODUCT)
    lifted = house.check("products", batch="b0002", at=later)
    assert lifted["andons", "product_id:references"].ok


def test_braces_colons_and_percent_signs_in_a_rule_are_taken_literally(house):
    rules = {
        "odd": {"holds": "name not like '%{x} :y%' and name <> '12:30'", "says": "named oddly"}
    }
    shipped = house.tables["products"].model_dump()
    house.tables["products"] = Table.model_validate(shipped | {"rules": rules})
    house.put("products", "b0001", PRODUCT | {"name": "fine {z} :y"})
    assert house.check("products")["products", "odd"].ok
    house.put("products", "b0001", {"product_id": "P2", "name": "an {x} :y"})
    assert house.check("products")["products", "odd"].bad_rows == 1


def test_a_rule_that_is_no_expression_is_the_users_mistake(house):
    shipped = house.tables["products"].model_dump()
    rules = {"odd": {"holds": "nam = 'x'", "says": "odd"}}
    house.tables["products"] = Table.model_validate(shipped | {"rules": rules})
    house.put("products", "b0001", PRODUCT)
    with pytest.raises(ConfigError, match=r"'products', rules\.odd: .*did you mean 'name'"):
        house.check("products")


def test_a_check_that_cannot_be_evaluated_never_passes(house):
    shipped = house.tables["products"].model_dump()
    rules = {"odd": {"holds": "price > name", "says": "odd"}}
    house.tables["products"] = Table.model_validate(shipped | {"rules": rules})
    house.put("products", "b0001", PRODUCT | {"price": 3, "name": "x"})
    with pytest.raises((InternalError, duckdb.Error)):
        house.check("products")


def test_freshness_is_measured_against_what_the_data_goes_to(house):
    house.tickets("b0001", 3)
    house.con.execute("insert into meta.settings values ('as_of', '2026-03-13T11:00:00Z')")
    assert house.check("tickets")["tickets", "fresh"].ok
    house.con.execute("update meta.settings set value = '2026-03-13T13:00:00Z'")
    stale = house.check("tickets")["tickets", "fresh"]
    assert (stale.ok, stale.level, stale.column) == (False, "warn", "created_at")
    assert "2026-03-10 12:00:00" in stale.message


def test_a_feed_that_stopped_is_stale_though_nothing_came_for_it(house):
    house.tickets("b0001", 3, created_at=NOON - dt.timedelta(days=9))
    house.put("products", "b0001", PRODUCT)
    results = house.check("products")
    assert failures(results) == {"fresh"} and ("tickets", "fresh") in results


def _past_files(house, lines):
    for number, count in enumerate(lines):
        batch, at = f"a{number:03d}", NOON - dt.timedelta(days=len(lines) - number)
        house.batch(batch, at)
        house.file(batch, f"day{number}.csv", count, "products", at)


@pytest.mark.parametrize(
    ("lines", "ok"), [(19, False), (20, True), (100, True), (500, True), (501, False)]
)
def test_lines_of_a_file_against_the_median_of_the_past_eight(house, lines, ok):
    _past_files(house, [9000, 9000, 100, 100, 100, 100, 90, 110, 100, 100])
    house.file("b0001", "today.csv", lines, "products")
    found = house.check("products")["products", "lines"]
    assert (found.ok, found.level) == (ok, "warn")
    assert ok or f"today.csv has {lines} lines instead of about 100" in found.message


def test_lines_are_not_judged_by_less_than_three_files_nor_by_undone_ones(house):
    _past_files(house, [100, 100, 100])
    house.file("b0001", "today.csv", 1, "products")
    assert not house.check("products")["products", "lines"].ok
    house.con.execute("update meta.batches set state = 'undone' where batch = 'a001'")
    assert ("products", "lines") not in house.check("products")


def test_a_users_table_of_nothing_but_a_key(house):
    told = {"name": "codes", "meaning": "Codes", "key": ("code",)}
    code = {"type": "text", "required": True, "meaning": "The code"}
    house.tables["codes"] = Table.model_validate(told | {"columns": {"code": code}})
    house.con.execute("create table codes (code varchar, _batch varchar, _file varchar, _line int)")
    house.put("codes", "b0001", {"code": "x"}, {"code": "x"})
    assert failures(house.check("codes")) == {"key"}
