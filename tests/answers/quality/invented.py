"""Seeded exports of stops, causes, refunds and audits, on top of those of a service desk.

Instants lie on a lattice of hours, so that "within 30 days" and "seven days before" often fall on
the second itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.answers.invented import AGENTS, PRODUCTS, Business, Row, utc

STEP = dt.timedelta(hours=6)
DEFECTS = (("D1", "F1"), ("D2", "F1"), ("D3", None), (None, "F2"))
ORDERS = ("O1", "O2", "O3", "O4")


@dataclass
class Quality(Business):
    """A business with stop-sales, audits and all columns of its refunds."""

    stops: int = 40
    others: int = 120

    def tables(self) -> dict[str, list[Row]]:
        """All exports by the name of their table."""
        tables = super().tables()
        for row in tables["staff"]:
            row["manager_id"] = self.dice.choice(("A1", "A2", None))
        for row in tables["tickets"]:
            self._widen_ticket(row, tables["ticket_events"])
        for row in tables["complaints"]:
            self._widen_complaint(row)
        for row in tables["shipments"]:
            row["customers"] = self.dice.choice((1, 2, 3)) if self._maybe(0.97) else None
        for row in tables["refunds"]:
            self._widen_refund(row)
        tables["andons"] = [self._andon(number) for number in range(self.stops)]
        tables["rcas"] = [self._rca(number) for number in range(self.stops)]
        tables["actions"] = [self._action(number) for number in range(self.stops * 2)]
        tables["audits"] = [self._audit(number) for number in range(self.others)]
        return tables

    def _later(self, at: dt.datetime, most_days: float) -> dt.datetime:
        """The instant some steps after `at`, at most `most_days` and at least none."""
        return at + self.dice.randint(0, int(most_days * 4)) * STEP

    def _known(self, at: dt.datetime | None) -> str | None:
        """The instant as exports write it; what lies after the end has not happened yet."""
        return utc(at) if at is not None and at < self.end else None

    def _early(self) -> dt.datetime:
        return self._later(self.start, self.days - 1)

    def _widen_ticket(self, row: Row, events: list[Row]) -> None:
        row |= {
            "customer_id": self.dice.choice(("K1", "K2", "K3", "K4", None)),
            "order_id": self.dice.choice((*ORDERS, None)),
            "escalation_level": self.dice.choice((None, None, 0, 1)),
        }
        created = dt.datetime.strptime(row["created_at"], "%Y-%m-%dT%H:%M:%SZ")
        at = created.replace(tzinfo=dt.UTC)
        for kind in ("escalated", "category", "category"):
            at = self._instant(at + dt.timedelta(seconds=1), 60)
            if self._maybe(0.2) and at < self.end:
                old = self.dice.choice((None, "broken", "late"))
                events.append(self._event(row, at, kind, old, self.dice.choice(("broken", "late"))))

    def _widen_complaint(self, row: Row) -> None:
        # in bursts, or the pull rule is never crossed
        burst = self.start + dt.timedelta(
            days=self.dice.choice((3, 40, 41, 90, 150, self.days - 5))
        )
        reported = (
            min(self._later(burst, 5), self.end - STEP) if self._maybe(0.6) else self._early()
        )
        row["reported_at"] = utc(reported)
        row["verdict_at"] = row["verdict_at"] and self._known(self._later(reported, 9))
        if self._maybe(0.8):
            row["shipped_at"] = utc(self._later(reported, 30) - dt.timedelta(days=29))

    def _widen_refund(self, row: Row) -> None:
        asked = self._early()
        decided = self._later(asked, 5) if row["decision"] else None
        paid = self._later(decided or asked, 4) if self._maybe(0.5) else None
        back = self._later(asked, 6) if self._maybe(0.5) else None
        seen = self._later(back, 3) if back and self._maybe(0.7) else None
        if decided and decided >= self.end:
            decided = row["decision"] = None
        # a decision and its time go together here
        amount = row["amount"] = self.dice.choice(("10.00", "20.00", "33.33", row["amount"]))
        row |= {
            "requested_at": utc(asked), "decided_at": self._known(decided),
            "paid_at": self._known(paid), "return_received_at": self._known(back),
            "inspected_at": self._known(seen),
            "return_required": self.dice.choice(("true", "false", None)),
            "entitled_amount": self.dice.choice((amount, "10.01", "20.00", None)),
            "order_line_id": self.dice.choice(("1", "2", None)),
            "complaint_id": self.dice.choice((f"C{self.dice.randint(0, self.others + 5)}", None)),
            "order_currency": self.dice.choice((row["currency"], row["currency"], "TWD", None)),
            "decided_by": self.dice.choice(("A1", "A2", None)),
            "requested_by": self.dice.choice(("A1", "A3", None)),
            "return_freight": self.dice.choice((None, "3.50")),
            "handling_cost": self.dice.choice((None, "1.25")),
            "method": self.dice.choice(("card", None)),
        }  # fmt: skip

    def _andon(self, number: int) -> Row:
        product = self.dice.choice((*PRODUCTS[:2] * 4, *PRODUCTS, "P99"))
        code, family = self.dice.choice(DEFECTS)
        scope = self.dice.choice(("product", "lot", "vendor", None))
        pulled = self._early()
        row: Row = {
            "andon_id": f"S{number:03}", "product_id": product, "defect_code": code,
            "defect_family": family, "triggered_at": utc(pulled), "scope": scope,
            "lot": self.dice.choice((*[f"{product}-a", "X"] * 5, None)) if scope == "lot" else None,
            "region": self.dice.choice(("tw", "kr", None, None)),
            "owner_id": self.dice.choice(AGENTS), "fix_type": self.dice.choice(("rework", None)),
            "verdict": self.dice.choice(("confirmed", "rejected", "pending", None, None)),
            "trigger_complaint_id": f"C{self.dice.randint(0, self.others + 5)}",
        }  # fmt: skip
        at = pulled
        for name, most in (
            ("suspended_at", 2), ("fixed_at", 6), ("verified_at", 3), ("resumed_at", 3),
            ("closed_at", 5),
        ):  # fmt: skip
            at = self._later(at, most)
            row[name] = self._known(at) if self._maybe(0.85) else None
        return row

    def _rca(self, number: int) -> Row:
        opened = self._early()
        done = self._later(opened, 20) if self._maybe(0.8) else None
        return {
            "rca_id": f"R{number:03}", "andon_id": f"S{self.dice.randint(0, self.stops):03}",
            "opened_at": utc(opened), "completed_at": self._known(done),
            "cause_category": self.dice.choice(("design", "process", None)),
            "cause": self.dice.choice(("reflow", None)),
            "evidence": self.dice.choice(("x-ray", None)),
            "owner_id": self.dice.choice(AGENTS),
            "effect_metric": self.dice.choice(
                ("defect_rate_ppm", "defect_rate_ppm", "complaints", "happiness", None)
            ),
            "effect_threshold": self.dice.choice((0, 1, 2, 20_000, 90_000, None)),
            "effect_window_days": self.dice.choice((7, 14, 30, 30, None)),
        }  # fmt: skip

    def _action(self, number: int) -> Row:
        opened = self._early()
        due = self._later(opened, 20)
        done = self._later(opened, 30) if self._maybe(0.7) else None
        return {
            "action_id": f"T{number:03}", "rca_id": f"R{self.dice.randint(0, self.stops):03}",
            "kind": self.dice.choice(("containment", "corrective", "preventive")),
            "opened_at": utc(opened), "due_at": utc(due) if self._maybe(0.9) else None,
            "done_at": self._known(done), "owner_id": self.dice.choice(AGENTS),
        }  # fmt: skip

    def _audit(self, number: int) -> Row:
        who: Any = self.dice.choice(AGENTS[:-1])
        return {
            "audit_id": f"Q{number:03}", "audited_at": utc(self._early()),
            "ticket_id": f"T{self.dice.randint(0, 39)}" if self._maybe(0.9) else None,
            "agent_id": who, "auditor_id": self.dice.choice(("A1", "A2", "A3", "A98")),
            "score": self.dice.choice((0, 50, 87.5, 100)),
            "max_score": self.dice.choice((100, 100, 120)),
            "passed": self.dice.choice(("true", "true", "false", None)),
            "critical_error": self.dice.choice(("true", "false", "false", None)),
            "topic": self.dice.choice(("tone", "tone", "process", None)),
        }  # fmt: skip
