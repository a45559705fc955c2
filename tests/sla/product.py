"""The product's clocks, through real files, the real loader and the command line."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders.publish import published
from loaders.rebuild import rebuild
from metrics import Store
from metrics.__main__ import main
from tests.loaders.conftest import Home
from tests.sla.promise import COLUMNS
from tests.sla.values import second

PROOF = int(os.environ.get("ANDON_PROOF") or 1)  # how many times as much is tried
INSTANTS = ("started_at", "due_at", "stopped_at", "decided_at")
Key = tuple[Any, ...]
Clock = dict[str, Any]


def written(
    home: Home, tables: Mapping[str, Sequence[Mapping[str, Any]]], folder: str = "."
) -> list[Path]:
    """Exports of `tables` in a folder of the home's inbox, one CSV a table."""
    (home.inbox / folder).mkdir(exist_ok=True)
    paths = []
    for table, rows in tables.items():
        names = list(dict.fromkeys(name for row in rows for name in row))
        path = home.inbox / folder / f"{table}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            out = csv.DictWriter(file, names, restval="")
            out.writeheader()
            out.writerows(rows)
        paths.append(path)
    return paths


def clocks_as_of(home: Home, as_of: dt.datetime) -> list[Clock]:
    """All clocks of a loaded home at an instant, as `python -m metrics rows` says them."""
    rebuild(home.settings, as_of)
    said = home.folder / "clocks.json"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANDON_HOME", str(home.settings.home))
        environment.setenv("ANDON_CONFIG", str(home.config))
        asked = ("rows", "--fact", "sla_clocks", "--format", "json", "--limit", "0")
        assert main([*asked, "--out", str(said)]) == 0
    return [comparable(row) for row in json.loads(said.read_text(encoding="utf-8"))]


def comparable(row: Mapping[str, Any]) -> Clock:
    """What METRICS names of a clock's row, its instants in seconds since 1970."""
    found = {name: row[name] for name in COLUMNS}
    for name in INSTANTS:
        found[name] = second(found[name])
    found["policy_version"] = str(found["policy_version"])
    return found


def clocks_as_loaded(home: Home) -> tuple[list[Clock], int]:
    """All clocks of the newest snapshot, asked of the store itself, and its as-of in seconds."""
    store = Store(home.settings)
    try:
        found = store.fact_rows("sla_clocks", limit=0)
        as_of = second(store.current().as_of)
    finally:
        store.close()
    assert as_of is not None
    names = found.columns
    return [comparable(dict(zip(names, row, strict=True))) for row in found.rows], as_of


def facts_of(home: Path, number: int) -> dict[str, Counter[Any]]:
    """How often each row is in each derived table of a published snapshot."""
    with duckdb.connect(str(published(home) / f"andon-{number}.duckdb"), read_only=True) as con:
        con.execute("set timezone = 'UTC'")
        names = con.execute(
            "select table_name from information_schema.tables where table_schema = 'facts'"
        ).fetchall()
        return {
            name: Counter(con.execute(f"select * from facts.{name}").fetchall())
            for (name,) in names
        }


def by_key(rows: list[Clock]) -> dict[Key, Clock]:
    found = {(r["case_kind"], r["case_id"], r["target"], r["cycle"]): r for r in rows}
    assert len(found) == len(rows), "twice the same clock"
    return found


def differences(product: list[Clock], reference: list[Clock]) -> list[str]:
    """What differs, one line a clock and column."""
    ours, theirs = by_key(product), by_key(reference)
    wrong = [f"{key}: only the product has it" for key in ours.keys() - theirs.keys()]
    wrong += [f"{key}: only the reference has it" for key in theirs.keys() - ours.keys()]
    wrong += [
        f"{key}: {name} is {ours[key][name]!r}, the reference says {theirs[key][name]!r}"
        for key in ours.keys() & theirs.keys()
        for name in COLUMNS
        if ours[key][name] != theirs[key][name]
    ]
    return sorted(wrong)
