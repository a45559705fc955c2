"""Which installed fonts a document can embed, so that Chinese, Japanese and Korean text shows."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Face:
    """A font file, and which font of a collection."""

    path: Path
    number: int = 0


@dataclass(frozen=True)
class Fonts:
    """The regular and the bold face of a family; `cjk` whether it has Chinese and Korean."""

    name: str
    regular: Face
    bold: Face
    cjk: bool


# The first family that is installed is taken: what it is called, the files of its two faces, and
# the place of Traditional Chinese in a collection. All but the last have Latin letters as well.
FAMILIES: tuple[tuple[str, str, str, int, bool], ...] = (
    ("Noto Sans CJK", "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", 3, True),
    ("Noto Sans CJK", "NotoSansCJKtc-Regular.otf", "NotoSansCJKtc-Bold.otf", 0, True),
    ("Source Han Sans", "SourceHanSans-Regular.ttc", "SourceHanSans-Bold.ttc", 3, True),
    ("Arial Unicode", "Arial Unicode.ttf", "Arial Unicode.ttf", 0, True),
    ("Arial Unicode", "ARIALUNI.TTF", "ARIALUNI.TTF", 0, True),
    ("DejaVu Sans", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", 0, False),
    ("Liberation Sans", "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", 0, False),
    ("Arial", "arial.ttf", "arialbd.ttf", 0, False),
    ("Arial", "Arial.ttf", "Arial Bold.ttf", 0, False),
)
INSTALL = "fonts-noto-cjk"  # Debian's name of the first family


def folders() -> tuple[Path, ...]:
    """Return where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        return windows / "Fonts", home / "AppData/Local/Microsoft/Windows/Fonts"
    if sys.platform == "darwin":
        return home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    return (
        home / ".fonts",
        home / ".local/share/fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    )


@lru_cache(maxsize=4)
def installed(where: tuple[Path, ...]) -> Fonts | None:
    """Return the best family of `FAMILIES` that is in `where`; None where there is none."""
    files = {
        path.name: path for folder in where if folder.is_dir() for path in folder.rglob("*.[tToO]*")
    }
    for name, regular, bold, number, cjk in FAMILIES:
        if regular in files:
            heavy = files.get(bold, files[regular])
            return Fonts(name, Face(files[regular], number), Face(heavy, number), cjk)
    return None
