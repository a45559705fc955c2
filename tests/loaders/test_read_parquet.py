"""Parquet: typed columns become text."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from loaders.read import raw_lines
from metrics.model import FileRefusedError
from tests.loaders.reading import Desk, a_desk, connection  # noqa: F401  fixtures


def parquet(columns: dict[str, Any] | pa.Table, **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), out, **options)
    return out.getvalue()


def test_types_become_text(desk: Desk) -> None:
    instant = dt.datetime(2026, 3, 1, 9, 30, 15, 250_000, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    columns = {
        "text": pa.array(["007", "", None]),
        "whole": pa.array([12345678901234567, -1, None]),
        "real": pa.array([12.0, 0.1, None]),
        "money": pa.array([Decimal("10.50"), Decimal("0.00"), None]),
        "yes": pa.array([True, False, None]),
        "day": pa.array([dt.date(2026, 3, 1), dt.date(1999, 12, 31), None]),
        "local": pa.array([dt.datetime(2026, 3, 1, 9, 30), dt.datetime(2026, 3, 1), None]),
        "instant": pa.array([instant, instant, None], pa.timestamp("us", "Asia/Taipei")),
        "bytes": pa.array([b"abc", b"\xff\x00", None]),
        "who": pa.array([{"name": "x", "in": {"a'b": 1}}, {"name": None, "in": None}, None]),
        "tags": pa.array([["a", "b"], [], None]),
        "kind": pa.array(["k", "k", None]).dictionary_encode(),
    }
    staged = desk.one("typed.parquet", parquet(columns))
    assert staged.headers == (*list(columns)[:9], "who.name", "who.in.a'b", "tags", "kind")
    assert desk.rows(staged) == [
        (
            1, "007", "12345678901234567", "12", "10.50", "true", "2026-03-01",
            "2026-03-01 09:30:00", "2026-03-01 01:30:15.25+00", "abc", "x", "1", '["a","b"]', "k",
        ),
        (
            2, "", "-1", "0.1", "0.00", "false", "1999-12-31", "2026-03-01 00:00:00",
            "2026-03-01 01:30:15.25+00", "FF00", None, None, "[]", "k",
        ),
    ]  # fmt: skip
    assert staged.left_out == (("empty row", 1),)
    assert (staged.rows, staged.lines_read, staged.format) == (2, 3, "parquet")
    assert '"who.name":"x"' in raw_lines(staged, [1])[1]


def test_lines_are_the_ordinals_of_rows(desk: Desk) -> None:
    count = 130_000
    content = parquet({"n": pa.array(range(1, count + 1))}, row_group_size=7_000)
    staged = desk.one("long.parquet", content)
    assert desk.con.execute(
        f"select count(*), count(*) filter (cast(n as bigint) <> _line) from {staged.table}"
    ).fetchone() == (count, 0)
    assert raw_lines(staged, [count, 3]) == {count: f'{{"n":"{count}"}}', 3: '{"n":"3"}'}


def test_a_packed_parquet_file(desk: Desk) -> None:
    staged = desk.one("a.parquet.gz", gzip.compress(parquet({"id": ["1"]})))
    assert desk.rows(staged) == [(1, "1")]
    assert raw_lines(staged, [1]) == {1: '{"id":"1"}'}


def test_no_rows(desk: Desk) -> None:
    staged = desk.one("none.parquet", parquet({"id": pa.array([], pa.string())}))
    assert (staged.headers, staged.rows) == (("id",), 0)


GOOD = parquet({"id": [str(n) for n in range(10_000)]})


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.parquet", GOOD[:-10], "is a damaged Parquet file"),
        ("a.parquet", GOOD[:40] + bytes(400) + GOOD[440:], "is a damaged Parquet file"),
        ("a.parquet", b"id\n1\n", "delimited text by its content"),
        ("a.csv", GOOD, "is Parquet by its content, which its name's .csv contradicts"),
        (
            "a.parquet",
            parquet(pa.table([pa.array([1]), pa.array([2])], names=["id", "id"])),
            "the header has 'id' twice, in columns 1 and 2",
        ),
        (
            "a.parquet",
            parquet(pa.table([pa.array([1]), pa.array([2])], names=["id", "ID"])),
            "the header has 'id' and 'ID' twice, in columns 1 and 2",
        ),
    ],
)
def test_a_file_that_cannot_be_read(desk: Desk, name: str, content: bytes, says: str) -> None:
    with pytest.raises(FileRefusedError, match=f"^{name}") as problem:
        desk.one(name, content)
    assert says in str(problem.value)
    assert desk.tables() == []
