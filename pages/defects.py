"""Defects: which products, lots and vendors have more defects than chance explains."""

from pages.components import topics

view = topics.topic(
    "Defects",
    "Which products, lots and vendors have more defects than chance explains?",
    topics.DEFECTS,
)
topics.draw_numbers(view)
