"""Words that are declared as names and shown as words: marked here, to be translated there.

A target, a status or a state of a clock reaches the reader through `fmt.words` or `tr`; no
literal of theirs stands where it is shown.
"""

from __future__ import annotations

from metrics.language import mark

TARGETS = (
    mark("First response"), mark("Next response"), mark("Resolution"), mark("Complaint verdict"),
    mark("Refund decision"), mark("Refund payment"), mark("Return inspection"), mark("Suspension"),
    mark("Root cause"), mark("Corrective action"), mark("Unknown"),
)  # fmt: skip
STATUSES = (
    mark("new"), mark("open"), mark("pending"), mark("on hold"), mark("solved"), mark("closed"),
)  # fmt: skip
CLOCK_STATES = (mark("active"), mark("paused"), mark("closed"))
ACTION_STATES = (mark("open"), mark("done"), mark("dropped"))
UNITS = (
    mark("count"), mark("units"), mark("money"), mark("percent"), mark("ppm"), mark("per ticket"),
    mark("per agent"), mark("coefficient"), mark("minutes"), mark("hours"), mark("days"),
)  # fmt: skip
TABLES = (
    mark("Tickets"), mark("Ticket events"), mark("Complaints"), mark("Refunds"), mark("Shipments"),
    mark("Actions"), mark("Audits"), mark("Products"), mark("Staff"),
)  # fmt: skip
# Names that say less than the words of the field.
CALLED = {
    "andons": mark("Stop-sales"),
    "rcas": mark("Root cause analyses"),
    "fx_rates": mark("Exchange rates"),
}
CAUSES = (mark("late rows"), mark("policy version"), mark("definition version"))
JUDGEMENTS = (mark("better"), mark("worse"), mark("same"), mark("neutral"))
VERDICTS = (
    mark("pending"), mark("confirmed"), mark("rejected"), mark("effective"), mark("not effective"),
    mark("containment"), mark("corrective"), mark("preventive"), mark("critical"), mark("error"),
    mark("too early"),
    mark("warn"),
)  # fmt: skip
EVENTS = (mark("Status"), mark("Bot message"), mark("Escalated"))
STEPS = (mark("day"), mark("week"), mark("month"))
ROLES = (mark("agent"), mark("customer"), mark("bot"), mark("system"))
