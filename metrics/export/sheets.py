"""The deck as a workbook (XLSX): every number as a number, every text as a text, never a formula.

A spreadsheet runs what looks like a formula. Here texts are written as texts, and those that begin
like a formula are marked as quoted too, so that they stay texts when somebody edits the cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from metrics import fmt
from metrics.export import heads, words
from metrics.export.book import Book
from metrics.export.deck import Deck
from metrics.judge import Judged
from metrics.language import mark, tr
from metrics.model import Metric

FORMATS = {"percent": "0.0%", "hours": "0.0", "days": "0.0", "minutes": "0.0", "per_ticket": "0.00"}
Cell = Any


def as_xlsx(deck: Deck) -> bytes:
    """Return the deck as an XLSX file: a sheet a table."""
    out = io.BytesIO()
    book = Book(out, words.title(deck), words.watermark(deck))
    book.sheet(tr("Review"), _REVIEW, (_review_row(deck, one) for one in deck.judged))
    book.sheet(tr("Weeks and months"), _POINTS, _points(deck))
    book.sheet(tr("Notes and actions"), _MINUTES, _minutes(deck))
    if deck.restated is not None:
        book.sheet(tr("Restated"), _RESTATED, _restated(deck))
    book.sheet(
        tr("Definitions"),
        heads.of_definitions(),
        words.definitions(deck),
    )
    book.sheet(tr("About"), (tr("What"), tr("Says")), _about(deck))
    book.book.close()
    return out.getvalue()


_REVIEW = (
    mark("Metric"),
    mark("Judged"),
    mark("Why"),
    mark("Main driver"),
    mark("Last week"),
    mark("vs week before"),
    mark("vs year before"),
    mark("Month to date"),
    mark("vs year before"),
    mark("Quarter to date"),
    mark("vs year before"),
    mark("Year to date"),
    mark("vs year before"),
    mark("Target"),
    "n",
    mark("Unit"),
    mark("Owner"),
    mark("Name"),
)


def _review_row(deck: Deck, one: Judged) -> list[Cell]:
    metric, form = one.metric, _form(one.metric)
    why = " ".join(one.why) or one.remark
    told = deck.drivers.get(metric.name)
    box = asdict(one.answer.box)
    changes = "0.0%" if not metric.is_rate else form
    numbers = [
        (value, form if name in ("last_week", "mtd", "qtd", "ytd") else changes)
        for name, value in box.items()
    ]
    return [
        metric.label,
        one.mark or one.kind,
        why,
        told.short if told else "",
        *numbers,
        (one.answer.target, form),
        (one.n, "#,##0"),
        fmt.unit(metric, deck.currency) or metric.unit,
        one.answer.owner,
        metric.name,
    ]


_POINTS = (
    mark("Metric"),
    mark("Series"),
    mark("From"),
    mark("Value"),
    mark("Numerator"),
    mark("Denominator"),
    mark("Partial"),
    mark("Reason"),
    mark("Name"),
)
_SERIES = {
    "weeks": mark("week"),
    "weeks_prior": mark("week, year before"),
    "months": mark("month"),
    "months_prior": mark("month, year before"),
}


def _points(deck: Deck) -> Iterable[list[Cell]]:
    for one in deck.judged:
        form = _form(one.metric)
        for part, series in _SERIES.items():
            for point in getattr(one.answer, part):
                yield [
                    one.metric.label,
                    tr(series),
                    point.start,
                    (point.value, form),
                    (point.numerator, "#,##0"),
                    (point.denominator, "#,##0"),
                    point.partial,
                    tr(point.reason or ""),
                    one.metric.name,
                ]


_MINUTES = (
    mark("Metric"),
    mark("Kind"),
    mark("Week"),
    mark("Text"),
    mark("Who"),
    mark("Due"),
    mark("State"),
    mark("Closed by"),
    mark("Outcome"),
)


def _minutes(deck: Deck) -> Iterable[list[Cell]]:
    for one in deck.judged:
        label, name = one.metric.label, one.metric.name
        for note in deck.minutes.notes.get(name, ()):
            yield [label, "note", note.week, note.text, note.author, None, "", "", ""]
        for action in deck.minutes.actions.get(name, ()):
            yield [
                label,
                "action",
                action.week,
                action.text,
                action.owner,
                action.due,
                action.state,
                action.closed_by or "",
                action.outcome,
            ]
    for each in deck.owed:
        for name in each.metrics:
            label = next(one.metric.label for one in deck.judged if one.metric.name == name)
            yield [label, tr("note owed"), deck.week, "", each.owner, None, "owed", "", ""]


_RESTATED = (
    mark("Metric"),
    mark("Period"),
    mark("From"),
    mark("Published"),
    mark("Now"),
    mark("Cause"),
    mark("Evidence"),
    mark("Name"),
)


_PARTS = {
    "week": mark("week"),
    "month": mark("month"),
    "mtd": mark("month to date"),
    "qtd": mark("quarter to date"),
    "ytd": mark("year to date"),
}


def _restated(deck: Deck) -> Iterable[list[Cell]]:
    forms = {one.metric.name: _form(one.metric) for one in deck.judged}
    for each in deck.restated or ():
        form = forms.get(each.metric, "")
        yield [
            each.label,
            tr(_PARTS[each.part]),
            each.start,
            (each.old, form),
            (each.new, form),
            ", ".join(each.causes),
            each.says,
            each.metric,
        ]


def _about(deck: Deck) -> list[list[Cell]]:
    return [
        [tr("Review"), words.title(deck)],
        [tr("Week from"), deck.week],
        [tr("Data to"), fmt.moment(deck.snapshot.as_of, deck.snapshot.timezone)],
        [tr("Snapshot"), deck.snapshot.number],
        [tr("Filters"), words.filters(deck)],
        [tr("Frozen"), words.frozen(deck)],
        [tr("Answer"), words.answer(deck)],
        [tr("False alarms"), deck.false_alarms],
        [tr("Notes owed"), words.owing(deck) or tr("none")],
        [tr("Restated"), words.restatements(deck)[0] or "n/a"],
        [tr("Currency"), deck.currency],
        [tr("Time zone"), deck.snapshot.timezone],
    ]


def _form(metric: Metric) -> str:
    return FORMATS.get(metric.unit, "#,##0")
