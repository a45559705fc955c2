"""Tickets, their events and audits in which each row is a trap. Times are UTC.

The reporting zone is Taipei's, where a day begins at 16:00 UTC; the data end on 30 June 2026 at
04:00 UTC.
"""

from __future__ import annotations

from typing import Any

from tests.answers.traps import Row, event, solved, status, ticket

STAFF: list[Row] = [
    {"staff_id": "S1", "team": "Red", "manager_id": "S8", "valid_to": "2026-03-31T16:00:00Z"},
    {"staff_id": "S1", "team": "Blue", "manager_id": "S9", "valid_from": "2026-03-31T16:00:00Z"},
    {"staff_id": "S2", "team": "Red", "manager_id": "S8"},
    {"staff_id": "S3", "team": "Green", "manager_id": "S9", "valid_from": "2026-05-01T00:00:00Z"},
    {"staff_id": "S8", "team": "Office"},
    {"staff_id": "S9", "team": "Office", "manager_id": "S8"},
]
C1: Row = {"customer_id": "K1", "order_id": "O1", "product_id": "P1", "team": "Red"}
TICKETS: list[Row] = [
    # Asked again after the solve: seven days later to the second; the answer to that, a second
    # later than that; at the very instant of the solve; while the first was open; void ones.
    solved("T1", "03-01T00:00:00", "03-02T00:00:00", **C1),
    solved("T2", "03-09T00:00:00", "03-10T00:00:00", **C1),
    solved("T3", "03-17T00:00:01", "03-18T00:00:00", **C1),
    solved("T4", "04-01T00:00:00", "04-03T00:00:00", **C1),
    solved("T5", "04-02T00:00:00", "04-05T16:00:00", **C1),
    ticket("T6", "04-03T00:00:00", **C1),
    ticket("T7", "04-06T00:00:00", void_reason="spam", **C1),
    ticket("T8", "04-06T00:00:00", merged_into="T5", **C1),
    solved("T9", "04-06T00:00:00", "04-07T00:00:00", void_reason="duplicate", **C1),
    # The order alone; the product alone, which no list has; another customer; nobody's; neither
    # order nor product.
    solved("T10", "05-01T00:00:00", "05-02T00:00:00", customer_id="K2", order_id="O2", team="Blue"),
    solved("T11", "05-03T00:00:00", "05-04T00:00:00", customer_id="K2", order_id="O2",
           product_id="P9", team="Blue"),
    ticket("T12", "05-05T00:00:00", customer_id="K2", order_id="O3", product_id="P9"),
    ticket("T13", "05-05T00:00:00", customer_id="K3", order_id="O3", product_id="P9"),
    solved("T14", "05-01T00:00:00", "05-02T00:00:00", customer_id="K4", team="Blue"),
    ticket("T15", "05-03T00:00:00", customer_id="K4", team="Blue"),
    solved("T16", "05-01T00:00:00", "05-02T00:00:00", order_id="O9", team="Blue"),
    ticket("T17", "05-03T00:00:00", order_id="O9", team="Blue"),
    # The seven days end with the data: mature; a second later: not, though asked again already.
    solved("T18", "06-01T00:00:00", "06-23T04:00:00", customer_id="K5", order_id="O5"),
    solved("T19", "06-01T00:00:00", "06-23T04:00:01", customer_id="K6", order_id="O6"),
    ticket("T20", "06-24T00:00:00", customer_id="K6", order_id="O6"),
    # Open stretches: reopened across Taipei's midnight and solved again; solved at creation by the
    # log; without a status change; called solved without a time.
    ticket("W1", "03-05T00:00:00", assignee_id="S1", team="Red"),
    ticket("W2", "03-05T00:00:00", assignee_id="S1", team="Red"),
    ticket("W3", "03-05T00:00:00", assignee_id="S2", team="Red"),
    ticket("W4", "03-05T00:00:00", assignee_id="S7", team="Red"),  # on no list
    ticket("W5", "03-05T00:00:00", team="Blue"),
    ticket("W6", "03-05T00:00:00", status="closed", updated_at="2026-03-08T16:00:00Z",
           assignee_id="S2", team="Red"),
    solved("W7", "03-08T15:59:59", "03-08T16:00:00", assignee_id="S2", team="Blue"),
    # Escalated: by an event, twice; by its level alone; after its solve; a level of nothing; as the
    # data end.
    solved("X1", "03-10T00:00:00", "03-13T00:00:00", channel="x", escalation_level=2),
    ticket("X2", "03-10T00:00:00", channel="x", escalation_level=1),
    solved("X3", "03-10T00:00:00", "03-11T00:00:00", channel="x"),
    ticket("X4", "03-10T00:00:00", channel="x", escalation_level=0),
    ticket("X5", "03-10T00:00:00", channel="x"),
    # Given back and sent on: see the events. All solved at one instant.
    *(solved(f"G{n}", "03-20T00:00:00", "03-25T00:00:00", channel=f"g{n}") for n in range(1, 9)),
    ticket("G9", "03-20T00:00:00", channel="g9"),
    *(ticket(f"M{n}", "03-20T00:00:00", channel=f"m{n}", team="Red") for n in range(1, 10)),
    ticket("END", "06-30T04:00:00"),
]  # fmt: skip
EVENTS: list[Row] = [
    status("W1", "03-06T00:00:00", "new", "solved"),
    status("W1", "03-08T16:00:00", "solved", "open"),
    status("W1", "03-10T00:00:00", "open", "solved"),
    status("W1", "03-11T00:00:00", "solved", "closed"),
    status("W2", "03-09T00:00:00", "solved", "open"),
    status("W3", "03-05T06:00:00", "new", "pending"),
    event("X1", "03-12T00:00:00", "escalated", "1", "2"),
    event("X1", "03-11T15:59:59", "escalated", "0", "1"),
    event("X3", "03-12T00:00:00", "escalated"),
    event("X5", "06-30T04:00:00", "escalated"),
    # G1: back to the first agent. G2: to and fro between teams. G3: back to the one of whom the log
    # says only that the first change took it from there.
    event("G1", "03-20T01:00:00", "assigned", "", "S1"),
    event("G1", "03-20T02:00:00", "assigned", "S1", "S2"),
    event("G1", "03-20T03:00:00", "assigned", "S2", "S1"),
    event("G2", "03-20T01:00:00", "team", "", "Red"),
    event("G2", "03-20T02:00:00", "team", "", "Blue"),
    event("G2", "03-20T03:00:00", "team", "", "Green"),
    event("G2", "03-20T04:00:00", "team", "", "Red"),
    event("G3", "03-20T01:00:00", "assigned", "S1", "S2"),
    event("G3", "03-20T02:00:00", "assigned", "S2", "S1"),
    # G4: said three times. G5: an agent who bears a team's name. G6: sent on, never back.
    event("G4", "03-20T01:00:00", "assigned", "", "S1"),
    event("G4", "03-20T02:00:00", "assigned", "S1", "S1"),
    event("G4", "03-20T03:00:00", "assigned", "S1", "S1"),
    event("G5", "03-20T01:00:00", "team", "", "Red"),
    event("G5", "03-20T02:00:00", "assigned", "", "Blue"),
    event("G5", "03-20T03:00:00", "assigned", "Blue", "Red"),
    event("G6", "03-20T01:00:00", "assigned", "", "S1"),
    event("G6", "03-20T02:00:00", "assigned", "S1", "S2"),
    event("G6", "03-20T03:00:00", "assigned", "S2", "S3"),
    # G7: reopened once, and given back. G8: the source's order of one instant. G9 is never solved.
    status("G7", "03-21T00:00:00", "new", "solved"),
    status("G7", "03-22T00:00:00", "solved", "open"),
    status("G7", "03-25T00:00:00", "open", "solved"),
    event("G7", "03-20T01:00:00", "team", "Red", "Blue"),
    event("G7", "03-20T02:00:00", "team", "Blue", "Red"),
    event("G8", "03-20T01:00:00", "assigned", "S2", "S3", event_seq=2),
    event("G8", "03-20T01:00:00", "assigned", "S1", "S2", event_seq=1),
    event("G9", "03-20T01:00:00", "assigned", "S1", "S2"),
    event("G9", "03-20T02:00:00", "assigned", "S2", "S1"),
    # M1: routed once. M2: to another team. M3: a team after the first agent, from nowhere.
    event("M1", "03-20T01:00:00", "team", "", "Red"),
    event("M2", "03-20T01:00:00", "assigned", "", "S1"),
    event("M2", "03-20T02:00:00", "team", "Red", "Blue"),
    event("M3", "03-20T01:00:00", "assigned", "", "S1"),
    event("M3", "03-20T02:00:00", "team", "", "Red"),
    # M4: the category, of which an event before the assignment told. M5: before the assignment.
    event("M4", "03-20T00:30:00", "category", "", "broken"),
    event("M4", "03-20T01:00:00", "team", "", "Red"),
    event("M4", "03-20T02:00:00", "category", "", "late"),
    event("M5", "03-20T00:30:00", "category", "broken", "late"),
    event("M5", "03-20T01:00:00", "team", "", "Red"),
    # M9: the first change that the log has is the assignment, whatever was before.
    event("M9", "03-20T01:00:00", "team", "Red", "Blue"),
    # M6: the same again. M7: never assigned. M8: only another agent of the team.
    event("M6", "03-20T01:00:00", "team", "", "Red"),
    event("M6", "03-20T02:00:00", "team", "Red", "Red"),
    event("M6", "03-20T03:00:00", "category", "late", "late"),
    event("M7", "03-20T01:00:00", "category", "broken", "late"),
    event("M8", "03-20T01:00:00", "assigned", "", "S1"),
    event("M8", "03-20T02:00:00", "assigned", "S1", "S2"),
]


