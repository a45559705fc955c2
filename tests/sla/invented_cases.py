"""Seeded complaints, refunds, stop-sales, analyses and actions, whose promises two times tell."""

from __future__ import annotations

from typing import Any

from tests.sla.invented import Maker, Row, text
from tests.sla.invented_rules import FIELDS


def other_cases(maker: Maker, count: int) -> dict[str, list[Row]]:
    """`count` of each kind."""
    numbers = range(count)
    return {
        "complaints": [_complaint(maker, f"C{n:04}") for n in numbers],
        "refunds": [_refund(maker, f"R{n:04}") for n in numbers],
        "andons": [_andon(maker, f"A{n:04}") for n in numbers],
        "rcas": [_rca(maker, f"Q{n:04}", f"A{int(n * 1.1):04}") for n in numbers],
        "actions": [_action(maker, f"D{n:04}") for n in numbers],
    }


def _fields(maker: Maker, case: str) -> Row:
    return {
        name: maker.maybe(0.9, maker.luck.choice(words)) for name, words in FIELDS[case].items()
    }


def _after(maker: Maker, start: int, chance: float = 0.7) -> Any:
    """A later time, or none, or seldom one that is before the start."""
    later = maker.later(start) if maker.luck.random() < 0.95 else start - 1_500_000
    return maker.maybe(chance, text(later))


def _complaint(maker: Maker, number: str) -> Row:
    start = maker.instant()
    return {
        "complaint_id": number, "reported_at": text(start), "product_id": "P1",
        "defect_code": "D1", "verdict_at": _after(maker, start),
        "verdict": maker.luck.choice(["", "pending", "confirmed", "rejected", "confirmed"]),
        **_fields(maker, "complaint"),
    }  # fmt: skip


def _refund(maker: Maker, number: str) -> Row:
    start, back = maker.instant(), maker.instant()
    return {
        "refund_id": number, "requested_at": text(start), "order_id": "O1", "amount": "10",
        "currency": "TWD", "decided_at": _after(maker, start), "paid_at": _after(maker, start, 0.5),
        "decision": maker.luck.choice(["", "approved", "approved", "approved", "rejected"]),
        "return_received_at": maker.maybe(0.6, text(back)), "inspected_at": _after(maker, back),
        **_fields(maker, "refund"),
    }  # fmt: skip


def _andon(maker: Maker, number: str) -> Row:
    start = maker.instant()
    return {
        "andon_id": number, "product_id": "P1", "triggered_at": text(start), "lot": "L1",
        "suspended_at": _after(maker, start), **_fields(maker, "andon"),
    }  # fmt: skip


def _rca(maker: Maker, number: str, andon: str) -> Row:
    start = maker.instant()
    return {
        "rca_id": number, "andon_id": andon, "opened_at": text(start),
        "completed_at": _after(maker, start), **_fields(maker, "rca"),
    }  # fmt: skip


def _action(maker: Maker, number: str) -> Row:
    start = maker.instant()
    return {
        "action_id": number, "rca_id": "Q0001", "opened_at": text(start),
        "done_at": _after(maker, start), "kind": maker.luck.choice(FIELDS["action"]["kind"]),
    }  # fmt: skip
