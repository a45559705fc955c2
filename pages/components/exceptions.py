"""Exceptions of the review: number, signal, main driver, owner's note, last week's promise."""

from __future__ import annotations

from collections.abc import Sequence

from metrics import fmt
from metrics.export import Deck, words
from metrics.judge import Judged, from_target
from metrics.language import tr
from metrics.notes import Action, Note
from pages.components import spark
from pages.components.dom import Node, el
from pages.components.frame import View
from pages.components.text import short

LONGEST_NOTE = 280  # the whole of it is in the opened metric
LISTED = 3  # so many promises are listed; the others are counted


def listed(view: View, deck: Deck, judged: Sequence[Judged]) -> Node:
    """Return the exceptions as a list of buttons that open them."""
    return el("div", "exceptions", *(_exception(view, deck, one) for one in judged))


def _exception(view: View, deck: Deck, one: Judged) -> Node:
    name, opened = one.metric.name, view.state.metric == one.metric.name
    said: list[Node | str] = [el("b", "", one.metric.label)]
    if one.value is not None:
        said += [": ", el("b", "", fmt.value(one.metric, one.value, view.currency)), " ", *_n(one)]
        said += _compared(view, one)
    why = " ".join([*one.why, words.drove(deck.drivers.get(name))]).strip()
    owner = tr(" Owner: {owner}.", owner=one.answer.owner) if one.answer.owner else ""
    minutes = deck.minutes
    lines = [
        _note(minutes.note(name), one.answer.owner),
        *_promises(tr("Last week’s promise"), minutes.promised(name), view),
        *_promises(tr("Promised now"), minutes.planned(name), view),
    ]
    return el(
        "button",
        "exception open" if opened else "exception",
        el("span", f"mark {one.tone}", one.mark),
        el("span", "what", el("span", "line", *said), el("span", "why", why + owner), *lines),
        el("span", "c-spark", spark_of(one, view.currency)),
        el("span", "act muted", tr("Close") if opened else tr("Open")),
        do="open",
        key=name,
        aria_expanded="true" if opened else "false",
    )


def _note(note: Note | None, owner: str) -> Node:
    if note is None:
        says = (
            tr("No note yet: {owner} owes one.", owner=owner)
            if owner
            else tr(words.NOTHING_WRITTEN)
        )
        return el("span", "said caution", says)
    return el(
        "span",
        "said",
        el("span", "muted", tr("Note: ")),
        short(note.text, LONGEST_NOTE),
        el("span", "muted", f" – {note.author}"),
    )


def _promises(title: str, actions: Sequence[Action], view: View) -> list[Node]:
    lines = [
        el("span", "said", el("span", "muted", f"{title}: "), *promise(action, view))
        for action in actions[:LISTED]
    ]
    more = len(actions) - LISTED
    return (
        [*lines, el("span", "said muted", tr("and {more} more.", more=more))] if more > 0 else lines
    )


def promise(action: Action, view: View) -> list[Node | str]:
    """Return an action as text and how it stands: overdue is marked by arrow, word and colour."""
    today = view.snapshot.today
    due = tr(", due {due}", due=fmt.day(action.due)) if action.due else ""
    late = action.overdue(today)
    css = "worse" if late else "better" if action.state == "done" else "muted"
    stands = el("span", css, words.standing(action, today))
    outcome = f" {short(action.outcome, LONGEST_NOTE)}" if action.outcome else ""
    who = el("span", "muted", f" – {action.owner}{due}: ")
    return [short(action.text, LONGEST_NOTE), who, stands, outcome]


def _n(one: Judged) -> list[Node | str]:
    return [el("span", "muted", fmt.count(one.n))] if one.n is not None else []


def _compared(view: View, one: Judged) -> list[Node | str]:
    """Return the comparison that the viewer chose, else the one that there is, as a clause.

    Without a verdict: an exception has one already, on what is usual or what was promised, and what
    is worse than that may well be better than last week.
    """
    metric, box = one.metric, one.answer.box
    clauses = {
        "week": (box.wow, tr("the week before")),
        "year": (box.yoy, tr("the same week a year before")),
        "target": (from_target(one), tr("its target")),
    }
    amount, than = clauses[view.state.versus]
    if amount is None:
        amount, than = clauses["week"]
    if amount is None:
        return []
    return [" ·", tr(" {change} against {than}", change=fmt.change(metric, amount), than=than)]


def spark_of(one: Judged, currency: str) -> Node:
    """Return the last weeks of a metric as a small line."""
    weeks = one.answer.weeks
    says = ", ".join(fmt.value(one.metric, point.value, currency) for point in weeks)
    return spark.line(
        [point.value for point in weeks],
        tr("Last {count} weeks, oldest first: {says}", count=len(weeks), says=says),
        [point.partial for point in weeks],
    )
