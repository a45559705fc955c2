"""Fingerprints of what facts are made by: each moves with its own query and configuration only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from metrics import stamps
from metrics.catalogue import load_catalogue
from metrics.settings import ROOT, load_settings


def moved(before: Path, after: Path) -> tuple[set[str], set[str]]:
    """The facts whose definition, and those whose policy, differs between two configurations."""
    old, new = (
        stamps.stamps(load_settings(ROOT / "data" / "home", one)) for one in (before, after)
    )
    assert old.keys() == new.keys()
    return (
        {name for name in old if old[name].definition != new[name].definition},
        {name for name in old if old[name].policy != new[name].policy},
    )


def test_a_policy_moves_only_the_facts_that_read_it(tmp_path: Path) -> None:
    text = (ROOT / "config" / "refunds.yaml").read_text(encoding="utf-8")
    for name, amount in (("before", "1.00"), ("after", "2.00")):
        (tmp_path / name).mkdir()
        lines = (
            f"  amount: {amount}" if line.lstrip().startswith("amount:") else line
            for line in text.splitlines()
        )
        (tmp_path / name / "refunds.yaml").write_text("\n".join(lines) + "\n")
    definitions, policies = moved(tmp_path / "before", tmp_path / "after")
    assert definitions == set()
    assert "refund_checks" in policies or "refunds" in policies
    assert not policies & {"tickets", "shipments", "complaints"}


def test_the_time_zone_moves_whatever_has_days(tmp_path: Path) -> None:
    for name, zone in (("before", "UTC"), ("after", "Asia/Taipei")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "sla.yaml").write_text(f"timezone: {zone}\n")
    definitions, policies = moved(tmp_path / "before", tmp_path / "after")
    assert definitions == set()
    assert {"tickets", "complaints", "refunds"} <= policies


def test_a_snapshots_stamps_are_read_as_written(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert stamps.read(stamps.written(settings)) == stamps.stamps(settings)
    assert stamps.read("") == {}


def test_words_do_not_make_another_definition(tmp_path: Path) -> None:
    metric = load_catalogue(load_settings(tmp_path)).metric("tickets_created")
    reworded = replace(metric, english_label="Cases", notes="", owner="me", target=3.0, slice_by=())
    assert stamps.definition_of(reworded) == stamps.definition_of(metric)
    for change in ({"version": 2}, {"time": "solved_at"}, {"scale": 2.0}):
        assert stamps.definition_of(replace(metric, **change)) != stamps.definition_of(metric)
