"""What a metric counts, in words: for the catalogue, the command line, the opened number."""

from __future__ import annotations

from metrics.language import tr, tr_n
from metrics.model import Measure, Metric


def counts(metric: Metric) -> str:
    """Say in words which rows `metric` counts."""
    only = [
        tr("{column} is {members}", column=name, members=_either(members))
        for name, members in metric.where
    ]
    if metric.window is not None:
        only.append(tr_n("on the last {n} day", "on the last {n} days", metric.window))
    if not only:
        return _summed(metric)
    return tr("{rows}; only where {conditions}", rows=_summed(metric), conditions=", ".join(only))


def _either(members: tuple[str | None, ...]) -> str:
    return tr(" or ").join(member or tr("unknown") for member in members)


def _summed(metric: Metric) -> str:
    parts = [_half(half) for half in metric.halves]
    percentile = f"{(metric.percentile or 0) * 100:g}"
    if metric.kind == "percentile":
        return tr("percentile {percentile} of {rows}", percentile=percentile, rows=parts[0])
    if metric.raters is not None:
        first, second = metric.raters
        return tr(
            "agreement beyond chance of {first} and {second} over {rows}",
            first=first,
            second=second,
            rows=parts[0],
        )
    if metric.ended is not None:
        standing = tr("{rows}, that have not reached {ended}", rows=parts[0], ended=metric.ended)
        if metric.kind == "stock_age":
            return tr(
                "percentile {percentile} of the age of {rows}", percentile=percentile, rows=standing
            )
        if metric.per:
            return tr("{rows}, over different {column}", rows=standing, column=metric.per)
        return standing
    if len(parts) == 2:
        return tr("{rows} over {other_rows}", rows=parts[0], other_rows=parts[1])
    return parts[0]


def _half(half: Measure) -> str:
    if half.aggregate == "count":
        if half.column is None:
            return tr("rows of {fact}, by {time}", fact=half.fact, time=half.time)
        return tr("rows of {fact} where {column} holds, by {time}", fact=half.fact,
                  column=half.column, time=half.time)  # fmt: skip
    if half.aggregate == "distinct":
        return tr("different {column} of {fact}, by {time}", fact=half.fact, column=half.column,
                  time=half.time)  # fmt: skip
    return tr("{column} of {fact}, by {time}", fact=half.fact, column=half.column, time=half.time)
