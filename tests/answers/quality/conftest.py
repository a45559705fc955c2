"""The exports, loaded once for all files of this folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from metrics import Store
from tests.answers.answering import csv
from tests.answers.conftest import Loaded
from tests.answers.quality.answering import Policy, QualityAnswers, opened
from tests.answers.quality.invented import Quality
from tests.answers.quality.traps import TABLES
from tests.loaders.conftest import Home

TAIPEI = "timezone: Asia/Taipei\ncurrency: TWD\n"
# Both changes of the clock, 26 October 2025 and 29 March 2026; weeks and years of their own.
ROME = "timezone: Europe/Rome\ncurrency: TWD\nweek_starts: sunday\nfiscal_year_end_month: 6\n"
CONFIG = {
    "sla": ROME,
    "andon": """
versions:
  - {version: 1, valid_from: 2000-01-01, pull_rule: {complaints: 4, days: 9}}
  - {version: 2, valid_from: 2025-12-01, pull_rule: {complaints: 2, days: 5}}
replay: {complaints: [2, 3], days: 7, lead_days: 60}
costs: {baseline_days: 28, lost_share: 1, refund_share: 1, handling_cost: 150}
""",
    "recurrence": """
versions:
  - version: 1
    valid_from: 2000-01-01
    key: [product_id, defect_code]
    counted_from: verified
    windows: [30, 60, 90]
delisted_after_days: 60
""",
    "refunds": "tolerance: {amount: 1.5, share: 0.2}\n",
}
POLICY = Policy(
    pulls=((dt.date(2000, 1, 1), 4, 9), (dt.date(2025, 12, 1), 2, 5)),
    same="defect_code", counted_from="verified", tolerance="1.5", share="0.2",
)  # fmt: skip
Both = tuple[Store, QualityAnswers]


@pytest.fixture(scope="session")
def traps(loaded: Loaded) -> Iterator[Both]:
    """The hand-made exports, in Taipei's days."""
    with opened(loaded(TABLES, TAIPEI, dt.datetime(2026, 7, 2, tzinfo=dt.UTC))) as both:
        yield both


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The made-up exports, in Rome's days and under other policies than the shipped ones.

    Half of each table comes first, the other half by itself.
    """
    business = Quality(20260630, dt.date(2025, 10, 18), days=170)
    home = Home(tmp_path_factory.mktemp("quality"))
    for name, text in CONFIG.items():
        home.write_config(f"{name}.yaml", text)
    tables, now = business.tables(), business.end + dt.timedelta(days=1)
    for half in (0, 1):
        files = [
            home.file(f"{half}/{name}.csv", csv(rows[half::2])) for name, rows in tables.items()
        ]
        report = home.load(*files, now=now + dt.timedelta(hours=half))
        assert report.exit_code == 0, (report.message, report.files, report.quarantine)
    with opened(home, POLICY) as both:
        yield both
