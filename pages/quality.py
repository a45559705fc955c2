"""Quality and workload: is the work good, and does it keep up."""

from pages.components import agents_funnel, audit_desk, flow, leads, topics

view = topics.topic(
    "Quality and workload",
    "Is the work good, and does it keep up?",
    topics.QUALITY,
)
leads.quality(view)
topics.draw_numbers(view)
flow.draw_flow(view)
flow.draw_stages(view)
audit_desk.draw_plan(view)
audit_desk.draw_agreement(view)
agents_funnel.draw_units(view)
