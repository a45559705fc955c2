"""Metrics that leave something out of every question, and those that use another's target."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import ConfigError, Metric, load_settings
from metrics.catalogue import load_catalogue

BASE = """\
mine:
  label: Mine
  question: How many?
  fact: sla_clocks
  time: decided_at
  ratio: {of: missed, over: decided}
  unit: percent
  better: lower
"""


def read(folder: Path, text: str, name: str = "mine") -> Metric:
    (folder / "metrics").mkdir(exist_ok=True)
    (folder / "metrics" / "mine.yaml").write_text(text)
    return load_catalogue(load_settings(folder, folder)).metric(name)


def test_a_budget_is_what_the_target_leaves(tmp_path: Path) -> None:
    assert read(tmp_path, BASE + "  budget_of: sla_adherence\n").scale == pytest.approx(20)


def test_a_budget_follows_the_target_that_the_user_sets(tmp_path: Path) -> None:
    own = BASE.replace("mine:", "sla_adherence:") + "  target: 0.9\n"
    assert read(tmp_path, own, "sla_error_budget_used").scale == pytest.approx(10)


BAD = {
    "a column that the fact lacks": (
        "  where: {targget: [resolution]}\n", "mine.where.targget", "did you mean 'target'?",
    ),
    "a feed that nothing is made from": (
        "  feed: [ticket]\n", "mine.feed.0", "did you mean 'tickets'?",
    ),
    "a window of no days": ("  window: 0\n", "mine.window", "greater than or equal to 1"),
    "the budget of nothing": (
        "  budget_of: sla_adherance\n", "mine.budget_of", "did you mean 'sla_adherence'?",
    ),
    "the budget of what has no target": (
        "  budget_of: sla_misses\n", "mine.budget_of", "sla_misses has no target below 100 %",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_refused_for(what: str, tmp_path: Path) -> None:
    line, place, says = BAD[what]
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, BASE + line)
    said = str(refused.value)
    assert said.startswith("mine.yaml, line 9, ")
    assert place in said
    assert says in said
