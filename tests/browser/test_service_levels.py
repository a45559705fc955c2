"""Service levels in a real browser: a deep link, clicks that narrow, an hour's misses as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import GROUNDS, Server, serving, too_wide, turn
from tests.metrics.warehouse import Warehouse
from tests.pages.shift import POLICIES
from tests.pages.test_service_levels import weeks

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("levels")
    weeks(Warehouse(home, head=POLICIES)).publish("2026-03-25 12:00:00+00")
    with serving(home) as running:
        yield running


def test_a_deep_link_then_a_click_narrows_and_a_second_undoes_it(
    desk: Server, open_tab: Open
) -> None:
    """The first request of the server's life."""
    page = open_tab(desk.to("/service_levels?length=26w"))
    expect(page.locator(".answer")).to_contain_text("We kept")
    expect(page.locator(".andon h1")).to_have_text("Service levels")
    agent = page.locator("tr", has_text="Ann Lee").locator("button").first
    agent.click()
    expect(page).to_have_url(desk.to("/service_levels?assignee=S1&length=26w"))
    expect(page.get_by_text("Only one agent is in view")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page).to_have_url(desk.to("/service_levels?length=26w"))


def test_from_an_hour_of_the_week_to_file_and_line(desk: Server, open_tab: Open) -> None:
    page = open_tab(desk.to("/service_levels"))
    page.get_by_role("button", name="Tue 21:00 to 22:00: 22 missed of 22 decided").click()
    expect(page.get_by_text("22 rows that this number counts")).to_be_visible()
    expect(page.locator(".rows tbody tr").first).to_contain_text("tickets.csv :")
    assert page.url.endswith("?metric=sla_misses&slot=w1h21&panel=rows")
    page.get_by_role("button", name="All of it").click()
    expect(page.locator(".hot.on")).to_have_count(0)


def test_a_point_of_the_funnel_narrows_the_page(desk: Server, open_tab: Open) -> None:
    page = open_tab(desk.to("/service_levels"))
    points = page.locator(".js-plotly-plot .scatterlayer .trace").last.locator(".point")
    points.first.click(force=True)
    expect(page.get_by_text("Only one agent is in view")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_a_phone_and_a_desk(desk: Server, open_tab: Open, width: int) -> None:
    page = open_tab(desk.to("/service_levels"), width=width)
    expect(page.locator("table.heat")).to_be_visible()
    expect(page.locator(".js-plotly-plot .point").first).to_be_attached()
    for scheme in GROUNDS:
        turn(page, scheme)
        assert too_wide(page) == []
