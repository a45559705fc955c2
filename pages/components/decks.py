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
    found = ask.review(number, view.week, where, scope)
    minutes = ask.notebook().minutes(view.week, view.catalogue.former)
    whole = not where and scope == EVERYTHING
    return Deck(
        review=found,
        snapshot=view.snapshot,
        judged=judge_review(view.store, found, where, scope),
        drivers=ask.drivers(number, view.week, where, scope),
        minutes=minutes,
        filters=filter_labels(view.store, where, number),
        restated=ask.restatements(number, view.week) if minutes.frozen and whole else None,
        meeting=load_meeting(view.store.settings, view.week),
    )
