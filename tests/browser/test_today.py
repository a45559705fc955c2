"""Today in a real browser: a deep link on a fresh server, new data while it is open, a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import GROUNDS, Server, serving, too_wide, turn
from tests.metrics.warehouse import Warehouse
from tests.pages.shift import AS_OF, case, local, shift

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("shift")
    shift(home).publish(AS_OF)
    with serving(home) as running:
        yield running


def test_nothing_loaded_then_data_then_newer_data_without_losing_the_place(
    tmp_path: Path, open_tab: Open
) -> None:
    """The first request of the server is a deep link; the page fills and moves on by itself."""
    warehouse = Warehouse(tmp_path)
    with serving(tmp_path) as fresh:
        page = open_tab(fresh.to("/today?metric=backlog&panel=rows"))
        expect(page.locator(".andon h1")).to_have_text("Today")
        expect(page.get_by_text("Nothing is loaded yet")).to_be_visible()
        warehouse.con.close()
        (tmp_path / "warehouse.duckdb").unlink()
        warehouse = shift(tmp_path)
        warehouse.publish(AS_OF)
        expect(page.get_by_text("7 rows that this number counts")).to_be_visible()
        main = "document.querySelector('[data-testid=stMain]')"
        page.evaluate(f"{main}.scrollTop = 200")
        page.wait_for_function(f"{main}.scrollTop === 200")
        warehouse.add("tickets", case("T7", local("31", "20:30"), "S1"))
        warehouse.publish("2026-03-31 13:00:00+00")
        expect(page.get_by_text("8 rows that this number counts")).to_be_visible()
        expect(page.get_by_text("Today as of Tuesday 31 Mar 2026 21:00 Taipei")).to_be_visible()
        assert page.evaluate(f"{main}.scrollTop") == 200
        assert page.url.endswith("/today?metric=backlog&panel=rows")


def test_rows_are_one_click_away_and_the_definition_two(desk: Server, open_tab: Open) -> None:
    page = open_tab(desk.to("/today"))
    page.locator(".card", has_text="Open cases per agent").click()
    expect(page.locator(".rows tbody tr")).to_have_count(5)
    page.get_by_role("button", name="Definition", exact=True).click()
    expect(page.locator("dl.facts-list")).to_contain_text("wip_per_agent")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dl.facts-list")).to_have_count(0)
    expect(page).to_have_url(desk.to("/today"))


def test_a_row_leads_to_the_story_of_its_ticket_and_back(desk: Server, open_tab: Open) -> None:
    page = open_tab(desk.to("/today?priority=normal&metric=backlog&panel=rows"))
    page.locator(".rows button", has_text="O2").click()
    expect(page.locator(".answer")).to_contain_text("O2 – unsolved for 4 d.")
    expect(page).to_have_url(desk.to("/ticket?case=O2"))
    page.get_by_role("textbox", name="Case number").fill("T3")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_contain_text("T3")
    expect(page).to_have_url(desk.to("/ticket?case=T3"))
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_text("4 came in today")).to_have_count(0)
    expect(page.get_by_role("button", name="Priority: normal")).to_be_visible()


def test_a_deep_link_to_a_story_on_a_fresh_server(tmp_path: Path, open_tab: Open) -> None:
    shift(tmp_path).publish(AS_OF)
    with serving(tmp_path) as fresh:
        page = open_tab(fresh.to("/ticket?case=T1"))
        expect(page.locator(".answer")).to_contain_text("T1 – solved 31 Mar 2026 10:00 Taipei")
        expect(page.locator(".andon h1")).to_have_count(1)
        expect(page.get_by_role("link", name="Ticket", exact=True)).to_have_count(0)
        assert page.url.endswith("/ticket?case=T1")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_a_phone_and_a_desk(desk: Server, open_tab: Open, width: int) -> None:
    page = open_tab(desk.to("/today?metric=backlog&panel=rows"), width=width)
    expect(page.locator(".rows tbody tr")).to_have_count(7)
    expect(page.get_by_text("Work per agent")).to_be_visible()
    for scheme in GROUNDS:
        turn(page, scheme)
        assert too_wide(page) == []
