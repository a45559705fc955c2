"""What each topic's page says first: its question, answered in two or three sentences."""

from __future__ import annotations

from metrics.language import tr, tr_n
from pages.components import fmt, links, suspects
from pages.components.dom import Node, el
from pages.components.frame import View
from pages.components.lead import Lead

# Stops and recurrences are rare: a quarter of a year holds too few of them to say anything.
YEAR, QUARTER = 52, 13


def bold(text: str) -> Node:
    """Return `text` as a sentence's number."""
    return el("b", "", text)


def stop_sales(view: View) -> None:
    """Say how fast we stop a defect, what escaped, and whether we were right."""
    lead = Lead(view, YEAR)
    standing = lead.standing("open_stops", most=0)
    if standing is not None:
        selling = sum(1 for row in standing.named if row["suspended_at"] is None)
        lead.say(
            tr_n("{n} product is stopped now.", "{n} products are stopped now.", standing.total)
        )
        if selling:
            still = tr_n("▲ {n} of them is still on sale.", "▲ {n} of them are still on sale.",
                         selling)  # fmt: skip
            lead.say("{still}", still=el("span", "worse", still))
    lead.say(
        tr("Half of the stops were off sale within {half}, nine of ten within {most}."),
        half=lead.number("time_to_suspend_p50"), most=lead.number("time_to_suspend_p90"),
    )  # fmt: skip
    lead.say(
        tr("{share} of them kept what is promised."),
        share=lead.number("sla_adherence", "suspension"),
    )
    lead.say(tr("{units} units escaped meanwhile."), units=lead.number("escaped_units"))
    lead.say(
        tr("{share} of the stops that were judged were right."),
        share=lead.number("suspension_precision"),
    )
    lead.draw()


def defects(view: View) -> None:
    """Say which products have more defects than chance explains."""
    lead = Lead(view, QUARTER)
    risen = [one for one in suspects.signals(view).signals if not one.stopped]
    if risen:
        first = risen[0]
        message = tr_n(
            "{n} defect rises that nobody has stopped: {product}, {defect}, "
            "{count} complaints where {expected} were expected.",
            "{n} defects rise that nobody has stopped, first of them {product}, {defect}: "
            "{count} complaints where {expected} were expected.",
            len(risen), product="{product}", defect="{defect}", count="{count}",
            expected="{expected}",
        )  # fmt: skip
        lead.say(
            message,
            product=links.product(view, first.member),
            defect=first.defect_code,
            count=bold(fmt.number(first.n)),
            expected=fmt.number(first.expected, 1),
        )
    elif suspects.signals(view).tested:
        lead.say(tr("No defect rises that is not stopped already."))
    lead.say(
        tr("{rate} of what was shipped came back defective."), rate=lead.number("defect_rate_ppm")
    )
    found = suspects.ranking_of(view)
    above = sum(1 for one in found.rows if one.beyond == 1 and not one.low_n)
    judged = sum(1 for one in found.rows if one.rate is not None and not one.low_n)
    if judged:
        lead.say(
            tr("{above} of {judged} products have more defects than chance explains."),
            above=bold(fmt.number(above)),
            judged=fmt.number(judged),
        )
    lead.draw()


def recurrence(view: View) -> None:
    """Say what comes back, and which fixes hold."""
    lead = Lead(view, YEAR)
    back = lead.point("recurrence_rate_90d")
    if back is not None:
        lead.say(
            tr("{back} of {cleared} problems that were cleared came back within 90 days: {rate}, "
               "most likely {low} to {high}."),
            back=bold(fmt.number(back.numerator or 0)),
            cleared=fmt.number(back.denominator or 0),
            rate=lead.number("recurrence_rate_90d"),
            low=_share(back.low),
            high=_share(back.high),
        )  # fmt: skip
        if back.undecided:
            lead.say(
                tr_n("{n} more is too young to tell.", "{n} more are too young to tell.",
                     back.undecided)
            )  # fmt: skip
    lead.say(
        tr("{share} of the fixes that were judged keep what was promised."),
        share=lead.number("fix_effective_share"),
    )
    lead.draw()


def causes(view: View) -> None:
    """Say whether we find causes in time, and do what we said we would."""
    lead = Lead(view, YEAR)
    late = lead.standing("actions_overdue", order=("overdue_at",))
    if late is not None:
        if late.total:
            oldest = late.named[0]
            age = (view.snapshot.as_of - oldest["overdue_at"]).total_seconds()
            message = tr_n(
                "▲ {n} action is overdue, by {age}.",
                "▲ {n} actions are overdue, the oldest by {age}.",
                late.total, age=fmt.age(age),
            )  # fmt: skip
            lead.say("{late}", late=el("span", "worse", message))
        else:
            lead.say(tr("No action is overdue."))
    lead.say(tr("{share} of the causes were found in time."), share=lead.number("rca_on_time"))
    lead.say(
        tr("{share} of the fixes that were judged keep what was promised."),
        share=lead.number("fix_effective_share"),
    )
    escalated = lead.standing("escalations_open")
    if escalated is not None:
        count = escalated.total
        lead.say(tr_n("{n} escalation is open.", "{n} escalations are open.", count))
    lead.draw()


def refunds(view: View) -> None:
    """Say whether customers get what they are owed, in time, and no more."""
    lead = Lead(view, QUARTER)
    lead.say(tr("{share} of the refunds gave what was owed."), share=lead.number("refund_accuracy"))
    lead.say(tr("{money} went out above it."), money=lead.number("refund_leakage"))
    lead.say(
        tr("Nine of ten were decided within {decided} and paid within {paid}."),
        decided=lead.number("refund_time_to_decide_p90"),
        paid=lead.number("refund_time_to_pay_p90"),
    )
    lead.say(tr("{count} failed checks want a look."), count=lead.number("refund_exceptions"))
    lead.draw()


def quality(view: View) -> None:
    """Say whether the work is good, and keeps up."""
    lead = Lead(view, QUARTER)
    lead.say(
        tr("{came} cases came in and {solved} were solved: the backlog stands at {backlog}."),
        came=lead.number("arrivals"),
        solved=lead.number("solves"),
        backlog=lead.number("backlog"),
    )
    lead.say(
        tr("Audits gave the work {score} of the points; {passed} of it passed."),
        score=lead.number("qa_score"),
        passed=lead.number("qa_pass_rate"),
    )
    lead.say(
        tr("{share} did not go straight through."),
        share=lead.number("rework_rate"),
    )
    lead.draw()


def _share(value: float | None) -> str | None:
    return None if value is None else f"{fmt.number(value * 100, 1)}{fmt.THIN}%"
