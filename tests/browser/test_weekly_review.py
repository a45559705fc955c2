"""The weekly review in a real browser: from the answer to the file and line, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import GROUNDS, Server, serving, too_wide, turn
from tests.pages.scene import business

Open = Callable[..., Page]
SLA = "source_sla_adherence"


def test_a_deep_link_on_a_fresh_server_is_the_whole_page(tmp_path: Path, open_tab: Open) -> None:
    """The first request of a server's life: Streamlit would run the page's file on its own."""
    business(tmp_path)
    with serving(tmp_path) as fresh:
        page = open_tab(fresh.to("/weekly_review?team=Brno"))
        expect(page.locator(".answer")).to_be_visible()
        expect(page.get_by_role("button", name="Team: Brno")).to_be_visible()
        expect(page.locator(".andon h1")).to_have_count(1)
        expect(page.get_by_role("link", name="app", exact=True)).to_have_count(0)
        assert page.url.endswith("/weekly_review?team=Brno")


def test_the_bare_address_leads_to_the_review_and_keeps_its_filters(
    server: Server, open_tab: Open
) -> None:
    page = open_tab(server.to("/?team=Brno&team=Prague"))
    expect(page.get_by_role("button", name="Team: Brno +1")).to_be_visible()
    assert page.url.endswith("/weekly_review?team=Brno&team=Prague")


def test_rows_are_two_clicks_away_with_file_and_line(server: Server, open_tab: Open) -> None:
    page = open_tab(server.to("/weekly_review"))
    page.locator(".exception", has_text="SLA adherence").click()
    page.get_by_role("button", name="Rows", exact=True).click()
    expect(page.locator(".rows tbody tr")).to_have_count(30)
    expect(page.locator(".rows tbody tr").first).to_contain_text("tickets.csv : 1954")
    assert page.url.endswith(f"?metric={SLA}&panel=rows")


def test_the_tile_the_rows_and_the_file_agree(server: Server, open_tab: Open) -> None:
    page = open_tab(server.to(f"/weekly_review?metric={SLA}&panel=rows"))
    expect(page.locator(".exception", has_text="n 30")).to_be_visible()
    expect(page.get_by_text("30 rows that this number counts")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV of all 30 rows").click()
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 30
    assert sum(row["sla_met"] == "true" for row in rows) == 10
    assert {row["_file"] for row in rows} == {"tickets.csv"}


def test_a_view_is_the_same_in_a_fresh_session(server: Server, open_tab: Open) -> None:
    first = open_tab(server.to("/weekly_review"))
    first.get_by_role("button", name="Team: all").click()
    first.get_by_role("combobox", name="Team").click()
    first.get_by_role("option", name="Prague").click()
    expect(first.get_by_role("button", name="Team: Prague")).to_be_visible()
    first.keyboard.press("Escape")
    first.get_by_role("button", name="‹", exact=True).click()
    expect(first.get_by_role("button", name="Week 16 – 22 Mar 2026")).to_be_visible()
    first.locator("tr[data-key=backlog]").click()
    expect(first.locator(".box")).to_be_visible()
    expect(first).to_have_url(
        server.to("/weekly_review?week=2026-03-16&team=Prague&metric=backlog")
    )
    second = open_tab(first.url)
    for page in (first, second):
        expect(page.get_by_role("button", name="Team: Prague")).to_be_visible()
        expect(page.get_by_role("button", name="Week 16 – 22 Mar 2026")).to_be_visible()
        expect(page.locator(".box")).to_be_visible()
    # words and numbers; where a line breaks is a matter of the moment
    one, other = (page.locator(".metrics").first.inner_text() for page in (first, second))
    assert one.split() and "".join(one.split()) == "".join(other.split())


def test_back_undoes_a_click(server: Server, open_tab: Open) -> None:
    page = open_tab(server.to("/weekly_review"))
    page.get_by_role("button", name="‹", exact=True).click()
    expect(page.get_by_role("button", name="Week 16 – 22 Mar 2026")).to_be_visible()
    page.wait_for_url("**/weekly_review?week=2026-03-16")
    page.go_back()
    expect(page.get_by_role("button", name="Week 23 – 29 Mar 2026")).to_be_visible()


def test_a_bar_narrows_the_page_and_a_second_click_undoes_it(
    server: Server, open_tab: Open
) -> None:
    page = open_tab(server.to(f"/weekly_review?metric={SLA}&by=team"))
    bar = page.locator(".bars button", has_text="Brno")
    bar.click()
    expect(page.get_by_role("button", name="Team: Brno")).to_be_visible()
    expect(page.locator("tr.chosen")).to_have_count(1)
    expect(page.locator(".bars tbody tr")).to_have_count(3)
    bar.click()
    expect(page.get_by_role("button", name="Team: all")).to_be_visible()


def test_a_point_of_the_chart_lists_its_rows(server: Server, open_tab: Open) -> None:
    page = open_tab(server.to(f"/weekly_review?metric={SLA}"))
    now = page.locator(".js-plotly-plot .scatterlayer .trace").nth(1)
    now.locator(".point").nth(5).click(force=True)
    expect(page.get_by_text("30 rows that this number counts, 23 Mar 2026")).to_be_visible()
    assert page.url.endswith("span=week%3A2026-03-23")


def test_the_keyboard_reaches_a_metric_and_keeps_its_place(server: Server, open_tab: Open) -> None:
    page = open_tab(server.to("/weekly_review"))
    button = page.locator("tr[data-key=backlog] button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_be_visible()
    expect(page.locator("tr[data-key=backlog] button")).to_be_focused()
    expect(page.locator("tr[data-key=backlog] button")).to_have_attribute("aria-expanded", "true")


def test_the_link_that_is_copied_is_this_view(server: Server, open_tab: Open) -> None:
    page = open_tab(server.to("/weekly_review?team=Brno"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_a_phone_and_a_desk(server: Server, open_tab: Open, width: int) -> None:
    page = open_tab(server.to(f"/weekly_review?metric={SLA}"), width=width)
    expect(page.locator(".js-plotly-plot .point").first).to_be_attached()
    expect(page.locator(".bars")).to_be_visible()
    for scheme, ground in GROUNDS.items():
        turn(page, scheme)
        assert too_wide(page) == []
        seen = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        assert seen == ground
