"""Reads ``calendars`` and ``policies`` of ``sla.yaml``, and refuses what cannot be meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from metrics.config import Document, ItemPath, read_yaml, validated
from metrics.language import later
from metrics.model import nearest
from metrics.settings import Settings
from metrics.sla.calendars import ALWAYS, DAY, Calendar, Version
from metrics.sla.hours import DAY_MINUTES, DAYS, Interval, clock, interval, overlap, weekdays
from metrics.sla.policies import KINDS, MATCH_FIELDS, TARGETS, Policy, Promises, Target
from metrics.sla.specs import PolicySpec, TargetSpec, VersionSpec


def load_promises(settings: Settings) -> Promises:
    """Read the calendars and policies in force; ConfigError for the first mistake."""
    return read_promises(read_yaml(settings.file("sla.yaml")))


def read_promises(document: Document) -> Promises:
    """Read the calendars and policies of `document`; ConfigError for the first mistake."""
    data = document.data if isinstance(document.data, dict) else {}
    declared = data.get("calendars") or {}
    if not isinstance(declared, dict):
        raise document.error(("calendars",), later("expected a name, then its versions"))
    calendars = {ALWAYS: Calendar(ALWAYS)}
    calendars |= {str(name): _calendar(document, name) for name in declared}
    listed = data.get("policies") or []
    if not isinstance(listed, list):
        raise document.error(("policies",), later("expected a list of policies"))
    policies: list[Policy] = []
    for number in range(len(listed)):
        policies.append(_policy(document, number, calendars, policies))
    return Promises(calendars, tuple(policies))


def _calendar(document: Document, name: Any) -> Calendar:
    place: ItemPath = ("calendars", name)
    given = document.data["calendars"][name]
    if name == ALWAYS:
        if given:
            raise document.error(place, later("all time counts in it: expected {{}}"))
        return Calendar(ALWAYS)
    if not isinstance(given, list) or not given:
        raise document.error(place, later("expected a list of versions, each with its valid_from"))
    versions: dict[dt.date, Version] = {}
    for number in range(len(given)):
        version = _version(document, (*place, number))
        if version.valid_from in versions:
            raise document.error(
                (*place, number, "valid_from"),
                later("there are two versions of {valid_from}", valid_from=version.valid_from),
            )
        versions[version.valid_from] = version
    return Calendar(str(name), tuple(versions[day] for day in sorted(versions)))


def _version(document: Document, place: ItemPath) -> Version:
    spec = validated(VersionSpec, document, place)
    week: list[tuple[Interval, ...]] = [()] * 7
    for key, texts in spec.hours.items():
        item = (*place, "hours", key)
        try:
            days = weekdays(key)
        except ValueError as problem:
            raise document.error(item, problem) from None
        twice = [day for day in days if week[day]]
        if twice:
            raise document.error(
                item, later("the hours of {day} are said twice", day=DAYS[twice[0]])
            )
        for day in days:
            week[day] = _intervals(document, item, texts)
    _no_overlap_in_week(document, (*place, "hours"), week)
    if not any(week):
        raise document.error((*place, "hours"), later("the calendar never opens; expected hours"))
    opened = {
        day: _intervals(document, (*place, "open", day), texts) for day, texts in spec.open.items()
    }
    both = sorted(set(spec.closed) & set(opened))
    if both:
        raise document.error((*place, "open", both[0]), later("is a closed date as well"))
    version = Version(
        spec.valid_from, spec.timezone, tuple(week), spec.holidays, frozenset(spec.closed), opened
    )
    for date in opened:
        _no_overlap_on_date(document, (*place, "open", date), version, date)
    return version


def _intervals(document: Document, place: ItemPath, texts: Sequence[Any]) -> tuple[Interval, ...]:
    if not texts:
        raise document.error(place, later('expected intervals such as ["09:00-18:00"]'))
    found = []
    for number, text in enumerate(texts):
        try:
            found.append(interval(text))
        except ValueError as problem:
            raise document.error((*place, number), problem) from None
    return tuple(sorted(found))


def _no_overlap_in_week(
    document: Document, place: ItemPath, week: Sequence[tuple[Interval, ...]]
) -> None:
    for day, intervals in enumerate(week):
        _refuse_overlap(document, place, DAYS[day], intervals)
        after = DAYS[(day + 1) % 7]
        _refuse_overlap(
            document, place, f"{DAYS[day]} and {after}", [*intervals, *_next(week[(day + 1) % 7])]
        )


def _no_overlap_on_date(
    document: Document, place: ItemPath, version: Version, day: dt.date
) -> None:
    today = version.hours(day)
    _refuse_overlap(document, place, f"{day}", today)
    before, after = day - DAY, day + DAY
    _refuse_overlap(document, place, f"{before} and {day}", [*version.hours(before), *_next(today)])
    _refuse_overlap(document, place, f"{day} and {after}", [*today, *_next(version.hours(after))])


def _next(intervals: Sequence[Interval]) -> list[Interval]:
    return [Interval(i.start + DAY_MINUTES, i.end + DAY_MINUTES) for i in intervals]


def _refuse_overlap(
    document: Document, place: ItemPath, when: str, intervals: Sequence[Interval]
) -> None:
    two = overlap(intervals)
    if two is not None:
        shown = " and ".join(f"{clock(i.start % DAY_MINUTES)}-{clock(i.end)}" for i in two)
        raise document.error(place, later("{which} overlap on {when}", which=shown, when=when))


def _policy(
    document: Document,
    number: int,
    calendars: Mapping[str, Calendar],
    before: Sequence[Policy],
) -> Policy:
    place: ItemPath = ("policies", number)
    spec = validated(PolicySpec, document, place)
    if spec.case not in KINDS:
        raise document.error(
            (*place, "case"),
            later(
                "there is no kind of case {case!r}{nearest}",
                case=spec.case,
                nearest=nearest(spec.case, KINDS),
            ),
        )
    for other in before:
        if other.name == spec.name and other.valid_from == spec.valid_from:
            raise document.error(
                (*place, "valid_from"),
                later("there are two versions of {name!r} of this date", name=spec.name),
            )
        if other.name == spec.name and other.case != spec.case:
            raise document.error(
                (*place, "name"),
                later(
                    "{name!r} is a policy of {case} cases already", name=spec.name, case=other.case
                ),
            )
    for name, members in spec.match.items():
        fields = MATCH_FIELDS[spec.case]
        if name not in fields:
            raise document.error(
                (*place, "match", name),
                later(
                    "no {case} is matched by it{nearest}",
                    case=spec.case,
                    nearest=nearest(name, fields),
                ),
            )
        if not members:
            raise document.error((*place, "match", name), later("expected at least one value"))
    if not spec.targets:
        raise document.error((*place, "targets"), later("expected at least one target"))
    targets = tuple(
        _target(document, (*place, "targets", name), spec.case, name, target, calendars)
        for name, target in spec.targets.items()
    )
    return Policy(spec.name, spec.case, spec.valid_from, targets, tuple(spec.match.items()))


def _target(
    document: Document,
    place: ItemPath,
    case: str,
    name: str,
    spec: TargetSpec,
    calendars: Mapping[str, Calendar],
) -> Target:
    if name not in TARGETS[case]:
        raise document.error(place, _no_target(case, name))
    if spec.calendar not in calendars:
        raise document.error(
            (*place, "calendar"),
            later(
                "there is no calendar {calendar!r}{nearest}",
                calendar=spec.calendar,
                nearest=nearest(spec.calendar, calendars),
            ),
        )
    if spec.pause_while and case != "ticket":
        raise document.error(
            (*place, "pause_while"), later("a {case} has no status to pause in", case=case)
        )
    return Target(name, spec.within, spec.calendar, spec.at_risk, spec.pause_while)


def _no_target(case: str, name: str) -> str:
    owner = next((kind for kind, targets in TARGETS.items() if name in targets), None)
    if owner is None:
        close = nearest(name, TARGETS[case])
        return later("there is no target {name!r}{nearest}", name=name, nearest=close)
    return later("is a target of {owner} cases; of {case} cases: {names}",
                 owner=owner, case=case, names=", ".join(TARGETS[case]))  # fmt: skip
