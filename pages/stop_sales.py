"""Stop-sales: how fast do we stop a defect, what escaped, and were we right."""

from pages.components import leads, register, stop_waits, topics

view = topics.topic(
    "Stop-sales",
    "How fast do we stop a defect, what escaped, and were we right?",
    topics.STOP_SALES,
)
leads.stop_sales(view)
register.draw_stages(view)
topics.draw_numbers(view)
register.draw_register(view)
stop_waits.draw_waits(view)
stop_waits.draw_costs(view)
register.draw_back_test(view)
