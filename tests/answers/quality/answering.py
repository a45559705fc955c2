"""Two answers to one question about quality: the product's, and that of the hand-written SQL.

The SQL of a metric gives its rows; its first line names the shape in which they are summed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from metrics import Query, Store
from metrics.model import GRAINS
from tests.answers.answering import Answer, Answers, Key, same
from tests.answers.quality import shapes
from tests.loaders.conftest import Home

HERE = Path(__file__).parent
SHARED = ("shared", "shared_refunds", "shared_desk")
METRICS = tuple(sorted(path.stem for path in HERE.glob("*.sql") if path.stem not in SHARED))
MORE_TABLES = ("andons", "rcas", "actions", "audits")
RATIOS = ("ratio", "stock_ratio", "kappa")
PERCENTILES = ("percentile", "stock_percentile")
# Each amount of money is kept to the fourth decimal, so that sums may differ by that much.
MONEY = ("refund_leakage", "cost_of_poor_quality")
# Counted is what happened, not a sum of amounts: as many rows as the number says.
COUNTS = ("refund_exceptions", "missed_pulls", "arrivals", "solves")
# The halves are of two facts, and rows are those of the numerator.
CROSS_FACT = ("defect_rate_cohort_ppm", "refund_rate_by_cohort")


@dataclass(frozen=True)
class Shape:
    """How rows become a number, and the percentile or factor of it."""

    name: str
    parameter: float


@lru_cache
def sql_of(name: str) -> str:
    """Return the text of an SQL file of this folder."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


@lru_cache
def shape_of(metric: str) -> Shape:
    """Return the shape that the metric's SQL names in its first line."""
    found = re.match(r"-- shape: (\w+)(?: ([\d.]+))?\n", sql_of(metric))
    assert found is not None, metric
    return Shape(found[1], float(found[2] or 1))


@dataclass(frozen=True)
class Policy:
    """What the configuration decides: the shipped one's words, unless others are given.

    `pulls` holds from which day on how many complaints in how many days pull a product.
    """

    pulls: tuple[tuple[dt.date, int, int], ...] = ((dt.date(2000, 1, 1), 3, 7),)
    same: str = "defect_family"
    counted_from: str = "resumed"
    tolerance: str = "0.01"
    share: str = "0"


class QualityAnswers(Answers):
    """The answer SQL on the published snapshot; the rows of a metric are asked for once."""

    def __init__(self, home: Home, policy: Policy) -> None:
        super().__init__(home)
        names = ("valid_from", "complaints", "days")
        self._set(
            pulls=[dict(zip(names, pull, strict=True)) for pull in policy.pulls],
            same=policy.same, counted_from=policy.counted_from,
            tolerance=policy.tolerance, share=policy.share,
        )  # fmt: skip
        self.made: dict[str, list[shapes.Row]] = {}
        for table in MORE_TABLES:
            self.con.execute(f"create view {table} as from snapshot.main.{table}")
        for name in SHARED:
            self.con.execute(sql_of(name))
        self.zone = ZoneInfo(home.settings.reporting.timezone)
        (self.as_of,) = self.con.execute("select getvariable('as_of')").fetchone() or (None,)
        self.periods: dict[tuple[dt.date, str | None], dt.date | None] = {}

    def ask(self, query: Query) -> dict[Key, Answer]:
        """Sum the rows of the query's metric."""
        shape, rows = shape_of(query.metric), self.rows(query.metric)
        if shape.name in STOCKS:
            return shapes.by_instant(query, self._standing(query), STOCKS[shape.name](shape))
        return shapes.by_day(query, rows, self.periods, FLOWS[shape.name](shape))

    def counted(self, query: Query) -> int:
        """How many rows the single number of `query` counts."""
        shape = shape_of(query.metric).name
        if shape in STOCKS:
            return sum(len(rows) for _, _, rows in self._standing(query))
        rows = shapes.dated(query, self.rows(query.metric))
        if shape == "percentile":
            return sum(row["measure"] is not None for row in rows)
        if query.metric in COUNTS:
            return sum(row["amount"] > 0 for row in rows)
        return sum(not row.get("undecided") or shape == "total" for row in rows)

    def rows(self, metric: str) -> list[shapes.Row]:
        """The rows that the metric's SQL gives."""
        if metric not in self.made:
            found = self.con.execute(sql_of(metric))
            names = [column[0] for column in found.description]
            self.made[metric] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            self._know_days(metric)
        return self.made[metric]

    def _standing(self, query: Query) -> list[tuple[dt.date | None, dt.datetime, list[shapes.Row]]]:
        rows = self.rows(query.metric)
        periods = {key: period for key, period in self.periods.items() if key[0] <= self._today()}
        return shapes.standing(query, rows, periods, self.zone, self.as_of)

    def _today(self) -> dt.date:
        as_of: dt.datetime = self.as_of
        return as_of.astimezone(self.zone).date()

    def _know_days(self, metric: str) -> None:
        """Note in which period each day lies, from the first to that of the as-of."""
        days = [row["day"] for row in self.made[metric] if row.get("day") is not None]
        days += [
            row["from_at"].astimezone(self.zone).date()
            for row in self.made[metric] if "from_at" in row
        ]  # fmt: skip
        for grain in (None, *GRAINS):
            self._set(grain=grain)
            lists = self.con.execute(
                "select day, period_of(day) from (select cast(unnest(generate_series("
                "cast($first as date), cast($last as date), interval 1 day)) as date) as day)",
                {"first": min([*days, self._today()]), "last": max([*days, self._today()])},
            ).fetchall()
            self.periods |= {(day, grain): period for day, period in lists}


