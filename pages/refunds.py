"""Refunds: do customers get what they are owed, in time, and no more."""

from pages.components import breaches, leads, refund_weeks, topics

view = topics.topic(
    "Refunds",
    "Do customers get what they are owed, in time, and no more?",
    topics.REFUNDS,
)
leads.refunds(view)
topics.draw_numbers(view)
breaches.draw_breaches(view)
refund_weeks.draw_weeks(view)
