"""Catalogue: what every number means, what it counts, who answers for it, and its SQL."""

from metrics import NoDataError
from pages.components import entries, frame
from pages.components.frame import View

view: View | None
try:
    view = frame.page(
        "Catalogue",
        question="What does each number mean, which rows does it count, and who answers for it?",
    )
except NoDataError:
    view = None  # what a number means is known before there is one
entries.draw_entries(view)
