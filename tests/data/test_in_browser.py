"""The demo in a real browser: each page answers with the command line's number, for everybody.

One server on the loaded demo for all of it. What the pages do with small data is in tests/browser.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from metrics import fmt
from tests.browser.axe import settled, violations
from tests.browser.conftest import Server
from tests.data.conftest import Demo, Loaded

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))
WEEK = ("2026-11-09", "2026-11-15")
THIRTEEN = ("2026-08-17", "2026-11-15")
TODAY = ("2026-11-22", "2026-11-22")
LINE = ":is(.exception[data-key={0}] .line > b:nth-of-type(2), tr[data-key={0}] .value)"
CARD = ".card[data-key={0}] .value"


class Number(NamedTuple):
    """A metric on a page: where its number stands, of which days it is, and how it is narrowed."""

    metric: str
    place: str
    days: tuple[str, str]
    where: str = "region=US"
    week: str = ""  # in the link, where the page does not open on these days


NUMBERS = {
    "today": Number("sla_adherence", CARD, TODAY),
    "service_levels": Number("sla_adherence", CARD, THIRTEEN),
    "quality": Number("qa_score", LINE, WEEK),
    "weekly_review": Number("sla_adherence", LINE, WEEK),
    "stop_sales": Number(
        "escaped_units", LINE, ("2026-10-05", "2026-10-11"), "product=KT-104", "2026-10-05"
    ),
    "defects": Number("defect_rate_ppm", LINE, WEEK),
    "recurrence": Number("reopen_rate", LINE, WEEK),
    "causes": Number("escalated_share", LINE, WEEK),
    "refunds": Number("refund_accuracy", LINE, WEEK),
    "catalogue": Number("time_to_solve_p90", LINE, WEEK),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_page_says_the_number_of_the_command_line(
    name: str, served: Server, open_tab: Open, asked: Callable[..., Any], loaded: Loaded
) -> None:
    """Narrowed by a link that a fresh session is given: the view is restored, and so its number."""
    number = NUMBERS[name]
    first, last = number.days
    (row,) = asked("query", number.metric, "--from", first, "--to", last, "--where", number.where)
    assert row["value"]
    said = fmt.value(loaded.store.catalogue.metric(number.metric), row["value"], "TWD")
    link = f"/{name}?{number.where}" + (f"&week={number.week}" if number.week else "")
    page = open_tab(served.to(link))
    expect(page.locator(number.place.format(number.metric))).to_have_text(said)
    dimension = number.where.partition("=")[0].capitalize()
    narrowed = re.compile(rf"{dimension}: (?!all)")
    expect(page.get_by_role("button", name=narrowed)).to_be_visible()
    assert sorted(parse_qsl(urlsplit(page.url).query)) == sorted(parse_qsl(urlsplit(link).query))


def test_explore_says_the_numbers_of_the_command_line(
    served: Server, open_tab: Open, asked: Callable[..., Any], loaded: Loaded
) -> None:
    """The whole in its answer, each team in its leaderboard."""
    where = ("--from", THIRTEEN[0], "--to", THIRTEEN[1], "--where", "region=US")
    metric = loaded.store.catalogue.metric("sla_adherence")
    (whole,) = asked("query", metric.name, *where)
    teams = asked("query", metric.name, *where, "--by", "team")
    page = open_tab(served.to("/explore?metric=sla_adherence&by=team&region=US"))
    value = fmt.value(metric, whole["value"], "TWD")
    expect(page.locator(".answer")).to_contain_text(f": {value} ({fmt.count(whole['n'])})")
    board = page.locator(".st-key-board tbody tr")
    expect(board).to_have_count(len(teams))
    assert len(teams) > 1
    for row in teams:
        team = row["team"] or "unknown"
        line = board.filter(has=page.get_by_role("button", name=team, exact=True))
        expect(line).to_contain_text(fmt.value(metric, row["value"], "TWD"))
        expect(line.locator("td").nth(3)).to_have_text(f"{row['n']:,}")


@pytest.mark.parametrize("name", ["product=KT-104", "vendor=Steelcup Industrial"])
def test_a_story_says_the_numbers_of_the_command_line(
    name: str, served: Server, open_tab: Open, asked: Callable[..., Any], loaded: Loaded
) -> None:
    kind, _, member = name.partition("=")
    page = open_tab(served.to(f"/{kind}?{kind}={quote(member)}"))
    for metric in ("defect_rate_ppm", "complaints_reported", "escaped_units"):
        (row,) = asked("query", metric, "--from", THIRTEEN[0], "--to", THIRTEEN[1], "--where", name)
        assert row["value"]
        said = fmt.value(loaded.store.catalogue.metric(metric), row["value"], "TWD")
        expect(page.locator(CARD.format(metric))).to_have_text(said)


def test_the_story_of_a_stop_says_what_the_command_line_says(
    served: Server, open_tab: Open, asked: Callable[..., Any]
) -> None:
    (row,) = asked("rows", "--fact", "incidents", "--where", "andon_id=AN-2058")
    since, until = (dt.datetime.fromisoformat(row[at]) for at in ("suspended_at", "ended_at"))
    clocks = [*asked("explain-clock", "AN-2058"), *asked("explain-clock", "RC-553")]  # its analysis
    page = open_tab(served.to("/stop?stop=AN-2058"))
    for name, said in (
        ("Units escaped", fmt.number(row["escaped_units"])),
        ("Customers exposed", fmt.number(row["exposed_customers"])),
        ("Off sale after", fmt.age(row["time_to_suspend_s"])),
        ("Off sale for", fmt.age((until - since).total_seconds())),
    ):
        card = page.locator(".card", has=page.get_by_text(name, exact=True))
        expect(card.locator(".value")).to_have_text(said)
    assert [clock["target"] for clock in clocks if clock["met"]] == ["suspension", "root_cause"]
    for clock in clocks:
        used, target = fmt.duration(clock["active_s"]), fmt.duration(clock["target_s"])
        expect(page.locator(".st-key-way")).to_contain_text(f"✓ kept, {used} of {target}")


def test_the_story_of_a_ticket_says_when_the_command_line_says_it_is_due(
    served: Server, open_tab: Open, asked: Callable[..., Any]
) -> None:
    """The command line says it in UTC, the page in the time of the reports."""
    due = [dt.datetime.fromisoformat(clock["due_at"]) for clock in asked("explain-clock", "332864")]
    local = [at.astimezone(ZoneInfo("Asia/Taipei")) for at in due]
    page = open_tab(served.to("/ticket?case=332864"))
    marks = page.locator(".timeline .track .due")
    expect(marks).to_have_count(len(due))
    for mark, at in zip(marks.all(), local, strict=True):
        expect(mark).to_have_attribute("title", f"due {at.day} {at:%b %Y %H:%M} Taipei")


def test_the_data_page_says_the_quarantine_of_the_command_line(
    served: Server, open_tab: Open, loaded: Loaded
) -> None:
    held = len(loaded.store.quarantine())
    assert held
    page = open_tab(served.to("/data"))
    expect(page.locator(".answer")).to_contain_text(f"{held} lines in quarantine")


def counts(page: Page, asked: Callable[..., Any], days: tuple[str, str]) -> None:
    """The rows below the number are as many as the command line counts."""
    where = ("--from", days[0], "--to", days[1], "--where", "region=US")
    (row,) = asked("query", "refund_accuracy", *where)
    rows = f"{row['denominator']} rows that this number counts"
    expect(page.get_by_text(rows)).to_be_visible()


def test_from_a_number_to_the_line_of_the_export(
    served: Server, open_tab: Open, asked: Callable[..., Any], demo: Demo
) -> None:
    """The week's number opens its panel; the one in the answer above leads to Explore."""
    page = open_tab(served.to("/refunds?region=US"))
    page.locator(":is(tr, .exception)[data-key=refund_accuracy]").click()
    page.get_by_role("button", name="Rows", exact=True).click()
    counts(page, asked, WEEK)
    page.locator(".answer [data-key=refund_accuracy]").click()
    expect(page.locator(".andon h1")).to_have_text("Explore")
    counts(page, asked, THIRTEEN)
    cells = page.locator(".rows tbody tr").first.inner_text()
    found = re.search(r"(\S+\.csv) : ([\d,]+)", cells)
    assert found, cells
    (export,) = demo.exports.rglob(found[1])
    line = export.read_text(encoding="utf-8").splitlines()[int(found[2].replace(",", "")) - 1]
    assert line.split(",")[0] in cells


