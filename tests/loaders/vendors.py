"""Exports of vendors, written from the columns that their declarations name."""

from __future__ import annotations

import json
from typing import Any

# Multi-line text, quotes inside quotes, a name with a comma, a ticket that nobody holds.
FRESHDESK = (
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,"
    "Resolved time,Closed time,Last update time,Initial response time,Time tracked,"
    "First response time (in hrs),Resolution time (in hrs),Agent interactions,"
    "Customer interactions,Resolution status,First response status,Tags,Survey results,Product,"
    "Full name,Contact ID\r\n"
    '20,"Broken, again\r\nsecond line ""quoted""",Pending,Urgent,Email,Question,"Lee, Ann",Returns,'
    "2026-03-02 09:00:00,2026-03-03 09:00:00,,,2026-03-02 10:00:00,2026-03-02 09:30:00,00:00,"
    "00:30:00,,1,1,,Within SLA,,,No Product,Kim,88\r\n"
    "21,Merged one,Closed,Low,Portal,,No Agent,No Group,2026-03-02 09:05:00,,2026-03-02 09:10:00,"
    "2026-03-02 09:10:00,2026-03-02 09:10:00,,00:00,,00:05:00,0,1,Within SLA,,,,Shop,Kim,88\r\n"
    "22,Own word,Awaiting parts,High,Phone,,Lee,Returns,2026-03-02 09:05:00,,,,"
    "2026-03-02 09:06:00,,00:00,,,0,1,,,,,Shop,Kim,88\r\n"
    "23,Day first,Open,High,Phone,,Lee,Returns,02/03/2026 09:05,,,,2026-03-02 09:06:00,,00:00,,,"
    "0,1,,,,,Shop,Kim,88\r\n"
)
FEW = "Created time,Agent,Status,Ticket ID\n2026-03-05 08:00:00,Lee,Waiting on Third Party,30\n"
# All values quoted, lines below that have no columns, a number that keeps its zeros.
REPORT = (
    '"Case Owner","Subject","Case Number","Status","Date/Time Opened","Date/Time Closed",'
    '"Case Date/Time Last Modified","Case Origin","Priority","Type"\n'
    '"Jane Doe","Wrong size\r\nand colour","00001001","Closed","3/7/2026 11:30 PM",'
    '"3/8/2026 3:30 AM","3/8/2026 3:30 AM","Phone","High","Return"\n'
    '"Returns Queue","New form","00001002","On Hold","3/13/2026, 12:05\u202fAM","",'
    '"3/14/2026, 1:00\u202fPM","Web","Medium",""\n'
    '"Jane Doe","Day first","00001003","New","13/3/2026 9:05 AM","","","Web","Low",""\n'
    '\n"Open cases"\n"Confidential Information - Do Not Distribute"\n'
)


def _item(field: str, old: str | None, new: str | None, **more: Any) -> dict[str, Any]:
    names = {"fromString": old, "toString": new, "from": None, "to": None}
    return {"field": field, "fieldtype": "jira", **names, **more}


def _edit(number: int, at: str, *items: dict[str, Any]) -> dict[str, Any]:
    author = {"accountId": "ann", "displayName": "Ann Lee", "active": True}
    return {"id": str(number), "author": author, "created": at, "items": list(items)}


def _issue(number: int, histories: list[dict[str, Any]], total: int | None = None) -> Any:
    """An issue of Cloud; `total` is what the changelog says that it has."""
    return {
        "id": str(10_000 + number), "key": f"SUP-{number}", "self": "https://x/rest/api/3/issue",
        "fields": {
            "summary": 'a "status" {', "created": "2026-03-02T09:00:00.000+0800",
            "updated": "2026-03-03T09:00:00.000+0800", "resolutiondate": None, "duedate": None,
            "status": {"name": "In Progress", "statusCategory": {"key": "indeterminate"}},
            "priority": {"name": "High", "id": "2"}, "issuetype": {"name": "Service Request"},
            "assignee": {"accountId": "ann", "displayName": "Ann Lee"},
            "reporter": {"accountId": "kim", "displayName": "Kim"},
        },
        "changelog": {
            "startAt": 0, "maxResults": len(histories),
            "total": len(histories) if total is None else total, "histories": histories,
        },
    }  # fmt: skip


LATER, SAME, ODD = "2026-03-02T10:00:00.500+0800", "2026-03-01T22:00:00.500-0400", "2026-03-03"
ISSUES = [
    # The newest edit first, as Cloud gives them; three edits of one instant, told in two zones.
    _issue(1, [
        _edit(903, LATER, _item("status", "Waiting for support", "In Progress")),
        _edit(902, SAME, _item("priority", "Medium", "High"),
              _item("assignee", None, "Ann Lee", to="ann"),
              _item("status", "Open", "Waiting for support"),
              _item("status", "a", "b", fieldtype="custom"), _item("labels", "", "x")),
        _edit(901, LATER, _item("status", "To Do", "Open")),
    ]),
    _issue(2, []),
    _issue(3, [_edit(910, LATER, _item("status", "Open", "With the plumber"))]),
    _issue(4, [_edit(911, LATER, _item("status", "Open", "Done"))], total=120),
    _issue(5, [_edit(912, ODD, _item("summary", "a", "b"))]),
]  # fmt: skip
ISSUES[1]["fields"]["assignee"] = None  # nobody's: the object is missing as a whole
ISSUES[4]["changelog"]["histories"] = "none"  # no list
FILES = {
    "tickets_export.csv": FRESHDESK,
    "few.csv": FEW,
    "report1772.csv": REPORT,
    "search.json": json.dumps({"expand": "names", "startAt": 0, "issues": ISSUES}),
}
