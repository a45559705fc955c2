"""The planted stories of quality, as Andon's facts and analyses find them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from metrics import Query
from metrics.analysis import back_test, emerging, ranking, recurrence_curves
from tests.data.conftest import Demo, Loaded

TAIPEI = ZoneInfo("Asia/Taipei")


def day(moment: str) -> dt.date:
    return dt.datetime.fromisoformat(moment).astimezone(TAIPEI).date()


def test_the_bad_lot_is_the_first_emerging_signal_long_before_its_stop(
    demo: Demo, loaded: Loaded
) -> None:
    truth = demo.truth["stories"]["bad_lot"]
    due = day(truth["first_complaint_at"]) + dt.timedelta(truth["signal_within_days"])
    assert due < day(truth["triggered_at"])
    found = emerging(loaded.store, due)
    first = found.new[0]
    assert (first.member, first.defect_code) == (truth["product_id"], truth["defect_code"])
    assert first.n > 3 * first.expected
    assert found.expected_false < 0.5
    # by the day after its stop it is known
    after = emerging(loaded.store, day(truth["triggered_at"]) + dt.timedelta(1))
    known = {(s.member, s.defect_code): s.stopped for s in after.signals}
    assert known[truth["product_id"], truth["defect_code"]]


def test_the_bad_lot_leads_the_ranking_of_lots(demo: Demo, loaded: Loaded) -> None:
    truth = demo.truth["stories"]["bad_lot"]
    found = ranking(loaded.store, Query("defect_rate_ppm"), "lot")
    assert found.rows[0].member == truth["lot"]
    assert found.rows[0].beyond == 1


def test_the_season_raises_no_alarm(demo: Demo, loaded: Loaded) -> None:
    """Looked at every second week, through a summer of four times the sales."""
    product = demo.truth["stories"]["seasonal"]["product_id"]
    last = dt.date.fromisoformat(demo.truth["last_day"])
    alarms = [
        signal
        for fortnight in range(22)
        for signal in emerging(loaded.store, last - dt.timedelta(14 * fortnight)).signals
        if signal.member == product
    ]
    assert alarms == []


def verdicts(loaded: Loaded) -> dict[str, tuple[str | None, float | None]]:
    rows = loaded.store.fact_rows("fix_verdicts", limit=0)
    at = [rows.columns.index(name) for name in ("andon_id", "verdict", "value")]
    return {row[at[0]]: (row[at[1]], row[at[2]]) for row in rows.rows}


@pytest.mark.parametrize("story", ["fix_works", "fix_fails", "fix_young"])
def test_fixes_have_the_verdicts_of_the_story(demo: Demo, loaded: Loaded, story: str) -> None:
    truth = demo.truth["stories"][story]
    found = verdicts(loaded)
    stops = [stop["andon_id"] for stop in truth["stops"]]
    assert [found[number][0] for number in stops] == truth["verdicts"]


def test_fixes_that_failed_came_back(demo: Demo, loaded: Loaded) -> None:
    rows = loaded.store.fact_rows("recurrences", limit=0)
    at = {name: place for place, name in enumerate(rows.columns)}
    found = {row[at["andon_id"]]: row for row in rows.rows}
    for story in ("fix_works", "fix_fails"):
        first, second = (stop["andon_id"] for stop in demo.truth["stories"][story]["stops"])
        row = found[first]
        (days,) = demo.truth["stories"][story]["came_back_after_days"]
        assert row[at["next_andon_id"]] == second
        assert float(row[at["time_to_recurrence_s"]]) / 86_400 == pytest.approx(days, abs=0.01)
        assert found[second][at["next_andon_id"]] is None
    curves = recurrence_curves(loaded.store, None)
    assert 0 < curves.whole.came_back < curves.whole.n


def test_what_is_open_is_open(demo: Demo, loaded: Loaded) -> None:
    truth = {stop["andon_id"] for stop in demo.truth["stories"]["open_stops"]}
    rows = loaded.store.rows(Query("open_stops"), limit=0)
    place = rows.columns.index("andon_id")
    assert {row[place] for row in rows.rows} == truth


def test_units_of_the_bad_lot_that_escaped(demo: Demo, loaded: Loaded) -> None:
    """From the first complaint of product and defect on, which is older than the lot's own."""
    truth = demo.truth["stories"]["bad_lot"]
    rows = loaded.store.fact_rows("incidents", (("andon_id", (truth["andon_id"],)),))
    (row,) = (dict(zip(rows.columns, cells, strict=True)) for cells in rows.rows)
    # the lot was not shipped before its first complaint was due, so all that was shipped escaped
    assert row["escaped_units"] == truth["units_shipped"]
    assert row["lot"] == truth["lot"]


def test_a_laxer_rule_stops_sooner_and_more_often_for_nothing(loaded: Loaded) -> None:
    rules = back_test(loaded.store).rules
    assert [rule.rule.complaints for rule in rules if rule.is_todays] == [3]
    escaped = [rule.escaped_units for rule in rules]
    false = [rule.false_stops for rule in rules]
    assert escaped == sorted(escaped)
    assert false == sorted(false, reverse=True)
    assert escaped[0] < escaped[-1] and false[0] > false[-1]
