"""A PDF document of ours: its foot, its type, shapes and tables drawn on it.

fpdf2 embeds only the letters that are used, of any installed font, so that Chinese and Korean text
shows wherever the file is opened. A letter that no installed font has becomes "?", and is counted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from metrics.export.colours import LIGHT
from metrics.export.fonts import INSTALL, folders, installed
from metrics.export.plot import Dot, Line, Shape

MARGIN, LEADING = 34.0, 1.35
MISSING = "?"
CORE = "Helvetica"  # every reader has it; it knows Latin letters only
EMBEDDED = "body"
# What stands in for a sign that a font lacks.
WIDE_DOT = "·"  # a whole square wide in Chinese type
PLAIN = {"\u202f": " ", "−": "-", "▲": "^", "▼": "v", "–": "-", "✕": "×", "“": '"', "”": '"',
         "…": "...", "‹": "<", "›": ">", "≥": ">="}  # fmt: skip
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table that it drops


@dataclass(frozen=True)
class Text:
    """A paragraph: `gap` points below the last one."""

    text: str
    size: float = 9.5
    role: str = "ink"
    bold: bool = False
    gap: float = 0


class Paper(FPDF):
    """Landscape A4 in points; every page says at its foot `mark` and which page it is."""

    def __init__(self, title: str, mark: str, where: Sequence[Path] | None = None) -> None:
        """Take the best font installed in the folders `where` (None: the system's)."""
        super().__init__(orientation="landscape", unit="pt", format="A4")
        self.lost: set[str] = set()
        self.face = installed(tuple(folders() if where is None else where))
        self._known: frozenset[int] | None = None
        self._family = CORE
        if self.face is not None:
            self._family = EMBEDDED
            for style, face in (("", self.face.regular), ("B", self.face.bold)):
                self.add_font(EMBEDDED, style, face.path, collection_font_number=face.number)
            font = self.fonts[EMBEDDED]
            self._known = frozenset(font.cmap) if isinstance(font, TTFFont) else None
        self._mark = self.shown(mark)
        self.set_title(title)
        self.set_creator("Andon")
        self.set_lang("en")
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 14)
        self.add_page()

    def footer(self) -> None:
        """Write the foot; fpdf2 asks for it at the end of each page."""
        self.set_y(-MARGIN)
        self._type(8, "muted")
        self.cell(self.epw * 0.9, 10, self._mark, align=Align.L)
        self.cell(self.epw * 0.1, 10, f"{self.page_no()} / {{nb}}", align=Align.R)

    def shown(self, text: str) -> str:
        """Return `text` with the letters that this font has; what it lacks is noted."""
        thin = text.replace(WIDE_DOT, "|")
        return "".join(letter if self._has(letter) else self._stand_in(letter) for letter in thin)

    def _has(self, letter: str) -> bool:
        if letter in "\n\t":
            return True
        if self._known is None:
            return ord(letter) < 0x100
        return ord(letter) in self._known

    def _stand_in(self, letter: str) -> str:
        plain = PLAIN.get(letter, "")
        if plain and all(map(self._has, plain)):
            return plain
        if letter.isprintable():
            self.lost.add(letter)
        return MISSING

    def lacking(self) -> str:
        """Say which text could not be written, empty where all could."""
        if not self.lost:
            return ""
        few = " ".join(f"U+{ord(letter):04X}" for letter in sorted(self.lost)[:5])
        return (
            f"{len(self.lost)} letters of this document ({few} …) are in no font that is installed "
            f"where it was made and show as {MISSING}; for Chinese and Korean: install {INSTALL}."
        )

    def write_line(
        self, text: str, size: float = 9.5, role: str = "ink", bold: bool = False, gap: float = 0
    ) -> None:
        """Write a paragraph over the width of the page, `gap` points below the last."""
        self.write_lines([Text(text, size, role, bold, gap)])

    def write_lines(self, texts: Iterable[Text], then: float = 0) -> None:
        """Write paragraphs that stay on one page with the `then` points that follow them."""
        said = [text for text in texts if text.text]
        self.make_room(sum(map(self._height, said)) + then)
        for text in said:
            self.set_y(self.get_y() + text.gap)
            self._type(text.size, text.role, text.bold)
            self.multi_cell(
                0, text.size * LEADING, self.shown(text.text), align=Align.L,
                new_x=XPos.LMARGIN, new_y=YPos.NEXT,
            )  # fmt: skip

    def _height(self, text: Text) -> float:
        self._type(text.size, text.role, text.bold)
        lines = self.multi_cell(
            0, text.size * LEADING, self.shown(text.text), align=Align.L, dry_run=True,
            output=MethodReturnValue.LINES,
        )  # fmt: skip
        return text.gap + len(lines) * text.size * LEADING if isinstance(lines, list) else 0.0

    def make_room(self, height: float) -> None:
        """Begin a new page where less than `height` points are left on this one."""
        top = self.get_y()
        if top > MARGIN and top + height > self.page_break_trigger:
            self.add_page()

    def draw_shapes(self, shapes: Iterable[Shape], left: float, top: float) -> None:
        """Draw shapes with their origin at a place of the page."""
        for shape in shapes:
            if isinstance(shape, Line):
                self.set_draw_color(getattr(LIGHT, shape.role))
                self.set_line_width(shape.width)
                self.set_dash_pattern(*((2, 2) if shape.dashed else (0, 0)))
                self.polyline([(left + x, top + y) for x, y in shape.points])
                self.set_dash_pattern()
            elif isinstance(shape, Dot):
                self.set_draw_color(getattr(LIGHT, shape.role))
                self.set_fill_color(LIGHT.ground if shape.hollow else getattr(LIGHT, shape.role))
                self.set_line_width(1.2)
                self.circle(left + shape.x, top + shape.y, shape.radius, style="DF")
            else:
                self._type(shape.size, shape.role, shape.bold)
                said = self.shown(shape.text)
                back = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor]
                x = left + shape.x - back * self.get_string_width(said)
                self.text(x, top + shape.y, said)

    def draw_table(
        self,
        names: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[int],
        right: Sequence[int] = (),
        left: float = MARGIN,
        width: float = 0.0,
        size: float = 8.5,
    ) -> None:
        """Draw a table; `widths` are shares, `right` the columns of numbers."""
        self._type(size, "ink")
        self.set_fill_color(LIGHT.ground)
        aligns = [Align.R if n in right else Align.L for n in range(len(names))]
        self.set_draw_color(LIGHT.line)
        self.set_line_width(0.5)
        self.set_left_margin(left)
        with self.table(
            width=width or self.epw,
            col_widths=tuple(widths),
            text_align=tuple(aligns),
            line_height=size * LEADING,
            align=Align.L,
            padding=(1.5, 4),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="", color=LIGHT.muted),
        ) as table:
            table.row([self.shown(name) for name in names])
            for row in rows:
                table.row([self.shown(cell) for cell in row])
        self.set_left_margin(MARGIN)
        self.set_x(MARGIN)

    def _type(self, size: float, role: str, bold: bool = False) -> None:
        self.set_font(self._family, "B" if bold else "", size)
        self.set_text_color(getattr(LIGHT, role))
