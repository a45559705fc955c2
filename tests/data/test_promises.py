"""The demo's promises as Andon's own clocks judge them, beside the helpdesk's own verdicts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from metrics import Query
from tests.data.conftest import Demo, Loaded


def column(loaded: Loaded, fact: str, *names: str, **where: str) -> list[tuple[Any, ...]]:
    rows = loaded.store.fact_rows(fact, tuple((k, (v,)) for k, v in where.items()), limit=0)
    places = [rows.columns.index(name) for name in names]
    return [tuple(row[place] for place in places) for row in rows.rows]


def test_the_first_resolution_is_judged_as_the_helpdesk_judged_it(loaded: Loaded) -> None:
    source = dict(column(loaded, "tickets", "ticket_id", "sla_met"))
    clocks = column(
        loaded,
        "sla_clocks",
        "case_id",
        "met",
        "missed",
        "void_reason",
        target="resolution",
        cycle="1",
    )
    agreed = Counter(
        (source[case], True if met else False if missed else None)
        for case, met, missed, void in clocks
        if void is None
    )
    assert {ours for theirs, ours in agreed if theirs is not ours} == set()
    assert agreed[True, True] > 20_000
    assert agreed[False, False] > 1_000


def test_every_promise_is_kept_about_as_often_as_a_business_keeps_them(loaded: Loaded) -> None:
    points = loaded.store.query(Query("sla_adherence", by=("target",))).points
    kept = {point.members[0]: point.value for point in points}
    assert len(kept) == 10
    assert all(value is not None and 0.75 < value < 0.999 for value in kept.values()), kept


def test_held_back_work_shows_as_time_paused_while_customers_waited(
    demo: Demo, loaded: Loaded
) -> None:
    story = demo.truth["stories"]["holds"]
    query = Query("sla_pause_with_customer_waiting_share", by=("team",), grain="month")
    last: dict[str | None, float] = {}
    for point in loaded.store.query(query).points:
        if point.value is not None and str(point.period) > story["since"]:
            last[point.members[0]] = point.value
    others = [value for team, value in last.items() if team != story["team"]]
    assert last[story["team"]] > 3 * max(others)
