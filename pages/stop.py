"""Stop-sale: everything that is known of one stop, from the first complaint to the resume."""

from pages.components import frame, stop_story
from pages.components.state import STOP

view = frame.page(
    "Stop-sale",
    question="What was stopped, what had escaped, where did it wait, and did the fix hold?",
    metrics=(),
    asks=STOP,
)
stop_story.draw_stop(view)
