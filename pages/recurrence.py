"""Recurrence: what comes back, how soon, and which fixes hold."""

from pages.components import holding, leads, returns, topics

view = topics.topic(
    "Recurrence",
    "What comes back, how soon, and which fixes hold?",
    topics.RECURRENCE,
)
leads.recurrence(view)
topics.draw_numbers(view)
holding.draw_curves(view)
returns.draw_matrix(view)
returns.draw_count(view)
