"""Tiny exports in which each row is there to trip a careless query. Times are UTC."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

PRODUCTS: list[Row] = [
    {
        "product_id": "P1",
        "name": "Kettle",
        "category": "kitchen",
        "vendor_id": "V1",
        "vendor": "Acme",
    },
    {"product_id": "P2", "name": "Lamp", "category": "home", "vendor_id": "V2"},  # no name
    {"product_id": "P3", "name": "Cable"},  # neither category nor vendor
    {"product_id": "P4", "name": "Fan", "category": "home", "vendor_id": "V1", "vendor": "Acme"},
]
STAFF: list[Row] = [
    # Two rows of A1 overlap in February: the one that began last holds.
    {"staff_id": "A1", "team": "Red", "valid_to": "2026-03-01T00:00:00Z"},
    {"staff_id": "A1", "team": "Blue", "valid_from": "2026-02-01T00:00:00Z"},
    {"staff_id": "A2", "team": "Blue", "valid_from": "2025-01-01T00:00:00Z"},
    {"staff_id": "A2", "team": "Blue", "valid_from": "2026-01-01T00:00:00Z"},
    {"staff_id": "A3", "team": "Green", "valid_from": "2026-03-10T00:00:00Z"},
]


def ticket(number: str, created: str, **row: Any) -> Row:
    return {"ticket_id": number, "created_at": f"2026-{created}Z", "status": "open", **row}


def solved(number: str, created: str, at: str, **row: Any) -> Row:
    return ticket(number, created, status="solved", resolved_at=f"2026-{at}Z", **row)


TICKETS: list[Row] = [
    # Near midnight in Taipei, which is 16:00 UTC; T2 is of Monday 9 March, T1 of Sunday.
    ticket("T1", "03-08T15:59:59", priority="high", region="tw", team="Red", sla_met=True),
    ticket("T2", "03-08T16:00:00", priority="high", region="tw", team="Red", sla_met=False),
    ticket("T3", "02-28T16:00:00", priority="low", region="kr", team="Blue", sla_met=True),
    ticket("T4", "02-28T15:59:59", priority="low", region="kr", team="Blue"),
    # The source has judged nothing in this region: 0 of 0.
    ticket("T5", "03-02T01:00:00", region="jp", assignee_id="A1"),
    # No team: that of the agent at the time. An agent that no list has; a person before hiring.
    ticket("T6", "02-10T01:00:00", assignee_id="A1", handoff_count=0),
    ticket("T7", "01-10T01:00:00", assignee_id="A1", handoff_count=3),
    ticket("T8", "03-12T01:00:00", assignee_id="A9", handoff_count=1),
    ticket("T9", "03-05T01:00:00", assignee_id="A3"),
    ticket("T10", "03-11T01:00:00", assignee_id="A2", product_id="P9", channel="mail"),
    ticket("T11", "03-11T02:00:00", product_id="P1", category="broken", channel="chat"),
    ticket("T12", "03-11T03:00:00", product_id="P3", category="broken", channel="chat"),
    # Without events: solved by its row; closed only; solved without any time; still open though
    # it was solved once; merged into another; void.
    solved("T20", "03-02T02:00:00", "03-02T15:59:59", team="Red", priority="high"),
    solved("T21", "03-02T02:00:00", "03-02T16:00:00", team="Red", priority="high"),
    solved("T22", "03-02T02:00:00", "03-12T00:00:00", team="Blue", reopen_count=2),
    ticket("T23", "03-03T02:00:00", status="closed", closed_at="2026-03-04T02:00:00Z"),
    ticket("T24", "03-03T02:00:00", status="solved", updated_at="2026-03-10T03:00:00Z"),
    ticket("T31", "03-03T02:00:00", status="solved"),
    ticket(
        "T25", "03-03T02:00:00", resolved_at="2026-03-04T02:00:00Z", reopen_count=1, team="Blue"
    ),
    ticket(
        "T26",
        "03-03T03:00:00",
        status="closed",
        closed_at="2026-03-03T03:30:00Z",
        merged_into="T25",
        void_reason="duplicate",
        team="Blue",
        sla_met=True,
    ),
    solved(
        "T27",
        "03-04T00:00:00",
        "03-04T09:00:00",
        team="Red",
        first_response_at="2026-03-04T01:30:00Z",
    ),
    # Solves: one without a team (T23), two of Green (T28, E3), five of Red
    # (T20, T21, T27, T29, T30).
    solved("T28", "03-05T00:00:00", "03-05T07:00:00", team="Green"),
    solved("T29", "03-05T00:00:00", "03-06T01:00:00", team="Red"),
    solved(
        "T30",
        "03-05T00:00:00",
        "03-06T02:00:10",
        team="Red",
        first_response_at="2026-03-05T00:00:50Z",
    ),
    # With status events, which outweigh the row's own times.
    solved("E1", "03-02T04:00:00", "03-09T04:00:00", team="Blue", assignee_id="A2"),
    ticket("E2", "03-02T04:00:00", team="Red", reopen_count=1),  # reopened twice, still open
    ticket("E3", "03-02T04:00:00", status="closed", closed_at="2026-03-20T04:00:00Z", team="Green"),
    solved("E4", "03-02T04:00:00", "03-02T05:00:00", team="Blue", priority="low"),
    ticket("E5", "03-02T04:00:00", team="Green", resolved_at="2026-03-05T04:00:00Z"),
    # With messages: first response.
    ticket("M1", "03-09T10:00:00", team="Red", first_response_at="2026-03-09T10:01:00Z"),
    ticket("M2", "03-09T10:00:00", team="Red", first_response_at="2026-03-09T10:01:00Z"),
    ticket("M3", "03-09T10:00:00", team="Blue"),
    ticket("M4", "03-09T10:00:00", team="Blue", first_response_at="2026-03-09T10:20:00Z"),
    ticket("M5", "03-08T15:50:00", team="Green"),
    # With assignments: handoffs.
    ticket("H1", "03-10T00:00:00", team="Red", handoff_count=9),
    ticket("H2", "03-10T00:00:00", team="Red", handoff_count=9),
    ticket("H3", "03-10T00:00:00", team="Blue", handoff_count=4),
    # In the last week, which is not over.
    ticket("T99", "03-25T03:00:00", team="Red", sla_met=True),
]
for _row in TICKETS:
    if _row["ticket_id"][0] in "EM":
        _row["handoff_count"] = 2  # their events say nothing of it


def event(number: str, at: str, kind: str, old: str = "", new: str = "", **row: Any) -> Row:
    return {
        "ticket_id": number, "event_at": f"2026-{at}Z", "kind": kind, "old_value": old,
        "new_value": new, **row,
    }  # fmt: skip


def status(number: str, at: str, old: str, new: str, **row: Any) -> Row:
    return event(number, at, "status", old, new, **row)


EVENTS: list[Row] = [
    # E1: solved, reopened, solved again at another hour than its row says, then closed.
    status("E1", "03-03T04:00:00", "new", "solved"),
    status("E1", "03-04T04:00:00", "solved", "open"),
    status("E1", "03-09T17:00:00", "open", "solved"),
    status("E1", "03-12T04:00:00", "solved", "closed"),
    # E2: twice in one day, then open again.
    status("E2", "03-04T01:00:00", "new", "closed"),
    status("E2", "03-04T02:00:00", "closed", "open"),
    status("E2", "03-04T03:00:00", "open", "solved"),
    status("E2", "03-16T03:00:00", "solved", "on_hold"),
    # E3: one instant without a sequence: other changes come before the solve.
    status("E3", "03-05T04:00:00", "open", "solved"),
    status("E3", "03-05T04:00:00", "new", "open"),
    status("E3", "03-20T04:00:00", "solved", "closed"),
    # E4: the source's own sequence says that the solve came first and was undone, then solved.
    status("E4", "03-02T05:00:00", "open", "pending", event_seq=1),
    status("E4", "03-02T05:00:00", "pending", "solved", event_seq=2),
    status("E4", "03-02T05:00:00", "solved", "open", event_seq=3),
    status("E4", "03-02T06:00:00", "open", "solved", event_seq=4),
    # E5: its events know of no solve.
    status("E5", "03-05T04:00:00", "new", "open"),
    # M1: a bot, a note and the customer first; the human after 40 minutes.
    event("M1", "03-09T10:01:00", "bot_message", actor_role="bot", public="true"),
    event("M1", "03-09T10:02:00", "internal_note", actor_role="agent", public="false"),
    event("M1", "03-09T10:03:00", "agent_message", actor_role="agent", public="false"),
    event("M1", "03-09T10:04:00", "agent_message", actor_role="bot", public="true"),
    event("M1", "03-09T10:05:00", "customer_message", actor_role="customer", public="true"),
    event("M1", "03-09T10:40:00", "agent_message", actor_role="agent", public="true"),
    event("M1", "03-09T10:50:00", "agent_message", actor_role="agent"),
    # M3: opened by an agent, whose message of that instant is no reply; empty `public` is public.
    event("M3", "03-09T10:00:00", "created", actor_role="agent"),
    event("M3", "03-09T10:00:00", "agent_message", actor_role="agent"),
    event("M3", "03-09T10:30:00", "agent_message", actor_role="agent"),
    # M5: opened by the customer, answered at once; and across midnight in Taipei.
    event("M5", "03-08T15:50:00", "created", actor_role="customer"),
    event("M5", "03-08T16:10:00", "agent_message", actor_role="agent"),
    # H1: team and agent change at one instant: one handoff; back again: another.
    event("H1", "03-10T01:00:00", "team", "", "Red"),
    event("H1", "03-10T01:00:00", "assigned", "", "A1"),
    event("H1", "03-10T02:00:00", "team", "Red", "Blue"),
    event("H1", "03-10T02:00:00", "assigned", "A1", "A2"),
    event("H1", "03-10T03:00:00", "assigned", "A2", "A1"),
    # H2: assigned once: no handoff, whatever the row counts.
    event("H2", "03-10T01:00:00", "assigned", "", "A1"),
]

COMPLAINTS: list[Row] = [
    # Near midnight in Taipei; judged on another day; a verdict without a time.
    {"complaint_id": "C1", "reported_at": "2026-03-08T15:59:59Z", "product_id": "P1",
     "defect_code": "D1", "severity": "high", "verdict": "confirmed", "units": 2,
     "verdict_at": "2026-03-08T16:00:00Z", "lot": "L1", "region": "tw"},
    {"complaint_id": "C2", "reported_at": "2026-03-08T16:00:00Z", "product_id": "P1",
     "defect_code": "D1", "verdict": "rejected", "units": 5, "region": "tw"},
    {"complaint_id": "C3", "reported_at": "2026-03-03T01:00:00Z", "product_id": "P2",
     "defect_code": "D2", "verdict": "pending", "units": 7, "region": "kr"},
    {"complaint_id": "C4", "reported_at": "2026-03-03T01:00:00Z", "product_id": "P2",
     "defect_code": "D2", "units": 1, "region": "kr"},
    {"complaint_id": "C5", "reported_at": "2026-03-03T01:00:00Z", "product_id": "P2",
     "defect_code": "D1", "verdict": "confirmed", "lot": "L2", "region": "kr"},
    # An unknown product; a product with neither category nor vendor; no shipment of its region.
    {"complaint_id": "C6", "reported_at": "2026-03-04T01:00:00Z", "product_id": "P9",
     "defect_code": "D1", "verdict": "confirmed", "units": 1, "region": "tw"},
    {"complaint_id": "C7", "reported_at": "2026-03-04T01:00:00Z", "product_id": "P3",
     "defect_code": "D3", "verdict": "confirmed", "units": 1, "region": "us"},
    # Lot L1 of P4 is another lot than L1 of P1; a lot that nobody shipped.
    {"complaint_id": "C8", "reported_at": "2026-03-11T01:00:00Z", "product_id": "P4",
     "defect_code": "D1", "verdict": "confirmed", "units": 3, "lot": "L1", "region": "tw"},
    {"complaint_id": "C9", "reported_at": "2026-03-11T01:00:00Z", "product_id": "P4",
     "defect_code": "D1", "verdict": "confirmed", "units": 0, "lot": "L8"},
    {"complaint_id": "C10", "reported_at": "2026-03-11T01:00:00Z", "product_id": "P1",
     "defect_code": "D1", "verdict": "confirmed", "lot": "L7", "severity": "low"},
    {"complaint_id": "C11", "reported_at": "2026-03-13T01:00:00Z", "product_id": "P4",
     "defect_code": "D1", "verdict": "confirmed", "lot": "L5"},
]  # fmt: skip


def shipped(day: str, product: str, units: int, **row: Any) -> Row:
    return {"shipped_on": f"2026-{day}", "product_id": product, "units": units, **row}


SHIPMENTS: list[Row] = [
    shipped("03-02", "P1", 100, lot="L1", vendor_id="V2", region="tw", service="shop"),
    shipped("03-02", "P1", 50, lot="L1", vendor_id="V2", region="kr", service="shop"),
    shipped("03-02", "P1", 30, region="tw"),  # no lot: the product list's vendor
    shipped("03-08", "P1", 40, lot="L3", region="tw"),
    shipped("03-09", "P1", 40, lot="L3", region="tw"),
    shipped("03-03", "P2", 60, lot="L2", vendor_id="V2", region="kr"),
    shipped("03-03", "P2", 0, lot="L4", vendor_id="V2", region="jp"),  # zero base
    shipped("03-10", "P4", 80, lot="L1", vendor_id="V1", region="tw"),
    shipped("03-10", "P9", 10, region="tw"),  # an unknown product
    shipped("03-11", "P1", 70, lot="L7", vendor_id="V9", region="tw"),  # an unknown vendor
    # Two shipments without a lot are not of one lot; two vendors of one lot tell nothing.
    shipped("03-12", "P1", 5, vendor_id="V2", region="kr"),
    shipped("03-12", "P4", 6, lot="L5", vendor_id="V1", region="tw"),
    shipped("03-12", "P4", 7, lot="L5", vendor_id="V2", region="kr"),
    shipped("03-13", "P4", 8, lot="L5", region="kr"),
    shipped("03-24", "P1", 20, region="tw"),
]


def refund(number: str, at: str, amount: str, currency: str = "TWD", **row: Any) -> Row:
    return {
        "refund_id": number, "requested_at": f"2026-{at}Z", "order_id": "O1", "amount": amount,
        "currency": currency, **row,
    }  # fmt: skip


REFUNDS: list[Row] = [
    # Five refunds of one order, many shipments of its product: nothing may be doubled.
    refund("R1", "03-02T01:00:00", "100.25", product_id="P1", region="tw", reason="broken"),
    refund("R2", "03-02T01:00:00", "0.10", product_id="P1", region="tw", reason="broken"),
    refund("R3", "03-02T01:00:00", "0.20", product_id="P1", region="kr", reason="late", units=3),
    # Two currencies, each at the rate of its own day in Taipei: 3 March, then 4 March.
    refund("R4", "03-03T15:59:59", "10", "USD", product_id="P2", region="kr", units=2),
    refund("R5", "03-03T16:00:00", "10", "USD", product_id="P2", region="kr", units=2),
    refund("R6", "03-04T01:00:00", "1000", "JPY", product_id="P9", region="tw"),
    # Rejected: zero, also where the rate is missing.
    refund(
        "R7", "03-05T01:00:00", "500", product_id="P1", region="tw", decision="rejected", units=4
    ),
    refund("R8", "03-05T01:00:00", "70", "EUR", product_id="P1", decision="rejected"),
    # No rate for the euro on that day: the week's sum is unknown, and no other week's.
    refund("R9", "03-10T01:00:00", "70", "EUR", product_id="P4", region="tw", decision="approved"),
    refund("R10", "03-11T01:00:00", "30", product_id="P4", region="tw"),
    refund("R11", "03-17T01:00:00", "30", region="tw", reason="broken"),  # no product
]
RATES: list[Row] = [
    {"on_date": "2026-03-03", "currency": "USD", "rate_to_base": 31.5},
    {"on_date": "2026-03-04", "currency": "USD", "rate_to_base": 32.25},
    {"on_date": "2026-03-04", "currency": "JPY", "rate_to_base": 0.21},
    {"on_date": "2026-03-09", "currency": "EUR", "rate_to_base": 34},
    {"on_date": "2026-03-11", "currency": "EUR", "rate_to_base": 35},
    {"on_date": "2026-03-02", "currency": "TWD", "rate_to_base": 2},  # never asked for
]
TABLES: dict[str, list[Row]] = {
    "products": PRODUCTS,
    "staff": STAFF,
    "tickets": TICKETS,
    "ticket_events": EVENTS,
    "complaints": COMPLAINTS,
    "shipments": SHIPMENTS,
    "refunds": REFUNDS,
    "fx_rates": RATES,
}
