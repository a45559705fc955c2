"""An export that nobody has declared: dropped, mapped, tried, kept as a source, loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import desk

Open = Callable[..., Page]
# The first days of March 2026, or the third of the first months: only its owner knows.
EXPORT = "工單編號,Opened,State,E-Mail\n" + "".join(
    f"T{day},0{day}/03/2026 09:00,{state},kim@example.org\n"
    for day, state in ((3, "處理中"), (4, "Done"), (5, "Waiting"), (6, "Nope"), (9, "Open"))
)


def choose(page: Page, label: str, option: str) -> None:
    box = page.locator(".st-key-mapping").get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def test_an_unknown_export_is_mapped_tried_kept_and_loaded(
    home: Path, address: str, open_tab: Open
) -> None:
    page = open_tab(address)
    desk.drop(page, ("our desk 2026-03.csv", EXPORT))
    desk.answer(page, "Nothing would be loaded. 1 file refused.")
    page.get_by_role("button", name="Say what the columns of our desk").click()
    form = page.locator(".st-key-mapping")
    expect(form).to_contain_text("What are the columns of our desk 2026-03.csv?")
    still = page.locator(".st-key-mapping-open")
    expect(still).to_contain_text("2 things are open")
    expect(still).to_contain_text("'Opened' can be read as %d/%m/%Y %H:%M or %m/%d/%Y %H:%M")
    expect(still).to_contain_text("The times of 'Opened' do not say their time zone")
    expect(page.get_by_role("button", name="Try it")).to_be_disabled()

    choose(page, "Time zone of its times", "Asia/Taipei")
    choose(page, "How are they written?", "04/03/2026 09:00 = 2026-03-04 (%d/%m/%Y %H:%M)")
    expect(still).to_have_count(0)

    name = page.get_by_role("textbox", name="Name of this kind of file")
    for wrong, says in (
        ("../evil", "'../evil' cannot be a source's name"),
        ("demo_tickets", "there is a source called 'demo_tickets' already"),
    ):
        name.fill(wrong)
        name.press("Enter")
        expect(still).to_contain_text(says)
    name.fill("our_desk")
    name.press("Enter")
    expect(still).to_have_count(0)
    choose(page, "customer_id", "Opened")
    expect(still).to_contain_text("'Opened' is chosen for created_at and customer_id")
    choose(page, "customer_id", "E-Mail")
    choose(page, "Waiting · 1", "pending")

    page.get_by_role("button", name="Try it").click()
    desk.answer(page, "4 lines would be used, 1 line would be quarantined.")
    rows = page.locator(".first tbody tr")
    expect(rows).to_have_count(4)
    # 09:00 in Taipei.
    expect(rows.first).to_contain_text("2026-03-03T01:00:00Z")
    expect(page.locator(desk.TOLD)).to_contain_text("status: 'Nope' is not mapped")
    assert not (home / "config" / "sources").exists()

    page.get_by_role("button", name="Save and load").click()
    desk.answer(page, "4 lines used, 1 line quarantined.")
    expect(form).to_have_count(0)
    assert '"Waiting": pending' in (home / "config" / "sources" / "our_desk.yaml").read_text()

    # Three in the week of 2 March, the last whole one that the data reaches.
    page.goto(address.replace("data", "weekly_review?metric=tickets_created&panel=rows"))
    expect(page.get_by_text("3 rows that this number counts")).to_be_visible()
