"""Today: which cases to save first, what was missed and why, and whether the work keeps up."""

from pages.components import brief, cases, clocks, day, frame, hours, missed, stops, work
from pages.components.state import DAY

view = frame.page(
    "Today",
    question="Which cases do I save first, and does the work keep up?",
    metrics=day.metrics(),
    asks=DAY,
)
brief.draw_brief(view)
clocks.draw_clocks(view)
cases.draw_oldest(view)
day.draw_numbers(view)
missed.draw_missed(view)
hours.draw_hours(view)
work.draw_work(view)
stops.draw_stops(view)
