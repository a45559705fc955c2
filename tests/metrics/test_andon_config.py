"""The rules of stops and recurrences: strict, versions in order, mistakes with their place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from metrics import ConfigError, load_settings
from metrics.andon_config import load_andon_config
from metrics.config_tables import NAMES, config_tables
from metrics.recurrence_config import load_recurrence_config
from metrics.versioned import spans
from tests.metrics.warehouse import Warehouse

ANDON = """\
versions:
  - version: 1
    valid_from: 2026-01-01
    pull_rule: {complaints: 3, days: 7}
  - version: 2
    valid_from: 2026-03-01
    pull_rule: {complaints: 5, days: 14}
replay: {complaints: [2, 5], days: 14, lead_days: 30}
costs: {baseline_days: 7, lost_share: 0.5, refund_share: 1, handling_cost: 80}
"""
RECURRENCE = """\
versions:
  - version: 1
    valid_from: 2026-01-01
    key: [product_id, defect_family]
    counted_from: resumed
    windows: [30, 60, 90]
  - version: 2
    valid_from: 2026-03-01
    key: [vendor]
    counted_from: verified
    windows: [30]
delisted_after_days: 45
"""
READERS = {"andon.yaml": load_andon_config, "recurrence.yaml": load_recurrence_config}


def written(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    READERS[name](load_settings(tmp_path, tmp_path))


def test_the_shipped_rules() -> None:
    settings = load_settings()
    (version,) = load_andon_config(settings).versions
    assert (version.pull_rule.complaints, version.pull_rule.days) == (3, 7)
    (recurrence,) = load_recurrence_config(settings).versions
    assert recurrence.key == ("product_id", "defect_family")
    assert (recurrence.counted_from, recurrence.windows) == ("resumed", (30, 60, 90))


def test_a_version_holds_until_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "andon.yaml").write_text(ANDON)
    config = load_andon_config(load_settings(tmp_path, tmp_path))
    assert [(v.version, first, until) for v, first, until in spans(config.versions)] == [
        (1, dt.date(2026, 1, 1), dt.date(2026, 3, 1)),
        (2, dt.date(2026, 3, 1), None),
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("andon.yaml", "complaints: 3", "complaint: 3", r"line 4, .*unknown key; .*'complaints'"),
        ("andon.yaml", "complaints: 3", "complaints: 0", r"line 4, .*pull_rule.complaints"),
        ("andon.yaml", "days: 7}", "days: soon}", r"line 4, versions.0.pull_rule.days: .*'soon'"),
        ("andon.yaml", "version: 2", "version: 1", r"line 5, versions.1.version: .*expected more"),
        ("andon.yaml", "2026-03-01", "2026-01-01", r"line 6, versions.1.valid_from: .*not after"),
        ("andon.yaml", "2026-03-01", "March", r"line 6, versions.1.valid_from"),
        ("andon.yaml", "replay:", "reply:", r"line 8, reply: unknown key; .*'replay'"),
        ("andon.yaml", "[2, 5]", "[5, 2]", r"line 8, replay.complaints: .*rising"),
        ("andon.yaml", "[2, 5]", "[]", r"line 8, replay.complaints: .*from 1 on"),
        ("andon.yaml", "lost_share: 0.5", "lost_share: 50", r"line 9, costs.lost_share"),
        ("andon.yaml", "handling_cost: 80", "handling_cost: -1", r"line 9, costs.handling_cost"),
        ("recurrence.yaml", "[product_id,", "[prodct_id,", r"line 4, .*did you mean 'product_id'"),
        ("recurrence.yaml", "[vendor]", "[]", r"line 9, versions.1.key: .*at least one"),
        ("recurrence.yaml", "[vendor]", "[vendor, vendor]", r"line 9, .*different columns"),
        ("recurrence.yaml", "verified", "verfied", r"line 10, .*counted_from: .*'verified'"),
        ("recurrence.yaml", "[30]", "[45]", r"line 11, versions.1.windows: .*30, 60, 90"),
        ("recurrence.yaml", "version: 2", "version: 1", r"line 7, versions.1.version"),
        ("recurrence.yaml", "days: 45", "days: 0", r"line 12, delisted_after_days"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, name: str, old: str, new: str, says: str
) -> None:
    text = {"andon.yaml": ANDON, "recurrence.yaml": RECURRENCE}[name]
    assert old in text
    with pytest.raises(ConfigError, match=says) as caught:
        written(tmp_path, name, text.replace(old, new, 1))
    assert str(caught.value).startswith(f"{name}, line ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", READERS)
def test_a_file_without_versions_or_without_a_mapping(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="expected at least one version"):
        written(tmp_path, name, "versions: []\n")
    with pytest.raises(ConfigError, match="versions: is missing"):
        written(tmp_path, name, "{}\n")
    with pytest.raises(ConfigError, match="expected a mapping of versions"):
        written(tmp_path, name, "- version: 1\n")


def test_a_mistake_refuses_the_facts_and_leaves_no_table_behind(warehouse: Warehouse) -> None:
    config = warehouse.settings.config
    assert config is not None
    (config / "andon.yaml").write_text("versions: none\n")
    with pytest.raises(ConfigError, match=r"andon.yaml, line 1, versions"):
        warehouse.publish()
    (config / "andon.yaml").unlink()
    warehouse.con.execute("rollback")
    warehouse.publish()
    temp = "select table_name from duckdb_tables() where temporary"
    assert warehouse.con.execute(temp).fetchall() == []


def test_every_table_of_the_configuration_is_known() -> None:
    assert set(config_tables(load_settings())) == NAMES
