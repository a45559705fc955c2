"""The last week against those before it: one change worth telling, and one that is noise."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from data import stories
from data.clock import local_day
from data.people import CARE, JOINER, LEAVER
from data.truth import history
from data.world import World


def weekly(
    world: World, values: list[tuple[int, float]], fold: Callable[[list[float]], float]
) -> tuple[list[str], list[float]]:
    """Return the last 27 complete weeks, oldest first, and `fold` of the values in each."""
    last = stories.last_week(world.span)
    weeks = [last - dt.timedelta(days=7 * n) for n in range(26, -1, -1)]
    inside: dict[dt.date, list[float]] = {week: [] for week in weeks}
    for at, value in values:
        day = local_day(at)
        week = day - dt.timedelta(days=day.weekday())
        if week in inside:
            inside[week].append(value)
    return [w.isoformat() for w in weeks], [round(fold(inside[w]), 4) for w in weeks]


def limits(values: list[float]) -> tuple[float, float]:
    """Return the XmR limits of `values`; large moving ranges are dropped once."""
    moves = np.abs(np.diff(values))
    moves = moves[moves <= 3.268 * moves.mean()]
    centre, reach = float(np.mean(values)), 2.66 * float(moves.mean())
    return round(centre - reach, 4), round(centre + reach, 4)


def _series(world: World, values: list[tuple[int, float]], fold: Any) -> dict[str, Any]:
    weeks, numbers = weekly(world, values, fold)
    low, high = limits(numbers[:-1])
    return {
        "week": weeks[-1], "weeks": weeks, "values": numbers, "limits": [low, high],
        "outside": not low <= numbers[-1] <= high,
        "change": round(numbers[-1] / numbers[-2] - 1, 4) if numbers[-2] else None,
    }  # fmt: skip


def worth_telling(world: World) -> dict[str, Any]:
    """Return the story of the week: the US team solves later since a trainee took over."""
    past = [history(t) for t in world.tickets if t.team == CARE["US"]]
    solved = [(h.solved, (h.solved - h.ticket.at) / 3600) for h in past if h.solved is not None]
    series = _series(world, solved, lambda v: float(np.percentile(v, 50)) if v else 0.0)
    return {
        "metric": "time_to_solve_p50", "team": CARE["US"], "left": LEAVER, "joined": JOINER,
        "since": stories.staff_change(world.span).isoformat(), **series,
    }  # fmt: skip


def noise(world: World) -> dict[str, Any]:
    """Return the unplanned series that moved most in the week and stayed inside its limits."""
    reported: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for complaint in world.complaints:
        category = world.products[complaint.product].kind.category
        for key in (("category", category), ("region", complaint.region)):
            reported[key].append((complaint.at, 1.0))
    candidates = []
    for name, member in (
        ("category", "Kids"), ("category", "Home"), ("region", "US"), ("region", "KR"),
    ):  # fmt: skip
        series = _series(world, reported[name, member], len)
        if not series["outside"]:
            candidates.append({"metric": "complaints_reported", name: member, **series})
    return max(candidates, key=lambda c: abs(c["change"] or 0))
