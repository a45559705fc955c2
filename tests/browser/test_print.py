"""A page on paper: what it is of, its charts whole, and nothing that can only be clicked."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
from playwright.sync_api import Page, expect

from tests.browser.conftest import GROUNDS, Server, turn

Open = Callable[..., Page]
MONTHS = "Mar Apr May Jun Jul Aug Sep Oct Nov Dec Jan Feb"


def test_paper_says_what_it_is_of_and_cuts_no_chart(server: Server, open_tab: Open) -> None:
    """The chart's last month is at its right end: on a screen of 1280 it is beyond A4."""
    page = open_tab(server.to("/weekly_review?team=Brno&metric=source_sla_adherence"))
    expect(page.locator(".js-plotly-plot .point").first).to_be_attached()
    expect(page.locator(".bars")).to_be_visible()
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')"
    )
    for scheme in GROUNDS:
        turn(page, scheme)
        expect(page.locator(".main-svg").first).to_be_visible()
        expect(page.locator(".printed")).to_be_hidden()
        said, dark = on_paper(page)
        for words in ("Data to 31 Mar 2026 20:00 Taipei", "Week 23 – 29 Mar 2026 · Team: Brno"):
            assert words in said[0]
        if scheme == "light":  # in the dark a chart is turned round, and is a picture on paper
            assert sum(MONTHS in text for text in said) == 1, said
        for button in ("Copy link", "Export", "Clear filters", "Views", "Definition", "‹"):
            assert not any(button in text for text in said), button
        assert dark < 0.1
        assert page.locator(".main-svg").first.get_attribute("viewBox") is None


def test_rows_take_the_papers_width_and_shrink_nothing(server: Server, open_tab: Open) -> None:
    """They have more columns than paper; whoever prints wider than the sheet gets all smaller."""
    heights = []
    for panel in ("", "&panel=rows"):
        page = open_tab(server.to(f"/weekly_review?metric=source_sla_adherence{panel}"))
        expect(page.locator(".rows tbody tr" if panel else ".bars").first).to_be_visible()
        page.wait_for_function(
            "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')"
        )
        expect(page.get_by_text("On paper the first 9 columns")).to_be_hidden()
        heights.append(of_title(page))
    assert heights[0] == heights[1]
    said = " ".join(on_paper(page)[0])
    assert "On paper the first 9 columns; the CSV has all." in said
    assert "tickets.csv : " in said
    assert not [button for button in ("only the numerator", "Later rows") if button in said]


def of_title(page: Page) -> float:
    """How high the first letter of the title is on paper, in points."""
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = paper[0].get_textpage()
    at = text.search("Weekly review").get_next()
    assert at is not None
    _, bottom, _, top = text.get_charbox(at[0])
    text.close()
    paper.close()
    return round(top - bottom, 2)


def on_paper(page: Page) -> tuple[list[str], float]:
    """Return the text of each sheet, and the share of the first that is darker than half."""
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    said = []
    for sheet in paper:
        text = sheet.get_textpage()
        said.append(text.get_text_bounded())
        text.close()
    grey = paper[0].render(scale=0.2, grayscale=True).to_numpy()
    paper.close()
    return said, float((grey < 128).mean())
