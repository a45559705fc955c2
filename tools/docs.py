"""Write what the documentation lists of metrics, tables, sources and files; always the same bytes.

``python -m tools.docs`` writes docs/metrics.md, docs/tables.md, docs/sources.md and the list of
files inside docs/architecture.md, all from what the repository ships; a user's own configuration
is not asked. ``--check`` writes nothing and exits 1 when one of them is stale. It runs inside the
finished ``.venv``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from loaders.source import Source, load_sources
from loaders.table import Column, Table, load_tables
from metrics.catalogue import Catalogue, load_catalogue
from metrics.counted import counts
from metrics.fact import Fact, build_order, facts
from metrics.model import Metric
from metrics.review_config import Reviewed, load_review_config
from metrics.settings import Reporting, Settings
from tools.markdown import code, codes, definition, plain, table
from tools.purposes import file_list, said

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = "docs/architecture.md"
BEGIN, END = "<!-- files: begin -->", "<!-- files: end -->"
WRITTEN = "<!-- Written by python -m tools.docs; change what it reads, not this file. -->"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NEVER = "never tried on a real export"


def shipped() -> Settings:
    """Return the settings of a fresh clone, whatever the environment says."""
    return Settings(ROOT / "data" / "home", None, Reporting())


# docs/metrics.md


def metrics_page(
    catalogue: Catalogue, reviewed: Mapping[str, Reviewed], derived: Sequence[Fact]
) -> str:
    """Return the page of all metrics, dimensions and facts."""
    lines = [
        "# Metrics", "", WRITTEN, "",
        "What each number means, as `metrics/definitions` declares it. "
        "`python -m metrics sql METRIC` prints the SQL of any of them, and "
        "`python -m metrics rows METRIC` the rows that it counts.", "",
    ]  # fmt: skip
    lines += table(
        ("metric", "label", "question"),
        [
            (f"[{code(m.name)}](#{m.name})", plain(m.label), plain(m.question))
            for m in catalogue.metrics.values()
        ],
    )
    for metric in catalogue.metrics.values():
        lines += _metric(metric, catalogue, reviewed.get(metric.name))
    lines += ["## Dimensions", "", "What a metric can be cut by.", ""]
    lines += table(
        ("dimension", "label", "meaning", "order of its members", "columns of"),
        [
            (
                code(d.name), plain(d.label), plain(d.meaning), codes(d.order),
                codes(name for name, fact in facts().items() if d.name in fact.columns),
            )
            for d in catalogue.dimensions.values()
        ],
    )  # fmt: skip
    lines += ["## Facts", ""]
    lines += [
        "The derived tables that metrics count. Each is one query of `metrics/facts`, built anew "
        "with every load.",
        "",
    ]
    lines += table(
        ("fact", "meaning", "made from", "columns"),
        [
            (code(f.name), plain(said(f.sql)), codes(f.tables), codes(f.columns))
            for f in derived
            if not f.scratch
        ],
    )
    return _text(lines)


def _metric(metric: Metric, catalogue: Catalogue, reviewed: Reviewed | None) -> list[str]:
    used = dict.fromkeys((metric.fact, *(half.fact for half in metric.halves)))
    undecided = ""
    if metric.undecided:
        placed = code(metric.undecided_time or metric.time)
        undecided = f"rows with {code(metric.undecided)}, by {placed}; shown, never counted"
    direction = "neither" if metric.better == "neither" else f"{metric.better} is better"
    review = ""
    if reviewed is not None:
        aim = "" if reviewed.target is None else f", target {target(reviewed.target, metric.unit)}"
        review = f"yes; owner {plain(reviewed.owner or metric.owner)}{aim}"
    aim = "none" if metric.target is None else target(metric.target, metric.unit)
    return [
        f"## {code(metric.name)}", "", f"**{plain(metric.label)}**: {plain(metric.question)}", "",
        *definition(
            (
                ("Formula", plain(metric.formula)),
                ("Counts", plain(counts(metric))),
                ("Unit", plain(metric.unit)),
                ("Direction", direction),
                ("Target", aim),
                ("Owner", plain(metric.owner)),
                ("Smallest n", str(metric.min_n) if metric.min_n else "none"),
                ("Interval", "" if metric.interval == "none" else plain(metric.interval)),
                ("Undecided", undecided),
                ("Facts", codes(used)),
                ("Dated by", codes(dict.fromkeys(half.time for half in metric.halves))),
                ("Sliced by", codes(metric.slice_by)),
                ("Can be cut by", codes(catalogue.dimensions_of(metric))),
                ("In the weekly review", review),
                ("Version", str(metric.version)),
                ("Notes", plain(metric.notes)),
            )
        ),
    ]  # fmt: skip


def target(value: float, unit: str) -> str:
    """Return a target as it is read: a share as per cent, all else in the metric's unit."""
    if unit == "percent":
        return f"{value * 100:g} %"
    return f"{value:g} {plain(unit)}"


# docs/tables.md


