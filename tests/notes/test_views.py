"""Saved views: kept under one name, and what of them is gone is told with the nearest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from metrics.catalogue import Catalogue, load_catalogue
from metrics.model import QueryError, UnknownNameError
from metrics.notes.views import MOST_PARAMS, SavedView, Views, standing
from metrics.settings import Settings

PARAMS = {"metric": ["backlog"], "team": ["Brno", ""], "by": ["team"]}
VIEW = SavedView(1, "Ours", "explore", PARAMS, "Ann", dt.datetime(2026, 3, 31, tzinfo=dt.UTC))
PAGES = ("explore", "today", "weekly_review")


@pytest.fixture
def views(settings: Settings) -> Iterator[Views]:
    opened = Views(settings)
    yield opened
    opened.close()


@pytest.fixture
def known(settings: Settings) -> Catalogue:
    return load_catalogue(settings)


def test_a_view_comes_back_as_it_was_saved(views: Views, settings: Settings) -> None:
    assert views.all() == ()
    kept = views.save("  Ours\n", "explore", PARAMS, "Ann")
    other = Views(settings)
    assert other.all() == (kept,)
    other.close()
    assert (kept.name, kept.page, kept.params, kept.owner) == ("Ours", "explore", PARAMS, "Ann")


def test_two_views_cannot_share_a_name(views: Views) -> None:
    first = views.save("Ours", "explore", PARAMS, "Ann")
    with pytest.raises(QueryError, match="“Ours” already, saved by Ann"):
        views.save("Ours", "today", {}, "Ben")
    second = views.save("Theirs", "today", {}, "Ben")
    with pytest.raises(QueryError, match="saved by Ann"):
        views.rename(second.id, "Ours")
    views.rename(first.id, "Mine")
    assert [view.name for view in views.all()] == ["Mine", "Theirs"]


def test_who_is_too_late_is_told(views: Views) -> None:
    kept = views.save("Ours", "explore", PARAMS, "Ann")
    views.remove(kept.id, "Ben")
    views.remove(kept.id, "Ben")
    assert views.all() == ()
    with pytest.raises(UnknownNameError, match="deleted this view"):
        views.rename(kept.id, "Mine")


def test_what_was_removed_can_be_put_back(views: Views) -> None:
    kept = views.save("Ours", "explore", PARAMS, "Ann")
    with pytest.raises(QueryError, match="your name is empty"):
        views.remove(kept.id, " ")
    views.remove(kept.id, "Ben")
    (removed,) = views.removed()
    assert (removed.name, removed.removed_by) == ("Ours", "Ben")
    other = views.save("Ours", "today", {}, "Cho")  # its name is free meanwhile
    with pytest.raises(QueryError, match="“Ours” already, saved by Cho"):
        views.restore(removed.id)
    views.rename(other.id, "Theirs")
    views.restore(removed.id)
    assert views.removed() == ()
    back = views.all()[0]
    assert replace(back, id=kept.id) == kept
    with pytest.raises(UnknownNameError, match="put this view back"):
        views.restore(removed.id)


def test_only_who_saved_a_view_signed_in_can_change_it(views: Views) -> None:
    """A typed name is nobody's proof: what nobody was signed in for, anybody may remove."""
    kept = views.save("Ours", "explore", PARAMS, "Ann", "ann@example.com")
    for account in ("", "ben@example.com"):
        with pytest.raises(QueryError, match="only Ann, who saved this view"):
            views.remove(kept.id, "Ann", account)
        with pytest.raises(QueryError, match="only Ann"):
            views.rename(kept.id, "Mine", account)
    views.rename(kept.id, "Mine", "ann@example.com")
    views.remove(kept.id, "Ann", "ann@example.com")
    assert views.all() == ()


@pytest.mark.parametrize(("name", "owner"), [("", "Ann"), ("Ours", " "), ("x" * 81, "Ann")])
def test_a_view_needs_a_name_and_an_owner(views: Views, name: str, owner: str) -> None:
    with pytest.raises(QueryError):
        views.save(name, "explore", PARAMS, owner)
    with pytest.raises(QueryError, match="too much to be kept"):
        views.save("Ours", "explore", {"team": ["x"] * (MOST_PARAMS + 1)}, "Ann")


def test_what_is_there_is_opened_as_it_is(known: Catalogue) -> None:
    found = standing(VIEW, PAGES, known)
    assert (found.page, found.params, found.says) == ("explore", PARAMS, "")


def test_a_metric_that_is_gone_leads_to_the_nearest(known: Catalogue) -> None:
    found = standing(replace(VIEW, params={"metric": ["backlogg"]}), PAGES, known)
    assert found.params == {"metric": ["backlog"]}
    assert found.says == (
        "The metric “backlogg” does not exist any more. The nearest is “backlog”."
    )
    nothing = standing(replace(VIEW, params={"metric": ["qqqqqq"]}), PAGES, known)
    assert nothing.params == {}
    assert nothing.says == "The metric “qqqqqq” does not exist any more."


def test_a_metric_that_was_renamed_is_found(known: Catalogue) -> None:
    renamed = replace(known, former={"wip": "backlog"})
    found = standing(replace(VIEW, params={"metric": ["wip"]}), PAGES, renamed)
    assert (found.params, found.says) == ({"metric": ["backlog"]}, "")


def test_a_page_that_is_gone_leads_to_the_nearest_or_nowhere(known: Catalogue) -> None:
    found = standing(replace(VIEW, page="explorer"), PAGES, known)
    assert found.page == "explore"
    assert found.says == "The page “explorer” does not exist any more. The nearest is “explore”."
    assert standing(replace(VIEW, page="qqqqqq"), PAGES, known).page is None
