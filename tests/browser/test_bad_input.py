"""What the Data page says to files that it cannot take: a sentence each, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from loaders.warehouse import locked
from tests.browser import desk
from tests.browser.conftest import serving
from tests.browser.test_data_page import GOOD

Open = Callable[..., Page]
EVIL = "../../<img src=x onerror=alert(1)>.csv"
PRINTED = "%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path, "--server.maxUploadSize=1") as server:
        yield server.to("/data")


def test_good_bad_and_seen_files_each_get_their_word(address: str, open_tab: Open) -> None:
    page = open_tab(address)
    files = page.locator(desk.FILES)
    desk.drop(page, (EVIL, "a,b\n1,2\n"), ("empty.csv", ""), ("report.csv", PRINTED))
    desk.answer(page, "Nothing would be loaded. 3 files refused.")
    unknown = files.filter(has_text="img src=x onerror=alert(1)")
    expect(unknown).to_contain_text("no declared source and no table has this name")
    expect(unknown).to_contain_text("Rename it after a table (actions, andons, audits,")
    expect(files.filter(has_text="empty.csv is empty")).to_have_count(1)
    expect(files.filter(has_text="report.csv is a PDF document")).to_have_count(1)
    expect(page.locator(".stMain img")).to_have_count(0)
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)

    desk.drop(page, desk.tickets(*GOOD))  # beside the others, which are still there
    desk.answer(page, "7 lines would be used. 3 files refused.")
    desk.load(page)
    desk.answer(page, "7 lines used. 3 files refused.")

    desk.drop(page, desk.tickets(*GOOD))
    desk.answer(page, "Already loaded, nothing changed.")
    expect(page.get_by_role("button", name="Load", exact=True)).to_have_count(0)


def test_a_file_over_the_limit_is_named_with_the_way_that_is_left(
    address: str, open_tab: Open
) -> None:
    page = open_tab(address)
    says = page.locator(".st-key-desk-toolarge")
    expect(page.locator("input[type=file]")).to_have_count(1)
    expect(says).to_be_hidden()
    large = FilePayload(name="year.csv", mimeType="text/csv", buffer=b"x" * (2 << 20))
    page.locator("input[type=file]").set_input_files([large])
    expect(says).to_be_visible()
    expect(says).to_have_text(
        "The file in red was not taken: it is larger than 1 MB, or sending it broke off. "
        "Whoever runs Andon can load it with python -m loaders load FILE"
    )
    desk.drop(page, desk.tickets(*GOOD))
    desk.answer(page, "7 lines would be used.")
    expect(says).to_be_visible()
    page.get_by_role("button", name="Remove year.csv").click()
    expect(says).to_be_hidden()


def test_while_another_load_runs_one_can_try_again(
    tmp_path: Path, open_tab: Open, address: str
) -> None:
    page = open_tab(address)
    with locked(tmp_path):
        desk.drop(page, desk.tickets(*GOOD))
        expect(page.locator(desk.ANSWER)).to_contain_text(
            "Another load is running (process", timeout=desk.LONG_MS
        )
    page.get_by_role("button", name="Try again").click()
    desk.answer(page, "7 lines would be used.")
