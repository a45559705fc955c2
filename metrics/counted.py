"""What a metric counts, in words: for the catalogue, the command line, the opened number."""

from __future__ import annotations

from metrics.model import Metric


def counts(metric: Metric) -> str:
    """Say in words which rows `metric` counts."""
    only = [
        f"{name} is {' or '.join(member or 'unknown' for member in members)}"
        for name, members in metric.where
    ]
    if metric.window is not None:
        only.append(f"on the last {metric.window} day{'s' if metric.window > 1 else ''}")
    return f"{_summed(metric)}; only where {', '.join(only)}" if only else _summed(metric)


def _summed(metric: Metric) -> str:
    parts = []
    for half in metric.halves:
        what = {"count": "rows", "sum": f"{half.column}", "distinct": f"different {half.column}"}
        only = f" where {half.column} holds" if half.aggregate == "count" and half.column else ""
        parts.append(f"{what[half.aggregate]} of {half.fact}{only}, by {half.time}")
    if metric.kind == "percentile":
        return f"percentile {(metric.percentile or 0) * 100:g} of {parts[0]}"
    if metric.raters is not None:
        return f"agreement beyond chance of {' and '.join(metric.raters)} over {parts[0]}"
    if metric.ended is not None:
        standing = f"{parts[0]}, that have not reached {metric.ended}"
        if metric.kind == "stock_age":
            return f"percentile {(metric.percentile or 0) * 100:g} of the age of {standing}"
        return f"{standing}, over different {metric.per}" if metric.per else standing
    return " over ".join(parts)
