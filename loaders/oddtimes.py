"""Wall-clock times that daylight saving repeats or skips: both are read by rule, and counted."""

from __future__ import annotations

from collections.abc import Sequence

from loaders.warehouse import Connection
from metrics import zones
from metrics.language import later


def count_odd(con: Connection, zone: str, clocks: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """Return how many of `clocks`' times occur twice in `zone`, and how many never.

    Each clock is a query, and SQL over it of µs of a wall-clock time.
    """
    repeated = skipped = 0
    if not zones.changes(zone):
        return 0, 0
    for relation, micros in clocks:
        moments = f"(select {micros} as m from ({relation}))"
        span = con.execute(
            f"select min(year(make_timestamp(m))), max(year(make_timestamp(m))) from {moments}"
        ).fetchone()
        if span is None or span[0] is None:
            continue
        twice, never = zones.odd_sql("m", zone, int(span[0]), int(span[1]))
        counted = con.execute(
            f"select count(*) filter ({twice}), count(*) filter ({never}) from {moments}"
        ).fetchone()
        assert counted is not None  # noqa: S101  an aggregate has one row
        repeated, skipped = repeated + counted[0], skipped + counted[1]
    return repeated, skipped


def odd_notes(repeated: int, skipped: int, zone: str) -> list[str]:
    """Return in sentences what was done with so many times of `zone`."""
    notes: list[str] = []
    if repeated:
        notes.append(
            later(
                "{n} times that daylight saving repeats in {zone} "
                "were read as the first of the two",
                n=repeated,
                zone=zone,
            )
        )
    if skipped:
        notes.append(
            later(
                "{n} times that daylight saving skips in {zone} were moved forward by the gap",
                n=skipped,
                zone=zone,
            )
        )
    return notes
