"""Numbers that can be checked by reading the traps: refunds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.answers.quality.answering import agreed, halves, values
from tests.answers.quality.conftest import Both

DAY = dt.date


def on(first: dt.date, last: dt.date | None = None) -> dict[str, Any]:
    return {"start": first, "end": last or first}


def test_a_cent_more_or_less_is_right(traps: Both) -> None:
    # R01, R02 and R05 of R01 to R05; R06 was decided after midnight; R07's due is not known.
    assert halves(agreed(traps, "refund_accuracy", **on(DAY(2026, 3, 2)))) == {None: (3, 5, 0)}
    assert halves(agreed(traps, "refund_accuracy", **on(DAY(2026, 3, 3)))) == {None: (0, 1, 1)}


def test_a_leak_is_worth_the_rate_of_its_request(traps: Both) -> None:
    # 0.01 and 0.0101 on the 2nd; 2 dollars of the 3rd of March and 2 of the 4th, on the 5th.
    days = {"grain": "day", "start": DAY(2026, 3, 2), "end": DAY(2026, 3, 24)}
    assert values(agreed(traps, "refund_leakage", **days)) == {
        "2026-03-02": pytest.approx(0.0201),
        "2026-03-03": 0,
        "2026-03-05": pytest.approx(2 * 31.5 + 2 * 32.25),
        "2026-03-17": None,  # R12: no rate on the day of the request
        "2026-03-24": 0,  # R13 to R15: no leak, whatever a euro is worth
    }


def test_each_exception_with_its_check(traps: Both) -> None:
    assert values(agreed(traps, "refund_exceptions", by=("check",))) == {
        "over_entitlement": 5,  # R03, R09, R10, R11, R12
        "duplicate": 3,  # R22, R23, R29
        "before_return": 2,  # R30, R31
        "rejected_complaint": 1,  # R40
        "currency_differs": 2,  # R43, R44
        "self_approved": 1,  # R46
        "after_resume": 2,  # R50, R54
    }


def test_waits_that_run_backwards_are_not_known(traps: Both) -> None:
    june = {"where": (("region", ("jp",)),), "start": DAY(2026, 6, 1)}
    # R61 waits 10 hours and R62 40.
    decided = agreed(traps, "refund_time_to_decide_p90", **june)
    assert values(decided) == {None: pytest.approx(37)}
    assert decided[None].n == 2
    paid = agreed(traps, "refund_time_to_pay_p90", grain="day", **june)
    assert values(paid) == {"2026-06-02": 6, "2026-06-03": 8}
    assert values(agreed(traps, "return_inspection_p90", **june)) == {None: 16}


def test_a_refund_belongs_to_the_days_on_which_its_units_were_shipped(traps: Both) -> None:
    cohorts = {"grain": "day", "start": DAY(2026, 2, 10), "end": DAY(2026, 3, 10)}
    found = halves(agreed(traps, "refund_rate_by_cohort", **cohorts))
    assert found["2026-02-10"] == (1, 0, 0)  # R42; R05 is rejected
    assert found["2026-02-24"] == (2, 1000, 0)  # R01, before midnight
    assert found["2026-03-10"] == (1, 11 + 13 + 500 + 500, 0)  # R08, after midnight


def test_what_poor_quality_costs(traps: Both) -> None:
    # R16 is rejected, but came back: 3.50 + 1.25; R17 100 + 2.
    april = on(DAY(2026, 4, 1), DAY(2026, 4, 30))
    assert values(agreed(traps, "cost_of_poor_quality", **april)) == {None: 106.75}
    euros = {"by": ("product",), "where": (("product", ("P4", "P5", "P6")),)}
    found = values(agreed(traps, "cost_of_poor_quality", **on(DAY(2026, 3, 10)), **euros))
    assert found == {"P4": None, "P5": None, "P6": 0}  # R15: nothing is nothing in euros too
