"""Auditors: how far each agrees with the others, and whether one grows stricter or milder.

METRICS, section 7. Agreement is Cohen's kappa over work that two auditors judged. Drift compares an
auditor's verdicts with what the others gave to the same topics in the same period, so that work
that gets better, or topics that are harder, are nobody's drift.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.engine import Store
from metrics.model import EVERYTHING, Grain, Query, Scope, Where
from metrics.stats.agreement import Agreement, kappa_of_counts
from metrics.stats.charts import Chart, xmr_chart
from metrics.totals import Totals, totals

Cell = tuple[bool, bool]  # one's own verdict, the other's


@dataclass(frozen=True)
class Rater:
    """One auditor and the agreement with whoever judged the same work."""

    auditor: str
    agreement: Agreement


@dataclass(frozen=True)
class Drift:
    """One auditor by the period: `differences` from the others, as shares (None: no common work).

    `chart` is the XmR chart of the differences in standard deviations, so that periods of few and
    of many audits can stand beside one another; its signals tell who drifts, and when.
    """

    auditor: str
    periods: tuple[dt.date, ...]
    differences: tuple[float | None, ...]
    audits: tuple[int, ...]
    chart: Chart


@dataclass(frozen=True)
class Raters:
    """All work judged twice, each auditor's part in it (most pairs first), everybody's drift."""

    whole: Agreement
    raters: tuple[Rater, ...]
    drifts: tuple[Drift, ...]


def raters(
    store: Store,
    grain: Grain = "month",
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> Raters:
    """Compare the auditors over the days `start` … `end`; drift is read by whole periods."""
    with store.pinned(snapshot) as pinned:
        pairs = totals(
            store,
            Totals(
                "audit_pairs", ("first_auditor", "second_auditor", "first_passed", "second_passed"),
                time="audited_at", start=start, end=end, where=where, scope=scope,
                snapshot=pinned.number,
            ),
        )  # fmt: skip
        query = Query(
            "qa_pass_rate", by=("auditor", "topic"), grain=grain, start=start, end=end,
            where=where, scope=scope, snapshot=pinned.number,
        )  # fmt: skip
        points = [p for p in store.query(query).points if not p.partial and not p.blank]
    whole: dict[Cell, int] = defaultdict(int)
    own: dict[str, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    for row in pairs:
        first, second, n = bool(row["first_passed"]), bool(row["second_passed"]), int(row["n"])
        whole[first, second] += n
        own[row["first_auditor"]][first, second] += n
        own[row["second_auditor"]][second, first] += n
    found = [Rater(auditor, _kappa(cells)) for auditor, cells in own.items()]
    found.sort(key=lambda rater: (-rater.agreement.n, rater.auditor))
    judged: dict[dt.date, dict[str | None, dict[str | None, tuple[float, float]]]] = {}
    for p in points:
        if p.period is not None:
            topics = judged.setdefault(p.period, {}).setdefault(p.members[1], {})
            topics[p.members[0]] = (p.numerator or 0.0, p.denominator or 0.0)
    auditors = sorted({p.members[0] for p in points if p.members[0] is not None})
    drifts = tuple(_drift(auditor, judged) for auditor in auditors)
    return Raters(_kappa(whole), tuple(found), drifts)


def _kappa(cells: Mapping[Cell, int]) -> Agreement:
    return kappa_of_counts(
        *(
            cells.get(cell, 0)
            for cell in ((True, True), (True, False), (False, True), (False, False))
        )
    )


def _drift(
    auditor: str,
    judged: Mapping[dt.date, Mapping[str | None, Mapping[str | None, tuple[float, float]]]],
) -> Drift:
    differences: list[float | None] = []
    scores: list[float] = []
    audits: list[int] = []
    for period in sorted(judged):
        difference, score, n = _against_others(auditor, judged[period].values())
        differences.append(difference)
        scores.append(math.nan if score is None else score)
        audits.append(n)
    return Drift(
        auditor, tuple(sorted(judged)), tuple(differences), tuple(audits), xmr_chart(scores)
    )


def _against_others(
    auditor: str, topics: Iterable[Mapping[str | None, tuple[float, float]]]
) -> tuple[float | None, float | None, int]:
    """Return one's share passed less the others' on the same topics, in shares and in sigmas.

    Topics that nobody else judged say nothing. Without common work both are None; the second also
    where the others pass all, or none, and chance has no spread.
    """
    passed, n, expected, variance = 0.0, 0.0, 0.0, 0.0
    for judged in topics:
        k, mine = judged.get(auditor, (0.0, 0.0))
        others_k = sum(held for other, (held, _) in judged.items() if other != auditor)
        others_n = sum(seen for other, (_, seen) in judged.items() if other != auditor)
        if mine and others_n:
            rate = others_k / others_n
            passed, n, expected = passed + k, n + mine, expected + mine * rate
            # the others' rate is an estimate too: their own spread counts
            variance += mine * rate * (1 - rate) * (1 + mine / others_n)
    if not n:
        return None, None, 0
    score = (passed - expected) / math.sqrt(variance) if variance > 0 else None
    return (passed - expected) / n, score, int(n)
