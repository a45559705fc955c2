"""Refunds: what complaints and returns cost, and the exceptions planted among them."""

from __future__ import annotations

import copy

import numpy as np

from data.clock import DAY, HOUR, MINUTE, Hours, day_start, local, plain_minute
from data.people import CARE, DEPUTY, LEADS, Roster, hours
from data.stories import LEAK_REASON, LEAK_SINCE
from data.world import CURRENCY, Complaint, Refund, Ticket, World

RETURNED_SHARE = {"change_of_mind": 1.0, "wrong_item": 0.95, "not_as_described": 0.9,
                  "defective": 0.6, LEAK_REASON: 0.3, "late_delivery": 0.0}  # fmt: skip
# How many refunds have each planted fault.
DUPLICATES, EARLY, SELF_APPROVED, ON_REJECTED, OTHER_CURRENCY = 14, 37, 23, 9, 6
_FREIGHT = {"TW": 80.0, "KR": 3000.0, "US": 7.5}
_METHODS = {"TW": ("card", "line_pay", "transfer"), "KR": ("card", "kakao_pay", "transfer"),
            "US": ("card", "card", "store_credit")}  # fmt: skip


class Counter:
    """Who takes refund requests in, and decides them."""

    def __init__(self, world: World) -> None:
        """Start with no order line refunded."""
        self.world, self.rng = world, world.rng("refunds")
        self.hours: dict[str, Hours] = hours(world.span)
        self.roster = Roster(world.staff, world.span)
        self.lines: set[str] = set()

    def line(self, order: str) -> str:
        """Return a line of `order` that has not been refunded yet."""
        number = 1
        while f"{order}-{number}" in self.lines:
            number += 1
        self.lines.add(f"{order}-{number}")
        return f"{order}-{number}"

    def request(
        self, case: Ticket | None, complaint: Complaint | None, at: int, reason: str
    ) -> Refund | None:
        """Return the refund asked for at `at`, as far as it has come; None after the as-of."""
        about = complaint or case
        assert about is not None and about.product is not None and about.order  # noqa: S101
        region, draw = about.region, self.rng.random(20).tolist()
        at = plain_minute(at, region)
        if at > self.world.span.until:
            return None
        day = self.world.span.index(local(at).date())
        agent = case.assignee if case and case.assignee else None
        product = self.world.products[about.product]
        units = complaint.units if complaint else 1 + (draw[0] > 0.93)
        full = product.prices[region] * units
        part = 1.0 if draw[1] < 0.89 else (0.1, 0.2, 0.3, 0.5)[int(draw[2] * 4)]
        amount = money(full * part, region)
        refund = Refund(
            id="", at=at, order=about.order, line=self.line(about.order), region=region,
            units=units, reason=reason, amount=amount, currency=CURRENCY[region],
            entitled=amount, order_currency=CURRENCY[region],
            requested_by=agent or self.roster.pick(CARE[region], day, draw[3]),
            product=about.product, customer=about.customer, ticket=case.id if case else None,
            complaint=complaint.id if complaint else None,
            return_required=part == 1.0 and draw[4] < RETURNED_SHARE[reason],
            method=_METHODS[region][int(draw[5] * 3)],
        )  # fmt: skip
        rejected = draw[6] < (0.07 if complaint is None or complaint.verdict == "confirmed" else 1)
        self._decide(refund, "rejected" if rejected else "approved", draw[7:])
        return refund

    def _decide(self, refund: Refund, decision: str, draw: list[float]) -> None:
        until, team = self.world.span.until, CARE[refund.region]
        wait = 5 * HOUR * np.exp(2.2 * (draw[0] - 0.5))
        decided = self.hours[team].after(refund.at, wait) // MINUTE * MINUTE
        lead = LEADS[team]
        decided_by = DEPUTY if refund.region == "TW" and draw[1] < 0.45 else lead
        if decided_by == refund.requested_by:
            decided_by = lead
        if decided > until:
            return
        refund.decided, refund.decision, refund.decided_by = decided, decision, decided_by
        if decision == "rejected":
            return
        ready = decided
        if refund.return_required:
            returned = _daytime(refund.at + round((4 + 9 * draw[2]) * DAY), draw[3], refund.region)
            if draw[4] > 0.95 or returned > until:
                return
            refund.returned, refund.freight = returned, _FREIGHT[refund.region]
            inspected = plain_minute(returned + (2 + 44 * draw[5]) * HOUR, refund.region)
            ready = max(decided, inspected)
            if inspected <= until:
                refund.inspected = inspected
                results = ("as claimed", "as claimed", "as claimed", "no fault found", "used")
                refund.inspection = results[int(draw[6] * 5)]
                refund.handling = money(_FREIGHT[refund.region] * (0.3 + draw[7]), refund.region)
        paid = plain_minute(ready + (6 + 60 * draw[8]) * HOUR, refund.region)
        refund.paid = paid if paid <= until else None


