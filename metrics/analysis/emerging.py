"""Emerging signals: which product has more of a defect than others have, and than it had itself.

METRICS, sections 3 and 11. A product with one typical defect has more of it than all others, every
week, and that is no news; so a pair is a signal only if it also rose against its own past, per unit
shipped. The larger of the two p-values is the pair's, and Benjamini-Hochberg goes over all pairs.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from metrics.engine import Store
from metrics.language import later
from metrics.model import EVERYTHING, QueryError, Scope, Where
from metrics.stats import signals as stats
from metrics.stats.arrays import BoolArray, FloatArray, floats
from metrics.totals import Totals, totals

HEARD: Where = (("verdict", ("confirmed", "pending", None)),)
LEVEL = 0.05

Pair = tuple[str, str]


@dataclass(frozen=True)
class EmergingSignal:
    """A pair that has more of the defect than others, and than before.

    `n` complaints where `expected` were by the margins, `before` in the time before the window.
    `prr` None: no other product has the defect. `p` is after Benjamini-Hochberg. `stopped`: a stop
    of the pair stood in the window, so that it is known already.
    """

    member: str
    defect_code: str
    n: int
    expected: float
    before: int
    prr: float | None
    chi2: float | None
    ebgm: float
    eb05: float
    eb95: float
    p: float
    stopped: bool


@dataclass(frozen=True)
class Emerging:
    """The signals of the days `start` … `end`, by EB05 (to two decimals), then by n.

    `tested` pairs could have been one; `expected_false` of them would be, were all of it chance.
    """

    start: dt.date
    end: dt.date
    signals: tuple[EmergingSignal, ...]
    tested: int
    screened: int
    expected_false: float
    level: float

    @property
    def new(self) -> tuple[EmergingSignal, ...]:
        """The signals that no stop answers yet."""
        return tuple(signal for signal in self.signals if not signal.stopped)


@dataclass(frozen=True)
class _Window:
    """What is asked, but for the days."""

    store: Store
    by: str
    where: Where
    scope: Scope
    snapshot: int

    def complaints(self, start: dt.date, end: dt.date) -> Counter[tuple[str | None, str]]:
        rows = self._totals("complaints", "reported_at", start, end, defects=True, also=HEARD)
        return Counter({(row[self.by], row["defect_code"]): row["n"] for row in rows})

    def units(self, start: dt.date, end: dt.date) -> Counter[str | None]:
        rows = self._totals("shipments", "shipped_on", start, end, sums=("units",))
        return Counter({row[self.by]: int(row["units"]) for row in rows})

    def stopped(self, start: dt.date, end: dt.date) -> set[tuple[str | None, str | None]]:
        """Return the pairs with a stop that was pulled by `end` and not over before `start`."""
        pulled = self._totals("incidents", "triggered_at", None, end, defects=True)
        over = self._totals("incidents", "over_at", None, start - dt.timedelta(1), defects=True)
        standing = Counter({(row[self.by], row["defect_code"]): row["n"] for row in pulled})
        standing.subtract({(row[self.by], row["defect_code"]): row["n"] for row in over})
        return {pair for pair, number in standing.items() if number > 0}

    def _totals(
        self,
        fact: str,
        time: str,
        start: dt.date | None,
        end: dt.date,
        *,
        defects: bool = False,
        sums: tuple[str, ...] = (),
        also: Where = (),
    ) -> list[dict[str, Any]]:
        by = (self.by, "defect_code") if defects else (self.by,)
        return totals(
            self.store,
            Totals(
                fact, by, sums=sums, time=time, start=start, end=end, where=(*self.where, *also),
                scope=self.scope, snapshot=self.snapshot,
            ),
        )  # fmt: skip


def emerging(
    store: Store,
    end: dt.date | None = None,
    *,
    days: int = 28,
    past_days: int = 180,
    by: str = "product",
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> Emerging:
    """Return the signals of the `days` days up to `end` (None: the last day that is over).

    A pair is a signal with PRR >= 2, chi2 >= 4 and n >= 3 (rejected complaints aside), found by
    Benjamini-Hochberg at 5 % over all pairs. Its past are the `past_days` days before the window;
    its exposure the units shipped in the window and as long before it, as reports come later. A
    pair without units then or now has no past, and is judged by the others alone. `by`: product,
    vendor or category; an unknown member counts among the others and is no candidate.
    """
    if days < 1 or past_days < 1:
        raise QueryError(later("a window of signals needs at least one day, and so does its past"))
    with store.pinned(snapshot) as pinned:
        end = end or pinned.today - dt.timedelta(1)
        start = end - dt.timedelta(days - 1)
        window = _Window(store, by, where, scope, pinned.number)
        now = window.complaints(start, end)
        early = start - dt.timedelta(days)
        first = start - dt.timedelta(past_days)
        before = window.complaints(first, start - dt.timedelta(1))
        units = window.units(early, end)
        units_before = window.units(first - dt.timedelta(days), start - dt.timedelta(1))
        stopped = window.stopped(start, end)
    pairs = [(m, d) for m, d in now if m is not None]
    n = floats([now[pair] for pair in pairs])
    of_member, of_defect = Counter[str | None](), Counter[str]()
    for (member, defect), count in now.items():
        of_member[member] += count
        of_defect[defect] += count
    screen = stats.disproportion(
        n,
        floats([of_member[m] for m, _ in pairs]),
        floats([of_defect[d] for _, d in pairs]),
        float(sum(now.values())),
    )
    own_past = stats.rise_p(
        n,
        floats([units[m] for m, _ in pairs]),
        floats([before[pair] for pair in pairs]),
        floats([units_before[m] for m, _ in pairs]),
    )
    p = np.fmax(stats.excess_p(n, screen.expected), own_past)  # no past: the others alone
    tested = len({m for m, _ in pairs}) * len(of_defect)
    # Pairs without a complaint were looked at as well: they are tests that found nothing.
    found = stats.benjamini_hochberg(np.concatenate((p, np.ones(tested - len(pairs)))), LEVEL)
    is_signal = screen.screened & found.found[: len(pairs)]
    return Emerging(
        start=start,
        end=end,
        signals=_ranked(pairs, n, screen, is_signal, found.adjusted, before, stopped),
        tested=tested,
        screened=int(screen.screened.sum()),
        expected_false=found.expected_false,
        level=LEVEL,
    )


def _ranked(
    pairs: Sequence[Pair],
    n: FloatArray,
    screen: stats.Disproportion,
    is_signal: BoolArray,
    p: FloatArray,
    before: Counter[tuple[str | None, str]],
    stopped: set[tuple[str | None, str | None]],
) -> tuple[EmergingSignal, ...]:
    if not is_signal.any():
        return ()
    prior = stats.fit_prior(n, screen.expected, given_at_least=1)
    bayes = stats.empirical_bayes(n, screen.expected, prior)
    signals = [
        EmergingSignal(
            member=pairs[i][0],
            defect_code=pairs[i][1],
            n=int(n[i]),
            expected=float(screen.expected[i]),
            before=before[pairs[i]],
            prr=_known(screen.prr[i]),
            chi2=_known(screen.chi2[i]),
            ebgm=float(bayes.ebgm[i]),
            eb05=float(bayes.eb05[i]),
            eb95=float(bayes.eb95[i]),
            p=float(p[i]),
            stopped=pairs[i] in stopped or (pairs[i][0], None) in stopped,
        )
        for i in np.flatnonzero(is_signal).tolist()
    ]
    return tuple(sorted(signals, key=lambda s: (-round(s.eb05, 2), -s.n, s.member, s.defect_code)))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
