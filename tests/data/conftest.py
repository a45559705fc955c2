"""One demo for all tests here, and its files read by hand into a small database."""

from __future__ import annotations

import csv
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from data.demo import generate
from loaders.load import load
from loaders.report import Report
from metrics import Store, load_settings
from metrics.__main__ import main
from tests.browser.conftest import Server, open_tab, serving

__all__ = ["open_tab"]  # a fixture
RECEIVED = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)

TICKETS = """
create table raw_tickets as
  select distinct * from read_json('{folder}/helpdesk/*tickets*', columns={{
  id: 'BIGINT', created_at: 'VARCHAR', status: 'VARCHAR', "group": 'STRUCT("name" VARCHAR)',
  fields: 'STRUCT(market VARCHAR, category VARCHAR)', sla: 'STRUCT(breached BOOLEAN)',
  subject: 'VARCHAR', merged_into: 'BIGINT'}});
create table tickets as
  select id, try_cast(created_at as timestamptz) as created_at, status, "group"."name" as team,
    fields.market as region, not sla.breached as sla_met, subject, merged_into
  from raw_tickets
  where id is not null and try_cast(created_at as timestamptz) is not null
    and status in ('new', 'open', 'pending', 'hold', 'solved', 'closed');
"""
EVENTS = """
create table events as
  select distinct id, ticket_id, try_cast(created_at as timestamptz) as happened, seq, type, field,
    "from" as old, "to" as new, author.id as actor, author.role as role, public
  from read_json('{folder}/helpdesk/*events*', format='newline_delimited', columns={{
    id: 'BIGINT', ticket_id: 'BIGINT', created_at: 'VARCHAR', seq: 'BIGINT', type: 'VARCHAR',
    field: 'VARCHAR', "from": 'VARCHAR', "to": 'VARCHAR', public: 'BOOLEAN',
    author: 'STRUCT(id VARCHAR, role VARCHAR)'}})
  where ticket_id is not null and try_cast(created_at as timestamptz) is not null
    and type in ('Create', 'Change', 'Comment', 'Merge');
"""
SHIPMENTS = """
create table shipments as
  select distinct try_cast(ship_date as date) as day, market as region, sku, lot_no as lot,
    try_cast(units as bigint) as units
  from read_csv('{folder}/warehouse/*.csv', all_varchar=true)
  where try_cast(ship_date as date) is not null and try_cast(units as bigint) is not null
    and sku is not null;
create table rates as
  select try_cast(date as date) as day, currency, try_cast(twd_per_unit as double) as rate
  from read_csv('{folder}/master/fx_daily.csv', all_varchar=true)
  where try_cast(twd_per_unit as double) is not null group by all;
create table products as
  select distinct SKU as sku, "Category" as category, "Vendor code" as vendor
  from read_csv('{folder}/master/product_list.csv', all_varchar=true) where SKU is not null;
"""


@dataclass(frozen=True)
class Demo:
    folder: Path
    truth: dict[str, Any]

    @property
    def exports(self) -> Path:
        return self.folder / "exports"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    generate(folder)
    return Demo(folder, json.loads((folder / "truth.json").read_text("utf-8")))


@dataclass(frozen=True)
class Loaded:
    home: Path
    report: Report
    store: Store


