"""Refunds in which each row is there to trip a careless query. Times are UTC."""

from __future__ import annotations

from typing import Any

from tests.answers.traps import Row


def refund(number: str, at: str, amount: str, due: str | None, **row: Any) -> Row:
    times = {name: f"2026-{when}Z" for name, when in row.items() if name.endswith("_at")}
    return {
        "refund_id": number, "requested_at": f"2026-{at}Z", "order_id": f"O-{number}",
        "amount": amount, "currency": "TWD", "entitled_amount": due, **row, **times,
    }  # fmt: skip


def yes(number: str, at: str, amount: str, due: str | None, decided: str, **row: Any) -> Row:
    return refund(number, at, amount, due, decision="approved", decided_at=decided, **row)


def no(number: str, at: str, amount: str, due: str | None, decided: str, **row: Any) -> Row:
    return refund(number, at, amount, due, decision="rejected", decided_at=decided, **row)


REFUNDS: list[Row] = [
    # A cent more and a cent less are right, though no cent is a binary fraction; more is not.
    yes("R01", "03-01T00:00:00", "100.01", "100.00", "03-02T00:00:00", product_id="P1", units=2,
        complaint_id="C4", region="tw", reason="broken"),
    yes("R02", "03-01T00:00:00", "99.99", "100", "03-02T00:00:00", product_id="P1"),
    yes("R03", "03-01T00:00:00", "100.0101", "100", "03-02T00:00:00", product_id="P1"),
    yes("R04", "03-01T00:00:00", "90", "100", "03-02T00:00:00", product_id="P2", region="kr"),
    # Rejected: nothing was granted. Nothing was due, something was.
    no("R05", "03-01T00:00:00", "50", "0", "03-02T15:59:59", product_id="P2", units=4,
       complaint_id="C4"),
    no("R06", "03-01T00:00:00", "50", "50", "03-02T16:00:00", product_id="P2", region="kr"),
    # What was due is not known; not decided; decided nobody knows when; decided nobody knows how.
    yes("R07", "03-01T00:00:00", "500", None, "03-03T00:00:00", product_id="P9"),
    refund("R08", "03-01T00:00:00", "500", "1", product_id="P9", complaint_id="C20"),
    refund("R09", "03-01T00:00:00", "500", "1", decision="approved", product_id="P4"),
    # Money of another currency at the rate of the request's day in Taipei, not the decision's.
    yes("R10", "03-03T15:59:59", "12", "10", "03-04T16:00:00", currency="USD", product_id="P1"),
    yes("R11", "03-03T16:00:00", "12", "10", "03-04T16:00:00", currency="USD", product_id="P1"),
    # No rate on the day: the leak is not known; no leak needs no rate.
    yes("R12", "03-10T00:00:00", "7", "5", "03-17T00:00:00", currency="EUR", product_id="P4"),
    yes("R13", "03-10T00:00:00", "5", "5", "03-24T00:00:00", currency="EUR", product_id="P5"),
    no("R14", "03-10T00:00:00", "5", "0", "03-24T00:00:00", currency="EUR", product_id="P5",
       return_freight="2"),
    no("R15", "03-10T00:00:00", "5", "0", "03-24T00:00:00", currency="EUR", product_id="P6"),
    # The way back and the handling cost, also where the refund is rejected.
    no("R16", "04-01T00:00:00", "100", "0", "04-02T00:00:00", return_freight="3.50",
       handling_cost="1.25", product_id="P1"),
    yes("R17", "04-01T00:00:00", "100", "100", "04-02T00:00:00", handling_cost="2",
        product_id="P1", region="tw"),
    # One line four times: the rejected one is no duplicate, nor is another one of it.
    no("R20", "05-01T00:00:00", "10", "10", "05-01T10:00:00", order_id="O1", order_line_id="1"),
    yes("R21", "05-01T01:00:00", "10", "10", "05-01T10:00:00", order_id="O1", order_line_id="1"),
    refund("R23", "05-01T02:00:00", "10", "10", order_id="O1", order_line_id="1"),
    refund("R22", "05-01T02:00:00", "10", "10", order_id="O1", order_line_id="1"),
    # Twice at one instant: one of the two.
    refund("R28", "05-01T02:00:00", "10", "10", order_id="O3", order_line_id="1"),
    refund("R29", "05-01T02:00:00", "10", "10", order_id="O3", order_line_id="1"),
    # Another line, no line, another order.
    yes("R24", "05-02T00:00:00", "10", "10", "05-02T10:00:00", order_id="O1", order_line_id="2"),
    refund("R25", "05-02T00:00:00", "10", "10", order_id="O1"),
    refund("R26", "05-02T00:00:00", "10", "10", order_id="O1"),
    refund("R27", "05-02T00:00:00", "10", "10", order_id="O2", order_line_id="1"),
    # Paid before the goods were back: never, later, at the same instant; none needed; not paid.
    yes("R30", "05-03T00:00:00", "10", "10", "05-03T01:00:00", paid_at="05-04T00:00:00",
        return_required="true"),
    yes("R31", "05-03T00:00:00", "10", "10", "05-03T01:00:00", paid_at="05-04T00:00:00",
        return_required="true", return_received_at="05-04T00:00:01", inspected_at="05-04T16:00:00"),
    yes("R32", "05-03T00:00:00", "10", "10", "05-03T01:00:00", paid_at="05-04T00:00:00",
        return_required="true", return_received_at="05-04T00:00:00", inspected_at="05-05T00:00:00"),
    yes("R33", "05-03T00:00:00", "10", "10", "05-03T01:00:00", paid_at="05-04T00:00:00",
        return_required="false"),
    yes("R34", "05-03T00:00:00", "10", "10", "05-03T01:00:00", return_required="true"),
    # On a rejected complaint; so, but rejected itself; on one that is not judged.
    yes("R40", "05-05T00:00:00", "10", "10", "05-06T00:00:00", complaint_id="C1"),
    no("R41", "05-05T00:00:00", "10", "10", "05-06T00:00:00", complaint_id="C1"),
    yes("R42", "05-05T00:00:00", "10", "10", "05-06T00:00:00", complaint_id="C3"),
    # Another currency than the order's; the same; not said.
    yes("R43", "05-05T00:00:00", "10", "10", "05-06T00:00:00", order_currency="USD"),
    no("R44", "05-05T00:00:00", "10", "10", "05-06T00:00:00", order_currency="USD"),
    yes("R45", "05-05T00:00:00", "10", "10", "05-06T00:00:00", order_currency="TWD"),
    # Approved by the one who asked; rejected by that one; nobody is not the same as nobody.
    yes("R46", "05-05T00:00:00", "10", "10", "05-06T00:00:00", decided_by="S1", requested_by="S1"),
    no("R47", "05-05T00:00:00", "10", "10", "05-06T00:00:00", decided_by="S1", requested_by="S1"),
    yes("R48", "05-05T00:00:00", "10", "10", "05-06T00:00:00"),
    # Its complaint (20 April) came after A1 was lifted; at the very instant; of another defect.
    # P1 was lifted twice before C7: one exception.
    yes("R50", "05-07T00:00:00", "10", "10", "05-08T00:00:00", complaint_id="C6"),
    no("R51", "05-07T00:00:00", "10", "10", "05-08T00:00:00", complaint_id="C6"),
    yes("R52", "05-07T00:00:00", "10", "10", "05-08T00:00:00", complaint_id="C5"),
    yes("R53", "05-07T00:00:00", "10", "10", "05-08T00:00:00", complaint_id="C2"),
    yes("R54", "06-07T00:00:00", "10", "10", "06-08T00:00:00", complaint_id="C7"),
    # Waits: decided before it was asked for, paid before it was decided, inspected before it came:
    # not known. A day that is the next in Taipei.
    yes("R60", "06-02T00:00:00", "10", "10", "06-01T00:00:00", paid_at="05-30T00:00:00",
        return_received_at="06-04T00:00:00", inspected_at="06-03T00:00:00", region="jp"),
    yes("R61", "06-01T00:00:00", "10", "10", "06-01T10:00:00", paid_at="06-01T16:00:00",
        return_received_at="06-01T00:00:00", inspected_at="06-01T16:00:00", region="jp"),
    yes("R62", "06-01T00:00:00", "10", "10", "06-02T16:00:00", paid_at="06-03T00:00:00",
        region="jp"),
    # Paid, and nobody knows when it was decided.
    refund("R63", "06-01T00:00:00", "10", "10", paid_at="06-03T00:00:00", region="jp"),
    # A complaint that no list has; one without a day of shipping: of no cohort.
    yes("R70", "06-05T00:00:00", "10", "10", "06-06T00:00:00", complaint_id="C999", units=9),
    yes("R71", "06-05T00:00:00", "10", "10", "06-06T00:00:00", complaint_id="C2", units=9),
]  # fmt: skip
RATES: list[Row] = [
    {"on_date": "2026-03-03", "currency": "USD", "rate_to_base": 31.5},
    {"on_date": "2026-03-04", "currency": "USD", "rate_to_base": 32.25},
    {"on_date": "2026-03-05", "currency": "USD", "rate_to_base": 40},
    {"on_date": "2026-03-17", "currency": "EUR", "rate_to_base": 35},
    {"on_date": "2026-03-09", "currency": "EUR", "rate_to_base": 34},
]
