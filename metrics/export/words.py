"""What a deck says, in words: the same sentences in every format."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence

from babel.lists import format_list

from metrics import fmt
from metrics.counted import counts
from metrics.drivers import Driver
from metrics.export.deck import Deck
from metrics.export.plot import Word
from metrics.judge import Judged
from metrics.language import locale, mark, tr, tr_n
from metrics.model import Metric
from metrics.notes import Action, Note, Restatement

TITLE = mark("Weekly review")
NAMED = 4  # so many exceptions are named in the answer
TO_DATE = {
    mark("Month to date"): "mtd",
    mark("Quarter to date"): "qtd",
    mark("Year to date"): "ytd",
}
NUMBERS = frozenset(
    {
        mark("Week"),
        mark("vs week before"),
        mark("vs year before"),
        mark("Target"),
        "n",
        mark("Published"),
        mark("Now"),
    }
)
NOTHING_WRITTEN = mark("No note yet.")
PARTS = {
    "week": mark("week of {day}"),
    "month": mark("month of {day}"),
    "mtd": mark("month to date from {day}"),
    "qtd": mark("quarter to date from {day}"),
    "ytd": mark("year to date from {day}"),
}


def title(deck: Deck) -> str:
    """Return ``Weekly review, 16 – 22 Nov 2026``."""
    return f"{tr(TITLE)}, {fmt.week(deck.week)}"


def watermark(deck: Deck) -> str:
    """Return what every page must carry: how far the data go, of which snapshot, what is cut."""
    to = fmt.moment(deck.snapshot.as_of, deck.snapshot.timezone)
    return tr(
        "Data to {to} · snapshot {number} · {filters}",
        to=to,
        number=deck.snapshot.number,
        filters=filters(deck),
    )


def filters(deck: Deck) -> str:
    """Return the filters in words."""
    if not deck.filters:
        return tr("no filter: everything")
    parts = [f"{label}: {tr(' or ').join(members)}" for label, members in deck.filters]
    return tr("only {filters}", filters="; ".join(parts))


def answer(deck: Deck) -> str:
    """Return what the meeting must know, in a sentence or two."""
    parts = answer_parts(deck.of("exception"), deck.of("usual"), len(deck.of("absent")))
    return "".join(text for text, _ in parts)


def answer_parts(
    exceptions: Sequence[Judged], usual: Sequence[Judged], absent: int = 0
) -> list[tuple[str, bool]]:
    """Return the answer in pieces, each with whether it names a metric.

    `absent` metrics have no number: whoever is told that all is well is told of them too.
    """
    judged = len(exceptions) + len(usual)
    if not judged:
        return [(tr("No metric has a number for this week."), False)]
    if not exceptions:
        usually = tr(
            "Nothing to see: all {judged} metrics are within normal variation.", judged=judged
        )
        without = tr_n(" {n} more has no number.", " {n} more have no number.", absent)
        return [(usually + without if absent else usually, False)]
    said = [
        (
            tr_n(
                "{n} of {judged} metrics needs a word: ",
                "{n} of {judged} metrics need a word: ",
                len(exceptions),
                judged=judged,
            ),
            False,
        )
    ]
    named = exceptions if len(exceptions) <= NAMED + 1 else exceptions[:NAMED]
    for number, one in enumerate(named):
        said += [(" · ", False)] if number else []
        said.append((one.metric.label, True))
    if len(named) < len(exceptions):
        said.append((tr(" · {count} more", count=len(exceptions) - len(named)), False))
    rest = {0: tr("."), 1: tr(". The other is within normal variation.")}
    others = tr(". The other {count} are within normal variation.", count=len(usual))
    return [*said, (rest.get(len(usual), others), False)]


def frozen(deck: Deck) -> str:
    """Say whether the week is frozen, by whom and from which snapshot."""
    found = deck.minutes.frozen
    if found is None:
        return tr("Not frozen yet.")
    when = fmt.moment(found.frozen_at, deck.snapshot.timezone)
    return tr(
        "Frozen by {frozen_by} on {when}, from snapshot {snapshot}.",
        frozen_by=found.frozen_by,
        when=when,
        snapshot=found.snapshot,
    )


def headline(one: Judged, currency: str) -> str:
    """Return an exception's number, its n, and its change against the week before."""
    metric, box = one.metric, one.answer.box
    if one.value is None:
        return metric.label
    said = f"{metric.label}: {fmt.value(metric, one.value, currency)}"
    if one.n is not None:
        said += f" ({fmt.count(one.n)})"
    if box.wow is not None:
        said += f" · {fmt.change(metric, box.wow)}" + tr(" against the week before")
    return said


