"""One promise: its seconds, its due time, its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.sla.policies import Policy, Rules, Target
from tests.sla.spans import Span, Spans, common, nth_second, reached, seconds

COLUMNS = (
    "case_id", "case_kind", "target", "cycle", "policy", "policy_version", "calendar",
    "started_at", "due_at", "stopped_at", "active_s", "paused_s", "target_s", "state", "breached",
    "decided_at", "overshoot_s", "history", "void_reason",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Course:
    """What became of one promise, whatever its length: instants in seconds since 1970.

    `priorities` begins with the one at the start; `statuses` too, where statuses are known.
    """

    case_id: str
    kind: str
    target: str
    cycle: int
    started: int
    stopped: int | None
    history: str = "row"
    priorities: list[tuple[int, Any]] = field(default_factory=list)
    statuses: list[tuple[int, str]] = field(default_factory=list)
    void: str | None = None


@dataclass(frozen=True)
class Phase:
    """From a moment on, the policy that holds, and what it promises, if it does."""

    at: int
    policy: Policy | None
    target: Target | None


def clock(course: Course, case: Mapping[str, Any], rules: Rules, as_of: int) -> Row | None:
    """The row of `sla_clocks`, with instants in seconds; None where nothing is promised."""
    end = as_of if course.stopped is None else course.stopped
    phases = _phases(course, case, rules)
    running: Spans = []  # counted by the policies of their time, in whatever calendar
    missed = None
    for phase, until in zip(phases, [*(p.at for p in phases[1:]), end], strict=True):
        unpaused = _unpaused(course, phase, until)
        if phase.target is not None:
            missed = _missed(rules, phase, running, unpaused)
            if missed is not None:
                running += _unpaused(course, phase, end)  # nothing changes a promise once broken
                break
        running += unpaused
    if phase.policy is None or phase.target is None:
        return None
    return _row(course, rules, phase, running, missed, end)


def _phases(course: Course, case: Mapping[str, Any], rules: Rules) -> list[Phase]:
    found = []
    for at, priority in course.priorities or [(course.started, None)]:
        fields = {**case, "priority": priority} if course.priorities else case
        policy = rules.choose(course.kind, course.started, fields)
        found.append(Phase(at, policy, policy.targets.get(course.target) if policy else None))
    return found


def _unpaused(course: Course, phase: Phase, until: int) -> Spans:
    """The stretches from the phase's beginning in which its policy does not pause the clock."""
    pauses = phase.target.pauses if phase.target else frozenset()
    if not course.statuses:
        return [(phase.at, until)] if phase.at < until else []
    found: list[Span] = []
    for n, (since, status) in enumerate(course.statuses):
        to = course.statuses[n + 1][0] if n + 1 < len(course.statuses) else until
        start, end = max(since, phase.at), min(to, until)
        if status not in pauses and start < end:
            found.append((start, end))
    return found


def _missed(rules: Rules, phase: Phase, before: Spans, now: Spans) -> int | None:
    """When the first counted second beyond the target began, if it did in this phase.

    A target that had more than run out when the phase began is missed at that moment.
    """
    assert phase.target is not None
    used = _seconds_in(rules, phase.target, before)
    if used > phase.target.within:
        return phase.at
    return nth_second(_in(rules, phase.target, now), phase.target.within - used)


def _in(rules: Rules, target: Target, spans: Spans) -> Spans:
    if not spans:
        return []
    business = rules.calendars[target.calendar].business(spans[0][0], spans[-1][1])
    return common(spans, business)


def _seconds_in(rules: Rules, target: Target, spans: Spans) -> int:
    return seconds(_in(rules, target, spans))


def _row(
    course: Course, rules: Rules, phase: Phase, running: Spans, missed: int | None, end: int
) -> Row:
    policy, target = phase.policy, phase.target
    assert policy is not None and target is not None
    counted = _in(rules, target, running)
    active = seconds(counted)
    status = course.statuses[-1][1] if course.statuses else None
    paused_now = course.stopped is None and status in target.pauses
    judged = course.void is None
    decided = course.stopped if missed is None else missed
    if paused_now and missed is None:
        due = None
    elif active >= target.within:
        due = reached(counted, target.within)
    else:
        left = target.within - active
        due = reached(rules.calendars[target.calendar].after(end, left), left)
    paused = _seconds_in(rules, target, [(course.started, end)]) - active
    assert paused >= 0, course
    return dict(
        zip(
            COLUMNS,
            (
                course.case_id, course.kind, course.target, course.cycle, policy.name,
                policy.version.isoformat(), target.calendar, course.started, due, course.stopped,
                active, paused,
                target.within, _state(course, paused_now), judged and missed is not None,
                decided if judged else None,
                active - target.within if judged and missed is not None else None,
                course.history, course.void,
            ),
            strict=True,
        )
    )  # fmt: skip


def _state(course: Course, paused_now: bool) -> str:
    if course.stopped is not None:
        return "stopped"
    return "paused" if paused_now else "active"
