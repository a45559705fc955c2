"""Defects: which products, lots and vendors have more defects than chance explains."""

from pages.components import leads, rates, suspects, topics

view = topics.topic(
    "Defects",
    "Which products, lots and vendors have more defects than chance explains?",
    topics.DEFECTS,
)
leads.defects(view)
suspects.draw_signals(view)
topics.draw_numbers(view)
suspects.draw_ranking(view)
suspects.draw_makers(view)
rates.draw_funnel(view)
rates.draw_pareto(view)
rates.draw_cohorts(view)
