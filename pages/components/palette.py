"""The colours of charts: read from ``.streamlit/config.toml``, so charts and pages agree."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"


@dataclass(frozen=True)
class Palette:
    """Colours of one theme: `ink` for text, `now` and `before` for series, the rest by meaning."""

    ink: str
    muted: str
    line: str
    ground: str
    now: str
    before: str
    better: str
    worse: str


def _palette(theme: dict[str, str]) -> Palette:
    return Palette(
        ink=theme["textColor"],
        muted=theme["grayTextColor"],
        line=theme["borderColor"],
        ground=theme["backgroundColor"],
        now=theme["blueColor"],
        before=theme["grayColor"],
        better=theme["greenColor"],
        worse=theme["orangeColor"],
    )


_THEME = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
FONT: str = _THEME["font"]
LIGHT, DARK = _palette(_THEME["light"]), _palette(_THEME["dark"])


def current() -> Palette:
    """Return the palette of the theme that the viewer's browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT
