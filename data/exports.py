"""The clean world in the shapes in which its systems export it; `dirt.py` spoils them after."""

from __future__ import annotations

import datetime as dt
from typing import Any

from data.clock import Span, iso, local
from data.registers import complaint_books, registers
from data.shapes import Sheet
from data.tills import refund_files
from data.words import REGIONS, VENDORS
from data.world import CURRENCY, Event, Ticket, World

_STATUS = {"on_hold": "hold"}
_COMMENTS = {"agent_message", "customer_message", "bot_message"}
_ROLES = {"customer": "end-user"}
_LOCALES = {"TW": "zh-TW", "KR": "ko", "US": "en-US"}
_TAGS = {"spam": ["spam"], "merged": ["closed_by_merge"]}


def clean(world: World) -> list[Sheet]:
    """Return all files of the world, without a fault."""
    return [
        *_tickets(world), *_events(world), *_shipments(world), *refund_files(world),
        *complaint_books(world), *registers(world), _products(world), _staff(world), _rates(world),
    ]  # fmt: skip


def _when(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)


def ticket_object(world: World, ticket: Ticket) -> dict[str, Any]:
    """Return a ticket as the helpdesk's API gives it."""
    product = None if ticket.product is None else world.products[ticket.product].id
    return {
        "id": int(ticket.id),
        "created_at": iso(ticket.at),
        "updated_at": iso(ticket.updated),
        "status": _STATUS.get(ticket.status, ticket.status),
        "priority": ticket.priority,
        "via": {"channel": ticket.channel},
        "subject": ticket.subject,
        "requester": {"id": ticket.customer, "locale": _LOCALES[ticket.region]},
        "group": {"name": ticket.team},
        "assignee": {"id": ticket.assignee},
        "fields": {
            "category": ticket.category, "subcategory": ticket.subcategory, "sku": product,
            "order_no": ticket.order, "market": ticket.region,
        },
        "metrics": {
            "first_reply_at": _when(ticket.first_response), "solved_at": _when(ticket.solved),
            "closed_at": _when(ticket.closed), "reopens": ticket.reopens,
            "reassignments": ticket.handoffs, "escalation": ticket.level,
        },
        "sla": {"breached": None if ticket.sla_met is None else not ticket.sla_met},
        "merged_into": None if ticket.parent is None else int(ticket.parent),
        "tags": _TAGS.get(ticket.fate, []),
    }  # fmt: skip


def _tickets(world: World) -> list[Sheet]:
    years: dict[int, list[Any]] = {}
    for ticket in world.tickets:
        years.setdefault(local(ticket.at).year, []).append(ticket_object(world, ticket))
    last = max(years)
    return [
        Sheet(f"helpdesk/helpdesk_tickets_{year}.json{'' if year == last else '.gz'}", "json", rows)
        for year, rows in sorted(years.items())
    ]


def event_line(number: int, ticket: str, seq: int, event: Event) -> str:
    """Return an event as a line of the helpdesk's audit stream."""
    at, kind, old, new, actor, role, _ = event
    head = (
        f'{{"id":{number},"ticket_id":{ticket},"created_at":"{iso(at)}","seq":{seq},'
        f'"author":{{"id":"{actor}","role":"{_ROLES.get(role, role)}"}}'
    )
    if kind in _COMMENTS:
        return f'{head},"type":"Comment","public":true}}'
    if kind == "internal_note":
        return f'{head},"type":"Comment","public":false}}'
    if kind == "created":
        return f'{head},"type":"Create","to":"new"}}'
    if kind == "merged":
        return f'{head},"type":"Merge","to":"{new}"}}'
    names = {"assigned": "assignee", "team": "group", "escalated": "escalation"}
    field = names.get(kind, kind)
    before = f'"from":"{_STATUS.get(old, old)}",' if old is not None else ""
    after = _STATUS.get(new or "", new)
    return f'{head},"type":"Change","field":"{field}",{before}"to":"{after}"}}'


def _events(world: World) -> list[Sheet]:
    quarters: dict[str, list[list[str]]] = {}
    number = 9_000_000
    for ticket in world.tickets:
        begun = local(ticket.at)
        rows = quarters.setdefault(f"{begun.year}Q{(begun.month + 2) // 3}", [])
        for seq, event in enumerate(ticket.events, 1):
            number += 1
            rows.append([event_line(number, ticket.id, seq, event)])
    return [
        Sheet(f"helpdesk/helpdesk_events_{quarter}.ndjson.gz", "ndjson", rows)
        for quarter, rows in sorted(quarters.items())
    ]


def shipped_days(span: Span, gap: tuple[dt.date, ...]) -> frozenset[int]:
    """Return the day indexes that the warehouse's feed has: closed days, without its gap."""
    return frozenset(n for n, d in enumerate(span.days[:-1]) if d not in gap)


def _shipments(world: World) -> list[Sheet]:
    goods, days = world.shipped, world.span.days
    there = shipped_days(world.span, world.gap)
    quarters: dict[str, list[list[Any]]] = {}
    columns = (goods.day, goods.product, goods.lot, goods.region, goods.units, goods.customers)
    labels = [d.isoformat() for d in days]
    for day, product, lot, region, units, customers in zip(
        *(c.tolist() for c in columns), strict=True
    ):
        if day not in there:
            continue
        market, item = REGIONS[region], world.products[product]
        amount = round(units * item.prices[market], 2)
        key = f"{days[day].year}Q{(days[day].month + 2) // 3}"
        quarters.setdefault(key, []).append(
            [labels[day], market, item.id, world.lots[lot], item.kind.vendor, units, customers,
             f"{amount:.2f}" if market == "US" else int(amount), CURRENCY[market]]
        )  # fmt: skip
    header = ("ship_date", "market", "sku", "lot_no", "vendor_code", "units", "customers",
              "net_sales", "currency")  # fmt: skip
    return [
        Sheet(f"warehouse/wms_shipments_{quarter}.csv", "csv", rows, header)
        for quarter, rows in sorted(quarters.items())
    ]


def _products(world: World) -> Sheet:
    header = ("SKU", "Name", "品名", "상품명", "Category", "Vendor code", "Vendor", "List price",
              "Currency", "Launched", "Defect opportunities")  # fmt: skip
    rows = [
        [p.id, p.name("US"), p.name("TW"), p.name("KR"), p.kind.category, p.kind.vendor,
         VENDORS[p.kind.vendor], f"{p.prices['TW']:,.0f}", "TWD", p.launched.isoformat(),
         str(p.opportunities)]
        for p in world.products
    ]  # fmt: skip
    return Sheet("master/product_list.csv", "csv", rows, header, encoding="utf-8-sig")


def _staff(world: World) -> Sheet:
    header = ("Employee", "Name", "Team", "Reports to", "Market", "Role", "From", "Until")
    rows = [
        [p.id, p.name, p.team, p.manager or "", p.region, p.role, p.since.isoformat(),
         p.to.isoformat() if p.to else ""]
        for p in world.staff
    ]  # fmt: skip
    return Sheet("master/staff_list.csv", "csv", rows, header, encoding="utf-8-sig")


def _rates(world: World) -> Sheet:
    rows = [
        [day.isoformat(), currency, str(path[number])]
        for number, day in enumerate(world.span.days)
        for currency, path in world.rates.items()
    ]
    return Sheet("master/fx_daily.csv", "csv", rows, ("date", "currency", "twd_per_unit"))
