"""The deck of a view: the same that is exported, from what the process has worked out already."""

from __future__ import annotations

from metrics import EVERYTHING
from metrics.export import Deck
from metrics.export.deck import filter_labels
from metrics.judge import judge_review
from metrics.review_config import load_meeting
from pages.components import ask
from pages.components.frame import View


def deck_of(view: View) -> Deck:
    """Return the deck of the view's week; notes are read anew each time."""
    number, where, scope = view.snapshot.number, view.where, view.scope
    asked = _asked(view)
    found = ask.review(number, view.week, where, scope, asked)
    minutes = ask.notebook().minutes(view.week, view.catalogue.former)
    whole = not where and scope == EVERYTHING
    return Deck(
        review=found,
        snapshot=view.snapshot,
        judged=judge_review(view.store, found, where, scope),
        drivers=ask.drivers(number, view.week, where, scope, asked),
        minutes=minutes,
        filters=filter_labels(view.store, where, number),
        restated=ask.restatements(number, view.week) if minutes.frozen and whole else None,
        meeting=load_meeting(view.store.settings, view.week),
    )


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
