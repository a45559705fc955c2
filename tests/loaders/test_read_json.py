"""JSON: arrays, objects that hold a list of records, one record a line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.read import Limits, raw_lines
from metrics.model import FileRefusedError
from tests.loaders.reading import Desk, a_desk, connection  # noqa: F401  fixtures

RECORDS = [
    {"id": "007", "n": 1.50, "ok": True, "customer": {"name": "客", "address": {"zip": "01"}}},
    {"id": 2, "tags": ["a", {"b": 1}], "customer": {"name": ""}, "none": None},
]
ROWS = [
    (1, "007", "1.5", "true", "客", "01", None, None),
    (2, "2", None, None, "", None, '["a",{"b":1}]', None),
]
HEADERS = ("id", "n", "ok", "customer.name", "customer.address.zip", "tags", "none")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "holder", ["{}", '{{"page": 1, "tickets": {}, "tags": [1, 2], "a": {{}}}}']
)
def test_a_document_of_records(desk: Desk, indent: int | None, holder: str) -> None:
    text = holder.format(json.dumps(RECORDS, indent=indent, ensure_ascii=False))
    staged = desk.one("export.json", text)
    assert (staged.headers, staged.format) == (HEADERS, "json")
    assert desk.rows(staged) == ROWS
    assert raw_lines(staged, [2]) == {
        2: '{"id":2,"tags":["a",{"b":1}],"customer":{"name":""},"none":null}'
    }


@pytest.mark.parametrize("name", ["export.ndjson", "export.jsonl", "export.json"])
def test_a_record_a_line(desk: Desk, name: str) -> None:
    lines = [json.dumps(record) for record in RECORDS]
    staged = desk.one(name, f"{lines[0]}\n\n{lines[1]}\r\n")
    assert (staged.headers, staged.format) == (HEADERS, "ndjson")
    assert desk.rows(staged) == [ROWS[0], (3, *ROWS[1][1:])]
    assert raw_lines(staged, [3, 1]) == {3: lines[1], 1: lines[0]}


def test_one_record_alone_is_a_file_too(desk: Desk) -> None:
    assert desk.rows(desk.one("one.json", '{"id": 1}')) == [(1, "1")]


def test_numbers_keep_their_spelling(desk: Desk) -> None:
    text = '[{"id": 123456789012345678901234567890, "a": 1.50, "b": 1E5, "c": -0, "d": [1.0]}]'
    assert desk.rows(desk.one("n.json", text)) == [
        (1, "123456789012345678901234567890", "1.50", "1E5", "-0", "[1.0]")
    ]


def test_an_empty_list_is_a_table_without_rows(desk: Desk) -> None:
    for text in ("[]", '{"tickets": []}'):
        staged = desk.one("none.json", text)
        assert (staged.headers, staged.rows, staged.lines_read) == ((), 0, 0)


def test_lines_that_are_no_records_are_put_aside(desk: Desk) -> None:
    lines = [
        '{"id": 1}', '{"id": 2', "[3]", '{"id": 4, "id": 5}', '{"id": "\\ud800"}',
        '{"id": "a\\u0000b"}', '{"a.b": 1, "a": {"b": 2}}', *['{"id": 8}'] * 8,
    ]  # fmt: skip
    staged = desk.one("some.ndjson", "\n".join(lines))
    assert [(r.line, r.raw) for r in staged.rejects] == [(n, lines[n - 1]) for n in range(2, 8)]
    assert [r.reason for r in staged.rejects] == [
        "not JSON at character 9: Expecting ',' delimiter",
        "no object with names and values",
        "the key 'id' is there twice",
        "text that is not Unicode",
        "a NUL character",
        "the name 'a.b' is there twice",
    ]
    assert staged.lines_read == 15
    assert len(desk.rows(staged)) == 9


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"id": 1},\n{"id": 2},\n', "line 3: not JSON records: expecting value"),
        ('[{"id": 1}\n{"id": 2}]', "line 2: not JSON records: expected ',', found '{'"),
        ('[{"id": 1},]', "line 1: not JSON records: a comma before the end"),
        ('[{"id": 1}] x', "line 1: not JSON records: something stands behind the end"),
        ('[\n{"id": 1, "id": 2}]', "line 2: not JSON records: the key 'id' is there twice"),
        ('{\n"a": [{"x": 1}],\n"b": [{"y": 1}]}', "two lists of records, 'a' and 'b'"),
        ('{\n"error": "no rights",\n"code": 403}', "an object without a list of records"),
        ('{"id": 1}\n{"id": 2\n{"id": 3\n', "2 of 3 lines cannot be used, the first is line 2"),
        ("id,status\n1,new\n", "line 1: not JSON records: neither an array"),
        ("[1, 2, 3]", "3 of 3 lines cannot be used, the first is line 1: no object"),
        ('[{"Id": 1, "ID": 2}]', "the header has 'Id' and 'ID' twice"),
        ('[{"id": "\\ud800"}]', "text that is not Unicode"),
        ("[" + '{"a":' * 100_000, "line 1"),
        ('[{"id": "' + "x" * 3000 + '"}]', "a value longer than 1,000 bytes"),
    ],
)
def test_what_is_no_list_of_records_is_refused_by_line(desk: Desk, text: str, says: str) -> None:
    limits = Limits(line_bytes=1000) if "xxx" in text else Limits()
    with pytest.raises(FileRefusedError, match=r"^broken\.json") as problem:
        desk.one("broken.json", text, limits)
    assert says in str(problem.value)
    assert desk.tables() == []


def test_too_many_names_are_refused(desk: Desk) -> None:
    text = json.dumps([{f"user {n}": 1} for n in range(50)])
    with pytest.raises(FileRefusedError, match="more than 40"):
        desk.one("wide.json", text, Limits(columns=40))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp950"])
def test_encodings(desk: Desk, encoding: str) -> None:
    text = '[{"id": 1, "subject": "客戶反映產品有瑕疵"}]'
    assert desk.rows(desk.one("e.json", text.encode(encoding))) == [(1, "1", "客戶反映產品有瑕疵")]


def test_a_long_document_is_read_piece_by_piece(desk: Desk) -> None:
    """Longer than a piece, on one line, so that records are cut at any place."""
    text = json.dumps([{"id": n, "text": '漢\\"字' * (n % 50)} for n in range(60_000)])
    assert len(text) > 12 << 20
    staged = desk.one("long.json", text)
    assert staged.rows == 60_000
    found = desk.con.execute(
        f"select count(*) from {staged.table} where cast(id as bigint) = _line - 1 "
        f"and coalesce(length(text), 0) = 4 * ((_line - 1) % 50)"
    ).fetchone()
    assert found == (60_000,)


LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
NAME = st.text(st.sampled_from("abcdef"), min_size=1, max_size=2)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(records=st.lists(st.dictionaries(NAME, LEAF, max_size=4), min_size=1, max_size=5))
def test_any_records_come_through(records: list[dict[str, Any]], desk: Desk) -> None:
    def text(value: Any) -> str | None:
        return value if value is None or isinstance(value, str) else json.dumps(value)

    if any("\x00" in value for r in records for value in r.values() if isinstance(value, str)):
        return
    staged = desk.one("any.json", json.dumps(records))
    kept = [(n, r) for n, r in enumerate(records, 1) if any(v is not None for v in r.values())]
    assert desk.rows(staged) == [
        (n, *(text(record.get(name)) for name in staged.headers)) for n, record in kept
    ]
    assert staged.lines_read == len(records)
    desk.con.execute(f"drop table {staged.table}")
