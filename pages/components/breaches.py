"""Refund exceptions of the week by the check that they fail, each with its rows."""

from __future__ import annotations

from metrics import Period
from metrics.language import mark, tr
from metrics.periods import WEEK
from pages.components import fmt, links, opened
from pages.components.dom import draw, el
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
    mark("Product"): "desk",
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


def _refund(row: dict[str, object]) -> Cell:
    """Return the refund's number, with the way to the story of its ticket where it names one."""
    number, ticket = short(str(row["refund_id"]), 40), row["ticket_id"]
    return el("span", "", number, " ", links.case(str(ticket))) if ticket else number


def _against(row: dict[str, object]) -> Cell:
    """Return what the check holds the refund against: what was owed, a stop, another refund."""
    if row["check"] == "over_entitlement" and row["entitled_amount"] is not None:
        owed = dict(row, amount=row["entitled_amount"])
        return tr("owed {money}", money=_money(owed))
    if row["check"] == "after_resume" and row["evidence"]:
        return links.stop(str(row["evidence"]))
    return short(str(row["evidence"]), 40) if row["evidence"] else "–"


def _listed(view: View, row: dict[str, object]) -> tuple[Cell, ...]:
    check = str(row["check"])
    asked = row["requested_at"]
    return (
        _refund(row),
        tr(WORDS.get(check, fmt.words(check))),
        fmt.clock(asked, view.snapshot.timezone, view.snapshot.today),  # type: ignore[arg-type]
        _money(row),
        _against(row),
        links.product(view, row["product"], limit=40),  # type: ignore[arg-type]
        str(row.get("region") or tr("unknown")),
    )
