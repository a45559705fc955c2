"""The deck as a PDF: the answer, each exception with its chart, the quiet rest, definitions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from metrics import fmt
from metrics.export import heads, words
from metrics.export.deck import Deck
from metrics.export.paper import MARGIN, Paper, Text
from metrics.export.plot import six_twelve
from metrics.judge import Judged
from metrics.language import tr

CHART = (456.0, 126.0)
SMALL = (378.0, 120.0)
GUTTER = 18.0
TONES = {"worse": "worse", "better": "better", "caution": "caution", "neutral": "ink"}


def as_pdf(deck: Deck, where: Sequence[Path] | None = None) -> bytes:
    """Return the deck as a PDF document; `where` are the folders of fonts (None: the system's)."""
    paper = Paper(words.title(deck), words.watermark(deck), where)
    exceptions, usual = deck.of("exception"), deck.of("usual")
    paper.write_line(words.title(deck), 18, bold=True)
    paper.write_line(words.watermark(deck), role="muted")
    paper.write_line(words.frozen(deck), role="muted")
    paper.write_line(words.answer(deck), 13, gap=10)
    paper.write_line(words.owing(deck), role="caution", gap=6)
    for one in exceptions:
        _exception(paper, deck, one)
    _usual(paper, deck, usual)
    _absent(paper, deck.of("absent"))
    _restated(paper, deck)
    _definitions(paper, deck)
    paper.write_line(paper.lacking(), role="caution", gap=14)
    return bytes(paper.output())


def _exception(paper: Paper, deck: Deck, one: Judged) -> None:
    name = one.metric.name
    head = f"{one.mark}   {words.headline(one, deck.currency)}"
    why = " ".join([*one.why, words.drove(deck.drivers.get(name))]).strip()
    texts = [
        Text(head, 12, TONES[one.tone], bold=True, gap=14),
        Text(why),
        *_minutes(deck, name, tr("Owner: {owner}.", owner=one.answer.owner or tr("nobody"))),
    ]
    paper.write_lines(texts, then=CHART[1] + 6)
    top = paper.get_y() + 6
    paper.draw_shapes(six_twelve(one.answer, deck.currency, *CHART), MARGIN, top)
    left = MARGIN + CHART[0] + GUTTER
    paper.set_y(top + 12)
    paper.draw_table(
        heads.of_box(),
        words.box_of_nine(deck, one),
        (25, 19, 28, 28),
        (1, 2, 3),
        left=left,
        width=paper.w - MARGIN - left,
        size=7.5,
    )
    paper.set_y(top + CHART[1])


def _minutes(deck: Deck, metric: str, owner: str = "") -> list[Text]:
    """Return notes and promises; with an `owner`, also that nobody wrote anything."""
    minutes, zone, today = deck.minutes, deck.snapshot.timezone, deck.snapshot.today
    notes = minutes.notes.get(metric, ())
    said = f"{owner} {'' if notes else tr(words.NOTHING_WRITTEN)}" if owner else ""
    return [
        Text(said, role="muted"),
        *(Text(tr("Note: {noted}", noted=words.noted(note, zone)), gap=3) for note in notes),
        *(
            Text(tr("Promised before: {promised}", promised=words.promised(a, today)), gap=2)
            for a in minutes.promised(metric)
        ),
        *(
            Text(tr("Promised now: {promised}", promised=words.promised(a, today)), gap=2)
            for a in minutes.planned(metric)
        ),
    ]


def _usual(paper: Paper, deck: Deck, usual: Sequence[Judged]) -> None:
    if not usual:
        return
    paper.add_page()
    paper.write_line(tr("Within normal variation"), 13, bold=True)
    paper.write_line(deck.false_alarms, role="muted")
    rows = [
        (
            f"{one.metric.label}\n{one.remark}" if one.remark else one.metric.label,
            fmt.value(one.metric, one.value, deck.currency),
            words.changed(one.metric, one.answer.box.wow),
            words.changed(one.metric, one.answer.box.yoy),
            "–"
            if one.answer.target is None
            else fmt.value(one.metric, one.answer.target, deck.currency),
            "" if one.n is None else fmt.number(one.n),
            one.answer.owner,
        )
        for one in usual
    ]
    names = heads.of_numbers()
    paper.draw_table(names, rows, (30, 12, 15, 15, 9, 8, 15), (1, 2, 3, 4, 5))
    across = 0
    for one in usual:
        if not across:
            paper.make_room(SMALL[1] + 30)
            paper.set_y(paper.get_y() + 14)
        top, left = paper.get_y(), MARGIN + across * (SMALL[0] + GUTTER)
        paper.draw_shapes([words.caption(one)], left, top + 8)
        paper.draw_shapes(six_twelve(one.answer, deck.currency, *SMALL), left, top + 10)
        across = (across + 1) % 2
        if not across:
            paper.set_y(top + SMALL[1] + 12)
    if across:
        paper.set_y(paper.get_y() + SMALL[1] + 12)
    for one in usual:
        if one.metric.name in {*deck.minutes.notes, *deck.minutes.actions}:
            head = Text(one.metric.label, 10, bold=True, gap=8)
            paper.write_lines([head, *_minutes(deck, one.metric.name)])


def _absent(paper: Paper, absent: Sequence[Judged]) -> None:
    if absent:
        paper.make_room(60)
        paper.write_line(tr("No number"), 13, bold=True, gap=16)
        for one in absent:
            paper.write_line(f"{one.metric.label}: {one.remark}")


def _restated(paper: Paper, deck: Deck) -> None:
    says, rows = words.restatements(deck)
    if not says:
        return
    paper.make_room(80)
    paper.write_line(tr("Restated"), 13, bold=True, gap=16)
    paper.write_line(says)
    if rows:
        names = heads.of_restated()
        paper.draw_table(names, rows, (24, 22, 12, 12, 34), (2, 3))


def _definitions(paper: Paper, deck: Deck) -> None:
    paper.make_room(120)
    paper.write_line(tr("Definitions"), 13, bold=True, gap=16)
    names = heads.of_definitions()
    paper.draw_table(names, words.definitions(deck), (20, 34, 32, 16), size=8)
