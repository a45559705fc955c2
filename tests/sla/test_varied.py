"""One promise changed in all its policies, and nothing else of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from metrics import ConfigError, Query, QueryError, load_settings
from metrics.settings import Settings
from metrics.sla.varied import replayed, varied
from tests.metrics.warehouse import Warehouse

POLICIES = """calendars: {always: {}}
policies:
  - name: urgent
    valid_from: 2020-01-01
    match: {priority: [urgent]}
    targets:
      first_response: {within: 30m, calendar: always}
      resolution: {within: 8h, calendar: always, at_risk: 1h, pause_while: [pending]}
  - name: rest
    valid_from: 2020-01-01
    targets: {resolution: {within: 1d, calendar: always, pause_while: [pending]}}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "sla.yaml").write_text(f"timezone: Asia/Taipei\n{POLICIES}")
    return load_settings(tmp_path, tmp_path)


def test_a_promise_is_changed_wherever_it_is_made(settings: Settings) -> None:
    found = yaml.safe_load(varied(settings, "resolution", 0.75))
    before = yaml.safe_load(settings.file("sla.yaml").read_text())
    assert found["policies"][0]["targets"]["resolution"]["within"] == "360m"
    assert found["policies"][1]["targets"]["resolution"]["within"] == "1080m"
    for document in (found, before):
        for policy in document["policies"]:
            del policy["targets"]["resolution"]["within"]
    assert found == before


def test_a_promise_can_be_made_never_to_pause(settings: Settings) -> None:
    found = yaml.safe_load(varied(settings, "resolution", pauses=False))
    targets = [policy["targets"]["resolution"] for policy in found["policies"]]
    assert all("pause_while" not in target for target in targets)
    assert targets[0]["at_risk"] == "1h"


def test_a_promise_that_nobody_makes_is_refused(settings: Settings) -> None:
    with pytest.raises(QueryError, match=r"no policy of sla.yaml promises 'next_response'"):
        varied(settings, "next_response", 0.5)


def test_history_is_replayed_under_it(tmp_path: Path) -> None:
    """Solved after 7 of 8 hours: kept as it is, missed under half of the time."""
    warehouse = Warehouse(tmp_path, head=POLICIES)
    warehouse.add(
        "tickets",
        {
            "ticket_id": "T1",
            "priority": "urgent",
            "created_at": "2026-03-30 01:00:00+00",
            "status": "solved",
            "resolved_at": "2026-03-30 08:00:00+00",
        },
    )
    store = warehouse.store()
    query = Query("sla_adherence", where=(("target", ("resolution",)),))
    text = varied(warehouse.settings, "resolution", 0.5)
    (found,) = replayed(store, text, query, ("sla_adherence",))
    assert found.published is not None and found.what_if is not None
    assert (found.published.value, found.what_if.value, found.change) == (1.0, 0.0, -1.0)
    assert store.query(query).points[0].value == 1.0


def test_a_mistake_in_a_file_names_its_line(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path, head=POLICIES)
    store = warehouse.store()
    text = POLICIES.replace("calendar: always", "calendar: allways")
    with pytest.raises(ConfigError, match=r"^sla.yaml, line 7, .*did you mean 'always'"):
        replayed(store, text, Query("sla_adherence"))
