"""The colours of charts and exports: read from ``.streamlit/config.toml``, so that all agree."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from metrics.settings import ROOT

CONFIG = ROOT / ".streamlit" / "config.toml"


@dataclass(frozen=True)
class Palette:
    """Colours of one theme: `ink` for text, `now` and `before` for series, the rest by meaning."""

    ink: str
    muted: str
    line: str
    ground: str
    soft: str
    now: str
    before: str
    better: str
    worse: str
    caution: str


def _palette(theme: dict[str, str]) -> Palette:
    return Palette(
        ink=theme["textColor"],
        muted=theme["grayTextColor"],
        line=theme["borderColor"],
        ground=theme["backgroundColor"],
        soft=theme["secondaryBackgroundColor"],
        now=theme["blueColor"],
        before=theme["grayColor"],
        better=theme["greenColor"],
        worse=theme["orangeColor"],
        caution=theme["yellowColor"],
    )


_THEME = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
FONT: str = _THEME["font"]
LIGHT, DARK = _palette(_THEME["light"]), _palette(_THEME["dark"])
