"""Service levels: whether promises are kept, where they are not, and what could be."""

from pages.components import agents_funnel, frame, levels, miss_hours, pauses, what_if
from pages.components.state import WEEKS

view = frame.page(
    "Service levels",
    question="Do we keep our promises, and where not?",
    metrics=levels.metrics(),
    asks=WEEKS,
)
levels.draw_levels(view)
agents_funnel.draw_units(view)
miss_hours.draw_heat(view)
pauses.draw_pauses(view)
what_if.draw_what_if(view)
