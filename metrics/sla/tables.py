"""What SQL needs of calendars and policies: temporary tables, and macros over them.

``clock_rules`` has a row for each target of each policy version. ``business_slots`` and
``business_buckets`` hold the calendars' time (`metrics.sla.timeline`). ``<kind>_policy(start,
field, …)`` chooses the policy of a case. The tables are there while facts are built, no longer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from metrics import dialects
from metrics.fact import MADE
from metrics.settings import Settings
from metrics.sla.calendars import DAY
from metrics.sla.policies import KINDS, MATCH_FIELDS, PAUSES, Policy, Promises, Target
from metrics.sla.timeline import FIRST, NEVER, Buckets, Slots, buckets, line, slots

Connection = duckdb.DuckDBPyConnection

SLOT_COLUMNS = ("done", "from_1", "long_1", "from_2", "long_2")
BUCKET_COLUMNS = ("from_1", "done_1", "from_2", "done_2", "from_3", "done_3")
# Where the first instant of a clock can stand.
STARTS = (
    ("tickets", "created_at"),
    ("complaints", "reported_at"),
    ("refunds", "requested_at"),
    ("andons", "triggered_at"),
    ("rcas", "opened_at"),
    ("actions", "opened_at"),
)


def make_tables(
    con: Connection, settings: Settings, promises: Promises, as_of: dt.datetime
) -> None:
    """Make the tables and macros for `promises` on `con`; `drop_tables` takes the tables away."""
    first = _first_day(con, as_of)
    names = promises.used_calendars()
    need = {
        name: 1
        + max(t.within_s for p in promises.policies for t in p.targets if t.calendar == name)
        for name in names
    }
    lines = [line(promises.calendars[name], first, as_of, need[name]) for name in names]
    origin, now = int(_midnight(first)), int(as_of.timestamp())
    laid = slots(lines, origin, max(now, origin))
    until = np.array([now], dtype=np.int64)
    found = [
        buckets(one, int(one.before(until)[0]) + need[name])
        for name, one in zip(names, lines, strict=True)
    ]
    _business_tables(con, laid, found)
    _rules(con, promises, names, found)
    chosen = policy_macros(promises, settings, origin)
    macros = (*_time_macros(laid), *chosen, *_promised(promises))
    for macro in macros:
        con.execute(f"create or replace temp macro {macro}")


def drop_tables(con: Connection) -> None:
    """Drop what `make_tables` made."""
    for name in MADE:
        con.execute(f"drop table if exists temp.main.{name}")


def _first_day(con: Connection, as_of: dt.datetime) -> dt.date:
    union = " union all ".join(
        f"select min({column}) as a from main.{table}" for table, column in STARTS
    )
    ((found,),) = con.execute(f"select coalesce(min(a), $1) from ({union})", [as_of]).fetchall()
    first: dt.date = min(found, as_of).astimezone(dt.UTC).date() - DAY
    return max(FIRST, first)


def _midnight(day: dt.date) -> float:
    return dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()


def _business_tables(con: Connection, laid: Slots, found: Sequence[Buckets]) -> None:
    empty = np.zeros((0, len(SLOT_COLUMNS)), dtype=np.int64)
    _table(con, "business_slots", SLOT_COLUMNS, [*laid.rows, empty])
    empty = np.zeros((0, len(BUCKET_COLUMNS)), dtype=np.int64)
    _table(con, "business_buckets", BUCKET_COLUMNS, [*(one.rows for one in found), empty])


def _table(con: Connection, name: str, columns: Sequence[str], parts: Sequence[np.ndarray]) -> None:
    rows = np.concatenate(parts)
    data = {"place": np.arange(len(rows), dtype=np.int64)}
    data |= {column: rows[:, n] for n, column in enumerate(columns)}
    con.register("laid_out", pa.table(data))
    con.execute(f"create or replace temp table {name} as select * from laid_out")
    con.unregister("laid_out")


def _rules(
    con: Connection, promises: Promises, names: Sequence[str], found: Sequence[Buckets]
) -> None:
    con.execute(
        "create or replace temp table clock_rules (policy_no integer, case_kind varchar, "
        "target varchar, policy varchar, policy_version date, calendar varchar, target_s bigint, "
        "at_risk_s bigint, pauses_pending boolean, pauses_on_hold boolean, calendar_no bigint, "
        "bucket_s bigint, bucket_0 bigint)"
    )
    offsets = np.concatenate([[0], np.cumsum([len(one.rows) for one in found])])
    rows = [
        (
            number, policy.case, target.name, policy.name, policy.valid_from, target.calendar,
            target.within_s, target.at_risk_s, *(state in target.pause_while for state in PAUSES),
            at, found[at].length, int(offsets[at]),
        )
        for number, policy in enumerate(promises.policies)
        for target in policy.targets
        for at in [names.index(target.calendar)]
    ]  # fmt: skip
    if rows:
        con.executemany(f"insert into clock_rules values ({', '.join('?' * 13)})", rows)


def _time_macros(laid: Slots) -> list[str]:
    """Return the macros between instants, slots and buckets.

    Where B is used up exactly at closing, ``used_up`` is the closing and ``gone_beyond`` the next
    opening: the first counted second beyond.
    """
    place = f"(greatest(second, {laid.origin}) - {laid.origin}) // {laid.length}"
    return [
        "second_of(moment) as epoch_us(moment) // 1000000",
        "instant_of(second) as "
        f"make_timestamptz(case when second < {NEVER} then second * 1000000 end)",
        f"slot_of(calendar_no, second) as calendar_no * {laid.count} + {place}",
        "business_before(done, from_1, long_1, from_2, long_2, second) as "
        "done + least(greatest(second - from_1, 0), long_1) "
        "+ least(greatest(second - from_2, 0), long_2)",
        "bucket_of(bucket_0, bucket_s, x) as bucket_0 + (x - 1) // bucket_s",
        "used_up(from_1, done_1, from_2, done_2, x) as "
        "case when x <= done_2 then from_1 + x - done_1 else from_2 + x - done_2 end",
        "gone_beyond(from_1, done_1, from_2, done_2, from_3, done_3, x) as "
        "case when x < done_2 then from_1 + x - done_1 "
        "when x < done_3 then from_2 + x - done_2 else from_3 end",
    ]


def _promised(promises: Promises) -> list[str]:
    """Return the macros that are true for a target that any policy names, or pauses."""
    every = [target for policy in promises.policies for target in policy.targets]
    return [
        f"promised(target) as {_among(every)}",
        f"pauses(target) as {_among(target for target in every if target.pause_while)}",
    ]


def policy_macros(promises: Promises, settings: Settings, first: int | None = None) -> list[str]:
    """Return, for each kind of case, the macro that chooses the policy of a clock, by its number.

    It is null where the first policy that fits does not name the target. No clock starts before
    the second `first`: what is in force by then is not asked for.
    """
    found = []
    for kind in KINDS:
        steps = [
            f"when {_fits(promises, number, settings, first)} "
            f"then case when {_among(policy.targets)} then {number} end"
            for number, policy in enumerate(promises.policies)
            if policy.case == kind
        ]
        chosen = f"case {' '.join(steps)} end" if steps else "cast(null as integer)"
        fields = ", ".join(map(dialects.quoted, MATCH_FIELDS[kind]))
        found.append(f"{kind}_policy(target, start_s, {fields}) as {chosen}")
    return found


def _among(targets: Iterable[Target]) -> str:
    names = sorted({target.name for target in targets})
    return f"target in ({', '.join(map(dialects.text, names))})" if names else "false"


def _fits(promises: Promises, number: int, settings: Settings, first: int | None) -> str:
    policy: Policy = promises.policies[number]
    tests = []
    since, until = _second(policy.valid_from, settings), promises.until(number)
    if first is None or since > first:
        tests.append(f"start_s >= {since}")
    if until is not None:
        tests.append(f"start_s < {_second(until, settings)}")
    for name, members in policy.match:
        listed = ", ".join(dialects.text(member) for member in members)
        tests.append(f"{dialects.quoted(name)} in ({listed})")
    return " and ".join(tests) or "true"


def _second(day: dt.date, settings: Settings) -> int:
    return int(dt.datetime.combine(day, dt.time(), settings.zone).timestamp())
