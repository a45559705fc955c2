"""Another sla.yaml replayed over history leaves what is published alone (METRICS 1.13)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from metrics import Query, QueryError, Store
from metrics.__main__ import main
from metrics.model import ConfigError
from metrics.sla.whatif import clock_metrics, compare, what_if
from tests.loaders.conftest import Home

CONFIG = """timezone: UTC
currency: TWD
calendars:
  always: {{}}
policies:
  - name: all
    valid_from: 2020-01-01
    targets: {{resolution: {{within: {within}, calendar: always}}}}
"""
# Solved after 1, 3 and 5 hours; the last is still open.
TICKETS = """ticket_id,created_at,status,resolved_at,team
A,2026-03-02T01:00:00Z,solved,2026-03-02T02:00:00Z,Red
B,2026-03-02T01:00:00Z,solved,2026-03-02T04:00:00Z,Red
C,2026-03-02T01:00:00Z,solved,2026-03-02T06:00:00Z,Blue
D,2026-03-02T01:00:00Z,open,,Blue
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Store]]:
    home = Home(tmp_path_factory.mktemp("whatif"))
    home.write_config("sla.yaml", CONFIG.format(within="2h"))
    home.load(home.file("tickets.csv", TICKETS))
    opened = Store(home.settings)
    yield home, opened
    opened.close()


def test_metric_by_metric(loaded: tuple[Home, Store]) -> None:
    home, store = loaded
    other = home.file("other.yaml", CONFIG.format(within="4h"))
    (one,) = compare(store, other, Query(""), ("sla_adherence",))
    # 2 h: of four decided one is met; 4 h: two of four, for D is missed by 06:00 too
    assert one.published is not None
    assert one.what_if is not None
    assert (one.published.numerator, one.published.denominator) == (1, 4)
    assert (one.what_if.numerator, one.what_if.denominator) == (2, 4)
    assert one.change == 0.25


def test_by_a_dimension(loaded: tuple[Home, Store]) -> None:
    home, store = loaded
    other = home.file("other.yaml", CONFIG.format(within="4h"))
    found = compare(store, other, Query("", by=("team",)), ("sla_misses",))
    told = {
        one.point.members[0]: (
            one.published and one.published.value,
            one.what_if and one.what_if.value,
        )
        for one in found
    }
    assert told == {"Blue": (2, 2), "Red": (1, 0)}


def test_what_is_published_stays(loaded: tuple[Home, Store]) -> None:
    home, store = loaded
    before = store.fact_rows("sla_clocks", limit=0)
    with what_if(store, home.file("other.yaml", CONFIG.format(within="4h"))) as other:
        folder = other.settings.home
        assert other.query(Query("sla_misses")).points[0].value == 2
    assert not folder.exists()
    assert store.fact_rows("sla_clocks", limit=0) == before
    assert store.current().number == 1


def test_all_metrics_of_clocks_are_compared(loaded: tuple[Home, Store]) -> None:
    home, store = loaded
    other = home.file("other.yaml", CONFIG.format(within="4h"))
    found = compare(store, other, Query("", start=dt.date(2026, 3, 2)))
    assert {one.metric for one in found} == set(clock_metrics(store))
    assert "sla_adherence" in clock_metrics(store)
    assert "tickets_created" not in clock_metrics(store)


def test_a_metric_that_counts_no_clocks(loaded: tuple[Home, Store]) -> None:
    home, store = loaded
    other = home.file("other.yaml", CONFIG.format(within="4h"))
    with pytest.raises(QueryError, match="tickets_created counts no clocks"):
        compare(store, other, Query(""), ("tickets_created",))


def test_a_mistake_in_the_other_file(loaded: tuple[Home, Store]) -> None:
    home, store = loaded
    other = home.file(
        "other.yaml", CONFIG.format(within="4h").replace("calendar: always", "calendar: alway")
    )
    with pytest.raises(ConfigError, match=r"other.yaml, line 8.*'alway'.*did you mean 'always'"):
        compare(store, other, Query(""))


def test_on_the_command_line(
    loaded: tuple[Home, Store], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = loaded
    monkeypatch.setenv("ANDON_HOME", str(home.settings.home))
    monkeypatch.setenv("ANDON_CONFIG", str(home.config))
    other = home.file("other.yaml", CONFIG.format(within="4h"))
    asked = ["what-if", str(other), "--only", "sla_adherence", "--format", "json"]
    assert main(asked) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["published"], row["what_if"], row["change"]) == (0.25, 0.5, 0.25)
