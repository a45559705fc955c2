"""Delimited exports become text tables: delimiters, headers, values as they stand."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

from loaders.read import Limits, fingerprint, raw_lines, stage_file
from metrics.model import FileRefusedError
from tests.loaders.reading import Desk, a_desk, connection  # noqa: F401  fixtures


@pytest.mark.parametrize(
    ("delimiter", "told"), [(",", "csv"), ("\t", "tsv"), (";", "semicolon"), ("|", "pipe")]
)
def test_the_delimiter_is_found(desk: Desk, delimiter: str, told: str) -> None:
    text = 'id;subject;note\n1;plain;\n2;"x;y";z\n'.replace(";", delimiter)
    staged = desk.one("export.txt", text)
    assert staged.headers == ("id", "subject", "note")
    assert staged.format == told
    quoted = "x;y".replace(";", delimiter)
    assert desk.rows(staged) == [(2, "1", "plain", None), (3, "2", quoted, "z")]


def test_decimal_commas_do_not_make_a_comma_file(desk: Desk) -> None:
    staged = desk.one("amounts.csv", "id;amount;tax\n1;1,50;0,10\n2;2,75;0,20\n")
    assert staged.headers == ("id", "amount", "tax")


def test_the_delimiter_that_excel_declares_is_taken(desk: Desk) -> None:
    staged = desk.one("excel.csv", "sep=;\nid;text,more\n1;a,b\n")
    assert staged.headers == ("id", "text,more")
    assert desk.rows(staged) == [(3, "1", "a,b")]


def test_values_stay_as_they_are(desk: Desk) -> None:
    staged = desk.one(
        "values.csv", 'a,b,c\n007, x ,NULL\n1e5,"he said ""so""",\\N\n"","line\nbreak",?\n'
    )
    assert desk.rows(staged) == [
        (2, "007", " x ", "NULL"),
        (3, "1e5", 'he said "so"', "\\N"),
        (4, None, "line\nbreak", "?"),
    ]
    assert (staged.rows, staged.lines_read, staged.left_out, staged.rejects) == (3, 3, (), ())


def test_the_table_has_text_columns_and_a_line_number(desk: Desk) -> None:
    staged = desk.one("typed.csv", 'id,"odd ""name"", with comma",Größe\n1,2,3\n')
    described = desk.con.execute(f"describe {staged.table}").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        ("id", "VARCHAR"),
        ('odd "name", with comma', "VARCHAR"),
        ("Größe", "VARCHAR"),
        ("_line", "BIGINT"),
    ]
    assert staged.table.startswith("stage.")


def test_rows_keep_the_order_of_the_file(desk: Desk) -> None:
    count = 300_000
    staged = desk.one("long.csv", "n,text\n" + "".join(f"{n},t{n % 7}\n" for n in range(count)))
    found = desk.con.execute(
        f"select count(*), count(*) filter (cast(n as bigint) <> _line - 2), "
        f"count(*) filter (cast(n as bigint) <> rowid) from {staged.table}"
    ).fetchone()
    assert found == (count, 0, 0)


