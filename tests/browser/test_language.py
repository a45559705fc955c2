"""A reader's language in a real browser: its own at first, then the chosen one, across pages."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import TABS, Server


def tab(browser: Browser, url: str, locale: str, width: int = 1280) -> Page:
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 900})
    TABS.append(context)  # closed with the server
    page = context.new_page()
    page.goto(url)
    return page


def test_the_browser_picks_and_the_reader_changes_it(server: Server, browser: Browser) -> None:
    page = tab(browser, server.to("weekly_review"), "ko-KR")
    title = page.locator(".andon h1")
    expect(title).to_have_text("주간 리뷰")
    assert "lang=" not in page.url, "nobody chose it"
    page.get_by_label("Language · 語言 · 언어").click()
    page.get_by_role("option", name="繁體中文").click()
    expect(title).to_have_text("週檢討")
    page.get_by_role("link", name="今日").click()
    expect(title).to_have_text("今日")
    expect(page).to_have_url(server.to("today?lang=zh_TW"))

    again = tab(browser, page.url, "en-GB", width=390)
    expect(again.locator(".andon h1")).to_have_text("今日")
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not again.evaluate(wide), "it does not fit a phone"
