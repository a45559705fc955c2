"""The pull rule's back-test: what a laxer or a stricter rule would have let escape, and stopped.

METRICS, section 2. History is replayed under "k complaints in d days" for each k of ``andon.yaml``:
a lower k stops sooner, and more often for nothing. Days are replayed, not instants.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from metrics.andon_config import PullRule, Replay, load_andon_config
from metrics.config_tables import replayed_rules
from metrics.engine import Store
from metrics.model import EVERYTHING, Scope, Where
from metrics.totals import Totals, totals

PULLS: dict[str, Any] = {
    "fact": "pull_replays",
    "by": ("pull_rule",),
    "counts": ("right_stop", "false_stop", "undecided"),
    "time": "crossed_on",
}
STOPS: dict[str, Any] = {
    "fact": "replayed_stops",
    "by": ("pull_rule",),
    "counts": ("caught", "escaped_unknown"),
    "sums": ("escaped_units", "escaped_in_fact"),
    "time": "triggered_at",
}
VERDICTS: dict[str, Any] = {"fact": "incidents", "by": ("verdict",), "time": "triggered_at"}


@dataclass(frozen=True)
class ReplayedRule:
    """One rule: its pulls, whether a confirmed stop proves them right, and what escapes under it.

    `false_stops` have no confirmed stop near them, `undecided` may get one yet. `caught` of the
    confirmed stops it pulls by the day of their suspension. `escaped_units` are those of all
    confirmed stops whose units are known; a stop that it does not catch lets escape what did.
    """

    rule: PullRule
    is_todays: bool
    pulls: int
    right: int
    false_stops: int
    undecided: int
    caught: int
    escaped_units: int


@dataclass(frozen=True)
class BackTest:
    """The rules by k and days, and what happened in fact.

    `stops` were confirmed, `false_stops_in_fact` rejected; `unknown` of the confirmed ones do not
    tell what they let escape, and are in no sum of units.
    """

    rules: tuple[ReplayedRule, ...]
    assumed: Replay
    stops: int
    unknown: int
    escaped_in_fact: int
    false_stops_in_fact: int


def back_test(
    store: Store,
    *,
    start: dt.date | None = None,
    end: dt.date | None = None,
    where: Where = (),
    scope: Scope = EVERYTHING,
    snapshot: int | None = None,
) -> BackTest:
    """Replay history over the days `start` … `end`: of pulls, and of the stops that were pulled.

    Which rules are replayed was decided by ``andon.yaml`` when the facts were built.
    """
    config = load_andon_config(store.settings)
    with store.pinned(snapshot) as pinned:
        asked = Totals("", start=start, end=end, where=where, scope=scope, snapshot=pinned.number)
        pulled = {row["pull_rule"]: row for row in totals(store, replace(asked, **PULLS))}
        stopped = {row["pull_rule"]: row for row in totals(store, replace(asked, **STOPS))}
        verdicts = {row["verdict"]: row["n"] for row in totals(store, replace(asked, **VERDICTS))}
    rules = []
    for name, rule in replayed_rules(config):
        pull, stop = pulled.get(name, {}), stopped.get(name, {})
        rules.append(
            ReplayedRule(
                rule=rule,
                is_todays=rule == config.versions[-1].pull_rule,
                pulls=int(pull.get("n", 0)),
                right=int(pull.get("right_stop", 0)),
                false_stops=int(pull.get("false_stop", 0)),
                undecided=int(pull.get("undecided", 0)),
                caught=int(stop.get("caught", 0)),
                escaped_units=int(stop.get("escaped_units", 0)),
            )
        )
    any_rule = next(iter(stopped.values()), {})
    return BackTest(
        rules=tuple(rules),
        assumed=config.replay,
        stops=int(any_rule.get("n", 0)),
        unknown=int(any_rule.get("escaped_unknown", 0)),
        escaped_in_fact=int(any_rule.get("escaped_in_fact", 0)),
        false_stops_in_fact=int(verdicts.get("rejected", 0)),
    )
