"""Numbers that can be checked by reading the traps: what came back, causes, actions, fixes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.answers.quality.answering import agreed, halves, values
from tests.answers.quality.conftest import Both


def of(*products: str | None) -> dict[str, Any]:
    return {"by": ("product",), "where": (("product", products),)}


def test_back_within_days_to_the_second(traps: Both) -> None:
    stops = of("P1", "P12", "P14", "P15", "P17", "P26")
    # Of P17 A28 is back after a day; its windows last all the same, as the 30 days do not pass
    # by the end of June before 2 July.
    assert halves(agreed(traps, "recurrence_rate_30d", **stops)) == {
        "P1": (0, 2, 0),  # A1 after 36 days; A2 is 51 days old
        "P12": (0, 1, 1),  # A15 is ten days old
        "P14": (1, 1, 0),  # of another code, but the same family
        "P15": (0, 1, 0),  # a second late
        "P17": (0, 0, 1),
        "P26": (0, 1, 0),  # lifted as it was pulled
    }
    stops = of("P1", "P12", "P14", "P15", "P17")
    assert halves(agreed(traps, "recurrence_rate_60d", **stops)) == {
        "P1": (1, 1, 1), "P12": (0, 1, 1), "P14": (1, 1, 0), "P15": (1, 1, 0), "P17": (0, 0, 1),
    }  # fmt: skip
    assert halves(agreed(traps, "recurrence_rate_90d", **stops)) == {
        "P1": (1, 1, 1), "P12": (1, 1, 1), "P14": (1, 1, 0), "P15": (1, 1, 0), "P17": (0, 0, 1),
    }  # fmt: skip


def test_what_counts_as_the_same_again(traps: Both) -> None:
    # A24 was cleared on 1 April, A25 (of another family) by its verification on the 20th, on which
    # A27, of A25's family by its code, was pulled. A26 was only closed; A27, cleared 30 days before
    # the end to the second, has no next.
    found = agreed(traps, "recurrence_rate_30d", grain="day", where=(("product", ("P16",)),))
    assert {day: half for day, half in halves(found).items() if half[1]} == {
        "2026-04-01": (0, 1, 0),
        "2026-04-20": (1, 1, 0),
        "2026-05-31": (0, 1, 0),
    }


def test_how_much_an_analysis_says(traps: Both) -> None:
    found = agreed(traps, "rca_completeness", grain="day")
    said = {day: half[:2] for day, half in halves(found).items() if half[1]}
    assert said == {
        "2026-03-15": (3, 7),  # R2: a cause, a plan, correction (twice)
        "2026-03-16": (7, 7),  # R1, at midnight
        "2026-05-20": (1 + 4, 14),  # R10 a plan; R8 an owner, a plan, containment, prevention
        "2026-05-21": (3, 7),  # R11 a cause, evidence, correction
    }


def test_what_is_overdue(traps: Both) -> None:
    days = values(agreed(traps, "actions_overdue", grain="day"))
    assert [days.get(f"2026-03-{day}", 0) for day in (10, 15, 16, 20, 21)] == [0, 0, 1, 1, 0]
    # T9, T10, and T6, which is due as the data end. T7 is due a second later.
    assert values(agreed(traps, "actions_overdue")) == {None: 3}
    by_kind = values(agreed(traps, "actions_overdue", by=("kind",)))
    assert by_kind == {"containment": 1, "corrective": 2}


def test_whether_fixes_worked(traps: Both) -> None:
    found = halves(agreed(traps, "fix_effective_share", by=("product",)))
    # P24: R1 and R4 kept their thresholds, R3 and R5 did not; R2 has too few units to tell; R6 and
    # R7 are no plans. P1: R8 had two complaints in 52 days; R9 waits for the 53rd.
    assert {name: half for name, half in found.items() if any(half)} == {
        "P24": (2, 4, 1),
        "P1": (0, 1, 1),
    }


def test_asked_again_within_seven_days(traps: Both) -> None:
    found = halves(agreed(traps, "repeat_contact_rate_7d", grain="day"))
    assert {day: half for day, half in found.items() if any(half)} == {
        "2026-03-02": (1, 1, 0),  # T1, by T2 after seven days to the second
        "2026-03-10": (0, 1, 0),  # T2, by T3 a second late
        "2026-03-18": (0, 1, 0),
        "2026-04-03": (0, 1, 0),  # T4: T6 came as it was solved, T7 and T8 are void
        "2026-04-06": (0, 1, 0),  # T5, solved at midnight
        "2026-05-02": (1, 1, 0),  # T10, by its order; T14 and T16 name nothing to go by
        "2026-05-04": (1, 1, 0),  # T11, by its product
        "2026-06-23": (0, 1, 1),  # T18 is mature to the second, T19 is not
    }
    assert pytest.approx(3 / 8) == agreed(traps, "repeat_contact_rate_7d")[None].value
