"""Product: its defect rate, lots, complaints, stops and fixes on one time axis."""

from pages.components import frame, product_story
from pages.components.state import PRODUCT

view = frame.page(
    "Product",
    question="Is this product getting worse, which lot is it, and do its fixes hold?",
    metrics=product_story.metrics(),
    asks=PRODUCT,
    narrows=False,
)
product_story.draw_product(view)
