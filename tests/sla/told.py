"""Cases told in a few words, in a tiny warehouse, and the clocks that come of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from metrics import Store, build_facts, load_settings
from tests.metrics.warehouse import Warehouse

TAIPEI = ZoneInfo("Asia/Taipei")
Row = dict[str, Any]
CALENDARS = """\
calendars:
  always: {}
  office:
    - valid_from: 2020-01-01
      timezone: Asia/Taipei
      hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
"""


PAUSES = "pause_while: [pending, on_hold]"


def rule(name: str, targets: str, since: str = "2020-01-01", more: str = "") -> str:
    """A policy for the tickets of the category that its name begins with."""
    category = name.partition("_")[0]
    match = f"match: {{category: [{category}]{more}}}"
    return f"  - {{name: {name}, valid_from: {since}, {match}, targets: {{{targets}}}}}\n"


def resolution(within: str, calendar: str = "office", more: str = PAUSES) -> str:
    """The target of a resolution, which pauses unless `more` says else."""
    return f"resolution: {{within: {within}, calendar: {calendar}, {more}}}"


def at(text: str) -> dt.datetime:
    """A day of March 2026 and a time in Taipei: ``2 09:00``; the second is a Monday."""
    day, clock = text.split(" ")
    moment = dt.datetime.fromisoformat(f"2026-03-{int(day):02d} {clock}")
    return moment.replace(tzinfo=TAIPEI)


def status(when: str, *chain: str, seq: int | None = None) -> Row:
    """A change of status from the first of `chain` to the second."""
    old, new = chain if len(chain) == 2 else (None, chain[0])
    return {"event_at": at(when), "kind": "status", "old_value": old, "new_value": new,
            "event_seq": seq}  # fmt: skip


def said(when: str, kind: str, **more: Any) -> Row:
    """A message, or any other event."""
    return {"event_at": at(when), "kind": kind, **more}


class Told:
    """A warehouse under a list of policies; each ticket's policy matches its category."""

    def __init__(self, folder: Path, policies: str) -> None:
        folder.mkdir(exist_ok=True)
        self.house = Warehouse(folder)
        (folder / "config" / "sla.yaml").write_text(
            f"timezone: Asia/Taipei\ncurrency: TWD\n{CALENDARS}policies:\n{policies}"
        )
        self.house.settings = load_settings(folder, folder / "config")
        self.events = 0

    def ticket(self, number: str, created: str, *events: Row, **row: Any) -> Told:
        """Add a ticket, and its events in the order of their numbers."""
        self.house.add(
            "tickets", {"ticket_id": number, "created_at": at(created), "status": "open", **row}
        )
        for event in events:
            self.events += 1
            self.house.add(
                "ticket_events", {"event_id": f"e{self.events:03}", "ticket_id": number, **event}
            )
        return self

    def clocks(self, as_of: str) -> Clocks:
        """Return all clocks as of an instant."""
        build_facts(self.house.con, self.house.settings, at(as_of))
        found = self.house.con.execute("select * from facts.sla_clocks")
        names = [column[0] for column in found.description or ()]
        return Clocks(dict(zip(names, row, strict=True)) for row in found.fetchall())

    def store(self, as_of: str) -> Store:
        """Publish the facts as of an instant, and open them."""
        return self.house.store(at(as_of).isoformat())


class Clocks:
    """Clocks by case, target and cycle."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = {(row["case_id"], row["target"], row["cycle"]): row for row in rows}

    def __call__(self, case: str, target: str = "resolution", cycle: int = 1) -> Row:
        """The row of a clock, its instants as Taipei has them."""
        row = self.rows[case, target, cycle]
        return {
            name: f"{value.astimezone(TAIPEI):%d %H:%M:%S}".lstrip("0")
            if isinstance(value, dt.datetime)
            else value
            for name, value in row.items()
        }

    def of(self, case: str) -> list[tuple[str, int]]:
        """Which clocks a case has."""
        return sorted((target, cycle) for name, target, cycle in self.rows if name == case)