def test_two_people_do_not_see_each_others_filters(served: Server, open_tab: Open) -> None:
    one, other = (open_tab(served.to("/weekly_review")) for _ in range(2))
    for page, region in ((one, "US"), (other, "KR")):
        page.get_by_role("button", name="Region: all").click()
        page.get_by_role("combobox", name="Region").click()
        page.get_by_role("option", name=region, exact=True).click()
    for page, region in ((one, "US"), (other, "KR")):
        expect(page.get_by_role("button", name=f"Region: {region}")).to_be_visible()
        expect(page).to_have_url(served.to(f"/weekly_review?region={region}"))


def test_nothing_keeps_people_out_of_a_page(served: Server, open_tab: Open) -> None:
    """No serious or critical violation that axe-core knows, on any page, an opened metric included.

    In the dark only colours differ. The tab's complaints are asserted by its fixture: no page
    writes an error to the console.
    """
    page = open_tab(served.to("/weekly_review?metric=sla_adherence&panel=rows"))
    found = violations(page, "an opened metric")
    for name in PAGES:
        page.goto(served.to(f"/{name}"))
        found += violations(page, name)
    assert found == []


def test_the_keyboard_alone_leads_to_the_rows_and_back(served: Server, open_tab: Open) -> None:
    """From the top of the weekly review: Tab to an exception, Enter, Tab to its rows, Enter."""
    page = open_tab(served.to("/weekly_review"))
    settled(page)
    expect(page.locator(".exception").first).to_be_visible()
    assert "exception" in tab_to(page, ".exception")
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_be_visible()
    expect(page.locator(".exception.open")).to_be_focused()
    tab_to(page, "[data-do=panel][data-key=rows]")
    page.keyboard.press("Enter")
    expect(page.locator(".rows tbody tr").first).to_be_visible()
    expect(page.locator("[data-do=panel][data-key=rows]")).to_be_focused()
    tab_to(page, ".exception.open", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".box")).to_have_count(0)
    expect(page.locator(".exception.open")).to_have_count(0)
    expect(page).to_have_url(served.to("/weekly_review"))


def tab_to(page: Page, selector: str, key: str = "Tab") -> str:
    """Press Tab until the focus is on `selector`; it must be seen wherever it is on the way."""
    for _ in range(80):
        page.keyboard.press(key)
        found: dict[str, Any] = page.evaluate(
            """(selector) => {
                const at = document.activeElement, style = getComputedStyle(at);
                const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                return {there: at.matches(selector), css: at.className, name: at.outerHTML,
                        ours: !!at.closest('.andon'), seen: ring || style.boxShadow !== 'none'};
            }""",
            selector,
        )
        assert found["seen"] or not found["ours"], f"no visible focus: {found['name'][:160]}"
        if found["there"]:
            return str(found["css"])
    raise AssertionError(f"{selector} is not reached by {key}")
