"""The pages, and how one is run: what goes wrong in it is said in a sentence."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from metrics.language import mark, tr
from pages.components import language, notes, session
from pages.components.aside import Aside

PAGES = Path(__file__).resolve().parents[1]
HOME = "weekly_review"
# Section -> the pages of it: the stem of the file, which is its URL too, and its title. A page
# whose file is not there is left out.
SECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    mark("Operations"): (
        ("today", mark("Today")),
        ("service_levels", mark("Service levels")),
        ("quality", mark("Quality and workload")),
    ),
    mark("Review"): (("weekly_review", mark("Weekly review")), ("explore", mark("Explore"))),
    mark("Products"): (
        ("stop_sales", mark("Stop-sales")),
        ("defects", mark("Defects")),
        ("recurrence", mark("Recurrence")),
        ("causes", mark("Causes and actions")),
    ),
    mark("Money"): (("refunds", mark("Refunds")),),
    mark("Data"): (("data", mark("Data")), ("catalogue", mark("Catalogue"))),
}
# Pages that are reached from another one only: the end of a drill-down.
STORIES = (
    ("ticket", mark("Ticket")),
    ("stop", mark("Stop-sale")),
    ("product", mark("Product")),
    ("vendor", mark("Vendor")),
)
_ASIDE = Aside()
_NAVIGATED, _HERE = "andon.navigated", "andon.here"


def run() -> None:
    """Draw the navigation and the chosen page."""
    chosen = _navigate()
    with language.spoken(), notes.guard():
        chosen.run()
    _ASIDE.after(chosen.url_path)


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
        page, params = chosen
        st.switch_page(Page(PAGES / f"{page}.py", url_path=page), query_params=params)


def here(title: str) -> str:
    """Return the page that is drawn, the stem of its file; by its `title` where that says it."""
    pages = (*(page for section in SECTIONS.values() for page in section), *STORIES)
    known = {name: stem for stem, name in pages}
    return known.get(title) or str(st.session_state.get(_HERE, ""))


def titles() -> dict[str, str]:
    """Return the pages that there are: stem of the file and title."""
    pages = (*(page for section in SECTIONS.values() for page in section), *STORIES)
    return {stem: title for stem, title in pages if (PAGES / f"{stem}.py").is_file()}


def _navigate() -> Page:
    language.settle()
    st.set_page_config(
        page_title="Andon",
        layout="wide",
        menu_items={
            "About": tr("**Andon**: customer-service quality, every number traced to its rows")
        },
    )
    home = Page(_go_home, url_path="home", default=True, visibility="hidden")
    sections = {
        section: [
            Page(PAGES / f"{stem}.py", title=tr(title), url_path=stem)
            for stem, title in pages
            if (PAGES / f"{stem}.py").is_file()
        ]
        for section, pages in SECTIONS.items()
    }
    stories = [
        Page(PAGES / f"{stem}.py", title=tr(title), url_path=stem, visibility="hidden")
        for stem, title in STORIES
    ]
    chosen = st.navigation(
        {"": [home, *stories], **{tr(name): found for name, found in sections.items() if found}}
    )
    language.switch()
    st.session_state[_NAVIGATED], st.session_state[_HERE] = True, chosen.url_path
    return chosen


def _go_home() -> None:
    """Send the bare address to the first page, whose own address then is the one to copy."""
    page = Page(PAGES / f"{HOME}.py", title=tr("Weekly review"), url_path=HOME)
    st.switch_page(
        page, query_params={name: st.query_params.get_all(name) for name in st.query_params}
    )
