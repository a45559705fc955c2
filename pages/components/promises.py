"""What was promised after a stop: actions that are overdue, and whether the fixes work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metrics.language import mark, tr
from metrics.model import Query, Where
from pages.components import fmt, links
from pages.components.dom import draw, el
from pages.components.frame import View
from pages.components.grid import Cell, grid
from pages.components.text import short

OVERDUE, EFFECT = "actions_overdue", "fix_effective_share"
LISTED = 15
ACTIONS = {
    mark("Action"): "nowrap",
    mark("What"): "",
    mark("Kind"): "desk",
    mark("Product"): "desk",
    mark("Owner"): "",
    mark("Due"): "nowrap",
    mark("Late by"): "number",
}
FIXES = {
    mark("Analysis"): "nowrap",
    mark("Product"): "",
    mark("Defect"): "desk",
    mark("Fix"): "desk",
    mark("In place"): "nowrap",
    mark("Promised"): "number",
    mark("Found"): "number",
    mark("Verdict"): "",
}
TONES = {"effective": "better", mark("not effective"): "worse"}
MARKS = {"effective": "▼ ", mark("not effective"): "▲ "}


def draw_overdue(view: View) -> None:
    """Draw the actions that are overdue at the as-of, the longest first."""
    query = Query(
        OVERDUE, where=view.narrowed(OVERDUE)[0], scope=view.scope, snapshot=view.snapshot.number
    )
    found = view.store.rows(query, LISTED, order=("overdue_at",))
    rows = [_action(view, row) for row in found.named]
    says = tr("as of {moment}", moment=fmt.moment(view.snapshot.as_of, view.snapshot.timezone))
    if found.total > len(rows):
        says += tr(", the {count} oldest of {total}", count=len(rows), total=found.total)
    draw(
        grid(tr("Actions overdue"), says, ACTIONS, rows, tr("No action is overdue.")),
        key="overdue",
        on=links.act,
    )


def _action(view: View, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    late = (view.snapshot.as_of - row["overdue_at"]).total_seconds()
    return (
        row["action_id"],
        short(row["description"] or "–", 60),
        tr(row["kind"]),
        links.product(view, row["product"], limit=48),
        links.person(view, row["owner"]) if row["owner"] else "–",
        fmt.clock(row["overdue_at"], view.snapshot.timezone, view.snapshot.today),
        el("span", "worse", fmt.age(late)),
    )


def draw_fixes(view: View, where: Where | None = None) -> None:
    """Draw the verdict on each fix whose effect was promised beforehand, newest first.

    `where` narrows by columns of the verdicts; None: by the view's filters.
    """
    where = view.narrowed(EFFECT)[0] if where is None else where
    found = view.store.fact_rows(
        "fix_verdicts", where, 0, scope=view.scope, snapshot=view.snapshot.number
    )
    rows = found.named[::-1]
    shown = [_fix(view, row) for row in rows[:LISTED]]
    says = tr("Metric, threshold and window were fixed before; the verdict is computed.")
    if len(rows) > LISTED:
        says = tr(
            "The newest {listed} of {count}. {says}", listed=LISTED, count=len(rows), says=says
        )
    draw(
        grid(
            tr("Do the fixes work?"), says, FIXES, shown, tr("No fix has a plan to be judged by.")
        ),
        key="fixes",
        on=links.act,
    )


def _fix(view: View, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    verdict = row["verdict"] or tr("n/a – {reason}", reason=tr(row["reason"]))
    unit = " ppm" if row["effect_metric"] == "defect_rate_ppm" else " complaints"
    return (
        el("span", "", row["rca_id"], " ", links.stop(row["andon_id"])),
        links.product(view, row["product"], limit=48),
        row["defect_code"] or tr("any"),
        row["fix_type"] or "–",
        fmt.day(row["fixed_day"]),
        f"≤ {fmt.number(float(row['threshold']))}{unit}",
        fmt.NA if row["value"] is None else fmt.number(float(row["value"])),
        el("span", TONES.get(verdict, "muted"), MARKS.get(verdict, "") + tr(verdict)),
    )
