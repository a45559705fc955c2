"""Stops, complaints and shipments in which each row is there to trip a careless query.

Times are UTC; the reporting zone is Taipei's, where a day begins at 16:00 UTC. The data end on
30 June 2026 at 04:00 UTC. Each story has a product, or a product and defect, of its own.
"""

from __future__ import annotations

from typing import Any

from tests.answers.traps import Row, shipped

PRODUCTS: list[Row] = [
    {"product_id": "P1", "category": "kitchen", "vendor_id": "V1", "vendor": "Acme"},
    {"product_id": "P2", "category": "home", "vendor_id": "V2"},  # the vendor has no name
    {"product_id": "P3"},  # neither category nor vendor
    {"product_id": "P4", "category": "home", "vendor_id": "V1"},  # Acme by its number
    {"product_id": "P5", "category": "kitchen", "vendor_id": "V3", "vendor": "Bolt"},
    {"product_id": "P6", "category": "home", "vendor_id": "V3"},
    {"product_id": "P7", "category": "home", "vendor": "Bolt"},  # a name is not a number
    *({"product_id": f"P{n}", "category": "toys", "vendor_id": "V4"} for n in range(10, 27)),
]


def andon(number: str, product: str, code: str | None, pulled: str, **row: Any) -> Row:
    times = {name: f"2026-{at}Z" for name, at in row.items() if name.endswith("_at")}
    return {
        "andon_id": number, "product_id": product, "defect_code": code,
        "triggered_at": f"2026-{pulled}Z", **row, **times,
    }  # fmt: skip


def complaint(number: str, product: str, code: str, at: str, **row: Any) -> Row:
    return {
        "complaint_id": number, "product_id": product, "defect_code": code,
        "reported_at": f"2026-{at}Z", **row,
    }  # fmt: skip


