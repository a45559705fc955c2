"""Exports of helpdesks in the shapes that their vendors document; no real ones were at hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loaders.load import load
from loaders.report import Report
from loaders.source import load_sources
from loaders.table import load_tables
from tests.loaders.conftest import RECEIVED, Home

ZENDESK = {
    "url": "https://x.zendesk.com/api/v2/35436.json", "id": 35436, "via": {"channel": "web"},
    "created_at": "2026-03-02T22:55:29Z", "updated_at": "2026-03-05T10:38:52Z", "type": "incident",
    "subject": "Help, my printer is on fire!", "priority": "high", "status": "hold",
    "requester_id": 20978392, "submitter_id": 76872, "assignee_id": 235323, "group_id": 98738,
    "brand_id": 123, "tags": ["enterprise"],
}  # fmt: skip
AUDITS = [
    {"id": 1, "ticket_id": 35436, "created_at": "2026-03-02T22:55:29Z", "author_id": 20978392,
     "events": [{"id": 11, "type": "Comment", "body": 'a "field_name":"status" {', "public": True},
                {"id": 12, "type": "Create", "field_name": "status", "value": "new"},
                {"id": 13, "type": "Create", "field_name": "priority", "value": None}]},
    {"id": 2, "ticket_id": 35436, "created_at": "2026-03-03T08:00:00Z", "author_id": 235323,
     "events": [{"id": 21, "type": "Change", "field_name": "status", "value": "open",
                 "previous_value": "new", "via": {"channel": "rule", "source": {"rel": "trigger"}}},
                {"id": 22, "type": "Change", "field_name": "assignee_id", "value": "235323",
                 "previous_value": None}]},
    {"id": 3, "ticket_id": 35436, "created_at": "2026-03-05T10:38:52Z", "author_id": 235323,
     "events": [{"id": 31, "type": "Change", "field_name": "status", "previous_value": "open",
                 "value": "hold"}]},
    {"id": 4, "ticket_id": 35436, "created_at": "2026-03-06T10:00:00Z", "author_id": 235323,
     "events": [{"id": 41, "type": "Comment", "body": "nothing changes", "public": False}]},
]  # fmt: skip
FRESHDESK = {
    "id": 20, "subject": "Support needed", "status": 3, "priority": 4, "source": 2, "spam": False,
    "type": "Question", "requester_id": 5, "responder_id": 7, "group_id": 9,
    "created_at": "2026-03-03T13:08:06Z", "updated_at": "2026-03-04T14:08:06Z",
    "due_by": "2026-03-06T13:08:06Z",
}  # fmt: skip
FILES = {
    "export-tickets.ndjson": "\n".join(
        json.dumps(row) for row in (ZENDESK, ZENDESK | {"id": 9, "status": "deleted"})
    ),
    "audits.json": json.dumps({"audits": AUDITS, "next_page": None}),
    "export-2026-03-10-0900.csv": (
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,"
        "Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,"
        "Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,"
        "Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies\n"
        '1,501,Kim,88,,kim@x.kr,x.kr,Kim,Lee,Returns,"Broken, twice",a b,Solved,Urgent,Mail,-,'
        "2026-03-01 09:00,2026-03-02 10:00,2026-03-01 09:05,-,-,2026-03-01 09:05,"
        "2026-03-02 10:00,25,-,1,3,1,4\n"
    ),
    "freshdesk.json": json.dumps([FRESHDESK, FRESHDESK | {"id": 21, "spam": True}]),
    "case.csv": (
        "ID,CASENUMBER,STATUS,ORIGIN,OWNERID,CREATEDDATE,CLOSEDDATE,LASTMODIFIEDDATE\n"
        "500A1,00001001,Closed,Phone,0051,2026-03-01T09:00:00.000Z,2026-03-03T09:00:00.000Z,"
        "2026-03-03T09:00:00.000Z\n"
        "500A2,00001002,Working,Web,00G1,2026-03-02T09:00:00.000Z,,2026-03-02T10:00:00.000Z\n"
    ),
    "casehistory.csv": (
        "ID,CASEID,CREATEDBYID,CREATEDDATE,FIELD,OLDVALUE,NEWVALUE\n"
        "0171,500A1,0051,2026-03-01T09:00:00.000Z,created,,\n"
        "0172,500A1,0051,2026-03-01T10:00:00.000Z,Status,New,Working\n"
        "0173,500A1,0051,2026-03-01T10:00:00.000Z,Owner,Queue,Jane Doe\n"
        "0174,500A1,0051,2026-03-01T10:00:00.000Z,Owner,00G1,0051\n"
        "0175,500A1,0051,2026-03-02T09:00:00.000Z,Subject,a,b\n"
        "0176,500A1,0051,2026-03-03T09:00:00.000Z,Status,Working,Closed\n"
    ),
    "Jira 2026-03-10.csv": (
        "Summary,Issue key,Issue id,Issue Type,Status,Created,Updated,Sprint,Sprint,Comment,"
        "Comment,Custom field (Approvers),Custom field (Approvers)\n"
        "Fix payment,PAY-1,10001,Service Request,Waiting for customer,01/Mar/26 3:42 PM,"
        '02/Mar/26 9:00 AM,S1,S2,"one, two",three,x,y\n'
    ),
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Report]:
    home = Home(tmp_path_factory.mktemp("vendors"))
    for name, text in FILES.items():
        home.file(name, text)
    return home, load(home.settings, [home.inbox], now=RECEIVED)


def rows(loaded: tuple[Home, Report], sql: str) -> list[tuple[Any, ...]]:
    return loaded[0].sql(sql)


def test_each_file_is_known_by_its_columns_and_no_line_is_lost(
    loaded: tuple[Home, Report],
) -> None:
    report = loaded[1]
    assert {f.file: f.source for f in report.files} == {
        "export-tickets.ndjson": "zendesk_tickets", "audits.json": "zendesk_audits",
        "export-2026-03-10-0900.csv": "zendesk_tickets_csv", "freshdesk.json": "freshdesk_tickets",
        "case.csv": "salesforce_cases", "casehistory.csv": "salesforce_case_history",
        "Jira 2026-03-10.csv": "jira_service_management",
    }, report.files  # fmt: skip
    assert report.quarantine == []
    left = {f.file: f.lines_left_out for f in report.files if f.lines_left_out}
    used = {f.file: f.lines_used for f in report.files}
    assert used["audits.json"] == 4  # the one that changes nothing as well
    assert left == {"export-tickets.ndjson": 1, "freshdesk.json": 1, "casehistory.csv": 2}


def test_tickets_of_each_vendor(loaded: tuple[Home, Report]) -> None:
    found = rows(
        loaded,
        "select ticket_id, status, priority, channel, team, assignee_id, "
        "strftime(created_at, '%m-%d %H:%M') from tickets order by ticket_id",
    )
    assert found == [
        ("20", "pending", "urgent", "portal", "9", "7", "03-03 13:08"),
        ("35436", "on_hold", "high", "web", "98738", "235323", "03-02 22:55"),
        ("500A1", "closed", None, "Phone", None, "0051", "03-01 09:00"),
        ("500A2", "open", None, "Web", None, "00G1", "03-02 09:00"),
        ("501", "solved", "urgent", "Mail", "Returns", "Lee", "03-01 09:00"),
        ("PAY-1", "pending", None, None, None, None, "03-01 15:42"),
    ]
    assert rows(loaded, "select handoff_count, reopen_count, category from tickets "
                        "where ticket_id = '501'") == [(2, 1, None)]  # fmt: skip


def test_the_history_of_a_zendesk_ticket(loaded: tuple[Home, Report]) -> None:
    found = rows(
        loaded,
        "select kind, old_value, new_value, strftime(event_at, '%d %H:%M') from ticket_events "
        "where ticket_id = '35436' order by event_at, event_seq",
    )
    assert found == [
        ("created", None, "new", "02 22:55"),
        ("status", "new", "open", "03 08:00"),
        ("assigned", None, "235323", "03 08:00"),
        ("status", "open", "on_hold", "05 10:38"),
    ]


def test_the_history_of_a_salesforce_case(loaded: tuple[Home, Report]) -> None:
    found = rows(
        loaded,
        "select event_id, kind, old_value, new_value from ticket_events "
        "where ticket_id = '500A1' order by event_id",
    )
    assert found == [
        ("0171", "created", None, None),
        ("0172", "status", "new", "open"),
        ("0174", "assigned", "00G1", "0051"),
        ("0176", "status", "open", "closed"),
    ]


def test_no_two_shipped_sources_ask_for_the_same(home: Home) -> None:
    """A file with just the headers of one source is never that of another as well."""
    sources = load_sources(home.settings, load_tables(home.settings))
    for one in sources.values():
        for other in sources.values():
            same = one.files.pattern == other.files.pattern
            asks = {h.lower() for h in one.files.headers}
            if one is not other and same:
                assert asks != {h.lower() for h in other.files.headers}, (one.name, other.name)


def test_a_column_twice_is_refused_where_its_source_does_not_expect_it(home: Home) -> None:
    """Jira lets `Comment` repeat; for another feed nobody knows which one is meant."""
    home.write_config(
        "sources/desk.yaml",
        'desk:\n  files: {pattern: "desk*", headers: [id, Comment]}\n  tables:\n    tickets:\n'
        "      columns: {ticket_id: id, created_at: made, status: state, subject: Comment}\n",
    )
    path = home.file(
        "desk.csv", "id,made,state,Comment,Comment\n1,2026-03-01T09:00:00Z,open,first,second\n"
    )
    (file,) = home.load(path).files
    assert file.status == "refused"
    assert "the header has 'Comment' several times" in str(file.message)
    (file,) = home.load(home.file("tickets.csv", "ticket_id,team,team\n1,a,b\n")).files
    assert "the header has 'team' twice, in columns 2 and 3" in str(file.message)
