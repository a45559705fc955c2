"""What is held: how far each table reaches, how its checks went, and which lines are outside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from metrics import Snapshot, Store
from metrics.kept import tell
from metrics.language import mark, tr, tr_n
from pages.components import ask, fmt
from pages.components.dom import Node, draw, el

_LEVELS = {"critical": 0, "error": 1, "warn": 2}
_MARKS = {"critical": ("worse", mark("✗ critical")), "error": ("worse", mark("✗ error")),
          "warn": ("caution", mark("! warns"))}  # fmt: skip
Row = dict[str, Any]


def draw_answer(store: Store, snapshot: Snapshot) -> None:
    """Draw the page's answer: how far the data reaches, whether it holds, what is outside."""
    lost = {row["tbl"]: 0 for row in store.missing_days()}
    for row in store.missing_days():
        lost[row["tbl"]] += 1
    gaps = ask.joined(
        [
            tr_n("{table} ({n} missing day)", "{table} ({n} missing days)", days, table=name)
            for name, days in lost.items()
        ]
    )
    waiting = sum(not row.get("mended_by") for row in store.quarantine())
    checks = newest(store.checks())
    failed = sum(not row["ok"] for row in checks)
    said = (
        tr("Complete to {moment}", moment=fmt.moment(snapshot.as_of, snapshot.timezone)),
        tr(", except {gaps}. ", gaps=gaps) if gaps else ". ",
        tr_n(
            "{n} check of {count} failed. ",
            "{n} checks of {count} failed. ",
            failed,
            count=len(checks),
        )
        if failed
        else tr("All checks hold. "),
        tr("{waiting} in quarantine.", waiting=lines(waiting)),
    )
    draw(el("p", "answer", *said), key="held.answer")


def lines(number: int) -> str:
    """Return a number of lines: ``1 line``, ``2 lines``."""
    return tr_n("{n} line", "{n} lines", number)


def draw_freshness(store: Store, snapshot: Snapshot) -> None:
    """Draw each table's reach: rows from, complete until, days without a row."""
    lost: dict[str, list[Row]] = {}
    for day in store.missing_days():
        lost.setdefault(day["tbl"], []).append(day)
    rows = [_reach(row, lost.get(row["tbl"], []), snapshot) for row in store.coverage()]
    heads = (tr("Table"), tr("Rows from"), tr("Complete until"), tr("Missing days"))
    draw(
        section(tr("Freshness")), el("div", "scroll", table("files", heads, rows)), key="freshness"
    )


def _reach(row: Row, lost: Sequence[Row], snapshot: Snapshot) -> Node:
    days = [fmt.day(one["day"]) for one in lost]
    said = ", ".join(days[:3]) + (
        tr(" and {count} more", count=len(days) - 3) if len(days) > 3 else ""
    )
    first, until = row["first_day"], row["covered_until"]
    return el(
        "tr",
        "",
        el("td", "", row["tbl"]),
        el("td", "nowrap", fmt.day(first) if first else "–"),
        el("td", "nowrap", fmt.moment(until, snapshot.timezone) if until else "–"),
        el(
            "td",
            "worse" if days else "muted",
            said or tr("none"),
            title="\n".join(days[:60]) or None,
        ),
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
    held = tr("{count} of {count2} hold", count=len(checks) - len(failed), count2=len(checks))
    parts = [section(tr("Checks"), held)]
    if failed:
        rows = [_failed(row) for row in failed]
        heads = ("", tr("Table"), tr("What does not hold"), tr("Found"), tr("Rows"))
        parts.append(el("div", "scroll", table("files", heads, rows)))
    draw(*parts, key="checks")
    docs = store.settings.home / "docs"
    if (docs / "index.html").is_file():
        st.download_button(
            tr("Every check with its result (Data Docs, zip)"),
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
        el("td", f"nowrap {tone}", tr(word)),
        el("td", "", row["tbl"]),
        el("td", "", tell(row["message"])),
        el("td", "muted", tell(row["observed"] or "")),
        el("td", "number", bad),
    )


def zipped(folder: Path) -> bytes:
    """Return the pages of `folder` as a zip; ``index.html`` opens them."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.html")):
            archive.write(path, path.relative_to(folder))
    return content.getvalue()


def section(title: str, *notes: str) -> Node:
    """Return the title of a part of the page, with quiet notes beside it."""
    said = [el("span", "muted", note) for note in notes if note]
    return el("div", "section", el("h2", "", title), *said)


def table(css: str, heads: Sequence[str], rows: Sequence[Node]) -> Node:
    """Return a table of `rows` under `heads`."""
    head = [el("th", "number" if name == tr("Rows") else "", name, scope="col") for name in heads]
    return el("table", css, el("thead", "", el("tr", "", *head)), el("tbody", "", *rows))
