"""Figures and sparklines: gaps stay gaps, partial is hollow, axes are apart."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from metrics import ReviewPoint
from metrics.language import speaking
from metrics.stats.funnel import funnel
from pages.components import plots, spark
from pages.components.charts import six_twelve
from pages.components.figure import inert
from pages.components.palette import DARK, LIGHT, Palette
from tests.pages.test_judge import reviewed


def series(values: list[float | None], step: int = 7) -> tuple[ReviewPoint, ...]:
    start = dt.date(2026, 2, 16)
    return tuple(
        ReviewPoint(
            start + dt.timedelta(days=step * i),
            value,
            None,
            100.0,
            partial=i == 0,
            blank=value is None,
            reason=None if value is not None else "before the first row, of <b>2026</b>",
        )
        for i, value in enumerate(values)
    )


ANSWER = replace(
    reviewed(target=0.95),
    weeks=series([0.9, 0.8, None, 0.85, 0.9, 0.95]),
    weeks_prior=series([None] * 6),
    months=series([None] * 6 + [0.9] * 6, 31),
    months_prior=series([0.5] * 12, 31),
)
FIGURE = six_twelve(ANSWER, ANSWER.metric, LIGHT, "TWD")


def traces(name: str) -> list[object]:
    return [trace for trace in FIGURE.data if trace.name == name]


def test_weeks_and_months_have_axes_of_their_own() -> None:
    weeks, months = traces("Now")
    assert (weeks.xaxis, months.xaxis) == ("x", "x2")
    assert (len(weeks.x), len(months.x)) == (6, 12)
    assert FIGURE.layout.xaxis.domain[1] < FIGURE.layout.xaxis2.domain[0]


def test_a_gap_is_a_gap_and_says_so_in_words() -> None:
    assert np.isnan(traces("Now")[0].y[2])
    said = [note.text for note in FIGURE.layout.annotations]
    assert said[0] == "n/a"
    assert said[1].startswith("n/a\nbefore the first row")


def test_every_text_of_a_figure_is_text() -> None:
    """Plotly makes tags and links of whatever looks like them, and knows no name for a quote."""
    said = "<a href='https://example.test'>a</a> & 12\" lot\nof May"
    shown = "&lt;a href='https://example.test'&gt;a&lt;/a&gt; &amp; 12\" lot<br>of May"
    figure = make_subplots(1, 2, subplot_titles=[said, said])
    figure.add_trace(go.Bar(x=[1], y=[1], name=said, text=[said], hovertext=[said]), row=1, col=1)
    figure.add_trace(go.Scatter(x=[1], y=[1], hovertext=said), row=1, col=2)
    figure.add_annotation(x=1, y=1, text=said)
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        axis.update(ticktext=[said], tickvals=[1], title_text=said)
    inert(figure)
    texts = _strings(json.loads(figure.to_json()), ("text", "hovertext", "ticktext", "name"))
    assert texts == [shown] * (2 + 3 + 1 + 1 + 2 * 4)


def _strings(part: Any, names: tuple[str, ...], name: str = "") -> list[str]:
    """Return every string below `part` whose key is one of `names`."""
    if isinstance(part, dict):
        return [one for key, value in part.items() for one in _strings(value, names, key)]
    if isinstance(part, list):
        return [one for value in part for one in _strings(value, names, name)]
    return [part] if isinstance(part, str) and name in names else []


def test_a_partial_point_is_hollow() -> None:
    colours = list(traces("Now")[0].marker.color)
    assert colours[0] == LIGHT.ground
    assert set(colours[1:]) == {LIGHT.now}


def test_the_prior_year_is_there_where_it_is_known_and_the_target_has_no_line() -> None:
    assert len(traces("Year before")) == 1  # of the months only
    for target in traces("Target 95.0\u202f%"):
        assert target.mode == "markers"
        assert set(target.y) == {95.0}


def test_at_most_three_series_are_named() -> None:
    assert sum(bool(trace.showlegend) for trace in FIGURE.data) <= 3


def test_a_point_knows_its_period_for_the_click() -> None:
    assert traces("Now")[0].customdata[1] == ["week", "2026-02-23"]
    assert traces("Now")[1].customdata[0][0] == "month"


@pytest.mark.parametrize(("units", "named"), [(9, ["i"]), (5, ["e", "f", "g", "h", "i"])])
def test_a_funnel_names_who_is_beyond_its_limits_and_few_are_all_named(
    units: int, named: list[str]
) -> None:
    """Of 100 each, all of nine are kept but the last one's half."""
    found = funnel(([99] * 8 + [50])[-units:], [100] * units)
    names = list("abcdefghi"[-units:])
    figure = plots.funnel_plot(found, np.full(units, 100.0), names, names, LIGHT)
    (drawn,) = (trace for trace in figure.data if trace.text is not None)
    assert [text for text in drawn.text if text] == named


def test_data_goes_as_arrays() -> None:
    assert all(isinstance(trace.y, np.ndarray) for trace in FIGURE.data)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["ink", "muted", "now", "better", "worse"])
def test_colours_can_be_read_on_their_ground(colours: Palette, name: str) -> None:
    """WCAG 2: 4.5 to 1 for text, 3 to 1 for the lines and marks of a chart."""
    least = 4.5 if name in {"ink", "muted"} else 3.0
    assert contrast(getattr(colours, name), colours.ground) >= least


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_a_sparkline_breaks_where_a_week_is_missing() -> None:
    node = spark.line([1.0, 2.0, None, 3.0, 4.0], "in words")
    path = dict(node.children[0].attributes)["d"]  # type: ignore[union-attr]
    assert path.count("M") == 2
    assert dict(node.attributes)["aria-label"] == "in words"


def test_a_week_between_two_missing_ones_is_a_dot() -> None:
    node = spark.line([None, 1.0, None, 2.0], "")
    assert len(node.children) == 3  # the line, the lone week, the last one


def test_nothing_known_draws_nothing() -> None:
    assert spark.line([None, None], "").children == ()
    assert spark.line([5.0, 5.0], "").children  # a flat line has no height to divide by


def test_dates_of_an_axis_are_in_the_readers_language() -> None:
    """Nine Mondays, at most four of them: every third from the newest back; Plotly says English."""
    days = [dt.date(2026, 1, 5) + n * dt.timedelta(days=7) for n in range(9)]
    with speaking("ko"):
        ticks = plots.day_ticks(days, 4)
    assert ticks["tickvals"] == ["2026-01-19", "2026-02-09", "2026-03-02"]
    assert ticks["ticktext"] == ["1월 19일", "2월 9일", "3월 2일"]
