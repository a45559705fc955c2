"""Promises that have been judged by are not edited in place (METRICS 1.4).

What a warehouse was judged by is written down with it: every policy version that was in force by
the as-of, in order, and the open time of its calendars until then. A configuration that would judge
a closed cycle again is refused, until ``rebuild --rejudge`` asks for just that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from metrics.config import Document
from metrics.language import later
from metrics.model import ConfigError
from metrics.settings import Settings
from metrics.sla.policies import Policy, Promises

FROM = dt.date(2000, 1, 1)  # the open time before it is not held on to
Told = Mapping[str, Any]


def told(promises: Promises, settings: Settings, as_of: dt.datetime) -> dict[str, Any]:
    """Return what cases were judged by until `as_of`, as JSON has it.

    When a clock is *at risk* is no verdict, and may be edited at any time.
    """
    today = as_of.astimezone(settings.zone).date()
    in_force = [policy for policy in promises.policies if policy.valid_from <= today]
    names = sorted({target.calendar for policy in in_force for target in policy.targets})
    return {
        "until": today.isoformat(),
        "policies": [_policy(policy) for policy in in_force],
        "calendars": {name: _open_time(promises, name, today) for name in names},
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "case": policy.case,
        "valid_from": policy.valid_from.isoformat(),
        "match": [[name, list(members)] for name, members in policy.match],
        "targets": {
            target.name: {
                "within_s": target.within_s,
                "calendar": target.calendar,
                "pause_while": list(target.pause_while),
            }
            for target in policy.targets
        },
    }


def _open_time(promises: Promises, name: str, until: dt.date) -> str:
    spans = promises.calendars[name].spans(FROM, until - dt.timedelta(days=1))
    return hashlib.blake2b(repr(spans).encode(), digest_size=16).hexdigest()


def edited(before: Told, promises: Promises, settings: Settings) -> tuple[str, ...]:
    """Return a sentence for each promise in force of `before` that `promises` would change.

    Policies of a kind of case that had none may be added with any date: nothing was judged.
    """
    until = dt.datetime.combine(dt.date.fromisoformat(before["until"]), dt.time(), settings.zone)
    now = told(promises, settings, until)
    kinds = {policy["case"] for policy in before["policies"]}
    old = {_key(policy): policy for policy in before["policies"]}
    new = {_key(policy): policy for policy in now["policies"] if policy["case"] in kinds}
    found = [later("the policy {kind} is gone", kind=_said(key)) for key in old if key not in new]
    found += [
        later(
            "the policy {kind} is new, though its date lies before {until}",
            kind=_said(key),
            until=before["until"],
        )
        for key in new
        if key not in old
    ]
    found += [
        later(
            "the policy {kind} was edited: {problem}",
            kind=_said(key),
            problem=_difference(old[key], new[key]),
        )
        for key in old
        if key in new and old[key] != new[key]
    ]
    if not found and list(old) != list(new):
        found.append(later("the policies stand in another order"))
    found += [
        later(
            "the calendar {name!r} counts other time before {until}",
            name=name,
            until=before["until"],
        )
        for name, hours in before["calendars"].items()
        if name in now["calendars"] and now["calendars"][name] != hours
    ]
    return tuple(found)


def refuse(document: Document, changes: tuple[str, ...]) -> ConfigError:
    """Return the error that names the first of `changes` and both ways out."""
    others = len(changes) - 1
    return document.error(
        (),
        later("{problem}{more}; closed cycles were judged by it: give the change a version of its "
              "own, with a valid_from that has not passed, or judge all of them again with "
              "python -m loaders rebuild --rejudge",
              problem=changes[0], more=later(" (and {n} more)", n=others) if others else ""),
    )  # fmt: skip


def _key(policy: Mapping[str, Any]) -> tuple[str, str]:
    return policy["name"], policy["valid_from"]


def _said(key: tuple[str, str]) -> str:
    return later("{name!r} of {date}", name=key[0], date=key[1])


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    for name, target in old["targets"].items():
        if name not in new["targets"]:
            return later("{name} is gone", name=name)
        for item, value in target.items():
            if new["targets"][name][item] != value:
                now = new["targets"][name][item]
                return later("{item} of {name} was {before}, is {now}", item=item, name=name,
                             before=_word(value), now=_word(now))  # fmt: skip
    added = new["targets"].keys() - old["targets"].keys()
    if added:
        return later("{name} is new", name=min(added))
    return later("it matches other cases")


def _word(value: Any) -> str:
    return json.dumps(value)
