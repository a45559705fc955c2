"""Exports whose columns people pick themselves, and issues that carry their history with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loaders.load import load
from loaders.report import Report
from loaders.source import HERE
from tests.loaders.conftest import RECEIVED, Home
from tests.loaders.vendors import FILES

Loaded = tuple[Home, Report]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A home whose Salesforce reports are exported in Los Angeles, as its own file says."""
    home = Home(tmp_path_factory.mktemp("exports"))
    shipped = Path(HERE / "salesforce_case_report.yaml").read_text(encoding="utf-8")
    zoned = shipped.replace("  lines:", "  timezone: America/Los_Angeles\n  lines:", 1)
    home.write_config("sources/salesforce_case_report.yaml", zoned)
    for name, text in FILES.items():
        home.file(name, text)
    return home, load(home.settings, [home.inbox], now=RECEIVED)


def rows(loaded: Loaded, sql: str) -> list[tuple[Any, ...]]:
    return loaded[0].sql(sql)


def waiting(loaded: Loaded, file: str) -> dict[int, str]:
    """The line and the first reason of all that waits in quarantine."""
    return {q["line"]: q["reasons"][0] for q in loaded[1].quarantine if q["file"] == file}


def test_each_is_known_by_the_columns_that_nobody_can_leave_out(loaded: Loaded) -> None:
    assert {f.file: f.source for f in loaded[1].files} == {
        "tickets_export.csv": "freshdesk_tickets_csv", "few.csv": "freshdesk_tickets_csv",
        "report1772.csv": "salesforce_case_report", "search.json": "jira_issues",
    }, loaded[1].files  # fmt: skip


def test_no_line_is_lost(loaded: Loaded) -> None:
    for file in loaded[1].files:
        placed = file.lines_used + file.lines_quarantined + file.lines_duplicate
        assert placed + file.lines_left_out == file.lines_read, file


def test_freshdesk_tickets_by_the_words_of_its_list(loaded: Loaded) -> None:
    found = rows(
        loaded,
        "select ticket_id, status, priority, channel, team, assignee_id, service, customer_id, "
        "strftime(created_at, '%d %H:%M'), strftime(first_response_at, '%d %H:%M'), "
        "strftime(resolved_at, '%d %H:%M') from tickets where length(ticket_id) = 2 order by 1",
    )
    assert found == [
        ("20", "pending", "urgent", "email", "Returns", "Lee, Ann", None, "88", "02 09:00",
         "02 09:30", None),
        # The export does not say that it was merged, and into which: closed, and nobody's.
        ("21", "closed", "low", "portal", None, None, "Shop", "88", "02 09:05", None, "02 09:10"),
        ("30", "on_hold", None, None, None, "Lee", None, None, "05 08:00", None, None),
    ]  # fmt: skip
    assert rows(loaded, "select subject from tickets where ticket_id = '20'") == [
        ('Broken, again\r\nsecond line "quoted"',)
    ]


def test_freshdesk_words_and_times_that_could_mean_anything_wait(loaded: Loaded) -> None:
    found = waiting(loaded, "tickets_export.csv")
    assert list(found) == [5, 6]  # the first ticket has two lines
    assert found[5].startswith("status:unmapped: status: 'awaiting parts' is not mapped")
    assert found[6].startswith("created_at:type: created_at: '02/03/2026 09:05' is not a time")


def test_salesforce_cases_by_the_labels_of_a_report(loaded: Loaded) -> None:
    found = rows(
        loaded,
        "select ticket_id, status, priority, channel, category, assignee_id, "
        "strftime(created_at, '%d %H:%M'), strftime(resolved_at, '%d %H:%M'), "
        "strftime(updated_at, '%d %H:%M') from tickets where ticket_id like '0000%' order by 1",
    )
    assert found == [
        # Summer time began between the two: half past eleven is 07:30 UTC, half past three 10:30.
        ("00001001", "closed", "high", "Phone", "Return", "Jane Doe", "08 07:30", "08 10:30",
         "08 10:30"),
        ("00001002", "on_hold", "medium", "Web", None, "Returns Queue", "13 07:05", None,
         "14 20:00"),
    ]  # fmt: skip
    assert [line for line, _ in sorted(waiting(loaded, "report1772.csv").items())] == [5, 7, 8]
    assert "cannot be read" in waiting(loaded, "report1772.csv")[5]


def test_jira_edits_become_events_in_the_order_of_their_numbers(loaded: Loaded) -> None:
    found = rows(
        loaded,
        "select event_id, kind, old_value, new_value, actor_id, event_seq, "
        "strftime(event_at, '%d %H:%M:%S.%g') from ticket_events where ticket_id = 'SUP-1' "
        "order by event_at, event_seq, kind",
    )
    at = "02 02:00:00.500"
    assert found == [
        ("901:status", "status", "new", "open", "ann", 901, at),
        ("902:assignee", "assigned", None, "ann", "ann", 902, at),
        ("902:priority", "priority", "medium", "high", "ann", 902, at),
        ("902:status", "status", "open", "open", "ann", 902, at),
        ("903:status", "status", "open", "open", "ann", 903, at),
    ]


def test_jira_issues_are_tickets_with_or_without_a_history(loaded: Loaded) -> None:
    found = rows(
        loaded,
        "select ticket_id, status, priority, category, assignee_id, customer_id, subject, "
        "strftime(created_at, '%d %H:%M') from tickets where ticket_id like 'SUP%' order by 1",
    )
    said = ("open", "high", "Service Request")
    assert found == [
        ("SUP-1", *said, "ann", "kim", 'a "status" {', "02 01:00"),
        ("SUP-2", *said, None, "kim", 'a "status" {', "02 01:00"),
    ]


def test_jira_histories_that_cannot_be_trusted_wait(loaded: Loaded) -> None:
    """An own status, a page of a longer history, a history that is no list."""
    found = waiting(loaded, "search.json")
    assert list(found) == [3, 4, 5]
    assert "a change to an unknown status" in found[3]
    assert "'1 of 120 changes'" in found[4]
    assert "changelog.histories is not a list" in found[5]
    assert rows(loaded, "select count(*) from ticket_events where ticket_id <> 'SUP-1'") == [(0,)]
