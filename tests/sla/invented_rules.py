"""Seeded sla.yaml files: calendars across both daylight-saving changes, versions, matches."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import yaml

PRIORITIES = ("urgent", "high", "normal", "low")
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "ticket": {
        "priority": PRIORITIES,
        "category": ("broken", "late", "wrong"),
        "channel": ("mail", "chat", "phone"),
        "region": ("tw", "kr", "us"),
        "team": ("Red", "Blue"),
        "service": ("shop", "market"),
    },
    "complaint": {"severity": ("high", "low"), "region": ("tw", "kr", "us")},
    "refund": {"reason": ("broken", "late"), "region": ("tw", "kr", "us")},
    "andon": {"scope": ("product", "lot"), "region": ("tw", "kr", "us")},
    "rca": {"method": ("8D", "five whys")},
    "action": {"kind": ("containment", "corrective", "preventive")},
}
TARGETS = {
    "ticket": ("first_response", "next_response", "resolution"),
    "complaint": ("complaint_verdict",),
    "refund": ("refund_decision", "refund_payment", "return_inspection"),
    "andon": ("suspension",),
    "rca": ("root_cause",),
    "action": ("corrective_action",),
}
WITHIN = ("1m", "30m", "1h", "2h", "3h", "4h", "8h", "16h", "24h", "1d", "3d", "12d")
# Times at which clocks are put forward or back somewhere, and ordinary ones.
EDGES = ("00:00", "01:30", "02:00", "02:30", "03:00", "05:45", "09:00", "12:00", "13:00", "17:59",
         "18:00", "21:30", "23:59")  # fmt: skip
NIGHT = "23:59"
SHIPPED: dict[str, Any] = {
    "always": {},
    "office": [
        {
            "valid_from": dt.date(2020, 1, 1), "timezone": "Asia/Taipei", "holidays": "TW",
            "hours": {"mon-fri": ["09:00-12:00", "13:00-18:00"], "sat": ["10:00-14:00"]},
            "closed": [dt.date(2026, 3, 11), dt.date(2026, 10, 28)],
            "open": {dt.date(2026, 2, 28): ["09:00-18:00"], dt.date(2026, 11, 1): ["22:00-02:00"]},
        },
    ],
    "ny_night": [
        {
            "valid_from": dt.date(2020, 1, 1), "timezone": "America/New_York", "holidays": "US",
            "hours": {"mon-sun": ["22:00-06:00"]},
            "closed": [dt.date(2026, 3, 7), dt.date(2026, 10, 30)],
        },
    ],
    "moved": [  # an office that moves house, and another way round
        {
            "valid_from": dt.date(2026, 1, 1), "timezone": "Europe/Berlin",
            "hours": {"mon-sat": ["08:30-17:15"]},
        },
        {
            "valid_from": dt.date(2026, 3, 20), "timezone": "America/Los_Angeles",
            "hours": {"mon-fri": ["08:00-12:30", "13:00-23:00"]},
        },
        {
            "valid_from": dt.date(2026, 10, 27), "timezone": "Australia/Lord_Howe",
            "hours": {"mon-sun": ["01:45-02:15", "04:00-20:00"]},
        },
    ],
}  # fmt: skip


def rules(seed: int) -> dict[str, Any]:
    """One sla.yaml as a document."""
    luck = random.Random(f"rules {seed}")
    calendars = {**SHIPPED, **{f"made{n}": _calendar(luck) for n in (1, 2)}}
    policies = [
        policy
        for number, case in enumerate(("ticket",) * 6 + tuple(FIELDS) * 2)
        for policy in _policy(luck, case, f"{case}-{number}", list(calendars))
    ]
    luck.shuffle(policies)
    if luck.random() < 0.75:  # as a careful hand would order them: what fits all comes last
        policies.sort(key=lambda policy: "match" not in policy)
    return {
        "timezone": luck.choice(["Asia/Taipei", "America/New_York", "Europe/Berlin", "UTC"]),
        "currency": "TWD",
        "calendars": calendars,
        "policies": policies,
    }


def as_yaml(document: dict[str, Any]) -> str:
    """An sla.yaml, with nothing said once for two places."""
    text: str = yaml.dump(document, Dumper=Plain, sort_keys=False)
    return text


class Plain(yaml.SafeDumper):
    """Writes a list that stands in two places twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _calendar(luck: random.Random) -> list[dict[str, Any]]:
    zone = luck.choice(
        ["America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe",
         "America/Santiago", "Pacific/Chatham"]
    )  # fmt: skip
    night = luck.random() < 0.4  # a shift past midnight; then nothing else is open that early
    edges = [edge for edge in EDGES if not night or "01:30" <= edge < NIGHT]
    versions = []
    for start in (dt.date(2026, 3, 1), luck.choice([dt.date(2026, 3, 30), dt.date(2026, 10, 25)])):
        days = luck.choice([("mon-fri", "sat"), ("mon-sun",), ("tue", "wed-sat"), ("sun", "fri")])
        opened = dt.date(2026, luck.choice([2, 4, 11]), luck.randint(1, 28))
        versions.append(
            {
                "valid_from": start,
                "timezone": zone,
                "hours": {day: _intervals(luck, edges, night) for day in days},
                "closed": [dt.date(2026, 3, luck.randint(1, 31)), dt.date(2026, 10, 25)],
                "open": {opened: _intervals(luck, edges, night)},
            }
        )
    return versions


def _intervals(luck: random.Random, edges: Sequence[str], night: bool) -> list[str]:
    """Intervals of a day that touch or leave gaps, sometimes one more past midnight."""
    chosen = sorted(luck.sample(edges, luck.choice([2, 2, 4])))
    found = [f"{opens}-{closes}" for opens, closes in zip(chosen[::2], chosen[1::2], strict=True)]
    return [*found, f"{NIGHT}-01:15"] if night and luck.random() < 0.7 else found


def _policy(
    luck: random.Random, case: str, name: str, calendars: list[str]
) -> list[dict[str, Any]]:
    """One policy in one to three versions, which may promise quite different things."""
    later = [dt.date(2026, 3, 8), dt.date(2026, 3, 17), dt.date(2026, 10, 25), dt.date(2026, 11, 2)]
    made = []
    for start in (dt.date(2020, 1, 1), *luck.sample(later, luck.choice([0, 0, 1, 2]))):
        names = [n for n in TARGETS[case] if luck.random() < 0.85] or list(TARGETS[case][:1])
        policy: dict[str, Any] = {
            "name": name, "case": case, "valid_from": start, "match": _match(luck, case),
            "targets": {name: _target(luck, case, calendars) for name in names},
        }  # fmt: skip
        if not policy["match"]:
            del policy["match"]
        if case == "ticket" and luck.random() < 0.5:
            del policy["case"]
        made.append(policy)
    return made


def _match(luck: random.Random, case: str) -> dict[str, list[str]]:
    fields = [name for name in FIELDS[case] if name != "priority"]
    chosen = luck.sample(fields, luck.choice([0, 1]))
    if case == "ticket" and luck.random() < 0.7:
        chosen.append("priority")
    return {name: luck.sample(FIELDS[case][name], luck.choice([1, 2])) for name in chosen}


def _target(luck: random.Random, case: str, calendars: list[str]) -> dict[str, Any]:
    target: dict[str, Any] = {"within": luck.choice(WITHIN), "calendar": luck.choice(calendars)}
    if case == "ticket" and luck.random() < 0.7:
        target["pause_while"] = luck.sample(["pending", "on_hold"], luck.choice([1, 2]))
    return target
