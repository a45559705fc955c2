"""Homes that are loaded once for many questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.answers.answering import csv
from tests.loaders.conftest import Home

Loaded = Callable[..., Home]
Tables = Mapping[str, Sequence[dict[str, Any]]]


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Load hand-made exports, one CSV file a table, through the real loader."""

    def load(tables: Tables, head: str, now: dt.datetime, **sources: str) -> Home:
        home = Home(tmp_path_factory.mktemp("answers"))
        home.write_config("sla.yaml", head)
        for name, text in sources.items():
            home.write_config(f"sources/{name}.yaml", text)
        files = [home.file(f"{table}.csv", csv(rows)) for table, rows in tables.items()]
        report = home.load(*files, now=now)
        assert report.exit_code == 0, (report.message, report.files, report.quarantine)
        return home

    return load
