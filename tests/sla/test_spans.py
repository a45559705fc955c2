"""The reference's arithmetic on stretches of seconds, against plain sets of seconds."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.sla.calendars import Calendar
from tests.sla.spans import Spans, common, nth_second, reached, seconds, union

stretches = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


def held(spans: Spans) -> set[int]:
    return {second for start, end in spans for second in range(start, end)}


@given(stretches, stretches)
def test_stretches_are_sets_of_seconds(one: Spans, other: Spans) -> None:
    ours, theirs = union(one), union(other)
    assert held(ours) == held(one)
    assert seconds(ours) == len(held(one))
    assert held(common(ours, theirs)) == held(one) & held(other)
    for n, second in enumerate(sorted(held(one))):
        assert nth_second(ours, n) == second
        assert reached(ours, n + 1) == second + 1
    assert nth_second(ours, len(held(one))) is None


BERLIN = ZoneInfo("Europe/Berlin")


@given(
    st.datetimes(dt.datetime(2026, 3, 27), dt.datetime(2026, 3, 31), timezones=st.just(BERLIN)),
    st.integers(1, 40),
)
def test_a_calendar_holds_the_minutes_that_the_wall_clock_says(start: dt.datetime, n: int) -> None:
    """Minute by minute over the night in which summer time begins, outside the hour it skips."""
    office = Calendar(
        [
            {
                "valid_from": dt.date(2026, 1, 1), "timezone": "Europe/Berlin",
                "hours": {"mon-fri": ["09:00-12:00", "13:00-18:00"], "sat-sun": ["22:00-04:00"]},
                "closed": [dt.date(2026, 3, 30)],
            },
        ]
    )  # fmt: skip
    first = int(start.timestamp()) // 60 * 60
    minutes = held(office.business(first, first + 1800 * n))
    for instant in range(first, first + 1800 * n, 60):
        local = dt.datetime.fromtimestamp(instant, BERLIN)
        eve = local.date() - dt.timedelta(days=local.hour < 4)
        weekday, clock = eve.weekday(), local.hour
        day = weekday < 5 and eve != dt.date(2026, 3, 30) and clock in {9, 10, 11, *range(13, 18)}
        night = weekday > 4 and (clock >= 22 or clock < 4)
        assert (instant in minutes) == (day or night), local
