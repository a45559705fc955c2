from __future__ import annotations

import numpy as np
import pytest

from metrics.stats.chance import false_alarms
from metrics.stats.charts import xmr_chart


@pytest.mark.parametrize("points", [5, 12, 20, 30])
def test_as_many_false_alarms_as_charts_of_noise_really_give(points: int) -> None:
    rng = np.random.default_rng(points)
    charts = 2_000
    alarms = 0
    for values in rng.normal(10, 2, (charts, points)):
        chart = xmr_chart(values)
        alarms += chart.values[-1] > chart.upper[-1] or chart.values[-1] < chart.lower[-1]
    expected = false_alarms(np.full(charts, points))
    assert alarms == pytest.approx(expected, abs=4 * np.sqrt(expected) + 1)


def test_charts_add_up_and_young_ones_stay_silent() -> None:
    assert false_alarms([12, 30, 30]) == pytest.approx(0.0097 + 2 * 0.0134)
    assert false_alarms([0, 1, 2, 3, np.nan]) == 0
    assert false_alarms([]) == 0
    assert 0.0087 < false_alarms([13]) < 0.0097
