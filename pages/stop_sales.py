"""Stop-sales: how fast do we stop a defect, what escaped, and were we right."""

from pages.components import topics

view = topics.topic(
    "Stop-sales",
    "How fast do we stop a defect, what escaped, and were we right?",
    topics.STOP_SALES,
)
topics.draw_numbers(view)
