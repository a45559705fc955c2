"""A rebuild as of an earlier instant knows nothing of what came later."""

from __future__ import annotations

import datetime as dt

import pytest

from loaders.rebuild import rebuild
from loaders.table import load_tables
from metrics import Query, Store
from metrics.model import ConfigError
from tests.loaders.conftest import Home

TICKETS = """ticket_id,created_at,updated_at,status,resolved_at
T1,2026-03-02T01:00:00Z,2026-03-05T02:00:00Z,solved,2026-03-05T02:00:00Z
T2,2026-03-02T01:00:00Z,2026-03-05T02:00:00Z,solved,2026-03-03T02:00:00Z
T3,2026-03-04T01:00:00Z,,open,
T4,2026-03-06T01:00:00Z,,open,
"""
EVENTS = """event_id,ticket_id,event_at,kind,old_value,new_value
E1,T3,2026-03-04T03:00:00Z,status,open,solved
E2,T3,2026-03-04T05:00:00Z,status,solved,open
"""
COMPLAINTS = """complaint_id,reported_at,product_id,defect_code,verdict,verdict_at
C1,2026-03-02T01:00:00Z,P1,D1,confirmed,2026-03-05T01:00:00Z
C2,2026-03-02T01:00:00Z,P1,D1,rejected,2026-03-03T01:00:00Z
"""
SHIPMENTS = """shipped_on,product_id,units
2026-03-04,P1,10
2026-03-05,P1,100
"""
FOURTH = dt.datetime(2026, 3, 4, 4, tzinfo=dt.UTC)


def numbers(home: Home) -> dict[str, float | None]:
    store = Store(home.settings)
    try:
        names = ("tickets_created", "tickets_solved", "backlog", "complaint_confirmed_share",
                 "units_shipped")  # fmt: skip
        return {name: store.query(Query(name)).points[0].value for name in names}
    finally:
        store.close()


def loaded(home: Home) -> None:
    home.load(
        home.file("tickets.csv", TICKETS),
        home.file("ticket_events.csv", EVENTS),
        home.file("complaints.csv", COMPLAINTS),
        home.file("shipments.csv", SHIPMENTS),
    )


def test_what_came_later_has_not_happened(home: Home) -> None:
    loaded(home)
    rebuild(home.settings, FOURTH)
    assert numbers(home) == {
        "tickets_created": 3,  # T4 is not there yet
        "tickets_solved": 2,  # T2, and T3 which is opened again an hour later
        "backlog": 1,  # T1
        "complaint_confirmed_share": 0,  # C1 is judged on the fifth
        "units_shipped": 10,
    }


def test_a_period_after_it_is_partial(home: Home) -> None:
    loaded(home)
    rebuild(home.settings, FOURTH)
    store = Store(home.settings)
    points = store.query(Query("tickets_created", grain="day")).points
    store.close()
    assert {str(p.period): p.partial for p in points} == {
        "2026-03-02": False,
        "2026-03-03": False,  # nothing came in, which is known
        "2026-03-04": True,
    }


def test_the_next_rebuild_knows_all_again(home: Home) -> None:
    loaded(home)
    before = numbers(home)
    rebuild(home.settings, FOURTH)
    rebuild(home.settings)
    assert numbers(home) == before


def test_the_next_load_knows_all_again(home: Home) -> None:
    loaded(home)
    rebuild(home.settings, FOURTH)
    late = "complaint_id,reported_at,product_id,defect_code,verdict,verdict_at\n"
    late += "C3,2026-03-06T01:00:00Z,P1,D1,rejected,2026-03-06T02:00:00Z\n"
    home.load(home.file("later/complaints.csv", late))
    assert numbers(home) == {
        "tickets_created": 4,
        "tickets_solved": 2,
        "backlog": 2,
        "complaint_confirmed_share": 1 / 3,
        "units_shipped": 110,
    }


def test_since_a_time_that_the_table_does_not_have(home: Home) -> None:
    home.write_config(
        "tables/visits.yaml",
        "visits:\n"
        "  meaning: One visit\n"
        "  key: [visit_id]\n"
        "  columns:\n"
        "    visit_id: {type: text, required: true, meaning: Its number}\n"
        "    ended_at: {type: time, meaning: When it ended}\n"
        "    result: {type: text, since: [endet_at], meaning: What came of it}\n",
    )
    with pytest.raises(ConfigError, match=r"visits.yaml.*'endet_at'.*did you mean 'ended_at'"):
        load_tables(home.settings)


def test_a_history_that_only_tickets_have(home: Home) -> None:
    home.write_config(
        "tables/visits.yaml",
        "visits:\n"
        "  meaning: One visit\n"
        "  key: [visit_id]\n"
        "  columns:\n"
        "    visit_id: {type: text, required: true, meaning: Its number}\n"
        "    result: {type: text, told_by: status, meaning: What came of it}\n",
    )
    with pytest.raises(ConfigError, match=r"visits.yaml, line 6.*whose key is ticket_id"):
        load_tables(home.settings)
