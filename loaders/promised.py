"""Holds the promises that cases were judged by against the configuration of today."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from loaders.warehouse import Connection
from metrics.config import read_yaml
from metrics.language import later
from metrics.settings import Settings
from metrics.sla import load_promises
from metrics.sla.kept import edited, refuse, told


def changed(con: Connection, settings: Settings) -> tuple[str, ...]:
    """Return a sentence for each promise that was judged by and is another now."""
    row = con.execute("select told from meta.promises order by made_at desc limit 1").fetchone()
    return edited(json.loads(row[0]), load_promises(settings), settings) if row else ()


def check(con: Connection, settings: Settings) -> None:
    """Raise ConfigError where the configuration would judge a closed cycle again."""
    changes = changed(con, settings)
    if changes:
        raise refuse(read_yaml(settings.file("sla.yaml")), changes)


def rejudge(con: Connection, settings: Settings, progress: Callable[[str], None]) -> None:
    """Tell each promise by which closed cycles are judged again, and keep that it was asked for."""
    for change in changed(con, settings):
        progress(later("judged again: {problem}", problem=change))
        con.execute("insert into meta.rejudged values (?, ?)", [dt.datetime.now(dt.UTC), change])


def record(con: Connection, settings: Settings, as_of: dt.datetime) -> None:
    """Write down what cases are judged by from now on; what they were judged by before is kept."""
    row = con.execute(
        "select made_at, told from meta.promises order by made_at desc limit 1"
    ).fetchone()
    before = json.loads(row[1]) if row else None
    if before is not None:  # facts as of an earlier instant do not free what was judged since
        until = dt.datetime.fromisoformat(before["until"]).replace(tzinfo=settings.zone)
        as_of = max(as_of, until)
    now = told(load_promises(settings), settings, as_of)
    if row and before and before["policies"] == now["policies"]:
        con.execute(
            "update meta.promises set told = ? where made_at = ?", [json.dumps(now), row[0]]
        )
    else:
        con.execute(
            "insert into meta.promises values (?, ?)", [dt.datetime.now(dt.UTC), json.dumps(now)]
        )
