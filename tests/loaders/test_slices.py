"""A feed without an id: overlapping exports neither double nor halve a day."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.loaders.conftest import Home

SOURCE = """
shop:
  files: {pattern: "shop*.csv", headers: [invoice, sku, n, sold_at]}
  replaces: {day: sold::date, time: sold}
  lines:
    sold: sold_at::timestamp
    units: n::bigint
    is_back: starts_with(invoice, 'C')
  leave_out:
    stock correction: not is_back and units <= 0
  tables:
    shipments:
      where: not is_back
      group_by: [sold::date, sku]
      columns: {shipped_on: min(sold::date), product_id: min(sku), units: sum(units)}
    refunds:
      where: is_back
      columns:
        refund_id: invoice || '-' || line_id()
        requested_at: sold
        order_id: invoice
        units: -units
        product_id: sku
        amount: -units
        currency: "'TWD'"
    products:
      harvest: true
      group_by: sku
      columns: {product_id: sku}
"""
HEAD = "invoice,sku,n,sold_at\n"


def lines(seed: int) -> list[str]:
    """Six days of a shop, with equal lines in one invoice and lines of one instant."""
    rng = random.Random(seed)
    found = []
    moment = dt.datetime(2026, 3, 2, 8)
    while moment < dt.datetime(2026, 3, 8):
        invoice = f"{'C' if rng.random() < 0.2 else 'I'}{len(found)}"
        for _ in range(rng.randint(1, 4)):
            sku = rng.choice(["P1", "P2"])
            count = -1 if invoice[0] == "C" else rng.choice([1, 1, 2, -1])
            line = f"{invoice},{sku},{count},{moment:%Y-%m-%d %H:%M}\n"
            found += [line] * rng.choice([1, 1, 1, 2])
        moment += dt.timedelta(minutes=rng.choice([5, 90, 400]))
    return found


def totals(home: Home) -> tuple[Counter, Counter]:
    shipped = home.sql("select shipped_on, product_id, units from shipments")
    refunded = home.sql("select order_id, product_id, units from refunds")
    return (Counter({(d, p): u for d, p, u in shipped}), Counter((o, p) for o, p, _ in refunded))


def expected(whole: list[str]) -> tuple[Counter, Counter]:
    shipped: Counter = Counter()
    refunded: Counter = Counter()
    for line in whole:
        invoice, sku, count, when = line.strip().split(",")
        if invoice[0] == "C":
            refunded[(invoice, sku)] += 1
        elif int(count) > 0:
            shipped[(dt.date.fromisoformat(when[:10]), sku)] += int(count)
    return shipped, refunded


@pytest.mark.parametrize("seed", range(6))
def test_overlapping_and_cut_exports_in_any_order_give_the_whole(
    new_home: Callable[[str], Home], seed: int
) -> None:
    whole = lines(seed)
    rng = random.Random(100 + seed)
    cuts = sorted(rng.sample(range(1, len(whole)), 2))
    overlap = rng.randint(0, 15)
    parts = [
        whole[: cuts[0]],
        whole[max(0, cuts[0] - overlap) : cuts[1]],
        whole[max(0, cuts[1] - overlap) :],
    ]
    order = [0, 1, 2]
    rng.shuffle(order)
    home = new_home(f"s{seed}")
    home.write_config("sources/shop.yaml", SOURCE)
    for k in order:
        report = home.load(home.file(f"shop-{k}.csv", HEAD + "".join(parts[k])))
        (file,) = report.files
        placed = file.lines_used + file.lines_duplicate + file.lines_left_out
        assert placed == file.lines_read == len(parts[k])
        assert file.lines_quarantined == 0
    assert totals(home) == expected(whole)


def test_a_newer_whole_export_takes_back_a_line_that_was_corrected_away(home: Home) -> None:
    home.write_config("sources/shop.yaml", SOURCE)
    days = [f"I{d},P1,{d},2026-03-0{d} 09:00\n" for d in range(2, 7)]
    wrong = "I4,P1,100,2026-03-04 10:00\n"
    home.load(home.file("shop-1.csv", HEAD + "".join([*days, wrong])))
    home.load(home.file("shop-2.csv", HEAD + "".join([*days, "I9,P1,9,2026-03-09 09:00\n"])))
    assert totals(home)[0][(dt.date(2026, 3, 4), "P1")] == 4


def test_an_older_export_that_comes_late_does_not_take_back_a_correction(home: Home) -> None:
    home.write_config("sources/shop.yaml", SOURCE)
    days = [f"I{d},P1,{d},2026-03-0{d} 09:00\n" for d in range(2, 7)]
    wrong = "I4,P1,100,2026-03-04 10:00\n"
    home.load(home.file("shop-2.csv", HEAD + "".join([*days, "I9,P1,9,2026-03-09 09:00\n"])))
    home.load(home.file("shop-1.csv", HEAD + "".join([*days, wrong])))
    assert totals(home)[0][(dt.date(2026, 3, 4), "P1")] == 4


def test_names_are_harvested_from_left_out_lines_too(home: Home) -> None:
    home.write_config("sources/shop.yaml", SOURCE)
    text = HEAD + "I1,P1,1,2026-03-02 09:00\nI2,P9,-5,2026-03-02 09:00\n"
    report = home.load(home.file("shop.csv", text))
    assert report.files[0].left_out == {"stock correction": 1}
    assert home.sql("select product_id from products order by 1") == [("P1",), ("P9",)]