def test_an_attached_database_takes_the_table(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute(f"attach '{tmp_path / 'scratch.duckdb'}' as scratch")
    con.execute("create schema scratch.stage")
    path = tmp_path / "odd [name]*.csv"
    path.write_text("id\n1\n")
    staged = [
        *stage_file(con, path, schema="scratch.stage", workdir=tmp_path),
        *stage_file(con, path, schema="scratch.stage", workdir=tmp_path),
        *stage_file(con, path, schema="scratch", workdir=tmp_path),
    ]
    assert len({one.table for one in staged}) == 3
    for one in staged:
        assert con.execute(f"select * from {one.table}").fetchall() == [("1", 2)]


def test_header_names_are_trimmed(desk: Desk) -> None:
    assert desk.one("trim.csv", ' id ,"\n subject",b\n1,2,3\n').headers == ("id", "subject", "b")


def test_a_header_alone_is_a_table_without_rows(desk: Desk) -> None:
    for name, text in (
        ("a.csv", "id,status"),
        ("b.csv", "id,status\n"),
        ("c.csv", "id,status\n\n"),
    ):
        staged = desk.one(name, text)
        assert (staged.headers, staged.rows, staged.lines_read) == (("id", "status"), 0, 0)


def test_a_repeated_header_is_left_out_and_counted(desk: Desk) -> None:
    text = "id,status\n1,new\nid,status\n2,open\nid,status\nid,new\n"
    staged = desk.one("joined.csv", text)
    assert desk.rows(staged) == [(2, "1", "new"), (4, "2", "open"), (6, "id", "new")]
    assert staged.left_out == (("repeated header", 2),)
    assert (staged.rows, staged.lines_read) == (3, 5)


def test_rows_without_any_value_are_left_out_and_counted(desk: Desk) -> None:
    staged = desk.one("tail.csv", 'id,a,b\n1,x,y\n,,\n\n"","",""\n2,x,\n,,\n')
    assert [line for line, *_ in desk.rows(staged)] == [2, 6]
    assert staged.left_out == (("empty row", 3),)
    assert staged.lines_read == 5


def test_a_column_without_a_name_is_kept_when_it_holds_something(desk: Desk) -> None:
    staged = desk.one("unnamed.csv", "id,,,column_2,\n1,x,,y,\n2,,,z,\n")
    assert staged.headers == ("id", "column_2_", "column_2")
    assert desk.rows(staged) == [(2, "1", "x", "y"), (3, "2", None, "z")]


def test_titles_above_the_header_are_passed_over(desk: Desk) -> None:
    text = "Tickets of the week\nmade,2026-03-02\n\nid,status,team,region\n1,new,a,b\n2,open,c,d\n"
    staged = desk.one("titled.csv", text)
    assert staged.headers == ("id", "status", "team", "region")
    assert [line for line, *_ in desk.rows(staged)] == [5, 6]


def test_one_column_is_a_table_too(desk: Desk) -> None:
    staged = desk.one("ids.csv", "ticket_id\n1\n\n2\n")
    assert desk.rows(staged) == [(2, "1"), (4, "2")]


def test_lines_of_a_wrong_width_are_put_aside_with_their_text(desk: Desk) -> None:
    text = 'id,a,b\n1,x,y\n2,x\n"3\n",x,y\n4,x,y,\n"5\n",x,y,z\n6,x,y\n7,"x"x,y\n8,x,y\n9,x,y\n'
    staged = desk.one("ragged.csv", text)
    assert [line for line, *_ in desk.rows(staged)] == [2, 4, 9, 11, 12]
    assert [(r.line, r.reason, r.raw) for r in staged.rejects] == [
        (3, "2 fields where the header has 3", "2,x"),
        (6, "4 fields where the header has 3", "4,x,y,"),
        (7, "4 fields where the header has 3", '"5\n",x,y,z'),
        (10, "text follows a closing quote", '7,"x"x,y'),
    ]
    assert staged.lines_read == 9 == staged.rows + len(staged.rejects)


def test_rejects_of_a_plain_file_cost_no_care(desk: Desk) -> None:
    lines = [f'{n},"a, b",c' for n in range(50_000)]
    lines[20_000] = '20000,"a, b"'
    staged = desk.one("mostly.csv", "id,a,b\n" + "\n".join(lines))
    [reject] = staged.rejects
    assert (reject.line, reject.raw) == (20_002, '20000,"a, b"')
    assert raw_lines(staged, [20_002, 50_001]) == {20_002: '20000,"a, b"', 50_001: lines[49_999]}


def test_more_than_half_put_aside_refuses_the_file(desk: Desk) -> None:
    with pytest.raises(
        FileRefusedError, match=r"^wrong\.csv: 2 of 3 .* line 2: 2 fields where the"
    ):
        desk.one("wrong.csv", "a,b,c\n1,2\n3,4\n5,6,7\n")
    assert desk.tables() == []
    assert desk.one("half.csv", "a,b,c\n1,2\n5,6,7\n").rows == 1


def test_too_many_put_aside_refuse_the_file_before_they_fill_the_memory(desk: Desk) -> None:
    text = "a,b\n" + "1\n2,3\n" * 50
    for limits in (Limits(rejects=10), Limits(reject_bytes=10)):
        with pytest.raises(FileRefusedError, match="line 2: 1 field where the header has 2"):
            desk.one("many.csv", text, limits)
    assert desk.tables() == []


def test_the_fingerprint_is_of_the_bytes_delivered(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id\n1\n" * 100_000)
    expected = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    assert fingerprint(path) == expected
    copy = tmp_path / "copy.csv"
    copy.write_bytes(path.read_bytes())
    assert fingerprint(copy) == expected
    with pytest.raises(FileRefusedError, match="does not exist"):
        fingerprint(tmp_path / "gone.csv")