def tables_page(tables: Mapping[str, Table]) -> str:
    """Return the page of the canonical tables."""
    lines = [
        "# Tables", "", WRITTEN, "",
        "What exports become, as `loaders/tables` declares it. A file named after a table, with "
        "its required columns as headers, loads as it is. A value that cannot be read as its type, "
        "or that a rule of another level than `warn` forbids, sends its line to quarantine; `warn` "
        "only warns.", "",
    ]  # fmt: skip
    lines += table(
        ("table", "meaning"),
        [(f"[{code(t.name)}](#{t.name})", plain(t.meaning)) for t in tables.values()],
    )
    for each in tables.values():
        lines += _table(each)
    return _text(lines)


def _table(each: Table) -> list[str]:
    fresh = f"warns when the newest row is older than {each.freshness.days:g} days" if (
        each.freshness
    ) else ""  # fmt: skip
    hashed = "; an empty key is filled with a hash of the whole row" if each.hash_key else ""
    lines = [f"## {code(each.name)}", "", plain(each.meaning) + ".", ""]
    lines += definition(
        (
            ("Key", codes(each.key) + hashed),
            ("Dated by", code(each.time) if each.time else ""),
            ("Newer state told by", codes(each.version)),
            ("Freshness", fresh),
            ("Days that must have rows", _days(each.cadence.days) if each.cadence else ""),
        )
    )
    lines += table(
        ("column", "type", "required", "default", "values", "meaning"),
        [
            (
                code(name), column.type, "yes" if column.required else "",
                "" if column.default is None else code(column.default),
                _values(column), plain(column.meaning),
            )
            for name, column in each.columns.items()
        ],
    )  # fmt: skip
    if each.rules:
        lines += table(
            ("rule", "a row must not break", "level", "said of a row that does"),
            [
                (code(name), code(rule.holds), rule.level, plain(rule.says))
                for name, rule in each.rules.items()
            ],
        )
    return lines


def _values(column: Column) -> str:
    """Return what is allowed: the words, the range, the table that must know the value."""
    said = [codes(column.values)] if column.values else []
    if column.minimum is not None:
        said.append(f"at least {column.minimum:g}")
    if column.maximum is not None:
        said.append(f"at most {column.maximum:g}")
    if said:
        said.append(f"else {column.level}")
    if column.references:
        said.append(f"known in {code(column.references)}, else warn")
    if column.future:
        said.append("may lie in the future")
    return "; ".join(said)


def _days(days: Sequence[int]) -> str:
    return "every day" if len(days) == len(WEEKDAYS) else ", ".join(WEEKDAYS[d] for d in days)


# docs/sources.md


def sources_page(sources: Mapping[str, Source]) -> str:
    """Return the page of the shipped sources."""
    lines = [
        "# Sources", "", WRITTEN, "",
        "Exports that load as they come, as `loaders/sources` declares them. Pattern and headers "
        "both must fit; the source that asks for the most headers wins. Those of the demo are "
        "proved on the demo's own files only.", "",
    ]  # fmt: skip
    for source in sources.values():
        lines += [f"## {code(source.name)}", "", plain(source.meaning) + ".", ""]
        lines += definition(
            (
                ("Files", code(source.files.pattern)),
                ("Headers that must be there", codes(source.files.headers)),
                ("Headers that may be there", codes(source.files.optional)),
                ("Time zone of its local times", plain(source.timezone)),
                ("Words for nothing", codes(source.nulls)),
                ("Fills", codes(source.tables)),
                ("Left out", "; ".join(map(plain, source.leave_out))),
                ("Equal lines", "one line said twice" if source.distinct else ""),
                ("A file replaces", "the days that it covers" if source.replaces else ""),
                ("Must have rows on", _days(source.cadence.days) if source.cadence else ""),
                ("Tried on", plain(source.tried_on or NEVER)),
            )
        )
    return _text(lines)


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def pages(root: Path = ROOT) -> dict[str, str]:
    """Return every generated text by its path; what is written by hand is read below `root`."""
    settings = shipped()
    tables = load_tables(settings)
    catalogue = load_catalogue(settings)
    old = (root / ARCHITECTURE).read_text(encoding="utf-8")
    before, _, rest = old.partition(BEGIN)
    after = rest.partition(END)[2]
    listed = "\n".join(file_list(ROOT))
    return {
        "docs/metrics.md": metrics_page(
            catalogue, load_review_config(settings, catalogue), build_order()
        ),
        "docs/tables.md": tables_page(tables),
        "docs/sources.md": sources_page(load_sources(settings, tables)),
        ARCHITECTURE: f"{before}{BEGIN}\n\n{listed}\n{END}{after}",
    }


def main(
    arguments: Sequence[str] | None = None,
    root: Path = ROOT,
    say: Callable[[str], object] = print,
) -> int:
    """Write what is stale below `root`, or with ``--check`` only name it and return 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when stale")
    check = parser.parse_args(arguments).check
    stale = {
        name: text
        for name, text in pages(root).items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != text
    }
    for name, text in stale.items():
        if check:
            say(f"{name} is stale: python -m tools.docs")
        else:
            (root / name).write_text(text, encoding="utf-8")
            say(f"{name} written")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
