"""Ticket: everything that is known of one case, from its first event to its last."""

from pages.components import frame, ticket
from pages.components.state import CASE

view = frame.page(
    "Ticket",
    question="What happened to this case, who held it, and did we keep our promises?",
    metrics=(),
    asks=CASE,
)
ticket.draw_ticket(view)
