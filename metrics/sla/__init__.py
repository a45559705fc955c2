"""SLA clocks: calendars and policies as ``sla.yaml`` declares them, and what clocks need of them.

A *promise* is a policy's target: so much business time of a calendar, on a case of a kind.
"""

from metrics.sla.calendars import ALWAYS, Calendar, Version
from metrics.sla.policies import KINDS, MATCH_FIELDS, PAUSES, TARGETS, Policy, Promises, Target
from metrics.sla.read import load_promises, read_promises

__all__ = [
    "ALWAYS",
    "KINDS",
    "MATCH_FIELDS",
    "PAUSES",
    "TARGETS",
    "Calendar",
    "Policy",
    "Promises",
    "Target",
    "Version",
    "load_promises",
    "read_promises",
]
