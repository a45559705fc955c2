"""The deck of a view: the same that is exported, from what the process has worked out already."""

from __future__ import annotations

from dataclasses import replace

from metrics import EVERYTHING
from metrics.export import Deck
from metrics.export.deck import filter_labels
from metrics.judge import judge_review
from metrics.review_config import load_meeting
from pages.components import ask
from pages.components.frame import View


def deck_of(view: View) -> Deck:
    """Return what the page can show at once: without drivers and restatements, which take longer.

    Notes are read anew each time.
    """
    number, where, scope = view.snapshot.number, view.where, view.scope
    found = ask.review(number, view.week, where, scope, _asked(view))
    return Deck(
        review=found,
        snapshot=view.snapshot,
        judged=judge_review(view.store, found, where, scope),
        drivers={},
        minutes=ask.notebook().minutes(view.week, view.catalogue.former),
        filters=filter_labels(view.store, where, number),
        restated=None,
        meeting=load_meeting(view.store.settings, view.week),
    )


def driven(view: View, deck: Deck) -> Deck:
    """Return `deck` with what drives its exceptions."""
    number, asked = view.snapshot.number, _asked(view)
    return replace(deck, drivers=ask.drivers(number, view.week, view.where, view.scope, asked))


def checked(view: View, deck: Deck) -> Deck:
    """Return `deck` with what was restated since the week was frozen, if it is of the whole."""
    if deck.minutes.frozen is None or view.where or view.scope != EVERYTHING:
        return deck
    return replace(deck, restated=ask.restatements(view.snapshot.number, view.week))


def _asked(view: View) -> tuple[str, ...] | None:
    """Return the metrics to review: None for the weekly review's own, which finds them itself."""
    if view.metrics == ask.reviewed():
        return None
    asked = {name for name, _ in view.where}
    catalogue = view.catalogue
    return tuple(
        name
        for name in view.metrics
        if asked <= set(catalogue.dimensions_of(catalogue.metric(name)))
    )
