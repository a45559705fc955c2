"""Refunds: do customers get what they are owed, in time, and no more."""

from pages.components import breaches, topics

view = topics.topic(
    "Refunds",
    "Do customers get what they are owed, in time, and no more?",
    topics.REFUNDS,
)
topics.draw_numbers(view)
breaches.draw_breaches(view)
