"""Analyses and actions of the stops, each row a trap. Times are UTC."""

from __future__ import annotations

from typing import Any

from tests.answers.traps import Row

PLAN = {"effect_metric": "defect_rate_ppm", "effect_window_days": 10}


def rca(number: str, stop: str, completed: str | None, **row: Any) -> Row:
    return {
        "rca_id": number, "andon_id": stop, "opened_at": "2026-03-01T00:00:00Z",
        "completed_at": f"2026-{completed}Z" if completed else None, **row,
    }  # fmt: skip


def action(
    number: str, cause: str, kind: str, due: str | None, done: str | None, **row: Any
) -> Row:
    return {
        "action_id": number, "rca_id": cause, "kind": kind, "opened_at": "2026-03-01T00:00:00Z",
        "due_at": f"2026-{due}Z" if due else None, "done_at": f"2026-{done}Z" if done else None,
        **row,
    }  # fmt: skip


RCAS: list[Row] = [
    # All seven fields; 3 defective of 1000 units shipped, 3000 allowed: just kept, and just enough
    # units to tell. It was completed at Taipei's midnight.
    rca("R1", "A50", "03-15T16:00:00", cause="reflow", evidence="x-ray", owner_id="S1",
        cause_category="process", method="8D", effect_threshold=3000, **PLAN),
    # The same plan a little stricter: too few units to expect three.
    rca("R2", "A50", "03-15T15:59:59", cause="reflow", effect_threshold=2999, **PLAN),
    # A window that holds the complaint at its end: 12 of 1000 units, more than allowed.
    rca("R3", "A50", None, effect_threshold=11_000, effect_metric="defect_rate_ppm",
        effect_window_days=11),
    # Complaints that were not rejected, three in ten days: as many as allowed, and one too many.
    rca("R4", "A50", None, effect_metric="complaints", effect_threshold=3, effect_window_days=10),
    rca("R5", "A50", None, effect_metric="complaints", effect_threshold=2, effect_window_days=10),
    # A metric that nobody knows; a plan without its threshold.
    rca("R6", "A50", None, effect_metric="happiness", effect_threshold=3, effect_window_days=10),
    rca("R7", "A50", None, effect_metric="complaints", effect_window_days=10),
    # The window ends with the data (52 days after the fix), and is not over; an owner
    # who is on no list is an owner.
    rca("R8", "A2", "05-20T00:00:00", effect_metric="complaints", effect_threshold=1,
        effect_window_days=52, owner_id="S99", cause_category="design"),
    rca("R9", "A2", None, effect_metric="complaints", effect_threshold=1, effect_window_days=53),
    # No fix yet; a stop that is on no register.
    rca("R10", "A3", "05-20T00:00:00", effect_metric="complaints", effect_threshold=1,
        effect_window_days=1),
    rca("R11", "A99", "05-21T00:00:00", cause="?", evidence="!"),
]  # fmt: skip
ACTIONS: list[Row] = [
    action("T1", "R1", "containment", "03-03T00:00:00", "03-02T00:00:00", owner_id="S1"),
    # Done to the second; a second late.
    action("T2", "R1", "corrective", "03-10T00:00:00", "03-10T00:00:00", owner_id="S1"),
    action("T3", "R1", "preventive", "03-10T00:00:00", "03-10T00:00:01", owner_id="S2"),
    # Overdue for five days from Taipei's midnight to Taipei's midnight; twice the same kind.
    action("T4", "R2", "corrective", "03-15T16:00:00", "03-20T16:00:00", owner_id="S99"),
    action("T5", "R2", "corrective", None, None),
    # Due when the data end; due later that day; due next month.
    action("T6", "R8", "containment", "06-30T04:00:00", None, owner_id="S2"),
    action("T7", "R8", "preventive", "06-30T04:00:01", None, owner_id="S2"),
    action("T8", "R8", "preventive", "07-15T00:00:00", None),
    # Of a stop that is on no register, of an analysis that is on none; never done.
    action("T9", "R11", "corrective", "05-01T00:00:00", None),
    action("T10", "R99", "corrective", "05-02T00:00:00", None, owner_id="S1"),
]
