"""What is not the good case: nothing loaded, new data, text that wants to be more than text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from pages.components import navigation
from tests.browser.conftest import Server, serving
from tests.pages.scene import LAST, TEAMS, business, empty, ticket

Open = Callable[..., Page]
EMPTY, FAULT = (f"[data-stale=false][class*=state-{kind}]" for kind in ("empty", "fault"))
# What is there to be read before anything is loaded.
WITHOUT_DATA = {"data": "[class*=data-empty]", "catalogue": "table.metrics >> nth=0"}
HOSTILE = (
    "<script>alert('row')</script><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<a href='https://example.test'>lot</a> 12\"",
    "$latex$ :red[hi] :tada:",
    ":material/home: **bold** -> --",
)


def test_an_empty_warehouse_says_what_to_do_and_fills_by_itself(
    tmp_path: Path, open_tab: Open
) -> None:
    """On every page; then what was published is deleted under the open tab, and comes back."""
    warehouse = empty(tmp_path)
    with serving(tmp_path) as server:
        page = open_tab(server.to("/ticket?case=T-1"))
        for stem, title in navigation.titles().items():
            if stem in dict(navigation.STORIES):
                page.goto(server.to(f"/{stem}?{stem}=X"))
            else:
                page.get_by_role("link", name=title, exact=True).click()
            expect(page.locator(".andon h1")).to_have_text(title)
            expect(page.locator(WITHOUT_DATA.get(stem, EMPTY))).to_be_visible()
            expect(page.locator(FAULT)).to_have_count(0)
        page.get_by_role("link", name="Weekly review").click()
        expect(page.locator(EMPTY)).to_contain_text("python -m loaders load FOLDER")
        warehouse.add("tickets", *(ticket(LAST, n, True, TEAMS, "") for n in range(30)))
        warehouse.publish("2026-03-31 12:00:00+00")
        expect(page.locator(".metrics").first).to_be_visible()

        published = tmp_path / "published" / "andon-1.duckdb"
        published.rename(tmp_path / "aside")
        page.locator("tr[data-key=backlog]").click()
        expect(page.locator(FAULT)).to_contain_text("'andon-1.duckdb' is missing")
        expect(page.locator(FAULT)).to_contain_text("python -m loaders rebuild publishes it again")
        for title in ("Data", "Catalogue", "Today"):
            page.get_by_role("link", name=title, exact=True).click()
            expect(page.locator(".andon h1")).to_have_text(title)
            expect(page.locator(FAULT)).to_contain_text("'andon-1.duckdb' is missing")
        (tmp_path / "aside").rename(published)
        expect(page.locator(FAULT)).to_have_count(0)
        (tmp_path / "published" / "CURRENT").write_text("andon-7.duckdb\n")
        page.get_by_role("link", name="Weekly review").click()
        expect(page.locator(FAULT)).to_contain_text("'andon-7.duckdb' is missing")
        warehouse.publish("2026-03-31 12:00:00+00")
        expect(page.locator(".metrics").first).to_be_visible()  # an open metric parts the table


def test_an_open_page_moves_on_to_new_data_and_keeps_its_place(
    tmp_path: Path, open_tab: Open
) -> None:
    warehouse = business(tmp_path)
    with serving(tmp_path) as server:
        page = open_tab(server.to("/weekly_review?metric=tickets_created&panel=rows"))
        expect(page.get_by_text("30 rows that this number counts")).to_be_visible()
        main = "document.querySelector('[data-testid=stMain]')"
        page.evaluate(f"{main}.scrollTop = 400")
        page.wait_for_function(f"{main}.scrollTop === 400")
        looked_at = page.get_by_text("rows that this number counts")
        place = looked_at.bounding_box()
        warehouse.add("tickets", {**ticket(LAST, 0, True, TEAMS, ""), "ticket_id": "T-late"})
        warehouse.publish("2026-03-31 13:00:00+00")
        expect(page.get_by_text("31 rows that this number counts")).to_be_visible()
        expect(page.get_by_text("Data to 31 Mar 2026 21:00 Taipei")).to_be_visible()
        # Lines above may come and go with the data; what is looked at stays where it is.
        assert place and (now := looked_at.bounding_box())
        assert now["y"] == pytest.approx(place["y"], abs=2)
        assert page.url.endswith("?metric=tickets_created&panel=rows")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hostile")
    business(home, teams=HOSTILE, subject="=cmd|'/c calc'!A1")
    return home


def test_hostile_text_stays_text_everywhere(hostile: Path, open_tab: Open) -> None:
    """In bars, rows, filter labels, options and notes; a dialog or an error would fail the tab."""
    with serving(hostile) as server:
        for team in HOSTILE:
            link = urlencode({"team": team, "metric": "source_sla_adherence", "by": "team"})
            page = open_tab(server.to(f"/weekly_review?{link}"))
            expect(page.locator(".bars .member", has_text=team)).to_have_text(team)
            label = page.locator(".st-key-filters button", has_text="Team:")
            expect(label).to_be_visible()
            shown = label.inner_text().replace("\u2060", "")
            assert team[:20] in shown
            _inert(page)
            page.get_by_role("button", name="Rows", exact=True).click()
            expect(page.locator(".rows td", has_text=team[:24]).first).to_be_visible()
            _inert(page)
            label.click()
            page.get_by_role("combobox", name="Team").click()
            expect(page.get_by_role("option").first).to_be_visible()
            _inert(page)
        page = open_tab(server.to("/explore?metric=tickets_created&by=team&look=trend"))
        named = page.locator(".js-plotly-plot svg", has_text=HOSTILE[0][:20])
        expect(named.first).to_be_visible()
        _inert(page)


def test_a_hostile_link_is_named_and_ignored(server: Server, open_tab: Open) -> None:
    link = urlencode(
        {"team": HOSTILE[0], "metric": HOSTILE[1], HOSTILE[3]: "1", "week": HOSTILE[2]}
    )
    page = open_tab(server.to(f"/weekly_review?{link}"))
    note = page.locator(".note", has_text="ignored")
    expect(note).to_contain_text("Part of the link was ignored.")
    expect(note).to_contain_text("<script>alert('row')</script>")
    expect(page.locator(".answer")).to_be_visible()
    _inert(page)
    expect(page).to_have_url(server.to("/weekly_review"))


def _inert(page: Page) -> None:
    """No element that data alone can have made."""
    made = page.locator(
        ".stMain img, .stMain .katex, .stMain a[href^='javascript'], .stMain script, .stMain svg a,"
        " .stMain .stMarkdownColoredText"
    )
    expect(made).to_have_count(0)
    assert page.get_by_text("🎉").count() == 0
