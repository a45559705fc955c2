"""How numbers, changes and times are written, and text from data made inert."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics import Metric
from metrics.model import Measure
from pages.components import fmt
from pages.components.text import plain

MEASURE = Measure("tickets", "created_at", "count")


def metric(unit: str = "percent", better: str = "higher", kind: str = "ratio") -> Metric:
    return Metric("m", "M", "?", kind, "tickets", "created_at", unit, better, MEASURE)  # type: ignore[arg-type]


def spaced(text: str) -> str:
    """Narrow spaces as plain ones, the minus as a hyphen: easier to type."""
    return text.replace("\u202f", " ").replace("\u2212", "-")


@pytest.mark.parametrize(
    ("unit", "amount", "written"),
    [
        ("percent", 0.6342, "63.4 %"),
        ("percent", 1.0, "100.0 %"),
        ("count", 12345.0, "12,345"),
        ("units", 0.0, "0"),
        ("ppm", 1203.6, "1,204 ppm"),
        ("hours", 8.46, "8.5 h"),
        ("minutes", 85.24, "85.2 min"),
        ("days", 1.25, "1.2 d"),
        ("per_ticket", 0.666, "0.67 /ticket"),
        ("money", 302742.6, "302,743 TWD"),
        ("money", -12.0, "-12 TWD"),
        ("percent", None, "n/a"),
        ("percent", -0.0001, "0.0 %"),
    ],
)
def test_values(unit: str, amount: float | None, written: str) -> None:
    assert spaced(fmt.value(metric(unit), amount, "TWD")) == written


@pytest.mark.parametrize(
    ("unit", "amount", "written"),
    [
        ("percent", 0.0283, "+2.8 pp"),  # a rate changes by points
        ("percent", -0.0283, "-2.8 pp"),
        ("ppm", -974.2, "-974"),
        ("per_ticket", -0.058, "-0.06"),
        ("count", 0.409, "+40.9 %"),  # a volume by per cent
        ("hours", -0.361, "-36.1 %"),
        ("count", 0.0, "0.0 %"),
        ("percent", -0.00001, "0.0 pp"),
        ("count", None, "n/a"),
    ],
)
def test_changes(unit: str, amount: float | None, written: str) -> None:
    assert spaced(fmt.change(metric(unit), amount)) == written


@pytest.mark.parametrize(
    ("better", "amount", "said"),
    [
        ("higher", 0.1, "▲ better"),
        ("higher", -0.1, "▼ worse"),
        ("lower", 0.1, "▲ worse"),
        ("lower", -0.1, "▼ better"),
        ("neither", 0.1, "▲"),
        ("higher", 0.0, "= same"),
        ("higher", 0.00001, "= same"),  # what reads as no change is judged as none
        ("higher", None, ""),
    ],
)
def test_no_judgement_by_colour_alone(better: str, amount: float | None, said: str) -> None:
    assert fmt.judged(metric(better=better), amount) == said


def test_weeks_and_moments() -> None:
    assert fmt.week(dt.date(2016, 5, 16)) == "16 – 22 May 2016"
    assert fmt.week(dt.date(2026, 3, 30)) == "30 Mar – 5 Apr 2026"
    assert fmt.week(dt.date(2025, 12, 29)) == "29 Dec 2025 – 4 Jan 2026"
    noon = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
    assert fmt.moment(noon, "Asia/Taipei") == "22 Nov 2026 18:00 Taipei"
    assert fmt.moment(noon, "America/New_York") == "22 Nov 2026 05:00 New York"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](http://host/a.png)",
        "$latex$ and $$more$$",
        ":material/home: :red[hi] :tada:",
        "# title",
        "a -> b <- c",
        "`code` **bold** _under_ ~~gone~~",
        "& &lt; \\ | ^ @",
    ],
)
def test_no_sign_of_markdown_is_left_bare(text: str) -> None:
    """The browser tests see that it renders as it is; here: every sign has its backslash."""
    shown = plain(text)
    bare = shown.replace("\\\\", "")
    for sign in "`*_{}[]()#+.!|<>~$:&^@":
        assert bare.count(sign) == bare.count(f"\\{sign}")
    assert shown.replace("\u2060", "").replace("\\\\", "\0").replace("\\", "").replace(
        "\0", "\\"
    ) == text  # fmt: skip


def test_text_is_one_line_and_cut() -> None:
    assert plain("a\nb\r\n\tc\x00d") == "a b c d"
    assert plain("x" * 300, 10) == "x" * 9 + "…"
