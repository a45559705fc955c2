"""The Data page in a real browser: drop, look, load, see what did not get in, take it back."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from loaders.load import load
from metrics import load_settings
from tests.browser import desk

Open = Callable[..., Page]
# Five in the week of 16 March, the last whole one that the data reaches.
DAYS = (8, 16, 17, 18, 19, 20, 23)
GOOD = [f"T{n},2026-03-{n:02d} 09:00,2026-03-{n:02d} 10:00,open,Brno,it broke" for n in DAYS]
BAD = "T9,2026-03-26 09:00,2026-03-26 10:00,paused,Brno,=1+1 <b>bold</b>"


def somebody_loads(home: Path, *files: tuple[str, str]) -> None:
    """Load from another process than the server's, as the command line does."""
    paths = []
    for name, text in files:
        paths.append(home / "elsewhere" / name)
        paths[-1].parent.mkdir(exist_ok=True)
        paths[-1].write_text(text)
    load(load_settings(home, home / "config"), paths)


def test_a_dirty_export_is_looked_at_then_loaded_then_undone(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    expect(page.get_by_text("Nothing is loaded yet")).to_be_visible()
    desk.drop(page, desk.tickets(*GOOD, BAD))
    desk.answer(page, "7 lines would be used, 1 line would be quarantined.")
    files = page.locator(desk.FILES)
    expect(files).to_contain_text("as tickets")
    assert files.locator("td.number").all_inner_texts() == ["8", "7", "1", "0", "0"]
    bad = page.locator(desk.TOLD)
    expect(bad).to_contain_text("'paused' is not one of new, open, pending")
    expect(bad).to_contain_text("tickets.csv : 9")
    expect(bad.locator("code")).to_have_text(BAD)
    expect(page.get_by_text("Nothing is loaded yet")).to_be_visible()

    desk.load(page)
    desk.answer(page, "7 lines used, 1 line quarantined.")
    expect(page.locator("h2", has_text="Freshness")).to_be_visible()
    held = page.locator(".st-key-quarantine .held tbody tr")
    expect(held).to_contain_text("'paused' is not one of")
    expect(held.locator("b")).to_have_count(0)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download 1 line to correct").click()
    kept = Path(started.value.path()).read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(kept, newline=""))
    assert (row["andon raw"], row["subject"]) == (BAD, "'=1+1 <b>bold</b>")
    with page.expect_download() as started:
        page.get_by_role("button", name="Data Docs").click()
    assert "index.html" in zipfile.ZipFile(started.value.path()).namelist()

    page.goto(address.replace("data", "weekly_review?metric=tickets_created&panel=rows"))
    expect(page.get_by_text("5 rows that this number counts")).to_be_visible()

    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("button", name="Undo b0001").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("button", name="Keep it")).to_have_count(0)
    page.get_by_role("button", name="Undo b0001").click()
    page.locator(".st-key-undo-yes button").click()
    desk.answer(page, "b0001 is undone. The pages show the data without it.")
    expect(page.locator(".st-key-batches tbody tr")).to_contain_text("undone")


def test_a_corrected_csv_goes_back_through_the_drop_zone(
    home: Path, address: str, open_tab: Open
) -> None:
    somebody_loads(home, desk.tickets(*GOOD, BAD))
    page = open_tab(address)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download 1 line to correct").click()
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    desk.drop(page, ("corrected.csv", text.replace(",paused,", ",stopped,")))
    desk.answer(page, "Nothing is changed. 1 line is still bad.")
    told = page.locator(desk.TOLD)
    expect(told).to_contain_text("status: 'stopped' is not one of new, open, pending")
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)

    page.get_by_role("button", name="Remove corrected.csv").click()
    desk.drop(page, ("corrected.csv", text.replace(",paused,", ",open,")))
    desk.answer(page, "1 corrected line would get in.")
    expect(told).to_contain_text("status: paused → open")
    desk.load(page)
    desk.answer(page, "1 corrected line got in.")
    expect(page.get_by_text("no line is held back")).to_be_visible()
    expect(page.locator(".st-key-batches tbody tr").first).to_contain_text(
        "corrects lines of b0001"
    )

    page.get_by_text("1 line corrected since").click()
    history = page.locator(".st-key-mended tbody tr")
    expect(history).to_contain_text("tickets.csv : 9")
    expect(history).to_contain_text("status: paused → open")
    expect(history).to_contain_text("b0002")
    page.get_by_role("button", name="Undo b0001").click()
    expect(page.locator(".st-key-undo-question")).to_contain_text(
        "b0002, which corrects lines of it, goes too."
    )


def test_the_page_fills_by_itself_and_keeps_the_place_of_who_works_on_it(
    home: Path, address: str, open_tab: Open
) -> None:
    page = open_tab(address, height=600)
    expect(page.get_by_text("Nothing is loaded yet")).to_be_visible()
    other = [line.replace("T", "U", 1) for line in (*GOOD, BAD)]
    somebody_loads(home, desk.tickets(*GOOD, BAD), desk.tickets(*other, name="tickets-2.csv"))
    expect(page.locator(".st-key-held-answer")).to_contain_text("2 lines in quarantine")
    expect(page.get_by_text("Nothing is loaded yet")).to_have_count(0)

    page.locator(".st-key-held-files").get_by_role("button", name="tickets-2.csv").click()
    held = page.locator(".st-key-quarantine .held tbody tr")
    expect(held).to_have_count(1)
    page.get_by_role("button", name="Correct 1 line here").click()
    desk.correct(page, 0, "status", "solved")
    look = page.get_by_role("button", name="Look at 1 correction")
    expect(look).to_be_enabled()
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    page.evaluate(f"{scrolled} = 120")
    page.wait_for_function(f"{scrolled} === 120")

    late = "T99,2026-03-30 09:00,2026-03-30 18:00,open,Brno,late"
    somebody_loads(home, desk.tickets(late, BAD.replace("T9", "V9"), name="tickets-3.csv"))
    expect(page.get_by_text("Data to 31 Mar 2026 02:00 Taipei")).to_be_visible()
    expect(page.locator(".st-key-held-answer")).to_contain_text("3 lines in quarantine")
    assert page.evaluate(scrolled) == 120
    look.click()
    desk.answer(page, "1 corrected line would get in.")
    told = page.locator(desk.TOLD)
    expect(told).to_contain_text("tickets-2.csv : 9")
    expect(told).to_contain_text("status: paused → solved")
