"""Text to types: how a value of an export is read, as SQL, and what a failure is called.

Only what has one meaning is read. ``03/04/2026`` has two: such a column needs a declared format.
"""

from __future__ import annotations

from loaders.table import SQL_TYPES, ColumnType
from metrics import zones
from metrics.language import later

TIME_FORMATS = (
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
    "%Y년 %m월 %d일 %H:%M", "%Y년 %m월 %d일", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y.%m.%d",
)  # fmt: skip
EXPECTED: dict[ColumnType, str] = {
    "text": later("text"),
    "time": later("a time (such as 2026-11-22 18:00:00 or 2026-11-22T18:00:00+08:00)"),
    "date": later("a date (such as 2026-11-22)"),
    "integer": later("a whole number"),
    "number": later("a number"),
    "money": later("an amount (such as 1234.50)"),
    "boolean": later("true or false"),
}
_TRUE = "('true', 't', 'yes', 'y', '1', '1.0')"
_FALSE = "('false', 'f', 'no', 'n', '0', '0.0')"
# Thousands separators are taken off only where they stand as separators.
_GROUPED = r"'^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$'"


def read_sql(value: str, sql_type: str, wanted: ColumnType, zone: str) -> str:
    """Return SQL that reads `value`, an expression of DuckDB type `sql_type`, as `wanted`.

    A wall-clock time without an offset is read in `zone`. What cannot be read gives null.
    """
    if wanted == "time":
        return _time(value, sql_type, zone)
    if wanted == "date":
        return _date(value, sql_type, zone)
    if sql_type != "VARCHAR":
        return f"try_cast({value} as {SQL_TYPES[wanted]})"
    if wanted == "text":
        return value
    if wanted == "boolean":
        word = f"lower({value})"
        return f"case when {word} in {_TRUE} then true when {word} in {_FALSE} then false end"
    plain = f"try_cast({value} as {SQL_TYPES[wanted]})"
    grouped = f"case when regexp_matches({value}, {_GROUPED}) then replace({value}, ',', '') end"
    if wanted == "integer":
        # '3.7' is no whole number, though a cast would round it.
        whole = f"case when try_cast({value} as double) % 1 = 0 then {plain} end"
        exact = f"case when not contains({value}, '.') then try_cast({grouped} as BIGINT) end"
        return f"coalesce({whole}, {exact})"
    if wanted == "money":
        finite = f"case when isfinite(try_cast({value} as double)) then {plain} end"
        return f"coalesce({finite}, try_cast({grouped} as {SQL_TYPES[wanted]}))"
    finite = f"case when isfinite({plain}) then {plain} end"
    return f"coalesce({finite}, try_cast({grouped} as DOUBLE))"


def wall_clock_sql(value: str, sql_type: str) -> str | None:
    """Return SQL for µs of the wall clock where `value` has no offset of its own, else null."""
    if sql_type in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "DATE"):
        return f"epoch_us(cast({value} as timestamp))"
    if sql_type == "VARCHAR":
        return f"case when not {_has_offset(value)} then {_naive_micros(value)} end"
    return None


def _has_offset(text: str) -> str:
    tail = f"substr({text}, 12)"
    named = f"ends_with({text}, 'Z') or ends_with({text}, 'UTC') or ends_with({text}, 'GMT')"
    return f"(contains({tail}, '+') or contains({tail}, '-') or {named})"


def _naive_micros(text: str) -> str:
    formats = ", ".join(f"'{f}'" for f in TIME_FORMATS)
    other = f"try_strptime({text}, [{formats}])"
    return f"epoch_us(coalesce(try_cast({text} as timestamp), {other}))"


def _time(value: str, sql_type: str, zone: str) -> str:
    if sql_type == "TIMESTAMP WITH TIME ZONE":
        return value
    if sql_type in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "DATE"):
        micros = f"epoch_us(cast({value} as timestamp))"
        return f"make_timestamptz({zones.utc_micros_sql(micros, zone)})"
    if sql_type != "VARCHAR":
        return "cast(null as timestamptz)"
    naive = f"make_timestamptz({zones.utc_micros_sql(_naive_micros(value), zone)})"
    return f"case when {_has_offset(value)} then try_cast({value} as timestamptz) else {naive} end"


def _date(value: str, sql_type: str, zone: str) -> str:
    if sql_type == "DATE":
        return value
    if sql_type == "TIMESTAMP WITH TIME ZONE":
        local = zones.local_micros_sql(f"epoch_us({value})", zone)
        return f"cast(make_timestamp({local}) as date)"
    if sql_type in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"):
        return f"cast({value} as date)"
    if sql_type != "VARCHAR":
        return "cast(null as date)"
    return f"cast(make_timestamp({_naive_micros(value)}) as date)"
