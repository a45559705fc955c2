"""Causes and actions: do we find the cause in time, and do what we said we would."""

from pages.components import cause_table, leads, promises, topics

view = topics.topic(
    "Causes and actions",
    "Do we find the cause in time, and do what we said we would?",
    topics.CAUSES,
)
leads.causes(view)
topics.draw_numbers(view)
promises.draw_overdue(view)
promises.draw_fixes(view)
cause_table.draw_causes(view)
cause_table.draw_escalations(view)
