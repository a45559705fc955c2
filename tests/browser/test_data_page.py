"""The Data page in a real browser: drop, look, load, see what did not get in, take it back."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from loaders.warehouse import locked
from tests.browser.conftest import serving

Open = Callable[..., Page]
HEAD = "ticket_id,created_at,updated_at,status,team,subject"
# Five in the week of 16 March, the last whole one that the data reaches.
DAYS = (8, 16, 17, 18, 19, 20, 23)
GOOD = [f"T{n},2026-03-{n:02d} 09:00,2026-03-{n:02d} 10:00,open,Brno,it broke" for n in DAYS]
BAD = "T9,2026-03-26 09:00,2026-03-26 10:00,paused,Brno,=1+1 <b>bold</b>"
ANSWER = ".st-key-desk-outcome .answer"
EVIL = "../../<img src=x onerror=alert(1)>.csv"


def drop(page: Page, *files: tuple[str, str]) -> None:
    sent = [FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
            for name, text in files]  # fmt: skip
    zone = page.locator("input[type=file]")
    expect(zone).to_have_count(1)  # after a load a new one takes the old one's place
    zone.set_input_files(sent)


def tickets(*lines: str) -> tuple[str, str]:
    return "tickets.csv", "\n".join([HEAD, *lines, ""])


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    config = tmp_path / "config"
    config.mkdir()
    (config / "sla.yaml").write_text("timezone: Asia/Taipei\ncurrency: TWD\n")
    (config / "review.yaml").write_text("metrics:\n  tickets_created: {}\n")
    with serving(tmp_path) as server:
        yield server.to("/data")


def load(page: Page) -> None:
    page.get_by_role("button", name="Load", exact=True).click(timeout=90_000)


def test_a_dirty_export_is_looked_at_then_loaded_then_undone(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    expect(page.get_by_text("Nothing is loaded yet")).to_be_visible()
    answer, files = page.locator(ANSWER), page.locator(".st-key-desk-outcome .files")

    drop(page, tickets(*GOOD, BAD))
    expect(answer).to_have_text(
        "7 lines would be used, 1 line would be quarantined.", timeout=90_000
    )
    expect(files.locator("tbody tr")).to_contain_text("as tickets")
    assert files.locator("tbody td.number").all_inner_texts() == ["8", "7", "1", "0", "0"]
    bad = page.locator(".held tbody tr")
    expect(bad).to_contain_text("'paused' is not one of new, open, pending")
    expect(bad).to_contain_text("tickets.csv : 9")
    expect(bad.locator("code")).to_have_text(BAD)
    expect(page.get_by_text("Nothing is loaded yet")).to_be_visible()

    load(page)
    expect(answer).to_have_text("7 lines used, 1 line quarantined.", timeout=90_000)
    expect(page.locator("h2", has_text="Freshness")).to_be_visible()
    held = page.locator(".st-key-quarantine .held tbody tr")
    expect(held).to_contain_text("'paused' is not one of")
    expect(held.locator("b")).to_have_count(0)
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV of 1 line").click()
    kept = Path(started.value.path()).read_text(encoding="utf-8-sig")
    assert [row["raw"] for row in csv.DictReader(io.StringIO(kept))] == [BAD]
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
    expect(answer).to_contain_text("b0001 is undone", timeout=90_000)
    expect(page.locator(".st-key-batches tbody tr")).to_contain_text("undone")


def test_good_bad_and_seen_files_each_get_their_word(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    answer, files = page.locator(ANSWER), page.locator(".st-key-desk-outcome .files tbody tr")
    drop(page, tickets(*GOOD), (EVIL, "a,b\n1,2\n"))
    expect(answer).to_have_text("7 lines would be used. 1 file refused.", timeout=90_000)
    expect(files.filter(has_text="refused")).to_contain_text("no declared source and no table")
    expect(files.filter(has_text="refused")).to_contain_text("img src=x onerror=alert(1)")
    expect(page.locator(".stMain img")).to_have_count(0)
    load(page)
    expect(answer).to_have_text("7 lines used. 1 file refused.", timeout=90_000)

    drop(page, tickets(*GOOD))
    expect(answer).to_have_text("Already loaded, nothing changed.", timeout=90_000)
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)


def test_while_another_load_runs_one_can_try_again(
    tmp_path: Path, open_tab: Open, address: str
) -> None:
    page = open_tab(address)
    with locked(tmp_path):
        drop(page, tickets(*GOOD))
        expect(page.locator(ANSWER)).to_contain_text(
            "Another load is running (process", timeout=90_000
        )
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(ANSWER)).to_have_text("7 lines would be used.", timeout=90_000)
