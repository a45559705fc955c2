"""The whole story: a dirty export, the number that it moved, the line outside, its correction."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from loaders.load import load
from tests.browser import desk
from tests.browser.conftest import Server, serving
from tests.pages.scene import FIRST, LAST, REVIEWED, TEAMS, ticket

Open = Callable[..., Page]
REVIEW = "/weekly_review?metric=source_sla_adherence&panel=rows"


def export(*rows: dict[str, object]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A year of quiet weeks is loaded: thirty tickets each, one of which missed its promise."""
    from metrics import load_settings

    config = tmp_path / "config"
    config.mkdir()
    (config / "sla.yaml").write_text("timezone: Asia/Taipei\ncurrency: TWD\n")
    (config / "review.yaml").write_text(
        "metrics:\n" + "".join(f"  {name}: {{}}\n" for name in REVIEWED)
    )
    weeks = [FIRST + (LAST - FIRST) * n / 63 for n in range(63)]
    quiet = [ticket(week, n, n > 0, TEAMS, "it broke") for week in weeks for n in range(30)]
    path = tmp_path / "tickets-history.csv"
    path.write_text(export(*quiet))
    load(load_settings(tmp_path, config), [path])
    with serving(tmp_path) as running:
        yield running


def test_from_a_dirty_export_to_the_corrected_number(server: Server, open_tab: Open) -> None:
    """Of the last week's thirty tickets twenty missed; one of those has a status nobody knows."""
    page = open_tab(server.to("/data"))
    week = [ticket(LAST, n, n >= 20, TEAMS, "it broke") for n in range(30)]
    closing = {**ticket(LAST, 4, True, TEAMS, ""), "ticket_id": "T-next"}
    for name in ("created_at", "updated_at", "resolved_at"):
        closing[name] = "2026-03-30 10:00+08:00"  # behind the week's end: it is whole
    week[7] = {**week[7], "status": "slvd"}
    desk.drop(page, ("tickets.csv", export(*week, closing)))
    desk.answer(page, "30 lines would be used, 1 line would be quarantined.")
    desk.load(page)
    desk.answer(page, "30 lines used, 1 line quarantined.")

    page.goto(server.to(REVIEW))
    tile = page.locator(".exception", has_text="SLA adherence")
    expect(tile).to_contain_text("34.5 %")  # 10 of 29
    expect(tile).to_contain_text("n 29")
    expect(page.get_by_text("29 rows that this number counts")).to_be_visible()
    missing = page.locator(".rows tbody tr", has_text="T-260323-07")
    expect(missing).to_have_count(0)

    page.get_by_role("link", name="Data", exact=True).click()
    held = page.locator(".st-key-quarantine .held tbody tr")
    expect(held).to_contain_text("status: 'slvd' is not one of new, open, pending")
    expect(held).to_contain_text("tickets.csv : 9")
    expect(held.locator("code")).to_contain_text("T-260323-07")

    page.get_by_role("button", name="Correct 1 line here").click()
    desk.correct(page, 0, "status", "solved")
    page.get_by_role("button", name="Look at 1 correction").click()
    desk.answer(page, "1 corrected line would get in.")
    expect(page.locator(desk.TOLD)).to_contain_text("slvd → solved")
    desk.load(page)
    desk.answer(page, "1 corrected line got in.")
    expect(page.get_by_text("no line is held back")).to_be_visible()
    expect(page.locator(".st-key-held-answer")).to_contain_text("0 lines in quarantine")

    page.goto(server.to(REVIEW))
    expect(tile).to_contain_text("33.3 %")  # 10 of 30
    expect(tile).to_contain_text("n 30")
    expect(page.get_by_text("30 rows that this number counts")).to_be_visible()
    expect(missing).to_have_count(1)
    expect(missing).to_contain_text("tickets.csv : 9")
