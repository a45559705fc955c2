"""What ``sla.yaml`` may say of calendars and policies, and how a mistake in it is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from loaders.load import load
from loaders.rebuild import rebuild
from metrics import ConfigError, load_settings
from metrics.sla import load_promises
from tests.sla.declared import OFFICE, POLICY, promises, refusal


def policy(body: str, case: str = "ticket") -> str:
    return (
        OFFICE
        + f"policies:\n  - name: p\n    case: {case}\n    valid_from: 2020-01-01\n"
        + "".join(f"    {line}\n" for line in body.splitlines())
    )


def test_the_contract_s_example_is_read(tmp_path: Path) -> None:
    text = """\
timezone: Asia/Taipei
calendars:
  always: {}
  tw_office:
    - valid_from: 2020-01-01
      timezone: Asia/Taipei
      holidays: TW
      hours: {mon-fri: ["09:00-12:00", "13:00-18:00"], sat: ["10:00-14:00"]}
      closed: [2026-02-13]
      open: {2026-02-07: ["09:00-18:00"]}
policies:
  - name: urgent
    valid_from: 2020-01-01
    match: {priority: [urgent]}
    targets:
      first_response: {within: 30m, calendar: always}
      resolution: {within: 8h, calendar: tw_office, at_risk: 1h, pause_while: [pending, on_hold]}
  - name: default
    valid_from: 2020-01-01
    targets:
      resolution: {within: 3d, calendar: always, pause_while: [pending]}
  - name: refunds
    case: refund
    valid_from: 2020-01-01
    targets:
      refund_decision: {within: 16h, calendar: tw_office}
      refund_payment: {within: 5d, calendar: always}
