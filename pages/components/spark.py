"""Sparklines: a metric's last weeks as one small line, drawn in place."""

from __future__ import annotations

from collections.abc import Sequence

from pages.components.dom import Node, el

WIDTH, HEIGHT, PAD = 96, 24, 3


def line(values: Sequence[float | None], says: str, hollow: Sequence[bool] = ()) -> Node:
    """Draw `values`, oldest first; None leaves a gap. `hollow` marks partial points.

    `says` is the same in words, for who does not see it.
    """
    known = [v for v in values if v is not None]
    frame = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "class": "spark", "role": "img"}
    if not known:
        return Node("svg", (*frame.items(), ("aria-label", says)), ())
    low, high = min(known), max(known)
    step = (WIDTH - 2 * PAD) / max(len(values) - 1, 1)
    spots = [
        None if v is None else (PAD + i * step, _y(v, low, high)) for i, v in enumerate(values)
    ]
    children = [el("path", "spark-line", d=_path(spots))]
    last = len(spots) - 1
    for i, spot in enumerate(spots):
        partial = i < len(hollow) and hollow[i]
        alone = spot and not any(spots[j] for j in (i - 1, i + 1) if 0 <= j <= last)
        if spot and (i == last or partial or alone):
            css = "spark-hollow" if partial else "spark-dot"
            children.append(el("circle", css, cx=_n(spot[0]), cy=_n(spot[1]), r="2.5"))
    return Node("svg", (*frame.items(), ("aria-label", says)), tuple(children))


def _y(value: float, low: float, high: float) -> float:
    share = 0.5 if high == low else (value - low) / (high - low)
    return HEIGHT - PAD - share * (HEIGHT - 2 * PAD)


def _path(spots: Sequence[tuple[float, float] | None]) -> str:
    parts, pen = [], "M"
    for spot in spots:
        if spot is None:
            pen = "M"
            continue
        parts.append(f"{pen}{_n(spot[0])} {_n(spot[1])}")
        pen = "L"
    return " ".join(parts)


def _n(number: float) -> str:
    return f"{number:.1f}"
