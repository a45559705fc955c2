"""Seeded exports of all kinds of rows, small enough for slow SQL, large enough for luck to end."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
OPEN = ("new", "open", "pending", "on_hold")
SOLVED = ("solved", "closed")
PRODUCTS = ("P1", "P2", "P3", "P4", "P5")
REGIONS = ("tw", "kr", "jp", None)
AGENTS = ("A1", "A2", "A3", "A4", "A99", None)  # A99 is in no list
TEAMS = ("Red", "Blue", "Green", None)


@dataclass
class Business:
    """`days` days from midnight UTC of `first` on; nothing happens after them."""

    seed: int
    first: dt.date
    days: int = 60
    tickets: int = 200
    others: int = 100
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.start = dt.datetime.combine(self.first, dt.time(), dt.UTC)
        self.end = self.start + dt.timedelta(days=self.days)

    def tables(self) -> dict[str, list[Row]]:
        """All exports by the name of their table."""
        told = [self._ticket(number) for number in range(self.tickets)]
        return {
            "products": self._products(),
            "staff": self._staff(),
            "tickets": [row for row, _ in told],
            "ticket_events": [event for _, events in told for event in events],
            "complaints": [self._complaint(number) for number in range(self.others)],
            "shipments": self._shipments(),
            "refunds": [self._refund(number) for number in range(self.others)],
            "fx_rates": self._rates(),
        }

    def _instant(self, after: dt.datetime | None = None, within: float = 10**6) -> dt.datetime:
        """An instant, often near a midnight of some zone, after `after` by at most `within` h."""
        low = after or self.start
        high = min(self.end, low + dt.timedelta(hours=within))
        span = int((high - low).total_seconds())
        found = low + dt.timedelta(seconds=self.dice.randint(0, span))
        if self.dice.random() < 0.3:
            whole = found.replace(minute=0, second=0)
            return whole if whole >= low else found
        return found

    def _maybe(self, chance: float) -> bool:
        return self.dice.random() < chance

    def _products(self) -> list[Row]:
        return [
            {"product_id": "P1", "category": "kitchen", "vendor_id": "V1", "vendor": "Acme"},
            {"product_id": "P2", "category": "kitchen", "vendor_id": "V2"},
            {"product_id": "P3", "category": "home", "vendor_id": "V1", "vendor": "Acme"},
            {"product_id": "P4", "category": "home"},
            {"product_id": "P5", "vendor_id": "V3", "vendor": "Bolt"},
        ]

    def _staff(self) -> list[Row]:
        rows: list[Row] = []
        for who in ("A1", "A2", "A3", "A4"):
            starts = sorted({self._instant() for _ in range(3)})
            rows.append({"staff_id": who, "team": self.dice.choice(TEAMS), "valid_from": None})
            rows += [
                {
                    "staff_id": who, "team": self.dice.choice(TEAMS), "valid_from": utc(start),
                    "valid_to": utc(self._instant(start + dt.timedelta(seconds=1)))
                    if self._maybe(0.6) else None,
                }
                for start in starts
            ]  # fmt: skip
        return rows

    def _ticket(self, number: int) -> tuple[Row, list[Row]]:
        created = self._instant()
        row: Row = {
            "ticket_id": f"T{number}", "created_at": utc(created), "status": "open",
            "priority": self.dice.choice(("high", "low", None)),
            "channel": self.dice.choice(("mail", "chat")),
            "category": self.dice.choice(("broken", "late", None)),
            "team": self.dice.choice(TEAMS), "assignee_id": self.dice.choice(AGENTS),
            "product_id": self.dice.choice((*PRODUCTS, "P99", None)),
            "region": self.dice.choice(REGIONS), "service": self.dice.choice(("shop", None)),
            "sla_met": self.dice.choice(("true", "true", "false", None)),
            "reopen_count": self.dice.choice((None, None, 0, 1)),
            "handoff_count": self.dice.choice((0, 1, 2)),
        }  # fmt: skip
        if self._maybe(0.1):
            row |= {"merged_into": "T0", "void_reason": "duplicate"} if number else {}
        events: list[Row] = []
        if self._maybe(0.6):
            events += self._statuses(row, created)
        elif self._maybe(0.6):
            self._solve_row(row, created)
        if self._maybe(0.5):
            events += self._messages(row, created)
        elif self._maybe(0.5):
            row["first_response_at"] = utc(self._instant(created, 30))
        if self._maybe(0.5):
            events += self._assignments(row, created)
        elif not events and self._maybe(0.3):
            row["handoff_count"] = None
        return row, events

    def _solve_row(self, row: Row, created: dt.datetime) -> None:
        solved = self._instant(created, 200)
        row["status"] = self.dice.choice(("solved", "closed", "open"))
        if self._maybe(0.8):
            row["resolved_at"] = utc(solved)
        if self._maybe(0.5):
            row["closed_at"] = utc(self._instant(solved, 100))
        row["updated_at"] = utc(self._instant(solved, 100))

    def _statuses(self, row: Row, created: dt.datetime) -> list[Row]:
        events: list[Row] = []
        at, status = created, "new"
        numbered = self._maybe(0.5)
        for step in range(self.dice.randint(1, 7)):
            after = self.dice.choice([s for s in (*OPEN, *SOLVED, *SOLVED) if s != status])
            # One instant for two changes only where their order is beyond doubt.
            tied = bool(events) and status not in SOLVED and after in SOLVED and self._maybe(0.2)
            at = at if tied else self._instant(at + dt.timedelta(seconds=1), 90)
            if at >= self.end:
                break
            events.append(self._event(row, at, "status", status, after))
            if numbered:
                events[-1]["event_seq"] = step
            status = after
        row["status"] = status
        if status in SOLVED:
            row["resolved_at"] = utc(self._instant(created, 90))  # not what the changes say
        self.dice.shuffle(events)
        return events

    def _messages(self, row: Row, created: dt.datetime) -> list[Row]:
        events: list[Row] = []
        opener = self.dice.choice(("agent", "customer", None))
        if self._maybe(0.7):
            events.append(self._event(row, created, "created", actor_role=opener))
        for _ in range(self.dice.randint(1, 5)):
            kind = self.dice.choice(
                ("agent_message", "agent_message", "customer_message", "bot_message",
                 "internal_note")
            )  # fmt: skip
            role = {"customer_message": "customer", "bot_message": "bot"}.get(kind, "agent")
            if kind == "agent_message" and self._maybe(0.3):
                role = self.dice.choice(("bot", "lead"))
            at = created if self._maybe(0.3) else self._instant(created, 30)
            events.append(self._event(row, at, kind, actor_role=role))
            events[-1]["public"] = self.dice.choice(("true", "false", None))
        return events

    def _assignments(self, row: Row, created: dt.datetime) -> list[Row]:
        events: list[Row] = []
        team, agent, at = None, None, created
        for _ in range(self.dice.randint(1, 4)):
            at = self._instant(at + dt.timedelta(seconds=1), 40)
            if at >= self.end:
                break
            new_team, new_agent = self.dice.choice(TEAMS), self.dice.choice(AGENTS)
            if new_team not in (None, team):
                events.append(self._event(row, at, "team", team, new_team))
                team = new_team
            if new_agent not in (None, agent):
                events.append(self._event(row, at, "assigned", agent, new_agent))
                agent = new_agent
        return events

    def _event(
        self, row: Row, at: dt.datetime, kind: str, old: str | None = None, new: str | None = None,
        actor_role: str | None = None,
    ) -> Row:  # fmt: skip
        return {
            "ticket_id": row["ticket_id"], "event_at": utc(at), "kind": kind, "old_value": old,
            "new_value": new, "actor_role": actor_role, "public": None, "event_seq": None,
            "event_id": f"E{self.dice.getrandbits(48):x}",
        }  # fmt: skip

    def _lot(self, product: str) -> str | None:
        return self.dice.choice((f"{product}-a", f"{product}-b", "X", None))

    def _complaint(self, number: int) -> Row:
        reported, product = self._instant(), self.dice.choice((*PRODUCTS, "P99"))
        verdict = self.dice.choice(("confirmed", "confirmed", "rejected", "pending", None))
        judged = verdict in ("confirmed", "rejected") and self._maybe(0.7)
        return {
            "complaint_id": f"C{number}", "reported_at": utc(reported), "product_id": product,
            "defect_code": self.dice.choice(("D1", "D2")),
            "severity": self.dice.choice(("high", "low", None)), "verdict": verdict,
            "verdict_at": utc(self._instant(reported, 200)) if judged else None,
            "lot": self._lot(product), "units": self.dice.choice((None, 1, 2, 0)),
            "region": self.dice.choice(REGIONS), "service": self.dice.choice(("shop", None)),
        }  # fmt: skip

    def _shipments(self) -> list[Row]:
        vendors = {"X": "V2", "P1-a": "V2", "P2-b": "V3", "P3-a": "V9", "P99-a": "V1"}
        rows: dict[tuple[Any, ...], Row] = {}
        for _ in range(self.others):
            product = self.dice.choice((*PRODUCTS, "P99"))
            lot, region = self._lot(product), self.dice.choice(REGIONS)
            service = self.dice.choice(("shop", None))
            day = self.first + dt.timedelta(days=self.dice.randrange(self.days))
            rows[day, product, lot, region, service] = {
                "shipped_on": day, "product_id": product, "units": self.dice.randint(0, 40),
                "lot": lot, "vendor_id": vendors.get(lot or ""), "region": region,
                "service": service,
            }  # fmt: skip
        return list(rows.values())

    def _refund(self, number: int) -> Row:
        return {
            "refund_id": f"R{number}", "requested_at": utc(self._instant()),
            "order_id": f"O{self.dice.randint(1, 9)}",
            "amount": f"{self.dice.randint(0, 99999) / 100:.2f}",
            "currency": self.dice.choice(("TWD", "TWD", "USD", "JPY")),
            "units": self.dice.choice((None, 1, 2, 3)),
            "product_id": self.dice.choice((*PRODUCTS, "P99", None)),
            "reason": self.dice.choice(("broken", "late", None)),
            "decision": self.dice.choice(("approved", "rejected", None)),
            "region": self.dice.choice(REGIONS), "service": self.dice.choice(("shop", None)),
        }  # fmt: skip

    def _rates(self) -> list[Row]:
        return [
            {
                "on_date": self.first + dt.timedelta(days=day), "currency": currency,
                "rate_to_base": round(base * self.dice.uniform(0.9, 1.1), 4),
            }
            for day in range(-1, self.days + 2)
            for currency, base in (("USD", 31.0), ("JPY", 0.2))
            if currency == "USD" or self._maybe(0.9)  # some days lack the yen
        ]  # fmt: skip


def utc(instant: dt.datetime) -> str:
    """An instant as exports write it."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
