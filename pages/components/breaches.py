"""Refund exceptions of the week by the check that they fail, each with its rows."""

from __future__ import annotations

from metrics import Period
from metrics.language import mark, tr
from metrics.periods import WEEK
from pages.components import fmt, opened
from pages.components.dom import draw
from pages.components.frame import View
from pages.components.grid import Cell, grid
from pages.components.text import short

METRIC = "refund_exceptions"
LISTED = 20
COLUMNS = {
    mark("Refund"): "nowrap",
    mark("Check"): "",
    mark("Asked for"): "nowrap desk",
    mark("Amount"): "number",
    mark("Against"): "desk",
    mark("Region"): "desk",
}
WORDS = {
    "duplicate": mark("refunded twice"),
    "over_entitlement": mark("more than was owed"),
    "before_return": mark("paid before the return"),
    "rejected_complaint": mark("on a rejected complaint"),
    "currency_differs": mark("in another currency than the order"),
    "self_approved": mark("approved by who asked"),
    "after_resume": mark("same defect after the resume"),
}


def draw_breaches(view: View) -> None:
    """Draw the week's exceptions, newest first, as a work list."""
    period = Period(view.week, view.week + WEEK, "week")
    query = view.query(METRIC, period)
    found = view.store.rows(query, LISTED, order=("-requested_at",))
    rows = [_listed(view, row) for row in found.named]
    says = f"{fmt.week(view.week)}"
    if found.total > len(rows):
        says += tr(", the newest {count} of {total}", count=len(rows), total=found.total)
    none = tr("No refund of this week fails a check.")
    draw(
        grid(tr("Exceptions to look at"), says, COLUMNS, rows, none), key="breaches", on=opened.act
    )


def _money(row: dict[str, object]) -> str:
    if row["amount"] is None:
        return fmt.NA
    amount = float(str(row["amount"]))
    return f"{fmt.number(amount, 0 if amount.is_integer() else 2)} {row['currency']}"


def _listed(view: View, row: dict[str, object]) -> tuple[Cell, ...]:
    check = str(row["check"])
    evidence = row.get("evidence")
    asked = row["requested_at"]
    return (
        short(str(row["refund_id"]), 40),
        tr(WORDS.get(check, fmt.words(check))),
        fmt.clock(asked, view.snapshot.timezone, view.snapshot.today),  # type: ignore[arg-type]
        _money(row),
        short(str(evidence), 40) if evidence else "–",
        str(row.get("region") or tr("unknown")),
    )
