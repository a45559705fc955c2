"""The aggregates that a metric is made of, each over one fact by one time.

They are told as SQL over the alias ``t``, without a default for no rows at all. A query sums them
over the rows of a fact, a rollup keeps them by the day: both know them by the same words.
"""

from __future__ import annotations

from metrics.dialects import quoted, text
from metrics.model import Measure, Metric, Where

ROWS = "count(*)"
NONE = "0"  # what is not summed
Part = tuple[str, str]  # a fact, and the time that places its rows


def parts_of(metric: Metric) -> dict[Part, dict[str, str]]:
    """Return what `metric`, a total, a ratio or a stock, sums: of each part by column of answer."""
    of, over = metric.of, metric.over
    parts: dict[Part, dict[str, str]] = {(of.fact, of.time): {}}
    parts[of.fact, of.time] |= {"numerator": _sum(of), "n": ROWS, "missing": _nulls(of)}
    if over is not None:
        part = parts.setdefault((over.fact, over.time), {})
        part |= {"denominator": _sum(over), "missing_over": _nulls(over)}
    if metric.undecided is not None:
        part = parts.setdefault((metric.fact, metric.undecided_time or metric.time), {})
        part["undecided"] = _true(f"t.{quoted(metric.undecided)}")
    if metric.ended is not None:
        parts[metric.fact, metric.ended] = {"n": ROWS}
    return parts


def defaulted(aggregate: str) -> str:
    """Return `aggregate` as an answer has it: of no rows at all a sum is zero."""
    return f"coalesce({aggregate}, 0)" if aggregate.startswith("sum(") else aggregate


def limited(aggregate: str, where: Where) -> str:
    """Return `aggregate` of the only rows that a metric counts, with its members written out."""
    tests = " and ".join(_test(name, members) for name, members in where)
    return f"{aggregate} filter (where {tests})" if tests else aggregate


def _test(name: str, members: tuple[str | None, ...]) -> str:
    column = f"t.{quoted(name)}"
    known = ", ".join(text(member) for member in members if member is not None)
    tests = [f"{column} in ({known})"] if known else []
    tests += [f"{column} is null"] if None in members else []
    return f"({' or '.join(tests) or '1 = 0'})"


def _sum(measure: Measure) -> str:
    column = "" if measure.column is None else f"t.{quoted(measure.column)}"
    if measure.aggregate == "distinct":
        return f"count(distinct {column})"
    if measure.aggregate == "sum":
        return f"sum({column})"
    return _true(column) if column else ROWS


def _true(column: str) -> str:
    return f"sum(case when {column} then 1 else 0 end)"


def _nulls(measure: Measure) -> str:
    if measure.aggregate != "sum" or measure.skip_nulls:
        return NONE
    return _true(f"t.{quoted(measure.column or '')} is null")
