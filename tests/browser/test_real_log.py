"""The weekly review over the real ServiceNow log: from a number to its rows, to file and line."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, serving
from tests.loaders.conftest import Home

pytestmark = pytest.mark.real
Open = Callable[..., Page]
LOG = "incident_event_log.csv.gz"
WEEK = dt.date(2016, 5, 9)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("log")
    home = Home(folder)
    home.write_config("sla.yaml", "timezone: Europe/Rome\ncurrency: EUR\n")
    home.load(real_data / LOG)
    (home.settings.home / "config").symlink_to(home.config)
    with serving(home.settings.home) as running:
        yield running


def opened_in_week(log: Path) -> tuple[set[str], set[str]]:
    """The incidents opened in the week, and those whose last event says that the SLA was kept."""
    last: dict[str, tuple[int, dict[str, str]]] = {}
    with gzip.open(log, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            moment = dt.datetime.strptime(row["opened_at"], "%d/%m/%Y %H:%M").date()
            if WEEK <= moment < WEEK + dt.timedelta(days=7) and row["incident_state"] != "-100":
                order = int(row["sys_mod_count"])
                if row["number"] not in last or order >= last[row["number"]][0]:
                    last[row["number"]] = (order, row)
    kept = {number for number, (_, row) in last.items() if row["made_sla"] == "true"}
    return set(last), kept


def test_from_a_number_to_its_rows_to_file_and_line(
    served: Server, open_tab: Open, real_data: Path
) -> None:
    opened, kept = opened_in_week(real_data / LOG)
    page = open_tab(served.to(f"/weekly_review?week={WEEK}"))
    line = page.locator(".exception", has_text="SLA adherence, the source's verdict")
    expect(line).to_contain_text(f"{100 * len(kept) / len(opened):.1f}")
    expect(line).to_contain_text(f"n {len(opened):,}")
    line.click()
    page.get_by_role("button", name="Rows", exact=True).click()
    expect(page.get_by_text(f"{len(opened):,} rows that this number counts")).to_be_visible()
    row = page.locator(".rows tbody tr").first
    expect(row).to_contain_text(LOG)
    text = row.inner_text()
    number = re.search(r"INC\d+", text)
    place = re.search(re.escape(LOG) + r"\s*:\s*([\d,]+)", text)
    assert number and place, text
    assert number.group() in opened
    with gzip.open(real_data / LOG, "rt", encoding="utf-8") as lines:
        wanted = int(place.group(1).replace(",", ""))
        found = next(line for at, line in enumerate(lines, start=1) if at == wanted)
    assert found.startswith(number.group() + ",")
