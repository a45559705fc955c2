"""The exports, loaded once for all files of this folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from metrics import Store
from tests.answers.answering import csv
from tests.answers.conftest import Loaded
from tests.answers.quality.answering import QualityAnswers, opened
from tests.answers.quality.invented import Quality
from tests.answers.quality.traps import TABLES

TAIPEI = "timezone: Asia/Taipei\ncurrency: TWD\n"
# Both changes of the clock, 26 October 2025 and 29 March 2026; weeks and years of their own.
ROME = "timezone: Europe/Rome\ncurrency: TWD\nweek_starts: sunday\nfiscal_year_end_month: 6\n"
Both = tuple[Store, QualityAnswers]


@pytest.fixture(scope="session")
def traps(loaded: Loaded) -> Iterator[Both]:
    """The hand-made exports, in Taipei's days."""
    with opened(loaded(TABLES, TAIPEI, dt.datetime(2026, 7, 2, tzinfo=dt.UTC))) as both:
        yield both


@pytest.fixture(scope="session")
def invented(loaded: Loaded) -> Iterator[Both]:
    """The made-up exports, in Rome's days; half of each comes first, the other half by itself."""
    business = Quality(20260630, dt.date(2025, 10, 18), days=170)
    end = business.end + dt.timedelta(days=1)
    tables = business.tables()
    home = loaded({name: rows[::2] for name, rows in tables.items()}, ROME, end)
    report = home.load(
        *(home.file(f"more/{name}.csv", csv(rows[1::2])) for name, rows in tables.items()),
        now=end + dt.timedelta(hours=1),
    )
    assert report.exit_code == 0, (report.message, report.files, report.quarantine)
    with opened(home) as both:
        yield both
