"""What can be told of a missed promise from its clock and its ticket: facts, no causes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metrics import fmt
from metrics.language import mark, tr

ANSWERS = ("first_response", "next_response")
STOOD_STILL = 0.25  # a pause is worth a word from this share of the target on


def signs(clock: Mapping[str, Any], ticket: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what stands out of a missed clock (a row of `sla_clocks`), most telling first.

    `ticket` is the row of the fact `tickets` where the case is one.
    """
    found = []
    answer = clock["target"] in ANSWERS
    if clock["stopped_at"] is None:
        found.append(tr("not answered yet") if answer else tr("not done yet"))
    if clock["assignee"] is None and ticket is not None:
        found.append(tr("no known agent"))
    if not answer and ticket is not None:
        if ticket["first_response_at"] is None:
            found.append(tr("never answered"))
        if ticket["handoffs"]:
            found.append(tr("handed over {times}", times=times(int(ticket["handoffs"]))))
        if clock["cycle"] > 1:
            found.append(tr("opened again"))
    if clock["paused_s"] >= STOOD_STILL * clock["target_s"] and clock["paused_s"]:
        found.append(tr("stood still {paused_s}", paused_s=fmt.duration(clock["paused_s"])))
    return tuple(found)


def times(number: int) -> str:
    """Return how often in words: ``once``, ``twice``, ``3 times``."""
    words = {1: mark("once"), 2: mark("twice")}
    return tr(words[number]) if number in words else tr("{number} times", number=number)
