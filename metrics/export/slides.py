"""The deck as slides (PPTX): charts are PowerPoint's own, with their numbers, and can be edited."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from metrics import fmt
from metrics.export import heads, words
from metrics.export.colours import LIGHT
from metrics.export.deck import Deck
from metrics.judge import Judged
from metrics.language import mark, tr
from metrics.review_series import ReviewPoint

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.55  # inches
ROWS_A_SLIDE = 14
BLANK = 6  # the empty layout of the built-in template
FORMATS = {"percent": "0.0%", "hours": "0.0", "days": "0.0", "minutes": "0.0", "per_ticket": "0.00"}
TONES = {"worse": "worse", "better": "better", "caution": "caution", "neutral": "ink"}


def as_pptx(deck: Deck) -> bytes:
    """Return the deck as a PPTX file: the answer, a slide an exception, the rest, definitions."""
    show = Presentation()
    show.slide_width, show.slide_height = Inches(WIDTH), Inches(HEIGHT)
    show.core_properties.title = words.title(deck)
    show.core_properties.author = "Andon"
    exceptions, usual, absent = deck.of("exception"), deck.of("usual"), deck.of("absent")
    _first(show, deck, exceptions, usual)
    for one in exceptions:
        _metric(show, deck, one)
    _pages(show, deck, tr("Within normal variation"), deck.false_alarms,
           heads.of_numbers(),
           [_row(deck, one) for one in usual], (3.5, 1.5, 1.8, 1.8, 1.0, 0.8, 1.8))  # fmt: skip
    for one in usual:
        _metric(show, deck, one)
    _pages(show, deck, tr("No number"), "", (tr("Metric"), tr("Why")),
           [(one.metric.label, one.remark) for one in absent], (4.0, 8.2))  # fmt: skip
    says, rows = words.restatements(deck)
    _pages(show, deck, tr("Restated"), says, heads.of_restated(), rows,
           (3.0, 2.8, 1.3, 1.3, 3.8), always=bool(says))  # fmt: skip
    _pages(show, deck, tr("Definitions"), "", heads.of_definitions(),
           words.definitions(deck), (2.6, 4.0, 3.6, 2.0), a_slide=9)  # fmt: skip
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def _slide(show: Any, deck: Deck) -> Any:
    """Add an empty slide with the watermark at its foot."""
    slide = show.slides.add_slide(show.slide_layouts[BLANK])
    _text(slide, words.watermark(deck), MARGIN, HEIGHT - 0.42, WIDTH - 2 * MARGIN, 0.3, 10, "muted")
    return slide


def _first(show: Any, deck: Deck, exceptions: Sequence[Judged], usual: Sequence[Judged]) -> None:
    slide = _slide(show, deck)
    wide = WIDTH - 2 * MARGIN
    _text(slide, words.title(deck), MARGIN, 0.5, wide, 0.7, 30, bold=True)
    _text(slide, words.frozen(deck), MARGIN, 1.15, wide, 0.4, 13, "muted")
    _text(slide, words.answer(deck), MARGIN, 1.7, wide, 1.0, 20)
    lines = [
        f"{one.mark}  {words.headline(one, deck.currency)}. "
        f"{words.drove(deck.drivers.get(one.metric.name))}".strip()
        for one in exceptions[:ROWS_A_SLIDE]
    ]
    _text(slide, "\n".join(lines), MARGIN, 2.75, wide, 3.4, 14)
    _text(slide, words.owing(deck), MARGIN, 6.2, wide, 0.7, 13, "caution")


def _metric(show: Any, deck: Deck, one: Judged) -> None:
    """Add the slide of one metric: what is said of it, its weeks, its months, the box of nine."""
    slide = _slide(show, deck)
    wide, name = WIDTH - 2 * MARGIN, one.metric.name
    head = f"{one.mark}  {words.headline(one, deck.currency)}".strip()
    _text(slide, head, MARGIN, 0.35, wide, 0.5, 17, TONES[one.tone], bold=True)
    drove = words.drove(deck.drivers.get(name))
    owner = tr("Owner: {owner}.", owner=one.answer.owner or tr("nobody"))
    why = " ".join([*one.why, drove, owner]).strip()
    _text(
        slide, why if one.kind == "exception" else one.remark, MARGIN, 0.85, wide, 0.6, 12, "muted"
    )
    answer = one.answer
    weeks = [fmt.day_short(point.start) for point in answer.weeks]
    months = [fmt.month(point.start) for point in answer.months]
    _chart(slide, one, weeks, answer.weeks, answer.weeks_prior, MARGIN, 4.3)
    _chart(slide, one, months, answer.months, answer.months_prior, MARGIN + 4.4, wide - 4.4)
    _box(slide, deck, one)
    _text(slide, "\n".join(_minutes(deck, one)), 6.7, 5.0, WIDTH - MARGIN - 6.7, 1.9, 12)


def _minutes(deck: Deck, one: Judged) -> list[str]:
    minutes, zone, today = deck.minutes, deck.snapshot.timezone, deck.snapshot.today
    name = one.metric.name
    written = minutes.notes.get(name, ())
    notes = [tr("Note: {noted}", noted=words.noted(note, zone)) for note in written]
    if not notes and one.kind == "exception":
        notes = [tr(words.NOTHING_WRITTEN)]
    before, now = (
        [tr(said, promised=words.promised(action, today)) for action in actions]
        for said, actions in (
            (mark("Promised before: {promised}"), minutes.promised(name)),
            (mark("Promised now: {promised}"), minutes.planned(name)),
        )
    )
    return [*notes, *before, *now]


def _chart(
    slide: Any,
    one: Judged,
    names: Sequence[str],
    now: Sequence[ReviewPoint],
    before: Sequence[ReviewPoint],
    left: float,
    width: float,
) -> None:
    """Add a line chart of PowerPoint's; a number that is not known is an empty cell: a gap."""
    form = FORMATS.get(one.metric.unit, "#,##0")
    data = CategoryChartData(number_format=form)
    data.categories = list(names)
    data.add_series(tr("Now"), [point.value for point in now])
    data.add_series(tr("Year before"), [point.value for point in before])
    if one.answer.target is not None:
        data.add_series(tr("Target"), [one.answer.target] * len(names))
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, Inches(left), Inches(1.4), Inches(width), Inches(3.5), data
    )
    chart = frame.chart
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.font.size, chart.font.color.rgb = Pt(11), _rgb("muted")
    chart.value_axis.major_gridlines.format.line.color.rgb = _rgb("line")
    chart.value_axis.format.line.fill.background()
    chart.value_axis.tick_labels.number_format = form
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.category_axis.format.line.color.rgb = _rgb("line")
    series = list(chart.plots[0].series)
    _dress(series[0], "now", 2.25, XL_MARKER_STYLE.CIRCLE, 7)
    _dress(series[1], "before", 1.25, XL_MARKER_STYLE.CIRCLE, 4)
    series[1].format.line.dash_style = MSO_LINE.SQUARE_DOT
    for place, point in enumerate(now):
        if point.partial and point.value is not None:
            fill = series[0].points[place].marker.format.fill
            fill.solid()
            fill.fore_color.rgb = _rgb("ground")
    if len(series) > 2:
        _dress(series[2], "ink", 1.0, XL_MARKER_STYLE.DASH, 9)
        series[2].format.line.fill.background()