def audit(number: str, at: str, case: str | None, who: str, by: str, score: str, **row: Any) -> Row:
    return {
        "audit_id": number, "audited_at": f"2026-{at}Z", "ticket_id": case, "agent_id": who,
        "auditor_id": by, "score": score, "max_score": 100, "topic": "tone", **row,
    }  # fmt: skip


AUDITS: list[Row] = [
    # Points of different worth; at Taipei's midnight; the agent moved on that instant.
    audit("Q1", "03-31T15:59:59", "T1", "S1", "S8", "80", passed="true", critical_error="false"),
    audit("Q2", "03-31T16:00:00", "T1", "S1", "S8", "3", max_score=10, topic="process",
          passed="false", critical_error="true"),
    audit("Q3", "04-01T00:00:00", "T2", "S1", "S9", "90", passed="true"),
    # Says neither; an agent on no list; one who was not there yet; an auditor on no list.
    audit("Q4", "04-02T00:00:00", "T2", "S2", "S8", "0", topic="process"),
    audit("Q5", "04-02T00:00:00", None, "S7", "S8", "50.5", passed="false", critical_error="false"),
    audit("Q6", "04-02T00:00:00", None, "S3", "S77", "50", passed="true", topic=None),
    # Of a ticket that is not solved; of one that is on no list; twice of one that is.
    audit("Q7", "04-03T00:00:00", "W2", "S1", "S8", "70", topic="process"),
    audit("Q8", "04-03T00:00:00", "T999", "S1", "S8", "70", topic="process"),
    audit("Q9", "03-03T00:00:00", "T4", "S1", "S8", "70", topic="process"),
    audit("Q10", "05-03T00:00:00", "T4", "S2", "S8", "70", topic="process"),
    # Two auditors of one piece of work. Both pass; one does not; neither; one of one instant; the
    # first passes what the second does not. A third auditor and a topic of their own do not count.
    audit("K1", "05-10T00:00:00", "X1", "S2", "S8", "90", passed="true"),
    audit("K2", "05-11T00:00:00", "X1", "S2", "S9", "90", passed="true"),
    audit("K3", "05-12T00:00:00", "X1", "S2", "S1", "10", passed="false"),
    audit("K4", "05-10T00:00:00", "X2", "S2", "S8", "90", passed="true"),
    audit("K5", "05-11T00:00:00", "X2", "S2", "S9", "10", passed="false"),
    audit("K6", "05-10T00:00:00", "X3", "S2", "S9", "10", passed="false"),
    audit("K7", "05-11T00:00:00", "X3", "S2", "S8", "10", passed="false"),
    audit("K8", "05-11T00:00:00", "X4", "S2", "S8", "90", passed="true"),
    audit("K9", "05-11T00:00:00", "X4", "S2", "S9", "10", passed="false"),
    # The same auditor twice is one; what says nothing is none; two topics are no pair.
    audit("K10", "05-11T00:00:00", "X5", "S2", "S8", "90", passed="true"),
    audit("K11", "05-12T00:00:00", "X5", "S2", "S8", "10", passed="false"),
    audit("K12", "05-11T00:00:00", "W1", "S2", "S8", "90", passed="true"),
    audit("K13", "05-12T00:00:00", "W1", "S2", "S9", "10"),
    audit("K14", "05-11T00:00:00", "W3", "S2", "S8", "90", passed="true", topic="a"),
    audit("K15", "05-12T00:00:00", "W3", "S2", "S9", "10", passed="true", topic="b"),
    # Nobody says what was judged.
    audit("K18", "04-20T00:00:00", "W2", "S2", "S8", "90", passed="true", topic=None),
    audit("K19", "04-21T00:00:00", "W2", "S2", "S9", "90", passed="false", topic=None),
    # No piece of work that is known.
    audit("K20", "04-22T00:00:00", None, "S2", "S8", "90", passed="true"),
    audit("K21", "04-23T00:00:00", None, "S2", "S9", "90", passed="false"),
    # A day on which both pass everything: chance alone would agree.
    audit("K16", "06-10T00:00:00", "W4", "S2", "S8", "90", passed="true"),
    audit("K17", "06-11T16:00:00", "W4", "S2", "S9", "90", passed="true"),
]  # fmt: skip
