"""Root causes by category: each stop counted once, with its cost, what escaped, what came back."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.analysis.cause_costs import cause_costs
from tests.pages.product import bad_lot


def test_a_stop_without_a_cause_comes_last(tmp_path: Path) -> None:
    """A1 has a cause and cost 169.6 units at 100; A2 stands, and nobody has found its cause."""
    design, unknown = cause_costs(bad_lot(tmp_path).store())
    assert (design.category, design.stops, design.escaped) == ("design", 1, 1000)
    assert design.cost == pytest.approx(1000 / 28 * 4.75 * 100)
    assert (design.mature, design.came_back) == (0, 0)  # cleared 17 days before the as-of
    assert (unknown.category, unknown.stops) == (None, 1)