def _dress(series: Any, role: str, width: float, marker: Any, size: int) -> None:
    series.smooth = False
    series.format.line.color.rgb = _rgb(role)
    series.format.line.width = Pt(width)
    series.marker.style, series.marker.size = marker, size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = _rgb(role)
    series.marker.format.line.color.rgb = _rgb(role)


def _box(slide: Any, deck: Deck, one: Judged) -> None:
    rows = words.box_of_nine(deck, one)
    _table(slide, heads.of_box(), rows, (1.5, 1.2, 1.6, 1.6), MARGIN, 5.0,
           right=(1, 2, 3))  # fmt: skip


def _row(deck: Deck, one: Judged) -> tuple[str, ...]:
    metric, target = one.metric, one.answer.target
    return (
        f"{metric.label} – {one.remark}" if one.remark else metric.label,
        fmt.value(metric, one.value, deck.currency),
        words.changed(metric, one.answer.box.wow),
        words.changed(metric, one.answer.box.yoy),
        "–" if target is None else fmt.value(metric, target, deck.currency),
        "" if one.n is None else fmt.number(one.n),
        one.answer.owner,
    )


def _pages(
    show: Any,
    deck: Deck,
    title: str,
    says: str,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    a_slide: int = ROWS_A_SLIDE,
    always: bool = False,
) -> None:
    """Add a table, on as many slides as it needs."""
    pages = [rows[at : at + a_slide] for at in range(0, len(rows), a_slide)]
    for page in pages or ([()] if always else []):
        slide = _slide(show, deck)
        _text(slide, title, MARGIN, 0.4, WIDTH - 2 * MARGIN, 0.5, 24, bold=True)
        _text(slide, says, MARGIN, 0.95, WIDTH - 2 * MARGIN, 0.4, 12, "muted")
        if page:
            numbers = {tr(name) for name in words.NUMBERS}
            right = tuple(n for n, name in enumerate(names) if name in numbers)
            _table(slide, names, page, widths, MARGIN, 1.4, right)


def _table(
    slide: Any,
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    left: float,
    top: float,
    right: Sequence[int] = (),
) -> None:
    frame = slide.shapes.add_table(
        len(rows) + 1, len(names), Inches(left), Inches(top), Inches(sum(widths)),
        Inches(0.33 * (len(rows) + 1)),
    )  # fmt: skip
    table = frame.table
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for at, row in enumerate((names, *rows)):
        for place, text in enumerate(row):
            cell = table.cell(at, place)
            cell.margin_top = cell.margin_bottom = Emu(20_000)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb("soft" if at == 0 else "ground")
            _fill(cell.text_frame, text, 11, "muted" if at == 0 else "ink")
            if place in right:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _text(
    slide: Any,
    text: str,
    left: float,
    top: float,
    width: float,
    height: float,
    size: float,
    role: str = "ink",
    bold: bool = False,
) -> None:
    if text:
        box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
        box.text_frame.word_wrap = True
        _fill(box.text_frame, text, size, role, bold)


def _fill(frame: Any, text: str, size: float, role: str, bold: bool = False) -> None:
    """Write `text`, a paragraph a line, as text: PowerPoint reads no markup in it."""
    frame.text = words.printable(text)
    for paragraph in frame.paragraphs:
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.color.rgb = _rgb(role)


def _rgb(role: str) -> Any:
    return RGBColor.from_string(getattr(LIGHT, role).lstrip("#").upper())