FLOWS: dict[str, Callable[[Shape], Callable[[Sequence[shapes.Row]], Answer]]] = {
    "total": lambda _: shapes.total,
    "ratio": lambda shape: lambda rows: shapes.ratio(rows, shape.parameter),
    "percentile": lambda shape: (
        lambda rows: shapes.percentile((row["measure"] for row in rows), shape.parameter)
    ),
    "kappa": lambda _: shapes.kappa,
}
STOCKS: dict[str, Callable[[Shape], Callable[[Sequence[shapes.Row], dt.datetime], Answer]]] = {
    "stock": lambda _: lambda rows, at: Answer(len(rows), None, len(rows), len(rows)),
    "stock_percentile": lambda shape: (
        lambda rows, at: shapes.percentile(
            (shapes.hours(row["from_at"], at) for row in rows), shape.parameter
        )
    ),
    "stock_ratio": lambda _: lambda rows, at: shapes.per_agent(rows),
}


def differences(store: Store, answers: QualityAnswers, query: Query) -> list[str]:
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
    shape = shape_of(metric).name
    if shape in PERCENTILES:
        return Answer(None, None, None, 0)
    return Answer(0, 0, None, 0) if shape in RATIOS else Answer(0, None, 0, 0)


def _equal(metric: str, got: Answer, answer: Answer) -> bool:
    shape = shape_of(metric).name
    rounded = answer.n or 0 if metric in MONEY else 0
    if not same(got.value, answer.value, rounded) or got.undecided != (answer.undecided or 0):
        return False
    if shape in PERCENTILES:
        return got.n == answer.n
    if shape in RATIOS:
        return same(got.numerator, answer.numerator) and same(got.denominator, answer.denominator)
    return same(got.numerator, answer.numerator, rounded)


@contextmanager
def opened(home: Home, policy: Policy = Policy()) -> Iterator[tuple[Store, QualityAnswers]]:
    """Open a loaded home for both."""
    store = Store(home.settings)
    answers = QualityAnswers(home, policy)
    try:
        yield store, answers
    finally:
        store.close()
        answers.con.close()


def agreed(both: tuple[Store, QualityAnswers], metric: str, **asked: Any) -> dict[Any, Answer]:
    """What both answer, by the only dimension asked for or the period's start, else by nothing."""
    query = Query(metric, **asked)
    assert not differences(*both, query)
    found = both[1].ask(query).items()
    return {key[1] if query.by else key[0] and key[0].isoformat(): it for key, it in found}


def values(answers: dict[Any, Answer]) -> dict[Any, float | None]:
    """The numbers alone."""
    return {key: answer.value for key, answer in answers.items()}


def halves(answers: dict[Any, Answer]) -> dict[Any, tuple[float | None, float | None, int]]:
    """Numerator, denominator and how many are undecided."""
    return {key: (it.numerator, it.denominator, it.undecided or 0) for key, it in answers.items()}
