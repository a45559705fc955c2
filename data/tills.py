"""Refunds as three markets export them: Big5 by month, semicolons, dollars and AM/PM."""

from __future__ import annotations

from typing import Any

from data.clock import local
from data.shapes import Sheet
from data.world import Refund, World

_ZH = {
    "approved": "核准", "rejected": "駁回", None: "審核中",
    "change_of_mind": "改變心意", "wrong_item": "寄錯商品", "damaged_in_transit": "運送破損",
    "late_delivery": "延遲到貨", "not_as_described": "與描述不符", "defective": "商品瑕疵",
    "as claimed": "與申請相符", "no fault found": "檢測正常", "used": "已使用",
    "card": "信用卡", "line_pay": "LINE Pay", "transfer": "匯款",
}  # fmt: skip
_KO = {"approved": "승인", "rejected": "반려", None: "대기"}

TW_HEADER = (
    "退款單號", "申請時間", "訂單編號", "訂單明細", "客服單號", "客訴編號", "品號",
    "會員編號", "退款原因", "數量", "退款金額", "幣別", "應退金額", "訂單幣別", "審核時間",
    "審核結果", "審核人", "申請人", "付款時間", "需退貨", "退貨到倉時間", "驗貨時間",
    "驗貨結果", "退貨運費", "處理成本", "退款方式",
)  # fmt: skip
KR_HEADER = (
    "환불번호", "요청일시", "주문번호", "주문상세", "문의번호", "불만번호", "상품코드",
    "고객번호", "사유", "수량", "환불금액", "통화", "환불가능금액", "주문통화", "처리일시",
    "처리결과", "처리자", "요청자", "지급일시", "반품필요", "반품입고일시", "검수일시",
    "검수결과", "반품배송비", "처리비용", "환불수단",
)  # fmt: skip
US_HEADER = (
    "Refund ID", "Requested (PT)", "Order", "Order line", "Ticket", "Complaint", "SKU",
    "Customer", "Reason", "Units", "Amount", "Currency", "Entitled", "Order currency",
    "Decided (PT)", "Decision", "Decided by", "Requested by", "Paid (PT)",
    "Return required", "Return received (PT)", "Inspected (PT)", "Inspection",
    "Return freight", "Handling", "Method",
)  # fmt: skip


def refund_files(world: World) -> list[Sheet]:
    """Return the refunds: a file a month for Taiwan, one file each for Korea and the US."""
    months: dict[str, list[Any]] = {}
    rows: dict[str, list[Any]] = {"KR": [], "US": []}
    for refund in world.refunds:
        if refund.region == "TW":
            key = local(refund.at).strftime("%Y-%m")
            months.setdefault(key, []).append(tw_row(world, refund))
        else:
            rows[refund.region].append({"KR": kr_row, "US": us_row}[refund.region](world, refund))
    files = [
        Sheet(f"refunds/refunds_TW_{month}.csv", "csv", found, TW_HEADER, encoding="cp950")
        for month, found in sorted(months.items())
    ]
    files.append(
        Sheet("refunds/refunds_KR.csv", "csv", rows["KR"], KR_HEADER, "utf-8-sig", delimiter=";")
    )
    files.append(Sheet("refunds/refunds_US.csv", "csv", rows["US"], US_HEADER))
    return files


def _product(world: World, refund: Refund) -> str:
    return "" if refund.product is None else world.products[refund.product].id


def tw_row(world: World, refund: Refund) -> list[Any]:
    """Return a refund as Taiwan's system writes it: Taipei time without padding, ``1,290``."""

    def when(instant: int | None) -> str:
        if instant is None:
            return ""
        t = local(instant)
        return f"{t.year}/{t.month}/{t.day} {t:%H:%M}"

    def cash(amount: float | None) -> str:
        return "" if amount is None else f"{amount:,.0f}"

    r = refund
    return [
        r.id, when(r.at), r.order, r.line, r.ticket or "", r.complaint or "", _product(world, r),
        r.customer, _ZH[r.reason], str(r.units), cash(r.amount), r.currency, cash(r.entitled),
        r.order_currency, when(r.decided), _ZH[r.decision], r.decided_by or "", r.requested_by,
        when(r.paid), "是" if r.return_required else "否", when(r.returned), when(r.inspected),
        _ZH[r.inspection] if r.inspection else "", cash(r.freight), cash(r.handling), _ZH[r.method],
    ]  # fmt: skip


def kr_row(world: World, refund: Refund) -> list[Any]:
    """Return a refund as Korea's system writes it: Seoul time, ``12,900``, Y and N."""

    def when(instant: int | None) -> str:
        return "" if instant is None else f"{local(instant, 'KR'):%Y-%m-%d %H:%M}"

    def cash(amount: float | None) -> str:
        return "" if amount is None else f"{amount:,.0f}"

    r = refund
    return [
        r.id, when(r.at), r.order, r.line, r.ticket or "", r.complaint or "", _product(world, r),
        r.customer, r.reason, str(r.units), cash(r.amount), r.currency, cash(r.entitled),
        r.order_currency, when(r.decided), _KO[r.decision], r.decided_by or "", r.requested_by,
        when(r.paid), "Y" if r.return_required else "N", when(r.returned), when(r.inspected),
        r.inspection or "", cash(r.freight), cash(r.handling), r.method,
    ]  # fmt: skip


def us_row(world: World, refund: Refund) -> list[Any]:
    """Return a refund as the US system writes it: Pacific time with AM and PM, ``$28.99``."""

    def when(instant: int | None) -> str:
        return "" if instant is None else f"{local(instant, 'US'):%m/%d/%Y %I:%M %p}"

    def cash(amount: float | None) -> str:
        return "" if amount is None else f"${amount:,.2f}"

    r = refund
    return [
        r.id, when(r.at), r.order, r.line, r.ticket or "", r.complaint or "", _product(world, r),
        r.customer, r.reason, str(r.units), cash(r.amount), r.currency, cash(r.entitled),
        r.order_currency, when(r.decided), (r.decision or "pending").title(), r.decided_by or "",
        r.requested_by, when(r.paid), "Yes" if r.return_required else "No", when(r.returned),
        when(r.inspected), r.inspection or "", cash(r.freight), cash(r.handling), r.method,
    ]  # fmt: skip