@pytest.fixture(scope="session")
def loaded(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The demo through the loader."""
    home = tmp_path_factory.mktemp("home")
    settings = load_settings(home)
    report = load(settings, [demo.exports], now=RECEIVED)
    store = Store(settings)
    yield Loaded(home, report, store)
    store.close()
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def served(loaded: Loaded) -> Iterator[Server]:
    """The app on the loaded demo."""
    (loaded.home / "config").mkdir(exist_ok=True)
    with serving(loaded.home) as running:
        yield running


@pytest.fixture
def asked(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Ask the command line, and read the JSON that it prints."""
    monkeypatch.setenv("ANDON_HOME", str(loaded.home))

    def ask(*arguments: str) -> Any:
        assert main([*arguments, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.fixture(scope="session")
def db(demo: Demo) -> Iterator[duckdb.DuckDBPyConnection]:
    """The files without their planted bad rows, times in UTC; `day_of()` is Taipei's."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
    con.execute("create macro day_of(t) as cast(t at time zone 'Asia/Taipei' as date)")
    for script in (TICKETS, EVENTS, SHIPMENTS):
        con.execute(script.format(folder=demo.exports))
    for name, rows in (
        ("refunds", refunds(demo.exports)),
        ("complaints", complaints(demo.exports)),
    ):
        frame = pd.DataFrame(rows).astype(object).where(lambda f: f.notna(), None)
        con.register("frame", frame)
        con.execute(f"create table {name} as select * from frame")
        con.unregister("frame")
    yield con
    con.close()


REFUND_FORMS: dict[str, tuple[str, str, str, float]] = {
    "TW": ("cp950", ",", "%Y/%m/%d %H:%M", 8),
    "KR": ("utf-8-sig", ";", "%Y-%m-%d %H:%M", 9),
    "US": ("utf-8", ",", "%m/%d/%Y %I:%M %p", 0),
}
REFUND_COLUMNS = (
    "id", "requested", "order_no", "line", "ticket", "complaint", "sku", "customer", "reason",
    "units", "amount", "currency", "entitled", "order_currency", "decided", "decision",
    "decided_by", "requested_by", "paid", "return_required", "returned", "inspected",
)  # fmt: skip
DECISIONS = {"核准": "approved", "승인": "approved", "Approved": "approved",
             "駁回": "rejected", "반려": "rejected", "Denied": "rejected",
             "Rejected": "rejected"}  # fmt: skip


def refunds(exports: Path) -> list[dict[str, Any]]:
    """All good refunds, each once."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((exports / "refunds").iterdir()):
        region = path.stem.split("_")[1]
        encoding, delimiter, form, _ = REFUND_FORMS[region]
        with path.open(encoding=encoding, newline="") as file:
            for cells in list(csv.reader(file, delimiter=delimiter))[1:]:
                row: dict[str, Any] = dict(zip(REFUND_COLUMNS, cells, strict=False))
                if not (row["id"] and row["order_no"] and row["currency"]):
                    continue
                try:
                    for name in ("requested", "decided", "paid", "returned"):
                        row[name] = instant(row[name], form, region)
                    for name in ("amount", "entitled"):
                        row[name] = float(row[name].replace(",", "").replace("$", ""))
                except ValueError:
                    continue
                row["units"], row["region"] = int(row["units"]), region
                row["decision"] = DECISIONS.get(row["decision"])
                row["return_required"] = row["return_required"] in ("是", "Y", "Yes")
                found[row["id"]] = row
    return list(found.values())


def instant(text: str, form: str, region: str) -> dt.datetime | None:
    if not text:
        return None
    zone = {"TW": "Asia/Taipei", "KR": "Asia/Seoul", "US": "America/Los_Angeles"}[region]
    return pd.Timestamp(dt.datetime.strptime(text, form)).tz_localize(zone).to_pydatetime()


COMPLAINTS = {"TW": ("客訴登記表_TW.xlsx", "登記編號"), "KR": ("complaints_KR.xlsx", "No."),
              "US": ("complaints_US.xlsx", "No.")}  # fmt: skip
FIELDS = {
    "登記編號": "id", "登記時間": "reported", "品號": "sku", "批號": "lot", "出貨日": "shipped",
    "不良代碼": "defect", "數量": "units", "判定": "verdict", "判定時間": "judged",
    "No.": "id", "Reported at": "reported", "SKU": "sku", "Lot": "lot", "Shipped": "shipped",
    "Defect": "defect", "Units": "units", "Verdict": "verdict", "Verdict at": "judged",
}  # fmt: skip
VERDICTS = {"確認不良": "confirmed", "非不良": "rejected", "判定中": "pending",
            "confirmed": "confirmed", "rejected": "rejected", "pending": "pending"}  # fmt: skip


def complaints(exports: Path) -> list[dict[str, Any]]:
    """All good complaints, each once."""
    found: dict[str, dict[str, Any]] = {}
    for region, (name, first) in COMPLAINTS.items():
        sheet = CalamineWorkbook.from_path(exports / "quality" / name).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
        head = next(n for n, row in enumerate(rows) if row and row[0] == first)
        for cells in rows[head + 1 :]:
            row = {FIELDS[k]: v for k, v in zip(rows[head], cells, strict=True) if k in FIELDS}
            good = row["id"] and row["sku"] and row["defect"] and row["verdict"] in VERDICTS
            if not good or not isinstance(row["reported"], dt.datetime):
                continue
            zone = {"TW": "Asia/Taipei", "KR": "Asia/Seoul", "US": "America/Los_Angeles"}[region]
            for time in ("reported", "judged"):
                stamp = row[time]
                row[time] = pd.Timestamp(stamp).tz_localize(zone).to_pydatetime() if stamp else None
            row["verdict"], row["region"] = VERDICTS[row["verdict"]], region
            row["units"], row["shipped"] = int(row["units"]), pd.Timestamp(row["shipped"]).date()
            found[row["id"]] = row
    return list(found.values())
