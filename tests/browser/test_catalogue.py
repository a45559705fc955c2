"""The catalogue in a real browser: a deep link on a fresh server, and on to the review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.pages.scene import business

Open = Callable[..., Page]
SLA = "source_sla_adherence"


def test_a_deep_link_opens_the_entry_and_leads_to_its_week(tmp_path: Path, open_tab: Open) -> None:
    """The first request of a server's life: Streamlit would run the page's file on its own."""
    business(tmp_path)
    with serving(tmp_path) as fresh:
        page = open_tab(fresh.to(f"/catalogue?metric={SLA}"))
        expect(page.locator("dl.facts-list code", has_text=SLA)).to_be_visible()
        expect(page.locator(".andon h1")).to_have_text("Catalogue")
        expect(page.locator("tr.open")).to_contain_text("33.3")
        expect(page.get_by_test_id("stCode")).to_contain_text("sum(case when")
        assert page.url.endswith(f"/catalogue?metric={SLA}")
        page.get_by_role("button", name="Backlog", exact=True).click()
        expect(page.locator("dl.facts-list code", has_text="backlog")).to_be_visible()
        expect(page.locator("tr.open")).to_have_count(1)
        expect(page).to_have_url(fresh.to("/catalogue?metric=backlog"))
        page.get_by_role("link", name="Its week in the Weekly review").click()
        expect(page.locator(".answer")).to_be_visible()
        expect(page.locator("tr.open")).to_contain_text("Backlog")
        expect(page).to_have_url(fresh.to("/weekly_review?metric=backlog"))
