"""Real exports: one order of 80,995 units, and two products of Volvo IT's incident log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from metrics import Query, Store
from metrics.analysis import Ranking, pareto, ranking
from tests.loaders.conftest import Home

pytestmark = pytest.mark.real
ONE_ORDER = "23843"  # sold and cancelled within twelve minutes, all 80,995 of it
PRODUCTS = ("PROD424", "PROD660")
GOODS = Query("refund_units_rate", where=(("category", ("goods",)),))

# Written from the definitions, over the log as it is: one row an event, in the order of its index.
LOG = """
with events as (
  select "case:concept:name" as id, cast(event_index as integer) as place,
    cast("time:timestamp" as timestamptz) as at_time, "concept:name" = 'Completed' as solved,
    "org:group" as team, "org:resource" as agent, product
  from read_csv($path, all_varchar = true)
),
steps as (
  select *, lag(solved) over log as was_solved, lag(team) over log as team_before,
    lag(agent) over log as agent_before
  from events window log as (partition by id order by place)
),
cases as (
  select id, arg_max(product, place) as product, bool_or(solved) as solved,
    bool_or(was_solved and not solved) as reopened,
    count(distinct at_time) filter (team <> team_before or agent <> agent_before) as handoffs
  from steps group by id
)
select product, count(*) as cases, count(*) filter (solved) as solved,
  count(*) filter (reopened) as reopened, sum(handoffs)::bigint as handoffs
from cases where list_contains($products, product) group by product
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[Store]:
    home = Home(tmp_path_factory.mktemp("shop"))
    home.write_config("sla.yaml", "timezone: Europe/London\ncurrency: GBP\n")
    assert home.load(real_data / "online_retail.csv.gz").exit_code == 0
    store = Store(home.settings)
    yield store
    store.close()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[Store]:
    home = Home(tmp_path_factory.mktemp("log"))
    home.write_config("sla.yaml", "timezone: Europe/Stockholm\n")
    assert home.load(real_data / "bpi2013_incidents.csv.gz").exit_code == 0
    store = Store(home.settings)
    yield store
    store.close()


@pytest.fixture(scope="module")
def ranked(shop: Store) -> Ranking:
    return ranking(shop, GOODS, "product")


def test_one_order_tops_the_raw_rankings(shop: Store) -> None:
    raw = pareto(shop, GOODS, "product")
    assert (raw.rows[0].member, raw.rows[0].count) == (ONE_ORDER, 80_995)
    assert raw.by_rate[0].member == ONE_ORDER


def test_one_order_does_not_top_the_ranking_by_what_it_proves(ranked: Ranking) -> None:
    """One event over 80,995 units says that the product is sent back rarely, if anything."""
    places = [row.member for row in ranked.rows]
    assert places[0] != ONE_ORDER
    row = ranked.rows[places.index(ONE_ORDER)]
    assert (row.value, row.events, row.exposure) == (1, 1, 80_995)
    assert (row.shrunk or 1) < (ranked.pooled or 0) / 10
    # what leads was sent back by many, and more often than the funnel allows
    first = ranked.rows[0]
    assert first.events >= 10
    assert first.beyond == 1


def test_cancellations_are_counted_once_each(ranked: Ranking, real_data: Path) -> None:
    lines = duckdb.execute(
        "select count(*), count(distinct StockCode) from read_csv($path, all_varchar = true) "
        "where InvoiceNo like 'C%' and regexp_matches(StockCode, '^[0-9]{5}')",
        {"path": str(real_data / "online_retail.csv.gz")},
    ).fetchone()
    assert lines is not None
    assert sum(row.events for row in ranked.rows) == lines[0]
    assert sum(row.events > 0 for row in ranked.rows) == lines[1]


def test_two_products_of_the_log(log: Store, real_data: Path) -> None:
    path = str(real_data / "bpi2013_incidents.csv.gz")
    found = duckdb.execute(LOG, {"path": path, "products": list(PRODUCTS)}).fetchall()
    expected = {product: numbers for product, *numbers in found}
    assert {product: cases for product, (cases, *_) in expected.items()} == {
        "PROD424": 882, "PROD660": 484,
    }  # fmt: skip

    def halves(metric: str) -> dict[str | None, tuple[float | None, float | None]]:
        asked = Query(metric, by=("product",), where=(("product", PRODUCTS),))
        return {p.members[0]: (p.numerator, p.denominator) for p in log.query(asked).points}

    assert halves("reopen_rate") == {
        product: (reopened, solved) for product, (_, solved, reopened, _) in expected.items()
    }
    assert halves("handoffs_per_ticket") == {
        product: (handoffs, cases) for product, (cases, _, _, handoffs) in expected.items()
    }


def test_a_log_without_customers_tells_no_repeat_contacts(log: Store) -> None:
    for product in PRODUCTS:
        asked = Query("repeat_contact_rate_7d", where=(("product", (product,)),))
        (point,) = log.query(asked).points
        assert (point.value, point.denominator, point.undecided) == (None, 0, 0)
        assert point.reason == "nothing to divide by"
