"""The heads of the tables that every format has, told in the reader's language."""

from __future__ import annotations

from metrics.language import tr


def of_numbers() -> tuple[str, ...]:
    """Return the heads of the quiet metrics' table."""
    return (
        tr("Metric"), tr("Week"), tr("vs week before"), tr("vs year before"), tr("Target"), "n",
        tr("Owner"),
    )  # fmt: skip


def of_restated() -> tuple[str, ...]:
    """Return the heads of what was restated."""
    return (tr("Metric"), tr("Period"), tr("Published"), tr("Now"), tr("Cause"))


def of_definitions() -> tuple[str, ...]:
    """Return the heads of what each metric means."""
    return (tr("Metric"), tr("What it is"), tr("What it counts"), tr("Version, owner"))


def of_box() -> tuple[str, ...]:
    """Return the heads of the box of nine."""
    return ("", "", tr("week before"), tr("year before"))
