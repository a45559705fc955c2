"""After any loads in any order the facts are those that a rebuild makes."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.publish import current_number
from loaders.rebuild import rebuild, undo
from metrics.settings import Settings
from tests.loaders.conftest import Home
from tests.sla.invented import Row, tables
from tests.sla.invented_rules import as_yaml, rules
from tests.sla.policies import Rules
from tests.sla.product import PROOF, facts_of, written

SEEDS = range(PROOF)
FIRST_RECEIVED = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
LISTS: dict[str, list[Row]] = {
    "products": [
        {"product_id": f"P{n}", "name": f"Thing {n}", "vendor_id": f"V{n % 2}", "category": "home"}
        for n in range(3)
    ],
    "staff": [
        {"staff_id": f"S{n}", "team": ("Red", "Blue")[n % 2], "manager_id": "S0", "role": "agent",
         "valid_from": "2026-01-01T00:00:00Z"}
        for n in range(4)
    ],
    "fx_rates": [
        {"on_date": f"2026-03-{day:02}", "currency": "USD", "rate_to_base": 30 + day / 4}
        for day in range(1, 32)
    ],
    "shipments": [
        {"shipped_on": f"2026-03-{day:02}", "product_id": f"P{day % 3}", "units": day,
         "lot": f"L{day % 4}", "vendor_id": f"V{day % 2}"}
        for day in range(1, 32)
    ],
}  # fmt: skip


class World:
    """Rows that come in parts, some again and changed, and what was loaded of them."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.luck = random.Random(f"touched {seed}")
        self.home = Home(folder / "home")
        config = rules(seed)
        self.home.write_config("sla.yaml", as_yaml(config))
        calendars = [c for c in Rules(config).calendars.values() if not c.always]
        self.rows = tables(seed, 40, "spring", calendars) | LISTS
        self.scratch = folder / "again"
        self.batches: list[str] = []
        self.files: list[list[Path]] = []
        self.steps: list[str] = []

    def plan(self) -> list[Callable[[], None]]:
        """Two loads, then another, one that brings an old file again, and one taken back."""
        rest = [self.load, self.load_with_old, self.take_back]
        self.luck.shuffle(rest)
        return [self.load, self.load, *rest]

    def load(self) -> None:
        self._load(written(self.home, self._part(), folder=f"n{len(self.files)}"))

    def load_with_old(self) -> None:
        old = self.luck.choice(self.files)
        self._load([*old, *written(self.home, self._part(), folder=f"n{len(self.files)}")])

    def take_back(self) -> None:
        batch = self.batches.pop(self.luck.randrange(len(self.batches)))
        self.steps.append(f"undo {batch}")
        undo(self.home.settings, batch)

    def _load(self, files: list[Path]) -> None:
        self.files.append(files)
        days = self.luck.choice([len(self.files), 30 - len(self.files)])
        report = self.home.load(*files, now=FIRST_RECEIVED + dt.timedelta(days=days))
        assert report.state == "loaded" and report.batch, report.message
        self.steps.append(f"{report.batch}: {', '.join(str(file) for file in files)}")
        self.batches.append(report.batch)

    def _part(self) -> dict[str, list[Row]]:
        """A few rows of a few tables, of any time; what came before comes again, often changed."""
        # A list that changes concerns every fact that reads it: then all of it is made whole.
        lists = set(LISTS) if self.luck.random() < (0.15 if self.files else 1) else set()
        cases = sorted(set(self.rows) - set(LISTS))
        chosen = [*sorted(lists), *self.luck.sample(cases, self.luck.choice([1, 2, 4, 7]))]
        part = {name: self.luck.sample(rows, len(rows) // 3) for name, rows in self._rows(chosen)}
        return {name: [self._changed(name, row) for row in rows] for name, rows in part.items()}

    def _rows(self, names: list[str]) -> list[tuple[str, list[Row]]]:
        return [(name, self.rows[name]) for name in names]

    def _changed(self, table: str, row: Row) -> Row:
        if self.luck.random() < 0.6:
            return row
        other = self.luck.choice(self.rows[table])
        keys = {"ticket_id", "event_id", "valid_from", "on_date", "shipped_on", "lot", "currency"}
        kept = keys | {f"{table.removesuffix('s')}_id", "staff_id", "vendor_id", "product_id"}
        if table in ("actions", "rcas", "andons", "complaints", "refunds"):
            kept -= {"ticket_id", "product_id"}
        elif table == "ticket_events" and self.luck.random() < 0.5:
            kept -= {"ticket_id"}  # it was another ticket's after all
        field = self.luck.choice(sorted(set(row) - kept) or sorted(row))
        return {**row, field: other.get(field, row[field])}

    def differences(self) -> list[str]:
        """What a rebuild of a copy changes: each row that only one of the two has."""
        updated = self._facts(self.home.settings)
        shutil.rmtree(self.scratch, ignore_errors=True)
        shutil.copytree(self.home.settings.home, self.scratch)
        again = replace(self.home.settings, home=self.scratch)
        rebuild(again)
        rebuilt = self._facts(again)
        wrong = [] if updated.keys() == rebuilt.keys() else ["other tables"]
        for name, rows in updated.items():
            wrong += [f"{name} has too much: {row}" for row in rows - rebuilt[name]]
            wrong += [f"{name} lacks: {row}" for row in rebuilt[name] - rows]
        return wrong

    @staticmethod
    def _facts(settings: Settings) -> dict[str, Counter[Any]]:
        return facts_of(settings.home, current_number(settings.home))


@pytest.mark.parametrize("seed", SEEDS)
def test_facts_after_any_loads_are_those_of_a_rebuild(seed: int, tmp_path: Path) -> None:
    world = World(seed, tmp_path)
    for step in world.plan():
        step()
        wrong = world.differences()
        assert not wrong, "\n".join([*world.steps, f"{len(wrong)} differ:", *wrong[:10]])
