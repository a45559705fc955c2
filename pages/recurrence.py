"""Recurrence: what comes back, how soon, and which fixes hold."""

from pages.components import holding, leads, promises, returns, topics
from pages.components.state import RECURRENCE

view = topics.topic(
    "Recurrence",
    "What comes back, how soon, and which fixes hold?",
    topics.RECURRENCE,
    RECURRENCE,
)
leads.recurrence(view)
topics.draw_numbers(view)
holding.draw_curves(view)
returns.draw_matrix(view)
returns.draw_count(view)
promises.draw_fixes(view)
