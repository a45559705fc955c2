"""Complaint workbooks, and the quality department's registers."""

from __future__ import annotations

from typing import Any

from data.clock import local
from data.shapes import Sheet
from data.words import DEFECTS
from data.world import Complaint, World

_ZH = {"critical": "嚴重", "major": "主要", "minor": "次要", "confirmed": "確認不良",
       "rejected": "非不良", "pending": "判定中"}  # fmt: skip
TW_HEADER = (
    "登記編號", "登記時間", "訂單編號", "客服單號", "會員編號", "品號", "品名", "批號",
    "出貨日", "不良代碼", "不良說明", "嚴重度", "數量", "判定", "判定時間", "客訴內容",
)  # fmt: skip
TW_GROUPS = (("登記資料", 5), ("商品資料", 4), ("不良與判定", 6), ("顧客原文", 1))
EN_HEADER = (
    "No.", "Reported at", "Market", "Order", "Ticket", "Customer", "SKU", "Lot", "Shipped",
    "Defect", "Severity", "Units", "Verdict", "Verdict at", "What the customer says",
)  # fmt: skip


def tw_row(world: World, complaint: Complaint) -> list[Any]:
    """Return a complaint as the Taiwan team keeps it, in Chinese, with Taipei times."""
    c, product = complaint, world.products[complaint.product]
    return [
        c.id, local(c.at), c.order, c.ticket or "", c.customer, product.id, product.name("TW"),
        c.lot, local(c.shipped).date(), c.defect, DEFECTS[c.defect].zh, _ZH[c.severity], c.units,
        _ZH[c.verdict], local(c.verdict_at) if c.verdict_at else None, c.description,
    ]  # fmt: skip


def en_row(world: World, complaint: Complaint) -> list[Any]:
    """Return a complaint as the Korean and US teams keep it, in their own local times."""
    c = complaint
    return [
        c.id, local(c.at, c.region), c.region, c.order, c.ticket or "", c.customer,
        world.products[c.product].id, c.lot, local(c.shipped, c.region).date(), c.defect,
        c.severity, c.units, c.verdict, local(c.verdict_at, c.region) if c.verdict_at else None,
        c.description,
    ]  # fmt: skip


def complaint_books(world: World) -> list[Sheet]:
    """Return the complaint workbooks: titles and merged cells above, blank rows inside."""
    rows: dict[str, list[Any]] = {"TW": [], "KR": [], "US": []}
    for complaint in world.complaints:
        row = tw_row if complaint.region == "TW" else en_row
        rows[complaint.region].append(row(world, complaint))
    stamp = f"{local(world.span.until):%Y/%m/%d %H:%M}"
    blanks = frozenset({40, 41, 812, 1500})
    books = [
        Sheet(
            "quality/客訴登記表_TW.xlsx", "xlsx", rows["TW"], TW_HEADER,
            title=("客訴登記表（台灣）", f"製表：品質工程　許志豪　　匯出時間：{stamp}"),
            groups=TW_GROUPS, sheet="客訴登記", blank_after=blanks,
        )
    ]  # fmt: skip
    for region, place in (("KR", "Korea"), ("US", "United States")):
        books.append(
            Sheet(
                f"quality/complaints_{region}.xlsx", "xlsx", rows[region], EN_HEADER,
                title=(f"Complaint log {place}", f"exported {stamp} (Taipei), local times"),
                sheet="Complaints", blank_after=frozenset({25}),
            )
        )  # fmt: skip
    return books


def _when(instant: int | None) -> str:
    return "" if instant is None else f"{local(instant):%Y-%m-%d %H:%M}"


def _cell(value: Any, column: str) -> str:
    if value is None:
        return ""
    if column.endswith("_at") and isinstance(value, int):
        return _when(value)
    if isinstance(value, bool):
        return "Y" if value else "N"
    return str(value)


def _listing(path: str, records: list[dict[str, Any]], columns: dict[str, str]) -> Sheet:
    """Return a CSV of `records`: `columns` are the headers, and what each holds."""
    rows = [[_cell(record[name], name) for name in columns.values()] for record in records]
    return Sheet(path, "csv", rows, tuple(columns), encoding="utf-8-sig")


def registers(world: World) -> list[Sheet]:
    """Return the registers of stop-sales, root causes, actions and audits, in Taipei time."""
    stops = [
        {
            **{name: getattr(e, name) for name in (
                "id", "defect", "scope", "lot", "verdict", "fix_type", "trigger_complaint")},
            "sku": world.products[e.product].id, "name": world.products[e.product].name("US"),
            "family": DEFECTS[e.defect].family, "owner": "S401" if n % 3 else "S402",
            **{f"{stage}_at": known(getattr(e, stage), world.span.until) for stage in (
                "triggered", "suspended", "cause_found", "fixed", "verified", "resumed", "closed")},
        }
        for n, e in enumerate(world.episodes)
    ]  # fmt: skip
    return [
        _listing("quality/stop_sale_register.csv", stops, {
            "Stop no.": "id", "SKU": "sku", "Product": "name", "Defect": "defect",
            "Family": "family", "Scope": "scope", "Lot": "lot", "Pulled": "triggered_at",
            "Suspended": "suspended_at", "Cause found": "cause_found_at", "Fixed": "fixed_at",
            "Verified": "verified_at", "Resumed": "resumed_at", "Closed": "closed_at",
            "Complaint": "trigger_complaint", "Owner": "owner", "Verdict": "verdict",
            "Fix": "fix_type",
        }),
        _listing("quality/rca_log.csv", world.rcas, {
            "RCA no.": "rca_id", "Stop no.": "andon_id", "Opened": "opened_at",
            "Completed": "completed_at", "Cause category": "cause_category", "Root cause": "cause",
            "Evidence": "evidence", "Method": "method", "Owner": "owner_id",
            "Effect metric": "effect_metric", "Effect threshold": "effect_threshold",
            "Effect window (days)": "effect_window_days",
        }),
        _listing("quality/capa_actions.csv", world.actions, {
            "Action no.": "action_id", "RCA no.": "rca_id", "Type": "kind", "Opened": "opened_at",
            "Due": "due_at", "Done": "done_at", "Verified": "verified_at", "Owner": "owner_id",
            "Description": "description",
        }),
        _listing("quality/qa_audits.csv", world.audits, {
            "Audit": "audit_id", "Audited": "audited_at", "Ticket": "ticket_id",
            "Agent": "agent_id", "Auditor": "auditor_id", "Score": "score", "Max": "max_score",
            "Passed": "passed", "Critical error": "critical_error", "Topic": "topic",
        }),
    ]  # fmt: skip


def known(instant: int | None, until: int) -> int | None:
    """Return `instant` unless it lies after the as-of."""
    return instant if instant is not None and instant <= until else None
