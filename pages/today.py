"""Today: which cases to save first, what was missed and why, and whether the work keeps up."""

from pages.components import brief, cases, day, frame, stops, work
from pages.components.state import DAY

view = frame.page(
    "Today",
    question="Which cases do I save first, and does the work keep up?",
    metrics=day.metrics(),
    asks=DAY,
)
brief.draw_brief(view)
cases.draw_oldest(view)
day.draw_numbers(view)
work.draw_agents(view)
stops.draw_stops(view)
