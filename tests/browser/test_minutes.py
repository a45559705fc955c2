"""Notes, promises, freezing and files, as two people in two browsers would use them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from metrics import Store
from metrics.export import deck, write
from metrics.notes import Notebook
from metrics.settings import load_settings
from tests.browser.conftest import Server, serving, too_wide
from tests.pages.scene import LAST, business

Open = Callable[..., Page]
SLA = "source_sla_adherence"
HOSTILE = "<img src=x onerror=alert(1)> **bold** :red[x] [a](http://example.test) $x$ =1+1"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this file's own: others must not find what is written here."""
    home = tmp_path_factory.mktemp("office")
    business(home)
    with serving(home) as running:
        yield running


@pytest.fixture
def book(office: Server) -> Iterator[Notebook]:
    opened = Notebook(load_settings(office.home, office.home / "config"))
    yield opened
    opened.close()


def write_note(page: Page, text: str, who: str) -> None:
    page.get_by_role("button", name="Write a note").click()
    page.get_by_label("Note, as plain text").fill(text)
    page.get_by_label("Your name").fill(who)
    page.get_by_role("button", name="Keep the note").click()


def test_a_note_is_written_as_text_and_seen_by_another(office: Server, open_tab: Open) -> None:
    page = open_tab(office.to(f"/weekly_review?metric={SLA}"))
    expect(page.get_by_text("Notes owed before the meeting: service-quality on")).to_be_visible()
    expect(page.locator(".exception", has_text="No note yet: service-quality owes")).to_be_visible()
    write_note(page, f"{HOSTILE}\nand more", "Ann")
    expect(page.locator(".written .text", has_text=HOSTILE)).to_be_visible()
    expect(page.locator(".exception", has_text=HOSTILE)).to_be_visible()
    expect(page.get_by_text("Notes owed before the meeting")).to_have_count(0)
    assert page.locator(".andon img, .andon strong, .andon a").count() == 0
    other = open_tab(office.to("/weekly_review"))
    expect(other.locator(".exception", has_text=HOSTILE)).to_contain_text("– Ann")


def test_of_two_who_correct_a_note_the_second_is_told_and_keeps_the_text(
    office: Server, open_tab: Open, book: Notebook
) -> None:
    book.write_note(LAST, "backlog", "Two are on leave.", "Ann")
    tabs = [open_tab(office.to("/weekly_review?metric=backlog")) for _ in range(2)]
    for tab, text, who in zip(tabs, ("Three are.", "Four are."), ("Bo", "Cy"), strict=True):
        tab.get_by_role("button", name="Correct", exact=True).click()
        expect(tab.get_by_label("Note, as plain text")).to_have_value("Two are on leave.")
        tab.get_by_label("Note, as plain text").fill(text)
        tab.get_by_label("Your name").fill(who)
    tabs[0].get_by_role("button", name="Keep the correction").click()
    expect(tabs[0].locator(".written .text", has_text="Three are.")).to_be_visible()
    tabs[1].get_by_role("button", name="Keep the correction").click()
    refused = tabs[1].get_by_text("Bo has changed this note meanwhile: now it says “Three are.”")
    expect(refused).to_be_visible()
    assert [note.text for note in book.minutes(LAST).notes["backlog"]] == ["Three are."]


def test_a_promise_comes_back_next_week_and_is_closed(
    office: Server, open_tab: Open, book: Notebook
) -> None:
    week = (LAST - dt.timedelta(days=7)).isoformat()
    page = open_tab(office.to(f"/weekly_review?metric={SLA}&week={week}"))
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("What will be done").fill("Hire two")
    page.get_by_label("By whom").fill("Dee")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Keep the action").click()
    expect(page.locator(".written", has_text="Hire two")).to_contain_text("Dee, due 30 Mar 2026")
    page = open_tab(office.to(f"/weekly_review?metric={SLA}"))
    exception = page.locator(".exception", has_text="Last week’s promise: Hire two")
    expect(exception).to_contain_text("▲ overdue.")  # the data go to 31 March
    page.locator(".written", has_text="Hire two").get_by_role("button", name="Close").click()
    page.get_by_label("What came of it").fill("Both began.")
    page.get_by_label("Your name").fill("Eve")
    page.get_by_role("button", name="It is done").click()
    expect(exception).to_contain_text("done (Eve). Both began.")
    (action,) = book.minutes(LAST).promised(SLA)
    assert (action.state, action.closed_week, action.outcome) == ("done", LAST, "Both began.")


def test_each_file_is_a_click_away_and_has_what_was_written(
    office: Server, open_tab: Open, book: Notebook
) -> None:
    page = open_tab(office.to("/weekly_review"))
    book.write_note(LAST, "tickets_created", "Written after the page was opened.", "Ann")
    page.get_by_role("button", name="Export", exact=True).click()
    starts = {"HTML": b"<!doctype", "PDF": b"%PDF", "PowerPoint": b"PK", "Excel": b"PK"}
    for label, start in starts.items():
        with page.expect_download() as started:
            page.get_by_role("button", name=label).click()
        content = Path(started.value.path()).read_bytes()
        assert content.startswith(start), label
        assert started.value.suggested_filename.startswith("weekly_review_2026-03-23.")
        if label == "HTML":
            assert b"Written after the page was opened." in content


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_the_html_file_asks_for_nothing_and_fits(
    office: Server, open_tab: Open, book: Notebook, tmp_path: Path, width: int, dark: bool
) -> None:
    store = Store(load_settings(office.home, office.home / "config"))
    file = tmp_path / "review.html"
    file.write_bytes(write(deck(store, book, LAST), "html"))
    store.close()
    page = open_tab("about:blank", width=width, dark=dark)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_role("heading", name="Weekly review, 23 – 29 Mar 2026")).to_be_visible()
    assert asked == [file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 23, 26)" if dark else "rgb(255, 255, 255)")


def test_a_week_is_frozen_once_and_for_all(office: Server, open_tab: Open, book: Notebook) -> None:
    page = open_tab(office.to("/weekly_review?week=2026-03-09"))
    expect(page.get_by_text("Not frozen yet.")).to_be_visible()
    page.get_by_role("button", name="Freeze the week").click()
    page.get_by_label("Your name").fill("Ann")
    page.get_by_role("button", name="Freeze", exact=True).click()
    expect(page.get_by_text("Frozen by Ann on")).to_be_visible()
    expect(page.get_by_text("from snapshot 1. Nothing was restated since.")).to_be_visible()
    expect(page.get_by_role("button", name="Freeze the week")).to_have_count(0)
    assert book.frozen_snapshots() == {1}


def test_a_part_of_the_business_is_not_frozen(office: Server, open_tab: Open) -> None:
    page = open_tab(office.to("/weekly_review?team=Brno"))
    expect(page.get_by_role("button", name="Export", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Freeze the week")).to_have_count(0)


@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_what_is_written_fits_a_phone_and_a_desk(
    office: Server, open_tab: Open, book: Notebook, width: int, dark: bool
) -> None:
    book.write_note(LAST, "tickets_solved", "W" * 400, "W" * 100)
    book.add_action(LAST, "tickets_solved", "W" * 400, "W" * 100, None, "Ann")
    page = open_tab(
        office.to("/weekly_review?metric=tickets_solved"), width=width, dark=dark, height=1600
    )
    expect(page.locator(".written")).not_to_have_count(0)
    page.get_by_role("button", name="Add an action").click()
    expect(page.get_by_label("What will be done")).to_be_visible()
    assert too_wide(page) == []
