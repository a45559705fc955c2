"""Made-up tickets and their events, the same with every run, and the exports they are read from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

EVENTS = 5
LAST_DAY = dt.date(2026, 11, 22)

TICKETS = """
select
    'T' || lpad(cast(i as varchar), 9, '0') as ticket_id,
    strftime(opened, '%Y-%m-%dT%H:%M:%SZ') as created_at,
    strftime(opened + to_seconds(cast(h % 200000 + {later} as bigint)), '%Y-%m-%dT%H:%M:%SZ')
        as updated_at,
    {status} as status,
    ['urgent', 'high', 'normal', 'low'][1 + h // 7 % 4] as priority,
    ['mail', 'chat', 'phone', 'form'][1 + h // 11 % 4] as channel,
    ['delivery', 'defect', 'refund', 'account', 'other'][1 + h // 13 % 5] as category,
    'Team ' || (1 + h // 17 % 12) as team,
    'A' || (1 + h // 19 % 400) as assignee_id,
    'C' || (h // 23 % 500000) as customer_id,
    'P' || (h // 29 % 5000) as product_id,
    ['TW', 'JP', 'KR', 'US'][1 + h // 31 % 4] as region,
    'Case ' || i as subject,
    strftime(opened + to_seconds(cast(h % 9000 as bigint)), '%Y-%m-%dT%H:%M:%SZ')
        as first_response_at,
    case when {status} = 'solved' then
        strftime(opened + to_seconds(cast(h % 200000 as bigint)), '%Y-%m-%dT%H:%M:%SZ') end
        as resolved_at
from (
    select i, cast(hash(i) % 1000000007 as bigint) as h,
        timestamp '2023-11-22' + to_seconds(cast(i * 94608000.0 / {total} as bigint)) as opened
    from range({first}, {first} + {count}) as r(i)
)
"""
# One in five of the last month's tickets is not solved yet, of older ones one in five hundred: a
# desk has a backlog of days, and what is open is judged anew at each load.
STATUS = """case
        when h % 10 > 1 or (opened < timestamp '2026-10-22' and h % 1000 >= 4) then 'solved'
        when h % 2 = 0 then 'open' else 'pending'
    end"""
EVENT_ROWS = """
select
    ticket_id || '-' || n as event_id, ticket_id,
    strftime(cast(created_at as timestamp) + to_seconds(n * 1200), '%Y-%m-%dT%H:%M:%SZ')
        as event_at,
    n as event_seq,
    ['created', 'assigned', 'agent_message', 'status', 'status'][n] as kind,
    [null, null, null, 'new', 'open'][n] as old_value,
    [null, assignee_id, null, 'open', case status when 'open' then 'pending' else status end][n]
        as new_value,
    assignee_id as actor_id, 'agent' as actor_role, true as public
from ({tickets}) as t, range(1, {events} + 1) as e(n)
"""


def tickets(first: int, count: int, total: int, later: int = 0) -> str:
    """Return the query of `count` tickets from the `first` on, of `total` in three years.

    `later` is the number of seconds by which they were changed since.
    """
    return TICKETS.format(first=first, count=count, total=total, later=later, status=STATUS)


def write(query: str, path: Path) -> None:
    """Write the rows of `query` as a CSV file."""
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false")
        con.execute(f"copy ({query}) to '{path}' (header)")