ANDONS: list[Row] = [
    # The plain case, with a stage each.
    andon("A1", "P1", "D1", "03-02T01:00:00", suspended_at="03-02T04:30:00",
          verified_at="03-19T00:00:00", resumed_at="03-20T00:00:00",
          closed_at="03-25T00:00:00", defect_family="F1", scope="product", owner_id="S1",
          verdict="confirmed", trigger_complaint_id="C1", fix_type="redesign"),
    # The same defect again after 36 days; its trigger was rejected, its own verdict counts.
    andon("A2", "P1", "D1", "04-25T00:00:00", suspended_at="04-25T10:00:00",
          fixed_at="05-09T04:00:00", resumed_at="05-10T00:00:00", defect_family="F1",
          scope="product", owner_id="S9", verdict="confirmed", trigger_complaint_id="C1"),
    # No defect named: any complaint of the product. Stopped at Taipei's midnight, in one region,
    # never resumed but closed.
    andon("A3", "P2", None, "03-08T15:59:00", suspended_at="03-08T16:00:00", region="kr",
          closed_at="03-12T00:00:00", scope="product", verdict="rejected",
          trigger_complaint_id="C10"),
    # One lot; no complaint before the stop; judged by its complaint.
    andon("A4", "P4", "D1", "03-10T02:00:00", suspended_at="03-10T03:00:00", scope="lot", lot="L1",
          resumed_at="03-30T00:00:00", trigger_complaint_id="C20"),
    # A whole vendor, not suspended yet; the first complaint came after the pull. Pending itself,
    # but its complaint is confirmed.
    andon("A5", "P5", "D1", "05-01T00:00:00", scope="vendor", verdict="pending",
          trigger_complaint_id="C25"),
    # A product that no list has; the sale stopped before the cord was pulled.
    andon("A6", "P9", "D1", "04-02T05:00:00", suspended_at="04-02T04:00:00", owner_id="S2",
          resumed_at="04-10T00:00:00", trigger_complaint_id="C30"),
    # Nothing shipped, nothing reported, pulled at midnight of the last day.
    andon("A7", "P3", "D1", "06-29T16:00:00", suspended_at="06-30T04:00:00"),
    # Closed before it was pulled: it never stood open.
    andon("A8", "P23", "D1", "04-05T00:00:00", closed_at="04-01T00:00:00"),
    # The sale went on 90 days before the end to the second (mature), and a second less long ago;
    # neither's own stop is a suspension again. Another defect of the product, stopped before.
    andon("A10", "P10", "D4", "03-14T00:00:00", suspended_at="03-14T01:00:00",
          resumed_at="04-01T04:00:00"),
    andon("A11", "P10", "D5", "03-15T00:00:00", suspended_at="03-15T01:00:00",
          resumed_at="04-01T04:00:01"),
    # Stopped again after 90 days to the second, for another defect; of another product, a second
    # later. Its pull came 90 days after to the second: within them.
    andon("A12", "P11", "D1", "03-04T00:00:00", suspended_at="03-04T01:00:00",
          resumed_at="03-05T00:00:00"),
    andon("A13", "P11", "D2", "06-02T00:00:00", suspended_at="06-03T00:00:00"),
    andon("A14", "P12", "D1", "03-04T00:00:00", suspended_at="03-04T01:00:00",
          resumed_at="03-05T00:00:00"),
    andon("A15", "P12", "D1", "06-03T00:00:00", suspended_at="06-03T00:00:01",
          resumed_at="06-20T00:00:00"),
    # Stopped again at the very instant of going on: not after it.
    andon("A16", "P13", "D1", "03-01T00:00:00", suspended_at="03-01T01:00:00",
          resumed_at="03-10T00:00:00"),
    andon("A17", "P13", "D2", "03-09T00:00:00", suspended_at="03-10T00:00:00",
          resumed_at="03-09T12:00:00"),
    # Back after 30 days to the second, and a second later; a family, whatever the code.
    andon("A20", "P14", "D1", "03-20T00:00:00", suspended_at="03-20T02:00:00",
          resumed_at="04-01T00:00:00", defect_family="F"),
    andon("A21", "P14", "D2", "05-01T00:00:00", suspended_at="05-01T02:00:00", defect_family="F"),
    andon("A22", "P15", "D1", "03-20T00:00:00", resumed_at="04-01T00:00:00", defect_family="F"),
    andon("A23", "P15", "D1", "05-01T00:00:01", suspended_at="05-01T02:00:00", defect_family="F"),
    # Another family of the same product; a family that is another's code; no resume, but verified;
    # pulled while the stop before was still on: no return.
    andon("A24", "P16", "D1", "03-20T00:00:00", resumed_at="04-01T00:00:00", defect_family="F"),
    andon("A25", "P16", "D1", "04-02T00:00:00", verified_at="04-20T00:00:00", defect_family="G"),
    andon("A26", "P16", "G", "04-19T00:00:00", closed_at="04-25T00:00:00"),
    andon("A27", "P16", "G", "04-20T00:00:00", resumed_at="05-31T04:00:00",
          closed_at="06-01T00:00:00"),
    # Lifted as it was pulled: it is not its own return.
    andon("A53", "P26", "D1", "02-01T00:00:00", resumed_at="02-01T00:00:00"),
    # Back already, but the window is not over; back again after a second stop: the first counts.
    andon("A28", "P17", "D1", "06-01T00:00:00", suspended_at="06-01T01:00:00",
          resumed_at="06-02T00:00:00"),
    andon("A29", "P17", "D1", "06-03T00:00:00", suspended_at="06-03T01:00:00"),
    andon("A30", "P17", "D1", "06-04T00:00:00"),
    # The stop before has not ended: the complaints are its own.
    andon("A31", "P18", "D1", "04-01T00:00:00", suspended_at="04-01T06:00:00"),
    andon("A32", "P18", "D1", "04-10T00:00:00", suspended_at="04-10T06:00:00"),
    # Stops near a crossing of the pull rule: pulled seven days later to the second, and a second
    # after that; lifted seven days before to the second; for another defect; for none in words.
    andon("A40", "P19", "X1", "05-17T02:00:00"),
    andon("A41", "P19", "X2", "05-17T02:00:01"),
    andon("A42", "P19", "X3", "04-01T00:00:00", resumed_at="05-03T02:00:00"),
    andon("A43", "P19", "X4", "04-01T00:00:00", resumed_at="05-03T01:59:59"),
    # A lot that is not named, a vendor of no number: what they stop is not known.
    andon("A51", "P25", "D1", "01-05T00:00:00", suspended_at="01-06T00:00:00", scope="lot",
          closed_at="01-07T00:00:00"),
    andon("A52", "P7", "D1", "01-05T00:00:00", suspended_at="01-06T00:00:00", scope="vendor",
          closed_at="01-07T00:00:00"),
    # Fixed, with complaints and shipments afterwards: see the analyses.
    andon("A50", "P24", "D1", "03-01T00:00:00", fixed_at="03-18T00:00:00"),
    andon("A44", "P20", None, "05-12T00:00:00", closed_at="05-13T00:00:00"),
]  # fmt: skip
COMPLAINTS: list[Row] = [
    # Of A1: rejected ones and other defects are no signal; the 25th in Taipei, by a second.
    complaint("C1", "P1", "D1", "02-20T01:00:00", verdict="rejected"),
    complaint("C2", "P1", "D2", "02-21T01:00:00", verdict="confirmed"),
    complaint("C3", "P1", "D1", "02-25T15:59:59", verdict="pending",
              shipped_at="2026-02-10T00:00:00Z"),
    complaint("C4", "P1", "D1", "02-26T01:00:00", verdict="confirmed", units=2, region="tw",
              shipped_at="2026-02-24T15:59:59Z"),
    # Of A2: at the very end of A1 it is A1's; the next, at midnight, is the signal.
    complaint("C5", "P1", "D1", "03-20T00:00:00", verdict="confirmed"),
    complaint("C6", "P1", "D1", "04-19T16:00:00"),
    # Of A3: another region's complaint is the product's all the same.
    complaint("C10", "P2", "D2", "03-05T01:00:00", region="us", verdict="confirmed",
              shipped_at="2026-03-04T16:00:00Z"),
    # Of A4: a second after the stop.
    complaint("C20", "P4", "D1", "03-10T03:00:01", verdict="confirmed", lot="L1", units=3,
              shipped_at="2026-03-09T16:00:00Z"),
    # Of A5: after the pull, before the end.
    complaint("C25", "P5", "D1", "05-03T01:00:00", verdict="confirmed", units=0,
              shipped_at="2026-05-04T00:00:00Z"),  # reported before it was shipped
    # Of A6: an unknown product; at the very instant of the stop.
    complaint("C30", "P9", "D1", "04-02T04:00:00", verdict="pending",
              shipped_at="2026-04-01T00:00:00Z"),
    # Of A31 and A32.
    complaint("C31", "P18", "D1", "03-31T00:00:00"),
    complaint("C32", "P18", "D1", "04-05T00:00:00"),
    # Crossings. X1 to X4 cross at the third complaint; those of one instant cross once.
    *(complaint(f"C40{code}{n}", "P19", f"X{code}", "05-10T02:00:00",
                verdict="rejected" if n == 3 else None)
      for code in (1, 2, 3, 4) for n in range(4)),
    # The first is seven days old to the second: out. Then a second later there are three.
    complaint("C50", "P20", "X1", "05-01T00:00:00"),
    complaint("C51", "P20", "X1", "05-04T00:00:00"),
    complaint("C52", "P20", "X1", "05-08T00:00:00"),
    complaint("C53", "P20", "X1", "05-08T00:00:01", verdict="confirmed"),
    # Two and a rejected one are no three.
    complaint("C54", "P20", "X2", "05-04T00:00:00"),
    complaint("C55", "P20", "X2", "05-05T00:00:00", verdict="rejected"),
    complaint("C56", "P20", "X2", "05-06T00:00:00"),
    # It crosses on the 10th at Taipei's midnight; not again on the 12th; again seven days later to
    # the second, where the complaint on the 17th alone would not be enough.
    complaint("C60", "P21", "X1", "05-08T00:00:00"),
    complaint("C61", "P21", "X1", "05-09T00:00:00"),
    complaint("C62", "P21", "X1", "05-09T16:00:00"),
    complaint("C63", "P21", "X1", "05-12T00:00:00"),
    complaint("C64", "P21", "X1", "05-13T00:00:00"),
    complaint("C65", "P21", "X1", "05-16T16:00:00"),
    # Two products that no list has are not one.
    complaint("C70", "P98", "X1", "05-10T00:00:00"),
    complaint("C71", "P98", "X1", "05-10T01:00:00"),
    complaint("C72", "P99", "X1", "05-10T02:00:00"),
    # Seven days before the end to the second: missed; and a second later: still open.
    *(complaint(f"C8{n}", "P22", "X1", "06-23T04:00:00") for n in range(3)),
    *(complaint(f"C9{n}", "P22", "X2", "06-23T04:00:01") for n in range(3)),
    # After the fixes: see the analyses.
    complaint("F1", "P24", "D1", "03-18T00:00:00", verdict="confirmed", units=2),
    complaint("F2", "P24", "D1", "03-27T23:59:59", verdict="confirmed"),
    complaint("F3", "P24", "D1", "03-28T00:00:00", verdict="confirmed", units=9),
    complaint("F4", "P24", "D2", "03-20T00:00:00", verdict="confirmed", units=9),
    complaint("F5", "P24", "D1", "03-21T00:00:00", verdict="rejected", units=9),
    complaint("F6", "P24", "D1", "03-22T00:00:00", units=9, verdict="pending"),
    complaint("F7", "P1", "D1", "05-09T04:00:00"),
    complaint("C7", "P1", "D1", "06-01T00:00:00"),
]  # fmt: skip
SHIPMENTS: list[Row] = [
    # Of A1: the day before the signal, the signal's, the stop's, the day after.
    shipped("02-24", "P1", 1000, customers=900),
    shipped("02-25", "P1", 10, customers=9, region="tw"),
    shipped("02-25", "P1", 4, customers=4, region="kr"),
    shipped("03-02", "P1", 5, customers=5),
    shipped("03-03", "P1", 1000),
    # Of A2: from the 20th of April on.
    shipped("04-19", "P1", 1000),
    shipped("04-20", "P1", 6, customers=2),
    # Of A3: its region alone, one shipment without its customers.
    shipped("03-05", "P2", 7, customers=7, region="kr"),
    shipped("03-05", "P2", 8, region="kr", lot="L2"),
    shipped("03-05", "P2", 100, customers=1, region="tw"),
    shipped("03-06", "P2", 100, customers=1),  # no region
    shipped("03-09", "P2", 1, customers=1, region="kr"),  # the day of the stop in Taipei
    # Of A4: its lot of its product in all regions; the lot is another vendor's.
    shipped("03-10", "P4", 11, customers=3, lot="L1", vendor_id="V2", region="tw"),
    shipped("03-10", "P4", 13, customers=4, lot="L1", vendor_id="V2", region="kr"),
    shipped("03-10", "P4", 500, customers=9, lot="L9", vendor_id="V1"),
    shipped("03-10", "P1", 500, customers=9, lot="L1"),
    # Of A5: every product of its vendor by the list, to the last day; no other's, whoever made it.
    shipped("05-02", "P5", 100, customers=9),
    shipped("05-03", "P5", 20, customers=9),
    shipped("05-04", "P6", 21, customers=8, lot="L6"),
    shipped("06-29", "P5", 22, customers=7),
    shipped("05-05", "P7", 100, customers=9),
    shipped("05-05", "P1", 100, customers=9, vendor_id="V3"),
    # Of A51 and A52.
    shipped("01-05", "P25", 3, customers=1),
    shipped("01-05", "P7", 4, customers=1),
    # Of A6: what no list has is shipped all the same.
    shipped("04-02", "P9", 17, customers=16),
    # After the fix of A50, ten days from the 18th on: a thousand units.
    shipped("03-17", "P24", 5000),
    shipped("03-18", "P24", 400),
    shipped("03-27", "P24", 600),
    shipped("03-29", "P24", 5000),
    # No base: shipped, but nothing of it.
    shipped("03-10", "P23", 0, customers=0, region="jp"),
]
