"""A reader's language in a real browser: its own at first, then the chosen one, across pages."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser import desk
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


def test_a_button_says_what_it_did_in_the_readers_language(
    server: Server, browser: Browser
) -> None:
    """Twice in quick succession, too: its own words come back."""
    page = tab(browser, server.to("weekly_review?lang=ko"), "en-GB")
    page.get_by_role("button", name="링크 복사", exact=True).dblclick()
    expect(page.get_by_role("button", name="링크를 복사했습니다")).to_be_visible()
    expect(page.get_by_role("button", name="링크 복사", exact=True)).to_be_visible()


def test_a_refused_file_says_why_in_the_readers_language(server: Server, browser: Browser) -> None:
    page = tab(browser, server.to("data?lang=ko"), "en-GB")
    expect(page.locator(".andon h1")).to_have_text("데이터")
    desk.drop(page, ("tickets.csv", "ticket_id,creat<b>ed_at,status\nT1,2026-03-01,open\n"))
    desk.answer(page, "적재될 데이터가 없습니다. 파일 1개가 거부되었습니다.")
    refused = page.locator(desk.FILES)
    expect(refused).to_contain_text(
        "tickets.csv: tickets에는 열 'created_at'이(가) 필요합니다; "
        "'creat<b>ed_at'을(를) 뜻하셨나요?"
    )
    expect(refused.locator("b")).to_have_count(0)  # a header is text in every language
