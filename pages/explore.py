"""Explore: any metric by any of its dimensions, over time, and its rows."""

from pages.components import explore, frame
from pages.components.state import EXPLORE

view = frame.page(
    "Explore", question="How does a number differ between members, and since when?", asks=EXPLORE
)
explore.draw_explore(view)