def money(amount: float, region: str) -> float:
    """Round to what the region's currency pays out: dollars, ten won, cents."""
    if region == "US":
        return round(amount, 2)
    return float(round(amount)) if region == "TW" else float(round(amount / 10) * 10)


def _daytime(at: int, draw: float, region: str) -> int:
    """Return a minute between 10:00 and 17:00 of the local day of `at`."""
    return day_start(local(at, region).date(), region) + 10 * HOUR + int(draw * 7 * 60) * MINUTE


def refunds(world: World) -> list[Refund]:
    """Return all refunds, oldest first, numbered by region in that order."""
    counter = Counter(world)
    cases = {t.id: t for t in world.tickets}
    found: list[Refund | None] = []
    for complaint in world.complaints:
        draw = counter.rng.random(2).tolist()
        wanted = {"confirmed": 0.74, "rejected": 0.16, "pending": 0.0}[complaint.verdict]
        if draw[0] < wanted:
            case = cases.get(complaint.ticket or "")
            start = complaint.verdict_at or complaint.at
            at = start + round((1 + 30 * draw[1]) * HOUR)
            found.append(counter.request(case, complaint, at, "defective"))
    for ticket in world.tickets:
        if ticket.category == "Returns and refunds" and ticket.fate == "normal":
            draw = counter.rng.random(2).tolist()
            if draw[0] < 0.86:
                at = (ticket.first_response or ticket.at) + round((0.1 + 8 * draw[1]) * HOUR)
                found.append(counter.request(ticket, None, at, ticket.subcategory))
    kept = [r for r in found if r is not None]
    _plant(world, counter, kept)
    kept.sort(key=lambda r: (r.at, r.line))
    numbers = dict.fromkeys(CARE, 0)
    for refund in kept:
        numbers[refund.region] += 1
        refund.id = f"RF-{refund.region}-{numbers[refund.region]:06d}"
    return kept


def _plant(world: World, counter: Counter, found: list[Refund]) -> None:
    rng, since = world.rng("exceptions"), world.span.before(LEAK_SINCE)

    def some(count: int, rows: list[Refund]) -> list[Refund]:
        free = [r for r in rows if r.story is None]
        chosen = rng.choice(len(free), count, replace=False).tolist()
        return [free[n] for n in sorted(chosen)]

    for refund in found:
        if (
            refund.reason == LEAK_REASON and refund.decided_by == DEPUTY
            and refund.decision == "approved" and refund.at >= since and rng.random() < 0.85
        ):  # fmt: skip
            refund.amount = money(refund.entitled * (1.1 + 0.3 * rng.random()), refund.region)
            refund.story = "leak"
    paid = [r for r in found if r.paid is not None]
    for refund in some(SELF_APPROVED, [r for r in paid if r.decided_by]):
        refund.requested_by, refund.story = refund.decided_by or "", "self"
    for refund in some(EARLY, [r for r in paid if r.returned and r.decided]):
        assert refund.decided and refund.returned  # noqa: S101
        early = plain_minute(refund.decided + (0.5 + 20 * rng.random()) * HOUR, refund.region)
        refund.paid, refund.story = early, "early"
        if refund.returned <= early:
            shift = (early - refund.returned) // DAY * DAY + 2 * DAY
            refund.returned = refund.inspected = refund.inspection = None
            later = early + shift
            if later <= world.span.until:
                refund.returned = plain_minute(later, refund.region)
    for refund in some(OTHER_CURRENCY, [r for r in paid if r.region == "KR"]):
        refund.order_currency, refund.story = "USD", "currency"
    verdicts = {c.id: c.verdict for c in world.complaints}
    on_rejected = [r for r in found if r.complaint and verdicts[r.complaint] == "rejected"]
    for refund in some(ON_REJECTED, [r for r in on_rejected if r.decided]):
        assert refund.decided  # noqa: S101
        refund.decision, refund.return_required, refund.story = "approved", False, "rejected"
        refund.paid = min(refund.decided + DAY, world.span.until // MINUTE * MINUTE)
    early_enough = [r for r in paid if r.at < world.span.before(40)]
    for refund in some(DUPLICATES, early_enough):
        again = copy.copy(refund)
        again.at = plain_minute(refund.at + round((4 + 14 * rng.random()) * DAY), refund.region)
        again.ticket = again.complaint = again.returned = again.inspected = None
        again.inspection = again.freight = again.handling = None
        again.return_required = False
        again.decided = counter.hours[CARE[again.region]].after(again.at, 3 * HOUR)
        again.decided = again.decided // MINUTE * MINUTE
        again.paid = again.decided + DAY
        again.story = refund.story = "duplicate"
        found.append(again)
