"""All the traps as exports, by the name of their table."""

from __future__ import annotations

from tests.answers.quality import traps_causes, traps_desk, traps_refunds, traps_stops
from tests.answers.traps import Row

TABLES: dict[str, list[Row]] = {
    "products": traps_stops.PRODUCTS,
    "staff": traps_desk.STAFF,
    "tickets": traps_desk.TICKETS,
    "ticket_events": traps_desk.EVENTS,
    "complaints": traps_stops.COMPLAINTS,
    "shipments": traps_stops.SHIPMENTS,
    "refunds": traps_refunds.REFUNDS,
    "fx_rates": traps_refunds.RATES,
    "andons": traps_stops.ANDONS,
    "rcas": traps_causes.RCAS,
    "actions": traps_causes.ACTIONS,
    "audits": traps_desk.AUDITS,
}
