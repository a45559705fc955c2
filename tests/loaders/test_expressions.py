"""What a source declaration may say, and what it may not."""

from __future__ import annotations

import duckdb
import pytest

from loaders.expressions import ExpressionError, compiled


def value(text: str, **columns: str | None) -> object:
    names = {name: name for name in columns}
    sql = compiled(text, names)
    listed = ", ".join(f'cast(? as varchar) as "{name}"' for name in columns) or "1"
    row = duckdb.execute(f"select {sql} from (select {listed})", list(columns.values())).fetchone()
    assert row is not None
    return row[0]


def test_strptime_forgives() -> None:
    text = "strptime(a, '%d/%m/%Y %H:%M')"
    assert str(value(text, a="29/2/2016 01:16")) == "2016-02-29 01:16:00"
    assert value(text, a="31/2/2016 01:16") is None


def test_casts_forgive() -> None:
    assert value("a::int", a="x") is None
    assert value("cast(a as int) + 1", a="41") == 42


def test_names_with_odd_letters_are_quoted() -> None:
    sql = compiled('"concept:name" || \'/\' || "it""s"', {"concept:name": "h:c", 'it"s': 'h:"'})
    assert sql == '"h:c" || \'/\' || "h:"""'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prioritty", "there is no column 'prioritty'; did you mean 'priority'?"),
        ("read_csv('/etc/passwd')", "'read_csv' is not allowed"),
        ("(select 1)", "is not allowed here"),
        ("getenv('HOME')", "'getenv' is not allowed"),
        ("strptme(priority, 'x')", "did you mean 'strptime'?"),
        ("t.priority", "a column has no prefix"),
        ("priority; drop table tickets", "is not allowed here"),
        ("last(priority) over ()", "is not allowed here"),
        ("((", "is not an expression"),
    ],
)
def test_what_is_not_allowed_is_named(text: str, says: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compiled(text, {"priority": "priority", "status": "status"})
    assert says in str(caught.value)
