"""The demo in a real browser: each page answers with the command line's number, for everybody.

One server on the loaded demo for all of it. What the pages do with small data is in tests/browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from metrics import fmt
from metrics.__main__ import main
from tests.browser.conftest import Server, open_tab, serving, turn
from tests.data.conftest import Demo, Loaded

__all__ = ["open_tab"]  # a fixture
pytestmark = pytest.mark.browser
Open = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[a-z]*.py"))
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# What Streamlit renders itself and nobody can change from Python, each with what is wrong with it.
STREAMLITS = (
    "[data-testid=stSidebarNavItems]",  # its sections are div elements inside a list
)
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


@pytest.fixture(scope="module")
def served(loaded: Loaded) -> Iterator[Server]:
    (loaded.home / "config").mkdir(exist_ok=True)
    with serving(loaded.home) as running:
        yield running


@pytest.fixture
def asked(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Ask the command line, and read the JSON that it prints."""
    monkeypatch.setenv("ANDON_HOME", str(loaded.home))

    def ask(*arguments: str) -> Any:
        assert main([*arguments, "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def settled(page: Page) -> None:
    """Wait until the page is drawn to its end."""
    expect(page.locator(".andon h1")).to_be_visible()
    page.wait_for_function(
        "!document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')"
    )


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


def violations(page: Page, name: str) -> list[str]:
    """What axe-core finds in `page` by day, and of its colours by night."""
    settled(page)
    page.evaluate(AXE)
    found = []
    for scheme, rules in (("light", None), ("dark", ["color-contrast"])):
        turn(page, scheme)
        report = page.evaluate(
            "([exclude, rules]) => axe.run({exclude}, {resultTypes: ['violations'],"
            " ...(rules ? {runOnly: rules} : {})})",
            [[[one] for one in STREAMLITS], rules],
        )
        found += [
            f"{name}, {scheme}: {one['impact']} {one['id']}: {node['html'][:160]}"
            for one in report["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]
    turn(page, "light")
    return found


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
