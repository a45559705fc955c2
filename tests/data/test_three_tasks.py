"""The ways of docs/three_tasks.md, gone in a real browser on the demo, click by click."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import settled
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "three_tasks.md"


@dataclass
class Way:
    """What the documentation says of a task, and how many clicks it took so far."""

    says: str
    clicks: int
    made: int = 0

    def click(self, target: Locator) -> None:
        target.click()
        self.made += 1

    @property
    def named(self) -> list[str]:
        """The cases, products or stops that it names in brackets."""
        return re.findall(r"\(([^)]*)\)", self.says)[-1].split(", ")


def way(task: str) -> Way:
    (line,) = [line for line in PAGE.read_text().splitlines() if f"| {task} |" in line]
    *_, says, clicks = (cell.strip() for cell in line.strip("|").split("|"))
    return Way(says, int(clicks))


def to(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def test_a_team_lead_saves_three_cases(served: Server, open_tab: Open) -> None:
    first, second = way("which three cases to save first"), way("what happened to the first one")
    page = open_tab(served.to("/"))
    first.click(to(page, "Today"))
    lines = page.locator(".clocks tbody tr")
    for place, case in enumerate(first.named):
        expect(lines.nth(place).locator("td").first).to_have_text(case)
        assert all(lines.nth(place).locator("td").all_inner_texts()), "a column is empty"
    assert (len(first.named), first.made) == (3, first.clicks)

    second.made = first.made
    second.click(lines.first.get_by_role("button", name=first.named[0]))
    expect(page.locator(".andon h1")).to_have_text("Ticket")
    expect(page.locator(".timeline .lane").first).to_be_visible()
    assert second.made == second.clicks


def test_a_senior_manager_reads_what_changed(served: Server, open_tab: Open) -> None:
    what, why = way("what changed this week, and does it matter"), way("why did SLA adherence fall")
    page = open_tab(served.to("/"))
    expect(page.locator(".andon h1")).to_have_text("Weekly review")
    expect(page.locator(".answer").first).to_contain_text("metrics need a word:")
    fell = page.locator(".exception[data-key=sla_adherence]")
    expect(fell.locator(".why")).to_contain_text(
        re.compile(r"usual range .* Mostly region = US: .* Owner: service-quality")
    )
    assert what.clicks == 0

    settled(page)
    why.click(fell)
    for shown in (".js-plotly-plot", ".box", ".bars"):
        expect(page.locator(shown).first).to_be_visible()
    assert why.made == why.clicks


def test_an_analyst_finds_the_lot_and_its_complaints(served: Server, open_tab: Open) -> None:
    which, rows = way("which product and lot is the bad one"), way("its complaints, row by row")
    product, lot = which.named
    page = open_tab(served.to("/"))
    which.click(to(page, "Stop-sales"))
    line = page.locator(".st-key-register tbody tr", has_text=lot)
    expect(line).to_contain_text(product)
    assert which.made == which.clicks

    (stop,) = rows.named
    rows.made = which.made
    rows.click(line.get_by_role("button", name=stop, exact=True))
    found = page.locator("table.rows tbody tr")
    expect(found.first.locator(".place")).to_contain_text(re.compile(r"complaint.* : \d+"))
    assert len(found.all()) == len(found.filter(has_text=lot.removeprefix("lot ")).all()) > 1
    assert rows.made == rows.clicks
