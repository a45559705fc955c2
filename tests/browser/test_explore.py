"""Explore by clicks, its files, the box of SQL, and views that are saved, shared and gone."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from metrics import load_settings
from metrics.notes import Views
from tests.browser.conftest import Server, serving
from tests.pages.scene import AS_OF, business, ticket

Open = Callable[..., Page]
TEAMS = ("=1+1", "Prague", "Taipei")
# Channels of two weeks of old, two cases each, then one. A spreadsheet would run their names.
FORMULAS = ("=1+1", "+1", "-1", "@sum(a1)", "\t=1", "\r=1")
THEN = (dt.date(2025, 2, 3), dt.date(2025, 2, 3), dt.date(2025, 2, 10))
SLA = "SLA adherence, the source's verdict"
BOARD = ".st-key-board tbody tr"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("explored")
    warehouse = business(home, teams=TEAMS)
    odd = [(n, day, channel) for n, day in enumerate(THEN) for channel in enumerate(FORMULAS)]
    warehouse.add(
        "tickets",
        *(
            {**ticket(day, 0, True, TEAMS, ""), "ticket_id": f"F-{n}-{at}", "channel": channel}
            for n, day, (at, channel) in odd
        ),
    )
    warehouse.publish(AS_OF)
    with serving(home) as running:
        yield running


def settled(page: Page) -> None:
    """Wait until the page is drawn to its end: a menu closes, a file is dropped, by a new run."""
    expect(page.locator(".answer").first).to_be_visible()
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')"
    )


def pick(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).fill(option)
    page.keyboard.press("Enter")


def look(page: Page, name: str) -> None:
    page.locator(".st-key-looks").get_by_role("button", name=name).click()


def downloaded(page: Page, name: str) -> bytes:
    settled(page)
    with page.expect_download() as started:
        page.locator(".st-key-explore-copy").get_by_role("button", name=name).click()
    return Path(started.value.path()).read_bytes()


def test_a_metric_is_explored_by_clicks(desk: Server, open_tab: Open) -> None:
    """Ten of the last week's thirty kept their promise: four of Taipei's ten, three of others."""
    page = open_tab(desk.to("/explore?length=1w"))
    pick(page, "Metric", SLA)
    pick(page, "By", "Team")
    answer = page.locator(".answer")
    expect(answer).to_contain_text(f"{SLA}: 33.3 % (n 30)")
    expect(answer).to_contain_text("worse against the period before")
    taipei = page.locator(BOARD, has_text="Taipei")
    expect(taipei).to_contain_text("40.0 %")
    expect(taipei).to_contain_text("▼ worse")
    link = desk.to("/explore?length=1w&metric=source_sla_adherence&by=team")
    expect(page).to_have_url(link)

    taipei.locator("button.member").click()
    expect(page).to_have_url(re.compile("team=Taipei"))
    expect(taipei.locator("button.member")).to_have_attribute("aria-pressed", "true")
    taipei.locator("button.member").click()
    expect(page).to_have_url(link)

    rows = list(csv.DictReader(io.StringIO(downloaded(page, "CSV").decode("utf-8-sig"))))
    assert {row["team"]: row["numerator"] for row in rows} == {
        "'=1+1": "3", "Prague": "3", "Taipei": "4"
    }  # fmt: skip

    pick(page, "and by", "Priority")
    look(page, "Pivot")
    cells = page.locator("table.pivot tbody tr", has_text="Taipei").locator("td")
    expect(cells.last).to_contain_text("40.0 %")
    expect(page.locator("table.pivot tbody tr").last.locator("td").last).to_contain_text("33.3 %")
    look(page, "Distribution")
    expect(page.locator(".js-plotly-plot .point").first).to_be_attached()
    look(page, "Trend")
    expect(page.locator(".st-key-trend-title")).to_contain_text("By the week")
    page.get_by_role("button", name="month", exact=True).click()
    expect(page.locator(".st-key-trend-title")).to_contain_text("By the month")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".st-key-copy-link").get_by_role("button", name="Link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url

    other = open_tab(copied)
    expect(other.locator(".answer")).to_have_text(answer.inner_text())
    expect(other.locator(".st-key-trend-title")).to_contain_text("By the month")
    expect(other.locator(".js-plotly-plot .point").first).to_be_attached()


def test_a_file_has_no_formula_and_its_negative_numbers_are_numbers(
    desk: Server, open_tab: Open
) -> None:
    """Half as many cases of each channel as the week before. A sheet keeps no carriage return."""
    page = open_tab(
        desk.to(f"/explore?week={THEN[-1]}&length=1w&metric=tickets_created&by=channel&versus=week")
    )
    expect(page.locator(BOARD)).to_have_count(len(FORMULAS) + 1)  # the others have no channel
    text = downloaded(page, "CSV").decode("utf-8-sig")
    rows = {row["channel"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert rows.keys() == {"", *(f"'{channel}" for channel in FORMULAS)}
    assert {row["change"] for name, row in rows.items() if name} == {"-0.5"}

    book = openpyxl.load_workbook(io.BytesIO(downloaded(page, "XLSX")))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    _, heads, *lines = book["Table"].iter_rows()
    at = {cell.value: place for place, cell in enumerate(heads)}
    odd = [line for line in lines if line[at["channel"]].value]
    assert {line[at["channel"]].value for line in odd} >= {*FORMULAS[:4]}
    assert all(line[at["channel"]].quotePrefix for line in odd)
    assert [line[at["change"]].value for line in odd] == [-0.5] * len(FORMULAS)


@pytest.fixture
def box(desk: Server, open_tab: Open) -> Callable[[str], Locator]:
    page = open_tab(desk.to("/explore?length=1w"))
    page.get_by_text("SQL of your own").click()
    says = page.locator(".st-key-sql-says")
    expect(says).to_contain_text("at most 1000 rows and 10 seconds")

    def run(sql: str) -> Locator:
        page.get_by_role("textbox", name="One query, in SQL").fill(sql)
        page.keyboard.press("Control+Enter")
        page.get_by_role("button", name="Run", exact=True).click()
        return page.locator("[data-stale=false]:is(.st-key-sql-fault, .st-key-sql-answer)")

    return run


def test_the_box_answers_and_refuses_in_a_sentence(box: Callable[[str], Locator]) -> None:
    """30, 31 and 32 tickets a week in turn, for 64 weeks, and those of the channels."""
    counted = 1983 + len(THEN) * len(FORMULAS)
    expect(box("select count(*) as counted from tickets")).to_contain_text(str(counted))
    expect(box("select * from range(5000)")).to_contain_text("more than these 1000 rows")
    for sql, says in (
        ("delete from tickets", "Only a SELECT is run here, and this is DELETE"),
        ("attach 'other.duckdb' as other", "Only a SELECT is run here, and this is ATTACH"),
        ("select * from read_text('/etc/passwd')", "disabled by configuration"),
        ("select 1; select 2", "One SELECT at a time, and these are 2 statements"),
    ):
        expect(box(sql)).to_contain_text(says)


def test_what_runs_too_long_is_stopped_with_a_sentence_and_the_next_one_is_answered(
    box: Callable[[str], Locator],
) -> None:
    """Four times two thousand tickets, each beside each: 16 million million rows to count."""
    endless = (
        "select count(*) from tickets a, tickets b, tickets c, tickets d where a.team < d.team"
    )
    expect(box(endless)).to_have_text("It was stopped after 10 seconds; ask for less.")
    expect(box("select 6 * 7 as answer")).to_contain_text("42")


def menu(page: Page) -> Locator:
    settled(page)
    page.get_by_role("button", name="Views", exact=True).click()
    return page.locator(".st-key-views")


def test_a_view_is_saved_shared_deleted_and_put_back(desk: Server, open_tab: Open) -> None:
    views = Views(load_settings(desk.home, desk.home / "config"))
    views.save("Of old", "explore", {"metric": ["tickets_creatd"], "team": ["Oslo"]}, "Cho")
    views.close()

    page = open_tab(desk.to("/explore?team=Prague&length=1w&metric=backlog&by=team"))
    form = menu(page)
    form.get_by_role("textbox", name="Save this view as").fill("Ours")
    form.get_by_role("textbox", name="Your name").fill("Ann")
    form.get_by_role("button", name="Save as a view").click()
    expect(form.locator("li", has_text="Ours")).to_contain_text("Explore · Ann")

    other = open_tab(desk.to("/today"))
    form = menu(other)
    gone = form.locator("li", has_text="Of old")
    expect(gone).to_contain_text("The metric “tickets_creatd” does not exist any more.")
    expect(gone).to_contain_text("The nearest is “tickets_created”.")
    form.get_by_role("button", name="Ours", exact=True).click()
    expect(other).to_have_url(page.url)
    expect(other.locator(".answer")).to_contain_text("Backlog")

    form = menu(other)
    view = form.locator("li", has_text="Ours")
    view.get_by_role("button", name="Delete").click()
    view.get_by_role("button", name="Really delete, for all?").click()
    expect(form).to_contain_text("Write your name here first")
    form.get_by_role("textbox", name="Your name").fill("Ben")
    view.get_by_role("button", name="Really delete, for all?").click()
    expect(form.locator(".st-key-views-removed li")).to_contain_text("deleted by Ben")
    form.get_by_role("button", name="Put back").click()
    expect(other.locator(".st-key-views-removed li")).to_have_count(0)

    other = open_tab(desk.to("/today"))
    form = menu(other)
    expect(form.locator("li", has_text="Ours")).to_contain_text("Explore · Ann")
    form.get_by_role("button", name="Of old").click()
    expect(other.locator(".answer")).to_contain_text("Tickets created")
    expect(other.locator(".note", has_text="ignored")).to_contain_text(
        "Team “Oslo” is not among what is loaded"
    )
