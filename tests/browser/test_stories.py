"""Stories in a real browser: from a ranking to a product, to rows with file and line, to a stop."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, serving
from tests.pages.product import bad_lot
from tools.host import ROOT

Open = Callable[..., Page]
PERIOD = ("--from", "2025-12-29", "--to", "2026-03-29")  # the 13 weeks that the page names


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("stories")
    bad_lot(home).publish("2026-03-31 12:00:00+00")
    with serving(home) as running:
        yield running


def asked(shop: Server, metric: str) -> int:
    """The command line's number of P1."""
    command = [sys.executable, "-m", "metrics", "query", metric, "--where", "product=P1", *PERIOD]
    where = {"ANDON_HOME": str(shop.home), "ANDON_CONFIG": str(shop.home / "config")}
    found = subprocess.run([*command, "--format", "json"], cwd=ROOT, env={**os.environ, **where},
                           capture_output=True, text=True, check=True)  # fmt: skip
    return int(json.loads(found.stdout)[0]["value"])


def test_from_defects_to_a_product_to_its_rows(shop: Server, open_tab: Open) -> None:
    page = open_tab(shop.to("/defects"))
    page.locator(".st-key-ranking").get_by_role("button", name="Kettle <b>1</b>").click()
    expect(page).to_have_url(shop.to("/product?product=P1"))
    expect(page.locator(".answer.worse")).to_contain_text("Lot L2: 40,000 ppm")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    number = asked(shop, "complaints_reported")
    card = page.locator(".card", has_text="Complaints reported")
    expect(card.locator(".value")).to_have_text(str(number))
    card.click()
    expect(page.get_by_text(f"{number} rows that this number counts")).to_be_visible()
    expect(page.locator("table.rows tbody tr").first).to_contain_text("complaints.csv :")


def test_from_stop_sales_to_a_stop_and_on(shop: Server, open_tab: Open) -> None:
    page = open_tab(shop.to("/stop_sales"))
    page.locator(".st-key-register").get_by_role("button", name="A1", exact=True).click()
    expect(page).to_have_url(shop.to("/stop?stop=A1"))
    expect(page.locator(".way")).to_contain_text("longest wait")
    expect(page.get_by_text("40 rows that this number counts")).to_be_visible()
    page.locator(".st-key-others").get_by_role("button", name="A2").click()
    expect(page).to_have_url(shop.to("/stop?stop=A2"))
    expect(page.locator(".answer")).to_contain_text("off sale, cause unknown")


def test_today_leads_to_the_stop(shop: Server, open_tab: Open) -> None:
    page = open_tab(shop.to("/today"))
    page.locator(".st-key-stops").get_by_role("button", name="A2", exact=True).click()
    expect(page).to_have_url(shop.to("/stop?stop=A2"))