def changed(metric: Metric, amount: float | None) -> str:
    """Return a change with the arrow and the word of its judgement."""
    return f"{fmt.change(metric, amount)} {fmt.judged(metric, amount)}".strip()


def box_of_nine(deck: Deck, one: Judged) -> list[tuple[str, str, str, str]]:
    """Return the box: label, number, change against the week before and the year before."""
    box, metric = one.answer.box, one.metric
    week = fmt.value(metric, box.last_week, deck.currency)
    rows = [(tr("Last week"), week, changed(metric, box.wow), changed(metric, box.yoy))]
    for label, name in TO_DATE.items():
        value = fmt.value(metric, getattr(box, name), deck.currency)
        rows.append((tr(label), value, "", changed(metric, getattr(box, f"{name}_yoy"))))
    return rows


def printable(text: str) -> str:
    """Return `text` without what no document's XML may hold."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def caption(one: Judged) -> Word:
    """Return the title of a small chart."""
    return Word(0, 0, one.metric.label, "start", "ink", 9, bold=True)


def drove(told: Driver | None) -> str:
    """Return the clause of the main driver as a sentence, empty where nothing stands out."""
    return f"{told.short[:1].upper()}{told.short[1:]}{tr('.')}" if told and told.short else ""


def noted(note: Note, zone: str) -> str:
    """Return a note with who wrote it when."""
    return f"{note.text} – {note.author}, {fmt.moment(note.written_at, zone)}"


def promised(action: Action, today: dt.date) -> str:
    """Return an action: who does what until when, and how it stands."""
    due = tr(", due {due}", due=fmt.day(action.due)) if action.due else ""
    said = f"{action.text} – {action.owner}{due}: {standing(action, today)}"
    return f"{said} {action.outcome}" if action.outcome else said


def standing(action: Action, today: dt.date) -> str:
    """Return how an action stands: ``open``, ``overdue``, ``done (Ann)``."""
    if action.state == "open":
        return tr("▲ overdue.") if action.overdue(today) else tr("open.")
    return f"{tr(action.state)} ({action.closed_by})."


def owing(deck: Deck) -> str:
    """Say who owes a note, and until when; empty where nobody does."""
    if not deck.owed:
        return ""
    labels = {one.metric.name: one.metric.label for one in deck.judged}
    parts = [
        tr(
            "{owner} on {metrics}",
            owner=each.owner,
            metrics=", ".join(labels[name] for name in each.metrics),
        )
        for each in deck.owed
    ]
    until = (
        tr(
            " before the meeting on {moment}",
            moment=fmt.moment(deck.meeting, deck.snapshot.timezone),
        )
        if deck.meeting
        else tr(" before the meeting")
    )
    return tr("Notes owed{until}: {owed}.", until=until, owed="; ".join(parts))


def restatements(deck: Deck) -> tuple[str, list[tuple[str, str, str, str, str]]]:
    """Return a sentence, and per restated number: metric, period, old, new, cause."""
    if deck.restated is None:
        return "", []
    if not deck.restated:
        return tr("Nothing was restated since."), []
    rows = [
        (
            each.label,
            period(each),
            number_of(deck, each, each.old),
            number_of(deck, each, each.new),
            because(each),
        )
        for each in deck.restated
    ]
    said = tr_n(
        "{n} published number was restated since.",
        "{n} published numbers were restated since.",
        len(rows),
    )
    return said, rows


def number_of(deck: Deck, each: Restatement, number: float | None) -> str:
    """Return a restated number in its metric's unit."""
    for one in deck.judged:
        if one.metric.name == each.metric:
            return fmt.value(one.metric, number, deck.currency)
    return fmt.NA if number is None else fmt.number(number, 4)


def period(each: Restatement) -> str:
    """Return the period of a restated number: ``week of 16 Nov 2026``."""
    day = fmt.month_of(each.start) if each.part == "month" else fmt.day(each.start)
    return tr(PARTS[each.part], day=day)


def because(each: Restatement) -> str:
    """Return the cause of a restatement with its evidence."""
    causes = format_list([tr(cause) for cause in each.causes], locale=locale())
    return f"{causes} – {tr(each.says)}" if each.says else causes


def definitions(deck: Deck) -> list[tuple[str, str, str, str]]:
    """Return for each metric: its label, what it is, what it counts, version and owner."""
    rows = []
    for one in deck.judged:
        metric = one.metric
        owner = one.answer.owner or tr("nobody")
        what = metric.formula or metric.question
        rows.append(
            (
                metric.label,
                what,
                counts(metric),
                tr("version {version}, {owner}", version=metric.version, owner=owner),
            )
        )
    return rows
