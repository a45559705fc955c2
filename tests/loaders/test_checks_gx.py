"""Great Expectations in place: it sees uncommitted rows, is never silently empty, and its docs."""

import datetime as dt
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from loaders.borrowed import FETCHED, lent
from loaders.checks import build_data_docs
from metrics.model import InternalError
from metrics.settings import ROOT
from tests.loaders.underload import NOON, under_load

HOSTILE = "<img src=x onerror=alert(1)>'\"&"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def house(home):
    with under_load(home) as house:
        yield house


def test_results_outlive_the_connection_that_was_given_back(tmp_path):
    """The trap: a result is read after its connection went back, and others ran in between."""
    con = duckdb.connect(str(tmp_path / "x.duckdb"))
    con.execute("begin")
    con.execute("create table t as select i from range(10) r(i)")
    with lent(con) as url:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            first = connection.execute(sa.text("select i from t where i >= 7 order by i"))
        with engine.connect() as connection:
            second = connection.execute(sa.text("select count(*) from t"))
        assert [row[0] for row in first.fetchall()] == [7, 8, 9]
        assert second.fetchone() == (10,)
    con.execute("rollback")
    with pytest.raises(duckdb.CatalogException):
        con.execute("from t")
    con.close()


def test_a_result_that_is_cut_is_never_taken_for_whole(tmp_path):
    con = duckdb.connect(str(tmp_path / "x.duckdb"))
    with lent(con) as url, sa.create_engine(url).connect() as connection:
        result = connection.execute(sa.text(f"select i from range({FETCHED + 1}) r(i)"))
        assert len(result.fetchmany(20)) == 20
        with pytest.raises(InternalError):
            result.fetchall()
    con.close()


def test_rows_that_are_not_committed_are_seen(house):
    house.put("products", "b0001", {"product_id": "P1", "price": -5})
    results = {r.rule: r for r in house.checked("products")}
    assert results["price:range"].bad_rows == 1
    house.con.execute("rollback")
    assert house.con.execute("select count(*) from products").fetchall() == [(0,)]


def test_counts_are_those_of_plain_sql(house):
    """A thousand rows with every third at fault: each kind counts what SQL counts."""
    house.con.execute(
        "insert into refunds (refund_id, requested_at, order_id, amount, currency, units, "
        "decision, paid_at, _batch, _file, _line) "
        "select 'R' || i, case when i % 3 > 0 then $at end, 'O', "
        "case when i % 5 = 0 then -1 else 1 end, 'USD', 1, "
        "case when i % 7 = 0 then 'maybe' when i % 11 = 0 then 'rejected' end, $at, "
        "'b0001', 'r.csv', i + 2 from range(1000) r(i)",
        {"at": NOON},
    )
    results = {r.rule: r for r in house.checked("refunds")}
    numbers = range(1000)
    assert results["requested_at:required"].bad_rows == sum(i % 3 == 0 for i in numbers)
    assert results["amount:range"].bad_rows == sum(i % 5 == 0 for i in numbers)
    assert results["decision:values"].bad_rows == sum(i % 7 == 0 for i in numbers)
    assert results["paid_though_rejected"].bad_rows == sum(
        i % 11 == 0 and i % 7 != 0 for i in numbers
    )


def test_stdout_stays_clean_and_nothing_is_written_outside(tmp_path):
    """``--json`` owns stdout, and only the home may be written to."""
    work = tmp_path / "work"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    script = (
        "import sys; from pathlib import Path\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        "from tests.loaders.underload import NOON, under_load\n"
        "from loaders.checks import build_data_docs\n"
        f"home = Path({str(work)!r})\n"
        "with under_load(home) as h:\n"
        "    h.put('products', 'b0001', {'product_id': 'P1'})\n"
        "    r = h.checked('products')\n"
        "    build_data_docs(home, 'b0001', r, NOON)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=elsewhere,
        env={"HOME": str(elsewhere), "TMPDIR": str(elsewhere), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout == ""
    assert list(elsewhere.iterdir()) == []
    assert (work / "docs" / "index.html").is_file()


def test_the_front_of_checks_imports_nothing_heavy():
    code = "import sys, loaders.checks; print('great_expectations' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"


class Page(HTMLParser):
    """Collects what a page would load, and the elements it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def docs(house, home):
    house.put("products", "b0001", {"product_id": HOSTILE, "price": -5, "name": HOSTILE})
    house.put(
        "andons", "b0001", {"andon_id": "S", "product_id": HOSTILE + "?", "triggered_at": NOON}
    )
    results = house.checked("products", "andons")
    return build_data_docs(home, "b0001", results, NOON)


def test_data_docs_need_no_network_and_run_nothing(docs):
    pages = list(docs.parent.rglob("*.html"))
    assert {p.name for p in pages} == {"index.html", "products.html", "andons.html"}
    for path in pages:
        page = Page(path)
        assert page.tags.isdisjoint({"script", "img", "iframe", "link"})
        assert all((path.parent / target).is_file() for target in page.loads)
        assert "url(" not in path.read_text() and "@import" not in path.read_text()


def test_data_docs_say_what_failed_and_list_every_check(docs):
    index, products = Page(docs), Page(docs.parent / "b0001" / "products.html")
    assert "price is not at least 0 (-5.0000); first in products.csv, line 2" in index.text
    assert "product_id is not in products" in index.text and HOSTILE in index.text
    for expected in ("price", "each product_id is there once", "has a price but no currency"):
        assert expected in products.text
    shown = (docs.parent / "b0001" / "products.html").read_text()
    assert len(re.findall("fa-times", shown)) >= 2 and "fa-check-circle" in shown


def test_data_docs_keep_the_batches_before_and_replace_their_own(house, home, docs):
    later = NOON + dt.timedelta(hours=1)
    house.batch("b0002", later)
    house.put("products", "b0002", {"product_id": "P2"})
    results = house.checked("products", batch="b0002", at=later)
    for _ in range(2):
        build_data_docs(home, "b0002", results, later)
    text = Page(docs).text
    assert text.index("Batch b0002") < text.index("Batch b0001")
    assert text.count("Batch b0002") == 1


def test_data_docs_drop_the_oldest_batches(house, home):
    house.put("products", "b0001", {"product_id": "P1"})
    results = house.checked("products")
    for number in range(52):
        folder = home / "docs" / f"a{number:03d}"
        folder.mkdir(parents=True)
        at = (NOON - dt.timedelta(days=number + 1)).isoformat()
        told = {"batch": folder.name, "checked_at": at, "tables": {}}
        (folder / "summary.json").write_text(json.dumps(told))
    build_data_docs(home, "b0001", results, NOON)
    kept = {path.parent.name for path in (home / "docs").glob("*/summary.json")}
    assert kept == {"b0001", *(f"a{n:03d}" for n in range(49))}
