"""Two answers to one question: the product's, and that of the hand-written SQL."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from loaders.publish import current_number, published
from metrics import Query, Store
from tests.loaders.conftest import Home

HERE = Path(__file__).parent
SHARED = (HERE / "shared.sql").read_text(encoding="utf-8")
METRICS = tuple(sorted(path.stem for path in HERE.glob("*.sql") if path.stem != "shared"))
COUNTS = (
    "tickets_created", "tickets_solved", "backlog", "complaints_reported", "refunds_requested",
)  # fmt: skip
COUNT_RATIOS = ("source_sla_adherence", "reopen_rate", "confirmed_share")
HANDOFFS = "handoffs_per_ticket"
PERCENTILES = ("time_to_solve_p50", "time_to_solve_p90", "first_response_p50")
CROSS_FACT = ("defect_rate_ppm", "refund_units_rate")
RATIOS = (*COUNT_RATIOS, HANDOFFS, *CROSS_FACT)

Key = tuple[Any, ...]  # (period, member, member …)


@dataclass(frozen=True)
class Answer:
    """What is compared of an answer row."""

    numerator: float | None
    denominator: float | None
    value: float | None
    n: int | None = None
    undecided: int | None = None


class Answers:
    """The answer SQL, on the published snapshot that a `Store` reads."""

    def __init__(self, home: Home) -> None:
        folder = home.settings.home
        path = published(folder) / f"andon-{current_number(folder)}.duckdb"
        self.con = duckdb.connect()
        self.con.execute("set TimeZone = 'UTC'")
        self.con.execute(f"attach '{path}' as snapshot (read_only)")
        for table in ("tickets", "ticket_events", "complaints", "refunds", "shipments",
                      "products", "staff", "fx_rates"):  # fmt: skip
            self.con.execute(f"create view {table} as from snapshot.main.{table}")
        (as_of,) = self.con.execute(
            "select cast(value as timestamptz) from snapshot.meta.settings where name = 'as_of'"
        ).fetchone() or (None,)
        reporting = home.settings.reporting
        self._set(
            zone=reporting.timezone, as_of=as_of, currency=reporting.currency,
            week_start=reporting.week_start_day, year_end=reporting.fiscal_year_end_month,
        )  # fmt: skip
        self._ask_for(Query(""))
        self.con.execute(SHARED)

    def _set(self, **variables: Any) -> None:
        for name, value in variables.items():
            self.con.execute(f"set variable {name} = $value", {"value": value})

    def _ask_for(self, query: Query) -> None:
        self._set(grain=query.grain, first_day=query.start, last_day=query.end)
        where = list(query.where)
        for name, value, empty in (
            ("dims", list(query.by), "[]::varchar[]"),
            ("where_dims", [dimension for dimension, _ in where], "[]::varchar[]"),
            ("where_members", [[m or "<unknown>" for m in members] for _, members in where],
             "[]::varchar[][]"),
        ):  # fmt: skip
            if value:
                self._set(**{name: value})
            else:
                self.con.execute(f"set variable {name} = {empty}")

    def ask(self, query: Query) -> dict[Key, Answer]:
        """Run the answer SQL of the query's metric."""
        self._ask_for(query)
        sql = (HERE / f"{query.metric}.sql").read_text(encoding="utf-8")
        found = self.con.execute(sql)
        names = [column[0] for column in found.description]
        return {
            (row.pop("period"), *row.pop("members")): Answer(**row)
            for row in (dict(zip(names, row, strict=True)) for row in found.fetchall())
        }


def same(one: float | None, other: float | None, rounded: int = 0) -> bool:
    """Whether two numbers are one, but for the order in which floating point sums were made, and
    for the fifth decimal of each of the `rounded` amounts of money in them.
    """
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=0.000_051 * rounded)


def differences(store: Store, answers: Answers, query: Query) -> list[str]:
    """What differs between the product's answer and the SQL's; a group that only the product
    lists must be an empty one: zero for a count, nothing for a rate or a percentile.
    """
    expected = answers.ask(query)
    points = store.query(query).points
    found = {(point.period, *point.members): point for point in points}
    wrong = [f"{query}: twice the same group"] if len(found) != len(points) else []
    wrong += [f"{query}: {key} is missing" for key in expected.keys() - found.keys()]
    for key, point in found.items():
        answer = expected.get(key, empty_answer(query.metric))
        got = Answer(point.numerator, point.denominator, point.value, point.n, point.undecided)
        if not _equal(query.metric, got, answer):
            wrong.append(f"{query}: {key} is {got}, expected {answer}")
    return wrong


def empty_answer(metric: str) -> Answer:
    """A group of no rows: zero counts, no rate, no percentile."""
    if metric in PERCENTILES:
        return Answer(None, None, None, 0)
    return Answer(0, 0, None) if metric in RATIOS else Answer(0, None, 0)


def _equal(metric: str, got: Answer, answer: Answer) -> bool:
    rounded = answer.n or 0 if metric == "refund_amount" else 0
    if not same(got.value, answer.value, rounded) or (answer.undecided or 0) != got.undecided:
        return False
    if metric in PERCENTILES:
        return got.n == answer.n
    if metric in RATIOS:
        return same(got.numerator, answer.numerator) and same(got.denominator, answer.denominator)
    return got.numerator is None or same(got.numerator, answer.numerator, rounded)


def drilled(store: Store, query: Query) -> tuple[int, float | None]:
    """How many rows the drill-down of a single number lists, and how many the number says."""
    (point,) = store.query(query).points
    if query.metric in PERCENTILES:
        counted: float | None = point.n
    else:
        counted = point.value if query.metric in COUNTS else point.denominator
    return store.rows(query).total, counted


@contextmanager
def opened(home: Home) -> Iterator[tuple[Store, Answers]]:
    """Open a loaded home for both."""
    store = Store(home.settings)
    answers = Answers(home)
    try:
        yield store, answers
    finally:
        store.close()
        answers.con.close()


def csv(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as an export: every column that any row has, empty where a row lacks it."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns)]
    lines += [",".join("" if row.get(c) is None else str(row[c]) for c in columns) for row in rows]
    return "\n".join(lines) + "\n"
