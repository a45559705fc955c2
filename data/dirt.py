"""A few faults in every feed, as real exports have them; truth.json names each with its line.

A bad row has a number of its own, so that it never stands in for a good one.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from data.shapes import Sheet

_MARK = "99"  # numbers of bad rows begin or end with it
Change = tuple[float, dict[str, Any], str]  # where in the file, cells to set, what is wrong


def spoil(sheets: list[Sheet]) -> None:
    """Plant the faults of every feed into its files, in place."""
    for sheet in sheets:
        for begins, plant in _PLANTS.items():
            if sheet.path.split("/")[-1].startswith(begins):
                plant(sheet)


def _cells(sheet: Sheet, key: str, changes: list[Change]) -> None:
    """Plant copies of rows with some cells changed; `key` is the column with the row's number."""
    column = {name: number for number, name in enumerate(sheet.header)}
    for number, (where, cells, why) in enumerate(changes):
        row = list(sheet.rows[int(where * len(sheet.rows))])
        row[column[key]] = f"{row[column[key]]}-{_MARK}{number}"
        for name, value in cells.items():
            row[column[name]] = value
        sheet.spoil(where, row, why)


def _tickets(sheet: Sheet) -> None:
    def planted(where: float, why: str, **cells: Any) -> None:
        row = copy.deepcopy(sheet.rows[int(where * len(sheet.rows))])
        row["id"] = int(f"{_MARK}{row['id']}")
        row.update(cells)
        sheet.spoil(where, row, why)

    sheet.repeat(0.31)
    if sheet.path.endswith(".json"):
        planted(0.22, "unknown status 'deleted'", status="deleted")
        planted(0.48, "no id", id=None)
        planted(0.66, "impossible date in created_at", created_at="2026-02-30T10:00:00Z")
        planted(0.83, "no created_at", created_at=None)


def _events(sheet: Sheet) -> None:
    def planted(where: float, why: str, change: Callable[[dict[str, Any]], None]) -> None:
        event = json.loads(sheet.rows[int(where * len(sheet.rows))][0])
        event["id"] = int(f"{_MARK}{event['id']}")
        change(event)
        sheet.spoil(where, [json.dumps(event, separators=(",", ":"))], why)

    sheet.repeat(0.4)
    if sheet.path.endswith("Q1.ndjson.gz"):
        planted(0.2, "unknown kind 'Telepathy'", lambda e: e.update(type="Telepathy", field=None))
        planted(0.5, "no ticket_id", lambda e: e.update(ticket_id=None))
        planted(0.8, "impossible time", lambda e: e.update(created_at="2026-01-01T25:61:00Z"))


def _refunds_tw(sheet: Sheet) -> None:
    if sheet.path.endswith("-03.csv"):
        _cells(sheet, "退款單號", [
            (0.3, {"退款金額": "n/a"}, "amount 'n/a'"),
            (0.5, {"申請時間": "2026/2/30 11:20"}, "impossible date in requested_at"),
            (0.7, {"退款單號": ""}, "no refund id"),
        ])  # fmt: skip
    if sheet.path.endswith("-05.csv"):
        sheet.repeat(0.2)
        sheet.repeat(0.6)


def _refunds_kr(sheet: Sheet) -> None:
    _cells(sheet, "환불번호", [
        (0.25, {"환불금액": "n/a"}, "amount 'n/a'"),
        (0.75, {"주문번호": ""}, "no order"),
    ])  # fmt: skip
    sheet.repeat(0.5)


def _refunds_us(sheet: Sheet) -> None:
    _cells(sheet, "Refund ID", [
        (0.15, {"Requested (PT)": "13/45/2026 02:22 PM"}, "impossible date in requested_at"),
        (0.85, {"Currency": ""}, "no currency"),
    ])  # fmt: skip
    sheet.repeat(0.55)


