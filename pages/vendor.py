"""Vendor: a scorecard to hand over, and what stands behind each of its numbers."""

from pages.components import frame, vendor_story
from pages.components.state import VENDOR

view = frame.page(
    "Vendor",
    question="How does this vendor stand against the others, and what is still owed?",
    metrics=vendor_story.metrics(),
    asks=VENDOR,
    narrows=False,
)
vendor_story.draw_vendor(view)
