"""Numbers that can be checked by reading the traps: stops, their exposure, and missed ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.answers.quality.answering import agreed, halves, values
from tests.answers.quality.conftest import Both

DAY = dt.date
SECOND = pytest.approx(1 / 3600)


def of(*products: str | None) -> dict[str, Any]:
    return {"by": ("product",), "where": (("product", products),)}


def test_how_long_until_the_sale_is_stopped(traps: Both) -> None:
    # P1: A1 after 3.5 hours, A2 after 10. Of the unknown product A6 was stopped before its pull.
    found = agreed(traps, "time_to_suspend_p50", **of("P1", "P2", "P4", None))
    assert values(found) == {"P1": 6.75, "P2": pytest.approx(1 / 60), "P4": 1}
    assert values(agreed(traps, "time_to_suspend_p90", **of("P1"))) == {"P1": 3.5 + 0.9 * 6.5}
    # A3 was stopped at midnight: on the 9th.
    weeks = agreed(
        traps, "time_to_suspend_p50", grain="week", where=(("product", ("P2",)),)
    )  # fmt: skip
    assert list(weeks) == ["2026-03-09"]


def test_how_long_since_the_first_complaint(traps: Both) -> None:
    # A1 from C3 (C1 is rejected, C2 of another defect); A2 from C6 (C5 came as A1 ended); A6 from
    # C30, of the same instant. A4 had none in time; A32 none of its own: A31 has not ended.
    found = agreed(traps, "detection_lag_p50", **of("P1", "P2", "P4", "P18", None))
    first, second = 4 * 24 + 12.5 + 1 / 3600, 5 * 24 + 18
    assert values(found) == {
        "P1": pytest.approx((first + second) / 2),
        "P2": 3 * 24 + 15,  # A3 from C10, of another region
        "P18": 24 + 6,
        None: 0,
    }
    assert found["P18"].n == 1


def test_what_escaped_meanwhile(traps: Both) -> None:
    # A1 10 + 4 + 5, A2 6. A3 7 + 8 + 1, in its region. A4 11 + 13 of its lot. A5 20 + 21 + 22 of
    # its vendor, to the last day.
    stops = of("P1", "P2", "P4", "P5", "P3", None)
    found = values(agreed(traps, "escaped_units", **stops))
    assert found == {"P1": 25, "P2": 16, "P4": 24, "P5": 63, "P3": 0, None: 17}
    unknown = values(agreed(traps, "escaped_units", **of("P7", "P25")))
    assert unknown == {"P7": None, "P25": None}
    reached = values(agreed(traps, "exposed_customers", **stops))
    assert reached == {"P1": 20, "P2": None, "P4": 7, "P5": 24, "P3": 0, None: 16}


def test_what_is_open_at_the_end_of_a_day(traps: Both) -> None:
    days = {"grain": "day", "where": (("product", ("P1", "P2")),)}
    found = values(agreed(traps, "open_stops", **days))
    assert [found.get(f"2026-03-{day:02}", 0) for day in (1, 2, 8, 11, 12, 19, 20)] == [
        0, 1, 2, 2, 1, 1, 0,
    ]  # fmt: skip
    assert agreed(traps, "open_stops", **of("P23")) == {}  # closed before it was pulled


def test_how_long_the_sale_was_stopped(traps: Both) -> None:
    found = agreed(traps, "stop_to_resume_p50", **of("P12", "P13"))
    # A14 23 hours, A15 17 days less a second; A16 215 hours; A17 went on before it was stopped.
    assert values(found) == {"P12": pytest.approx((23 + 17 * 24 - 1 / 3600) / 2), "P13": 215}
    assert found["P13"].n == 1


def test_how_many_stops_were_right(traps: Both) -> None:
    found = halves(agreed(traps, "suspension_precision", **of("P1", "P2", "P4", "P5", "P3", None)))
    # A4 and A5 by their complaints, A6's is pending.
    assert found == {
        "P1": (2, 2, 0), "P2": (0, 1, 0), "P4": (1, 1, 0), "P5": (1, 1, 0), "P3": (0, 0, 1),
        None: (0, 0, 1),
    }  # fmt: skip


def test_what_passed_the_rule_and_was_not_stopped(traps: Both) -> None:
    found = agreed(traps, "missed_pulls", by=("product",))
    assert {name: (it.value, it.undecided) for name, it in found.items()} == {
        "P19": (2, 0),  # X2 and X4, stopped a second late and lifted a second early
        "P20": (0, 0),  # X1, by a stop for no defect in words
        "P21": (2, 0),
        "P22": (1, 1),
        "P24": (0, 0),  # stopped, and on ever since
    }
    days = agreed(traps, "missed_pulls", grain="day", where=(("product", ("P21",)),))
    assert values(days) == {"2026-05-10": 1, "2026-05-17": 1}


def test_off_sale_again_within_ninety_days(traps: Both) -> None:
    found = halves(agreed(traps, "resuspension_rate", **of("P10", "P11", "P12", "P13", "P17")))
    assert found == {
        "P10": (0, 1, 1),  # A10 is mature to the second
        "P11": (1, 1, 0),  # after 90 days to the second, for another defect
        "P12": (0, 1, 1),  # a second later; A15 is young
        "P13": (0, 2, 0),  # A17 was stopped as A16 went on, and is not its own return
        "P17": (0, 0, 1),  # back already, and still not decided
    }


def test_defects_of_the_units_of_a_day(traps: Both) -> None:
    days = {"grain": "day", "start": DAY(2026, 2, 10), "end": DAY(2026, 3, 10)}
    found = halves(agreed(traps, "defect_rate_cohort_ppm", **days))
    assert found["2026-02-10"] == (0, 0, 0)  # C3 is pending
    assert found["2026-02-24"] == (2, 1000, 0)
    assert found["2026-03-05"] == (1, 115, 0)  # C10
    assert found["2026-03-10"] == (3, 1024, 0)  # C20
    (jp,) = agreed(traps, "defect_rate_cohort_ppm", where=(("region", ("jp",)),)).values()
    assert (jp.value, jp.denominator) == (None, 0)
