"""Data Docs: what was checked of each batch and how it went, as plain pages that need no network.

Great Expectations renders the sections; the page around them is ours, because its own loads
styles, fonts and scripts from the net. A page for each table of a batch, an index of the batches.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loaders.checks import Checked, CheckResult

KEPT = 50  # batches

STYLE = """
:root { color-scheme: light dark; --line: #d5d9de; --soft: #f4f6f8; --ink: #1d2733; --dim: #5b6875;
  --good: #0a6b4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --line: #38424d; --soft: #1c242c; --ink: #e6eaee;
  --dim: #9aa7b4; --good: #5fd0a5; --bad: #ff8a80; } body { background: #12181e; } }
body { font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK TC", sans-serif; color: var(--ink);
  max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
a { color: inherit; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h5 { font-size: 1rem; margin: 1.75rem 0 .25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem;
  border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
.dim { color: var(--dim); }
.good, .text-success { color: var(--good); }
.bad, .text-danger { color: var(--bad); }
.badge { background: var(--soft); border: 1px solid var(--line); border-radius: .25rem;
  padding: 0 .3rem; font-family: ui-monospace, monospace; font-size: .9em; }
i.fas { font-style: normal; }
.fa-check-circle::before { content: "\\2713\\00a0 holds"; }
.fa-times::before { content: "\\2717\\00a0 fails"; }
.fa-exclamation-triangle::before { content: "!\\00a0 unknown"; }
.ge-section th:first-child { width: 7rem; } .ge-section th:last-child { width: 12rem; }
"""


def build_data_docs(home: Path, batch: str, checked: Checked, checked_at: dt.datetime) -> Path:
    """Write the pages of `batch` under ``home/docs`` and the index anew; return the index.

    A batch of the same name is replaced; the oldest of more than fifty are dropped.
    """
    docs = home / "docs"
    folder = docs / batch
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tables = sorted({result.tbl for result in checked})
    for table in tables:
        results = [r for r in checked if r.tbl == table]
        page = _table_page(batch, table, results, checked.validations[table], checked_at)
        (folder / f"{table}.html").write_text(page, encoding="utf-8")
    summary = {
        "batch": batch,
        "checked_at": checked_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "tables": {
            table: {
                "checks": sum(r.tbl == table for r in checked),
                "failed": [[r.level, r.message] for r in checked if r.tbl == table and not r.ok],
            }
            for table in tables
        },
    }
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    index = docs / "index.html"
    partial = index.with_suffix(".partial")
    partial.write_text(_index_page(_summaries(docs)), encoding="utf-8")
    partial.replace(index)
    return index


def _summaries(docs: Path) -> list[dict[str, Any]]:
    """Read what the batches' folders tell, newest first; drop the folders beyond those kept."""
    found = []
    for path in docs.glob("*/summary.json"):
        summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found.append(summary)
    found.sort(key=lambda s: (s["checked_at"], s["batch"]), reverse=True)
    for old in found[KEPT:]:
        shutil.rmtree(docs / old["batch"])
    return found[:KEPT]


def _table_page(
    batch: str, table: str, results: list[CheckResult], validation: Any, checked_at: dt.datetime
) -> str:
    from loaders.checks import great_expectations

    failed = [(r.level, r.message) for r in results if not r.ok]
    told = [
        "<p><a href='../index.html'>All batches</a></p>",
        f"<h1>{_text(table)}, batch {_text(batch)}</h1>",
        f"<p class='dim'>Checked {checked_at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC: "
        f"{len(results)} checks, {_verdict(failed)}.</p>",
        _failures(failed),
        "<h2>Everything that was checked</h2>",
        *great_expectations().sections_html(validation),
    ]
    return _page(f"{table}, batch {batch}", "\n".join(told))


def _index_page(summaries: list[dict[str, Any]]) -> str:
    told = ["<h1>Data checks</h1><p class='dim'>What was checked of each batch, newest first.</p>"]
    for summary in summaries:
        when = dt.datetime.fromisoformat(summary["checked_at"])
        told.append(f"<h2>Batch {_text(summary['batch'])} · {when:%Y-%m-%d %H:%M} UTC</h2>")
        told.append("<table><tr><th>Table</th><th class='n'>Checks</th><th>Result</th></tr>")
        failed: list[Any] = []
        for table, of in summary["tables"].items():
            link = f"{_text(summary['batch'])}/{_text(table)}.html"
            told.append(
                f"<tr><td><a href='{link}'>{_text(table)}</a></td>"
                f"<td class='n'>{of['checks']}</td><td>{_verdict(of['failed'])}</td></tr>"
            )
            failed += of["failed"]
        told += ["</table>", _failures(failed)]
    return _page("Data checks", "\n".join(told))


def _verdict(failed: list[Any]) -> str:
    if not failed:
        return "<span class='good'>✓ all hold</span>"
    refused = sum(level == "critical" for level, _ in failed)
    warned = len(failed) - refused
    words = [f"✗ {refused} critical"] * bool(refused)
    words += [f"! {warned} warning{'s' * (warned > 1)}"] * bool(warned)
    return f"<span class='bad'>{', '.join(words)}</span>"


def _failures(failed: list[Any]) -> str:
    items = "".join(f"<li>{_text(message)} <span class='dim'>({level})</span></li>"
                    for level, message in failed)  # fmt: skip
    return f"<ul>{items}</ul>" if items else ""


def _page(title: str, body: str) -> str:
    return (
        "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{_text(title)}</title><style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _text(value: str) -> str:
    return html.escape(str(value), quote=True)