def _shipments(sheet: Sheet) -> None:
    sheet.repeat(0.35)
    if sheet.path.endswith("Q2.csv"):
        _cells(sheet, "lot_no", [
            (0.2, {"units": "n/a"}, "units 'n/a'"),
            (0.4, {"sku": ""}, "no product"),
            (0.6, {"ship_date": "2026-04-31"}, "impossible date in shipped_on"),
        ])  # fmt: skip


def _complaints_tw(sheet: Sheet) -> None:
    _cells(sheet, "登記編號", [
        (0.3, {"判定": "主管說先放著"}, "unknown verdict"),
        (0.5, {"品號": ""}, "no product"),
        (0.7, {"登記時間": "2026/13/45 9:00"}, "impossible date in reported_at"),
        (0.9, {"不良代碼": ""}, "no defect code"),
    ])  # fmt: skip
    sheet.repeat(0.6)
    _say(sheet, "客訴內容")


def _complaints_en(sheet: Sheet) -> None:
    _cells(sheet, "No.", [(0.4, {"Verdict": "maybe"}, "unknown verdict")])
    sheet.repeat(0.8)
    _say(sheet, "What the customer says")


def _say(sheet: Sheet, column: str) -> None:
    """Put texts that must never be run into two good rows."""
    place = list(sheet.header).index(column)
    sheet.rows[-5][place] = '=HYPERLINK("http://refunds.example/claim","Photo")'
    sheet.rows[-9][place] = "<script>alert('photo')</script>\nsecond line, with \"quotes\""


def _stops(sheet: Sheet) -> None:
    _cells(sheet, "Stop no.", [
        (0.4, {"Pulled": "2026-02-30 10:00"}, "impossible date in triggered_at"),
        (0.6, {"SKU": ""}, "no product"),
    ])  # fmt: skip
    sheet.repeat(0.5)


def _rcas(sheet: Sheet) -> None:
    _cells(sheet, "RCA no.", [(0.5, {"Stop no.": ""}, "no stop-sale")])
    sheet.repeat(0.3)


def _actions(sheet: Sheet) -> None:
    _cells(sheet, "Action no.", [
        (0.3, {"Type": "celebration"}, "unknown kind"),
        (0.8, {"Opened": "soon"}, "opened_at is no time"),
    ])  # fmt: skip
    sheet.repeat(0.5)
    place = list(sheet.header).index("Description")
    sheet.rows[-3][place] = '=cmd|" /C calc"!A0 is what the vendor wrote'


def _audits(sheet: Sheet) -> None:
    _cells(sheet, "Audit", [
        (0.35, {"Score": "n/a"}, "score 'n/a'"),
        (0.65, {"Agent": ""}, "no agent"),
    ])  # fmt: skip
    sheet.repeat(0.5)


def _products(sheet: Sheet) -> None:
    _cells(sheet, "SKU", [(0.5, {"SKU": "", "Name": "TOTAL OF SHEET"}, "no product id")])
    sheet.repeat(0.7)


def _staff(sheet: Sheet) -> None:
    _cells(sheet, "Employee", [(0.6, {"From": "2026-02-31"}, "impossible date in valid_from")])
    sheet.repeat(0.2)


def _rates(sheet: Sheet) -> None:
    _cells(sheet, "currency", [(0.5, {"currency": "JPY", "twd_per_unit": "n/a"}, "rate 'n/a'")])
    sheet.repeat(0.4)


_PLANTS: dict[str, Callable[[Sheet], None]] = {
    "helpdesk_tickets": _tickets,
    "helpdesk_events": _events,
    "refunds_TW": _refunds_tw,
    "refunds_KR": _refunds_kr,
    "refunds_US": _refunds_us,
    "wms_shipments": _shipments,
    "客訴登記表": _complaints_tw,
    "complaints_": _complaints_en,
    "stop_sale_register": _stops,
    "rca_log": _rcas,
    "capa_actions": _actions,
    "qa_audits": _audits,
    "product_list": _products,
    "staff_list": _staff,
    "fx_daily": _rates,
}
