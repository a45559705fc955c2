"""Quality audits: a lead judges some of the work, and some of that is judged a second time."""

from __future__ import annotations

from typing import Any

from data.clock import DAY, HOUR, MINUTE, day_start, local_day
from data.people import LEADS
from data.world import World

TOPICS = ("tone", "accuracy", "process", "refund policy")
PASSES = 80
SECOND = "S900"  # the office's manager looks again, so that leads judge alike
SHARE = 0.15  # of the audits
TASTE = "tone"  # on which the two part: what is friendly is a matter of taste
SPREAD = {topic: 16 if topic == TASTE else 3 for topic in TOPICS}  # points between the two


def audits(world: World) -> list[dict[str, Any]]:
    """Return the audits by the leads, oldest first, and after them the second looks."""
    first = _by_leads(world)
    return first + _second_looks(world, first)


def _by_leads(world: World) -> list[dict[str, Any]]:
    """Return what the leads judged: some of the solved tickets of each agent."""
    rng, span = world.rng("audits"), world.span
    solved = [t for t in world.tickets if t.solved is not None and t.assignee and not t.parent]
    level = {p.id: 84 + 9 * rng.random() for p in world.staff}
    found: list[dict[str, Any]] = []
    for ticket, draw in zip(solved, rng.random((len(solved), 5)).tolist(), strict=True):
        if draw[0] > 0.075:
            continue
        assert ticket.solved is not None and ticket.assignee is not None  # noqa: S101
        midnight = day_start(local_day(ticket.solved))
        at = midnight + DAY * (1 + int(5 * draw[1])) + 10 * HOUR + int(420 * draw[2]) * MINUTE
        critical = draw[3] < 0.022
        points = min(100.0, max(30.0, level[ticket.assignee] + 26 * (draw[4] - 0.55)))
        score = round(points - (35 if critical else 0))
        if at <= span.until:
            found.append(
                {
                    "audited_at": at, "ticket_id": ticket.id, "agent_id": ticket.assignee,
                    "auditor_id": LEADS[ticket.team], "score": score, "max_score": 100,
                    "passed": score >= PASSES and not critical, "critical_error": critical,
                    "topic": TOPICS[int(draw[1] * 4)],
                }
            )  # fmt: skip
    found.sort(key=lambda a: (a["audited_at"], a["ticket_id"]))
    for number, audit in enumerate(found):
        audit["audit_id"] = f"QA-{10001 + number}"
    return found


def _second_looks(world: World, first: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the second looks at `first`, days later; numbers and random stream of their own."""
    rng = world.rng("second looks")
    draws = rng.random((len(first), 3)).tolist()
    gaps = rng.standard_normal(len(first)).tolist()
    found: list[dict[str, Any]] = []
    for audit, draw, gap in zip(first, draws, gaps, strict=True):
        day = day_start(local_day(audit["audited_at"]))
        at = day + DAY * (2 + int(6 * draw[1])) + 13 * HOUR + int(240 * draw[2]) * MINUTE
        if draw[0] > SHARE or at > world.span.until:
            continue
        score = min(100, max(0, round(audit["score"] + SPREAD[audit["topic"]] * gap)))
        found.append(
            {
                **audit, "audited_at": at, "auditor_id": SECOND, "score": score,
                "passed": score >= PASSES and not audit["critical_error"],
            }
        )  # fmt: skip
    found.sort(key=lambda a: (a["audited_at"], a["ticket_id"]))
    for number, audit in enumerate(found):
        audit["audit_id"] = f"QA-{90001 + number}"
    return found
