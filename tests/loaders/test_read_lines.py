"""Line numbers are those that Python's csv module counts, whatever the text is cut into."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.formats.records import Splitter, lines_of
from loaders.read import Limits, raw_lines, stage_file
from loaders.staged import Tally
from tests.loaders.reading import connection  # noqa: F401  a fixture

Row = tuple[int, tuple[str | None, ...]]
LETTERS = st.sampled_from([*"ab0 é漢😀,;\t|'\"\n\r", "\r\n"])
CELL = st.lists(LETTERS, max_size=8).map("".join) | st.sampled_from(
    ["", "", "x", "1,2\n3,4\n5,6", "\n\n", '"', '",\n"']
)
WIDTH = 3


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A valid CSV text, with blank lines and with rows of a wrong width."""
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    out = io.StringIO(newline="")
    minimal = draw(st.booleans())
    writer = csv.writer(
        out, lineterminator=end, quoting=csv.QUOTE_MINIMAL if minimal else csv.QUOTE_ALL
    )
    out.write(f"one,two,three{end}")
    for _ in range(draw(st.integers(0, 12))):
        width = draw(st.sampled_from([WIDTH] * 8 + [WIDTH - 1, WIDTH + 1]))
        # What csv.writer leaves unquoted though csv.reader ends a line there.
        cells = [draw(CELL) for _ in range(width)]
        if minimal:
            cells = [cell.replace("\r", "") for cell in cells]
        writer.writerow(cells)
        if draw(st.integers(0, 5)) == 0:
            out.write(draw(st.sampled_from([end, "\n", "\r\n"])))
    text = out.getvalue()
    return text.rstrip("\r\n") if draw(st.booleans()) and not text.endswith('"\n') else text


def by_csv_module(text: str) -> tuple[list[Row], dict[int, int]]:
    """Rows with the line on which they begin, and the widths of those that do not fit."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    odd: dict[int, int] = {}
    begins = 1
    for fields in reader:
        if fields and len(fields) == WIDTH:
            rows.append((begins, tuple(cell or None for cell in fields)))
        elif fields:
            odd[begins] = len(fields)
        begins = reader.line_num + 1
    return rows, odd


def split(text: str, blocks: list[str], limits: Limits = Limits()) -> tuple[list[Row], Tally]:  # noqa: B008
    tally = Tally(limits)
    tables = list(Splitter(",", WIDTH, tally).tables((b.encode() for b in blocks), 1))
    return [row for table in tables for row in rows_of(table)], tally


def rows_of(table: pa.Table) -> list[Row]:
    *columns, lines = (column.to_pylist() for column in table.columns)
    return list(zip(lines, zip(*columns, strict=True), strict=True))


@settings(max_examples=400, deadline=None)
@given(text=texts(), data=st.data())
def test_any_cut_gives_the_rows_and_lines_of_the_csv_module(text: str, data: st.DataObject) -> None:
    lines = lines_of(text)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    cuts = sorted(data.draw(st.sets(st.integers(0, len(lines)), max_size=6)) | {0, len(lines)})
    blocks = ["".join(lines[a:b]) for a, b in itertools.pairwise(cuts)]
    rows, tally = split(text, blocks)
    expected, odd = by_csv_module(text)
    assert rows == expected
    assert {reject.line: int(reject.reason.split()[0]) for reject in tally.rejects} == odd


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=texts())
def test_a_staged_file_has_the_rows_and_lines_of_the_csv_module(
    text: str, tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(text.encode())
    rows, odd = by_csv_module(text)
    header = rows.pop(0)
    assert header == (1, ("one", "two", "three"))
    filled = [row for row in rows if any(row[1]) and row[1] != header[1]]
    if 2 * len(odd) > len(rows) + len(odd):
        return  # refused, which other tests look at
    [staged] = stage_file(con, path, workdir=tmp_path)
    got = con.execute(f"select _line, one, two, three from {staged.table}").fetchall()
    assert [(line, tuple(cells)) for line, *cells in got] == filled
    assert staged.lines_read == len(rows) + len(odd)
    assert staged.rows == len(filled)
    assert {reject.line for reject in staged.rejects} == set(odd)
    raw = raw_lines(staged, [line for line, _ in filled] + sorted(odd))
    for line, cells in filled:
        [again] = csv.reader(io.StringIO(raw[line], newline=""), strict=True)
        assert tuple(cell or None for cell in again) == cells
    assert all(raw[reject.line] == reject.raw for reject in staged.rejects)
    con.execute(f"drop table {staged.table}")


SOUP = st.lists(
    st.sampled_from(["a", ",", ",", '"', '""', "\n", "\n", "\r\n", "\r", " ", "é", "a,b,c\n"]),
    max_size=60,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(text=SOUP, data=st.data())
def test_what_is_no_csv_is_put_aside_the_same_way_however_it_is_cut(
    text: str, data: st.DataObject
) -> None:
    lines = lines_of(text)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    cuts = sorted(data.draw(st.sets(st.integers(0, len(lines)), max_size=6)) | {0, len(lines)})
    blocks = ["".join(lines[a:b]) for a, b in itertools.pairwise(cuts)]
    whole, rejects = split(text, ["".join(lines)])
    pieces, again = split(text, blocks)
    assert pieces == whole
    assert again.rejects == rejects.rejects
    placed = {line for line, _ in whole} | {reject.line for reject in rejects.rejects}
    assert len(placed) == len(whole) + len(rejects.rejects), "a line in two places"


def test_quotes_that_begin_no_field_are_letters() -> None:
    rows, tally = split("", ['1,5" screen,x\n2,a ""b"",y"\n3,"6"" screen",z\n4, "q",w\n'])
    assert rows == [
        (1, ("1", '5" screen', "x")),
        (2, ("2", 'a ""b""', 'y"')),
        (3, ("3", '6" screen', "z")),
        (4, ("4", ' "q"', "w")),
    ]
    assert tally.rejects == []


def test_a_stray_quote_costs_its_own_line_only() -> None:
    good = [f'{n},"quoted, ""well""",x\n' for n in range(1000)]
    bad = '7,"never closed,x\n'
    rows, tally = split("", ["".join([*good[:500], bad, *good[500:]])])
    assert len(rows) == 1000
    assert [line for line, _ in rows] == [*range(1, 501), *range(502, 1002)]
    [reject] = tally.rejects
    assert (reject.line, reject.raw) == (501, bad.rstrip("\n"))
    assert "quote" in reject.reason


def test_a_quote_that_never_closes_is_given_up_at_the_longest_line() -> None:
    limits = Limits(line_bytes=1000)
    lines = ['1,"open,x\n', *(f"{n},plain,x\n" for n in range(2, 400))]
    rows, tally = split("", ["".join(lines[at : at + 20]) for at in range(0, 399, 20)], limits)
    assert [line for line, _ in rows] == list(range(2, 400))
    assert [(r.line, r.reason) for r in tally.rejects] == [
        (1, "a quote is opened and never closed")
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_raw_text_of_thousands_of_records_comes_in_one_pass(
    end: str, tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    records = [f'{n},"first{end}second {"x" * (n % 300)}",z' for n in range(30_000)]
    path = tmp_path / "long.csv"
    path.write_bytes(("id,text,z" + end + end.join(records) + end).encode())
    [staged] = stage_file(con, path, workdir=tmp_path)
    wanted = list(range(2, 60_002, 14))
    assert raw_lines(staged, wanted) == {line: records[(line - 2) // 2] for line in wanted}
    assert con.execute(
        f"select count(*) from {staged.table} where _line <> 2 + 2 * cast(id as bigint)"
    ).fetchone() == (0,)
