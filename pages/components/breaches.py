"""Refund exceptions of the week by the check that they fail, each with its rows."""

from __future__ import annotations

from metrics import Period
from metrics.periods import WEEK
from pages.components import fmt, opened
from pages.components.dom import draw
from pages.components.frame import View
from pages.components.grid import Cell, grid
from pages.components.text import short

METRIC = "refund_exceptions"
LISTED = 20
COLUMNS = {
    "Refund": "nowrap", "Check": "", "Asked for": "nowrap desk", "Amount": "number",
    "Against": "desk", "Region": "desk",
}  # fmt: skip
WORDS = {
    "duplicate": "refunded twice",
    "over_entitlement": "more than was owed",
    "before_return": "paid before the return",
    "rejected_complaint": "on a rejected complaint",
    "currency_differs": "in another currency than the order",
    "self_approved": "approved by who asked",
    "after_resume": "same defect after the resume",
}


def draw_breaches(view: View) -> None:
    """Draw the week's exceptions, newest first, as a work list."""
    period = Period(view.week, view.week + WEEK, "week")
    query = view.query(METRIC, period)
    found = view.store.rows(query, LISTED, order=("-requested_at",))
    rows = []
    for values in found.rows:
        row = dict(zip(found.columns, values, strict=True))
        rows.append(_listed(view, row))
    says = f"{fmt.week(view.week)}"
    if found.total > len(rows):
        says += f", the newest {len(rows)} of {found.total}"
    none = "No refund of this week fails a check."
    draw(grid("Exceptions to look at", says, COLUMNS, rows, none), key="breaches", on=opened.act)


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
        WORDS.get(check, fmt.words(check)),
        fmt.clock(asked, view.snapshot.timezone, view.snapshot.today),  # type: ignore[arg-type]
        _money(row),
        short(str(evidence), 40) if evidence else "–",
        str(row.get("region") or "unknown"),
    )
