"""The pages of one topic each: which metrics they show, in which order, and the frame of all."""

from __future__ import annotations

from collections.abc import Collection

from pages.components import ask, frame
from pages.components.board import draw_board
from pages.components.frame import View
from pages.components.state import REVIEW

# Inputs before outputs. A metric that the catalogue lacks is left out.
STOP_SALES = (
    "open_stops",
    "time_to_suspend_p50",
    "time_to_suspend_p90",
    "detection_lag_p50",
    "escaped_units",
    "exposed_customers",
    "stop_to_resume_p50",
    "suspension_precision",
    "missed_pulls",
    "resuspension_rate",
)
DEFECTS = (
    "units_shipped",
    "complaints_reported",
    "confirmed_share",
    "defect_rate_ppm",
    "defect_rate_cohort_ppm",
)
RECURRENCE = (
    "recurrence_rate_30d",
    "recurrence_rate_60d",
    "recurrence_rate_90d",
    "fix_effective_share",
    "repeat_contact_rate_7d",
    "reopen_rate",
)
CAUSES = (
    "rca_on_time",
    "rca_completeness",
    "actions_overdue",
    "fix_effective_share",
    "escalated_share",
    "escalations_open",
)
REFUNDS = (
    "refunds_requested",
    "refund_accuracy",
    "refund_leakage",
    "refund_exceptions",
    "refund_time_to_decide_p90",
    "refund_time_to_pay_p90",
    "return_inspection_p90",
    "refund_units_rate",
    "refund_rate_by_cohort",
    "refund_amount",
    "cost_of_poor_quality",
)
QUALITY = (
    "arrivals",
    "solves",
    "backlog",
    "backlog_age_p90",
    "wip_per_agent",
    "handoffs_per_ticket",
    "rework_rate",
    "misrouted_share",
    "qa_score",
    "qa_pass_rate",
    "critical_error_rate",
    "qa_coverage",
    "qa_agreement_kappa",
)


def topic(
    title: str, question: str, metrics: tuple[str, ...], asks: Collection[str] = REVIEW
) -> View:
    """Draw the frame of a topic's page; return what the viewer asks for."""
    known = ask.store().catalogue.metrics
    shown = tuple(name for name in metrics if name in known)
    return frame.page(title, question=question, metrics=shown, asks=asks)


def draw_numbers(view: View) -> None:
    """Draw the topic's metrics as the weekly review would: exceptions first, the rest quiet."""
    draw_board(view, meeting=False)
