"""The command line of clocks: ``python -m metrics explain-clock | what-if``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from metrics import show
from metrics.engine import Store
from metrics.sla.ledger import explain_clock
from metrics.sla.whatif import compare


def explain(store: Store, given: argparse.Namespace) -> str:
    """Write the ledger of every clock of a case."""
    found = explain_clock(store, given.case, snapshot=given.snapshot)
    if given.format == "json":
        return show.as_json(
            [{**one.clock, "intervals": [vars(i) for i in one.intervals]} for one in found]
        )
    columns = ("target", "cycle", "from_at", "until_at", "state", "business_s", "why")
    rows = [
        (one.clock["target"], one.clock["cycle"], *(getattr(i, c) for c in columns[2:]))
        for one in found
        for i in one.intervals
    ]
    told = "" if given.format == "csv" else "".join(_verdict(one.clock) for one in found) + "\n"
    return told + show.written((columns, rows), given.format)


def _verdict(clock: Mapping[str, Any]) -> str:
    said = "void" if clock["void_reason"] else "missed" if clock["missed"] else "met"
    said = said if clock["decided"] or clock["void_reason"] else "undecided"
    return (
        f"{clock['target']} {clock['cycle']}: {said}, {clock['state']}; {clock['active_s']:,} of "
        f"{clock['target_s']:,} s of {clock['calendar']} used, {clock['paused_s']:,} s paused; "
        f"policy {clock['policy']} of {clock['policy_version']}\n"
    )


def what_if(store: Store, given: argparse.Namespace) -> str:
    """Write what other promises would make of each number, beside what is published."""
    asked = given.asked(given)
    compared = compare(store, given.config, asked, given.only)
    columns = ("metric", *asked.by, "period", "published", "what_if", "change",
               "n_published", "n_what_if")  # fmt: skip
    rows = [
        (
            one.metric,
            *one.point.members,
            one.point.period,
            one.published.value if one.published else None,
            one.what_if.value if one.what_if else None,
            one.change,
            one.published.n if one.published else 0,
            one.what_if.n if one.what_if else 0,
        )
        for one in compared
    ]
    return show.written((columns, rows), given.format)
