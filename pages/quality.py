"""Quality and workload: is the work good, and does it keep up."""

from pages.components import topics

view = topics.topic(
    "Quality and workload",
    "Is the work good, and does it keep up?",
    topics.QUALITY,
)
topics.draw_numbers(view)
