"""The pages, and how one is run: what goes wrong in it is said in a sentence."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from pages.components import notes, session

PAGES = Path(__file__).resolve().parents[1]
HOME = "weekly_review"
# Section -> the pages of it: the stem of the file, which is its URL too, and its title. A page
# whose file is not there is left out.
SECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "Operations": (
        ("today", "Today"),
        ("service_levels", "Service levels"),
        ("quality", "Quality and workload"),
    ),
    "Review": (("weekly_review", "Weekly review"), ("explore", "Explore")),
    "Products": (
        ("stop_sales", "Stop-sales"),
        ("defects", "Defects"),
        ("recurrence", "Recurrence"),
        ("causes", "Causes and actions"),
    ),
    "Money": (("refunds", "Refunds"),),
    "Data": (("data", "Data"), ("catalogue", "Catalogue")),
}
# Pages that are reached from another one only: the end of a drill-down.
STORIES = (("ticket", "Ticket"),)
_NAVIGATED = "andon.navigated"


def run() -> None:
    """Draw the navigation and the chosen page."""
    chosen = _navigate()
    with notes.guard():
        chosen.run()


def ensure() -> None:
    """Start over through ``app.py`` where Streamlit has run a page's file on its own.

    Until a server has seen ``st.navigation`` it takes every file of ``pages/`` for a page, and a
    first visitor's deep link is run without ``app.py``, its navigation and its guard.
    """
    if _NAVIGATED not in st.session_state:
        _navigate()
        st.rerun()
    chosen = session.going()
    if chosen is not None:
        st.switch_page(Page(PAGES / f"{chosen}.py", url_path=chosen))


def _navigate() -> Page:
    st.set_page_config(
        page_title="Andon",
        layout="wide",
        menu_items={
            "About": "**Andon**: customer-service quality, every number traced to its rows"
        },
    )
    home = Page(_go_home, url_path="home", default=True, visibility="hidden")
    sections = {
        section: [
            Page(PAGES / f"{stem}.py", title=title, url_path=stem)
            for stem, title in pages
            if (PAGES / f"{stem}.py").is_file()
        ]
        for section, pages in SECTIONS.items()
    }
    stories = [
        Page(PAGES / f"{stem}.py", title=title, url_path=stem, visibility="hidden")
        for stem, title in STORIES
    ]
    chosen = st.navigation(
        {"": [home, *stories], **{name: found for name, found in sections.items() if found}}
    )
    st.session_state[_NAVIGATED] = True
    return chosen


def _go_home() -> None:
    """Send the bare address to the first page, whose own address then is the one to copy."""
    page = Page(PAGES / f"{HOME}.py", title="Weekly review", url_path=HOME)
    st.switch_page(
        page, query_params={name: st.query_params.get_all(name) for name in st.query_params}
    )