"""
    found = promises(tmp_path, text)
    urgent, default, refunds = found.policies
    assert [(t.name, t.within_s, t.at_risk_s, t.pause_while) for t in urgent.targets] == [
        ("first_response", 1800, None, ()),
        ("resolution", 28800, 3600, ("pending", "on_hold")),
    ]
    assert urgent.match == (("priority", ("urgent",)),)
    assert default.targets[0].within_s == 72 * 3600  # three days are 72 hours of the calendar
    assert refunds.case == "refund"
    assert found.used_calendars() == ("always", "tw_office")


def test_a_duration_of_hours_and_minutes(tmp_path: Path) -> None:
    found = promises(tmp_path, policy("targets: {resolution: {within: 1h30m, calendar: office}}"))
    assert found.policies[0].targets[0].within_s == 5400


def test_a_version_holds_until_the_next_of_its_name(tmp_path: Path) -> None:
    text = POLICY + POLICY.removeprefix("policies:\n").replace("2020-01-01", "2026-03-03")
    found = promises(tmp_path, OFFICE + text)
    assert (found.until(0), found.until(1)) == (dt.date(2026, 3, 3), None)


def test_always_needs_no_declaration(tmp_path: Path) -> None:
    text = POLICY.replace("office", "always")
    assert promises(tmp_path, text).policies[0].targets[0].calendar == "always"


BAD_POLICIES = {
    "an unknown calendar": (
        policy("targets:\n  resolution: {within: 8h, calendar: ofice}"),
        "line 12, policies.0.targets.resolution.calendar",
        "there is no calendar 'ofice'; did you mean 'office'?",
    ),
    "an unknown target": (
        policy("targets: {resolutoin: {within: 8h, calendar: office}}"),
        "line 11, policies.0.targets.resolutoin",
        "there is no target 'resolutoin'; did you mean 'resolution'?",
    ),
    "a target of another kind of case": (
        policy("targets: {first_response: {within: 8h, calendar: office}}", case="refund"),
        "line 11, policies.0.targets.first_response",
        "is a target of ticket cases; of refund cases: refund_decision, refund_payment",
    ),
    "no targets": (policy("targets: {}"), "line 11, policies.0.targets", "at least one target"),
    "a duration of zero": (
        policy("targets: {resolution: {within: 0h, calendar: office}}"),
        "line 11, policies.0.targets.resolution.within",
        "expected a duration above zero such as 30m, 8h, 3d or 1h30m (found '0h')",
    ),
    "a negative duration": (
        policy("targets: {resolution: {within: -8h, calendar: office}}"),
        "policies.0.targets.resolution.within",
        "(found '-8h')",
    ),
    "a duration without a unit": (
        policy("targets: {resolution: {within: 8, calendar: office}}"),
        "policies.0.targets.resolution.within",
        "(found 8)",
    ),
    "a duration that nobody can read": (
        policy("targets: {resolution: {within: 8 business hours, calendar: office}}"),
        "policies.0.targets.resolution.within",
        "(found '8 business hours')",
    ),
    "a duration of lifetimes": (
        policy("targets: {resolution: {within: 99999d, calendar: office}}"),
        "policies.0.targets.resolution.within",
        "expected at most 3650d",
    ),
    "an unreadable at_risk": (
        policy("targets: {resolution: {within: 8h, calendar: office, at_risk: soon}}"),
        "policies.0.targets.resolution.at_risk",
        "(found 'soon')",
    ),
    "a status that is no pause": (
        policy("targets: {resolution: {within: 8h, calendar: office, pause_while: [waiting]}}"),
        "policies.0.targets.resolution.pause_while.0",
        "'pending' or 'on_hold' (found 'waiting')",
    ),
    "a pause where there is no status": (
        policy(
            "targets: {refund_decision: {within: 8h, calendar: office, pause_while: [pending]}}",
            case="refund",
        ),
        "policies.0.targets.refund_decision.pause_while",
        "a refund has no status to pause in",
    ),
    "an unknown kind of case": (
        policy("targets: {resolution: {within: 8h, calendar: office}}", case="tickets"),
        "line 9, policies.0.case",
        "there is no kind of case 'tickets'; did you mean 'ticket'?",
    ),
    "an unknown field to match": (
        policy("match: {prioritty: [high]}\ntargets: {resolution: {within: 8h, calendar: office}}"),
        "line 11, policies.0.match.prioritty",
        "no ticket is matched by it; did you mean 'priority'?",
    ),
    "a match that is no list": (
        policy("match: {priority: high}\ntargets: {resolution: {within: 8h, calendar: office}}"),
        "line 11, policies.0.match.priority",
        "expected a list",
    ),
    "a match without values": (
        policy("match: {priority: []}\ntargets: {resolution: {within: 8h, calendar: office}}"),
        "line 11, policies.0.match.priority",
        "expected at least one value",
    ),
    "a bare no, which YAML takes for false": (
        policy("match: {service: [no]}\ntargets: {resolution: {within: 8h, calendar: office}}"),
        "line 11, policies.0.match.service.0",
        "put it in quotes",
    ),
    "an unknown key of a policy": (
        policy("target: {resolution: {within: 8h, calendar: office}}"),
        "line 11, policies.0.target",
        "unknown key; did you mean 'targets'?",
    ),
    "an unknown key of a target": (
        policy("targets: {resolution: {within: 8h, calender: office}}"),
        "policies.0.targets.resolution.calender",
        "unknown key; did you mean 'calendar'?",
    ),
    "two versions of one name and date": (
        OFFICE + POLICY + POLICY.removeprefix("policies:\n"),
        "line 12, policies.1.valid_from",
        "there are two versions of 'default' of this date",
    ),
    "one name for two kinds of case": (
        OFFICE
        + POLICY
        + "  - name: default\n    case: refund\n    valid_from: 2021-01-01\n"
        + "    targets: {refund_decision: {within: 8h, calendar: office}}\n",
        "line 11, policies.1.name",
        "'default' is a policy of ticket cases already",
    ),
    "two versions of a calendar of one date": (
        OFFICE
        + "    - valid_from: 2020-01-01\n      timezone: Asia/Tokyo\n"
        + '      hours: {mon: ["09:00-18:00"]}\n',
        "line 7, calendars.office.1.valid_from",
        "there are two versions of 2020-01-01",
    ),
    "an always that has hours": (
        "calendars:\n  always:\n    - valid_from: 2020-01-01\n",
        "line 2, calendars.always",
        "all time counts in it",
    ),
    "a calendar without versions": (
        "calendars:\n  office: {}\n",
        "line 2, calendars.office",
        "expected a list of versions",
    ),
}


@pytest.mark.parametrize("what", BAD_POLICIES)
def test_a_policy_is_refused_for(what: str, tmp_path: Path) -> None:
    text, place, says = BAD_POLICIES[what]
    said = refusal(tmp_path, text)
    assert said.startswith("sla.yaml, ")
    assert place in said
    assert says in said


def test_a_refused_configuration_leaves_what_is_published(tmp_path: Path) -> None:
    config, home = tmp_path / "config", tmp_path / "home"
    config.mkdir()
    (config / "sla.yaml").write_text("timezone: Asia/Taipei\n" + OFFICE + POLICY)
    export = tmp_path / "tickets.csv"
    export.write_text("ticket_id,created_at,status\nT1,2026-03-02T01:00:00Z,open\n")
    load(load_settings(home, config), [export])
    before = (home / "published" / "CURRENT").read_text()
    (config / "sla.yaml").write_text(OFFICE + POLICY.replace("office", "ofice"))
    export.write_text("ticket_id,created_at,status\nT2,2026-03-02T02:00:00Z,open\n")
    settings = load_settings(home, config)
    with pytest.raises(ConfigError, match="did you mean 'office'"):
        load(settings, [export])
    with pytest.raises(ConfigError, match="did you mean 'office'"):
        rebuild(settings)
    assert (home / "published" / "CURRENT").read_text() == before


def test_the_shipped_promises_are_sound() -> None:
    shipped = load_promises(load_settings())
    assert {policy.case for policy in shipped.policies} == {
        "ticket", "complaint", "refund", "andon", "rca", "action",
    }  # fmt: skip


def test_yaml_that_merges_mappings_is_refused_in_a_sentence(tmp_path: Path) -> None:
    text = OFFICE + POLICY.replace("targets:", "<<: {case: ticket}\n    targets:")
    assert refusal(tmp_path, text) == "sla.yaml, line 10: '<<' cannot be read"
