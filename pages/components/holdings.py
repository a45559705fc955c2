"""What is held: how far each table reaches, how its checks went, and which lines are outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from metrics import Snapshot, Store, show
from pages.components import ask, fmt, outcome
from pages.components.dom import Node, draw, el
from pages.components.text import plain

PAGE = 25
_LEVELS = {"critical": 0, "error": 1, "warn": 2}
_MARKS = {"critical": ("worse", "✗ critical"), "error": ("worse", "✗ error"),
          "warn": ("caution", "! warns")}  # fmt: skip
Row = dict[str, Any]


def draw_answer(store: Store, snapshot: Snapshot) -> None:
    """Draw the page's answer: how far the data reaches, whether it holds, what is outside."""
    lost = {row["tbl"]: 0 for row in store.missing_days()}
    for row in store.missing_days():
        lost[row["tbl"]] += 1
    gaps = ask.joined([f"{name} ({_counted(days, 'missing day')})" for name, days in lost.items()])
    checks = newest(store.checks())
    failed = sum(not row["ok"] for row in checks)
    said = (
        f"Complete to {fmt.moment(snapshot.as_of, snapshot.timezone)}",
        f", except {gaps}. " if gaps else ". ",
        f"{_counted(failed, 'check')} of {len(checks)} failed. " if failed else "All checks hold. ",
        f"{_counted(len(store.quarantine()), 'line')} in quarantine.",
    )
    draw(el("p", "answer", *said), key="held.answer")


def _counted(number: int, noun: str) -> str:
    return f"{fmt.number(number)} {noun}{'' if number == 1 else 's'}"


def draw_freshness(store: Store, snapshot: Snapshot) -> None:
    """Draw each table's reach: rows from, complete until, days without a row."""
    lost: dict[str, list[Row]] = {}
    for day in store.missing_days():
        lost.setdefault(day["tbl"], []).append(day)
    rows = [_reach(row, lost.get(row["tbl"], []), snapshot) for row in store.coverage()]
    heads = ("Table", "Rows from", "Complete until", "Missing days")
    draw(_section("Freshness"), el("div", "scroll", _table("files", heads, rows)), key="freshness")


def _reach(row: Row, lost: Sequence[Row], snapshot: Snapshot) -> Node:
    days = [fmt.day(one["day"]) for one in lost]
    said = ", ".join(days[:3]) + (f" and {len(days) - 3} more" if len(days) > 3 else "")
    first, until = row["first_day"], row["covered_until"]
    return el(
        "tr",
        "",
        el("td", "", row["tbl"]),
        el("td", "nowrap", fmt.day(first) if first else "–"),
        el("td", "nowrap", fmt.moment(until, snapshot.timezone) if until else "–"),
        el("td", "worse" if days else "muted", said or "none", title="\n".join(days[:60]) or None),
    )


def newest(checks: Sequence[Row]) -> list[Row]:
    """Return the checks of each table's newest batch, those that failed first."""
    last = {row["tbl"]: row["checked_at"] for row in reversed(checks)}  # they come newest first
    current = [row for row in checks if row["checked_at"] == last[row["tbl"]]]
    return sorted(current, key=lambda row: (row["ok"], _LEVELS.get(row["level"], 3), row["tbl"]))


def draw_checks(store: Store, snapshot: Snapshot) -> None:
    """Draw the checks that do not hold, and the way to all of them."""
    checks = newest(store.checks())
    failed = [row for row in checks if not row["ok"]]
    held = f"{len(checks) - len(failed)} of {len(checks)} hold"
    parts = [_section("Checks", held)]
    if failed:
        rows = [_failed(row) for row in failed]
        heads = ("", "Table", "What does not hold", "Found", "Rows")
        parts.append(el("div", "scroll", _table("files", heads, rows)))
    draw(*parts, key="checks")
    docs = store.settings.home / "docs"
    if (docs / "index.html").is_file():
        st.download_button(
            "Every check with its result (Data Docs, zip)",
            lambda: zipped(docs),
            file_name=f"data-docs-{snapshot.number}.zip",
            mime="application/zip",
            on_click="ignore",
            key="docs.zip",
        )


def _failed(row: Row) -> Node:
    tone, word = _MARKS.get(row["level"], ("muted", row["level"]))
    bad = fmt.number(row["bad_rows"]) if row["bad_rows"] else ""
    return el(
        "tr",
        "",
        el("td", f"nowrap {tone}", word),
        el("td", "", row["tbl"]),
        el("td", "", row["message"]),
        el("td", "muted", row["observed"] or ""),
        el("td", "number", bad),
    )


def zipped(folder: Path) -> bytes:
    """Return the pages of `folder` as a zip; ``index.html`` opens them."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.html")):
            archive.write(path, path.relative_to(folder))
    return content.getvalue()


def draw_quarantine(store: Store) -> None:
    """Draw the lines that did not get in, by table and file, and the way to keep them as CSV."""
    rows = store.quarantine()
    said = "" if rows else "no line is held back"
    draw(_section("Quarantine", said), key="quarantine.title")
    if not rows:
        return
    with st.container(horizontal=True, key="held.filters"):
        table = _choice("Table", sorted({row["tbl"] or "" for row in rows}), "held.table")
        file = _choice("File", sorted({row["file"] for row in rows}), "held.file")
    found = [
        row for row in rows if table in (None, row["tbl"] or "") and file in (None, row["file"])
    ]
    count = _counted(len(found), "line")
    cut = f", the first {PAGE} are shown" if len(found) > PAGE else ""
    draw(
        el("p", "", el("b", "", count), f" in quarantine{cut}"),
        el("div", "scroll", outcome.quarantine_table(found[:PAGE])),
        key="quarantine",
    )
    st.download_button(
        f"CSV of {count}",
        lambda: as_csv(found),
        file_name="quarantine.csv",
        mime="text/csv",
        on_click="ignore",
        key="quarantine.csv",
    )


def _choice(label: str, options: Sequence[str], key: str) -> str | None:
    """Offer the numbers of `options`, so that a hostile name is only ever a label."""
    at: int | None = st.selectbox(
        label,
        range(len(options)),
        index=None,
        format_func=lambda place: plain(options[place] or "no table", 60),
        placeholder="all",
        key=key,
    )
    return None if at is None or at >= len(options) else options[at]


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return bad lines as CSV that no spreadsheet takes for formulas."""
    names = ("batch", "file", "line", "tbl", "rule", "reason", "raw")
    table = (names, [[row[name] for name in names] for row in rows])
    return show.written(table, "csv").encode("utf-8-sig")


def _section(title: str, *notes: str) -> Node:
    said = [el("span", "muted", note) for note in notes if note]
    return el("div", "section", el("h2", "", title), *said)


def _table(css: str, heads: Sequence[str], rows: Sequence[Node]) -> Node:
    head = [el("th", "number" if name == "Rows" else "", name, scope="col") for name in heads]
    return el("table", css, el("thead", "", el("tr", "", *head)), el("tbody", "", *rows))
