"""Catalogue: what every number means, what it counts, who answers for it, and its SQL."""

from metrics import GoneError, NoDataError
from metrics.kept import tell
from pages.components import entries, frame, notes
from pages.components.frame import View

view: View | None
try:
    view = frame.page(
        "Catalogue",
        question="What does each number mean, which rows does it count, and who answers for it?",
    )
except GoneError as problem:
    view = None
    notes.gone(tell(problem))
except NoDataError:
    view = None  # what a number means is known before there is one
entries.draw_entries(view)
