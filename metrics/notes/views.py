"""Saved views: a page and what it was asked for, under a name that everybody can open.

A view keeps the parameters of an address, not its numbers: it is opened on the newest data, and
where no week was chosen on the newest whole week. What it names may be gone by then (a metric, a
page); `standing` says so and offers the nearest. A view is removed by whoever saved it, where they
were signed in, else by anybody who says who they are; for some time it can be put back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from metrics.catalogue import Catalogue
from metrics.language import later, tr
from metrics.model import QueryError, UnknownNameError
from metrics.notes.database import Database
from metrics.notes.model import named, written
from metrics.notes.schema import removed_views, views
from metrics.settings import Settings

Params = Mapping[str, Sequence[str]]
LONGEST_NAME = 80
KEPT = dt.timedelta(days=90)  # how long a removed view can be put back
MOST_PARAMS = 100  # values of all parameters: an address that a browser still takes


@dataclass(frozen=True)
class SavedView:
    """A view: `page` is the stem of a page's file, `params` what its address asks for."""

    id: int
    name: str
    page: str
    params: Params
    owner: str
    created_at: dt.datetime
    account: str = ""


@dataclass(frozen=True)
class Removed:
    """A view that was taken away from everybody, by whom and when; `id` is its own."""

    id: int
    name: str
    removed_by: str
    removed_at: dt.datetime


@dataclass(frozen=True)
class Standing:
    """What opening a view leads to: the page (None: there is none near), and what is wrong."""

    page: str | None
    params: Params
    says: str


class Views:
    """All saved views; one a process, for all threads and several processes at once."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet; the database is made when something is first saved."""
        self._database = Database(settings)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def all(self) -> tuple[SavedView, ...]:
        """Return all views by name."""
        with self._database.reading() as connection:
            if connection is None:
                return ()
            found = connection.execute(select(views))
            rows = [SavedView(**row._mapping) for row in found]
        return tuple(sorted(rows, key=lambda view: (view.name.casefold(), view.id)))

    def save(
        self, name: str, page: str, params: Params, owner: str, account: str = ""
    ) -> SavedView:
        """Keep a view; QueryError without a name or an owner, or where the name is taken.

        `account` is who is signed in, empty where nobody is: only they can then change it.
        """
        values: dict[str, Any] = {
            "name": _name(name),
            "page": page,
            "params": {key: list(given) for key, given in params.items()},
            "owner": named(owner, "your name"),
            "created_at": dt.datetime.now(dt.UTC),
            "account": account,
        }
        if sum(len(given) for given in values["params"].values()) > MOST_PARAMS:
            raise QueryError(
                later(
                    "this view asks for too much to be kept: at most {most} members",
                    most=MOST_PARAMS,
                )
            )
        try:
            with self._database.writing() as connection:
                key = connection.execute(insert(views).values(**values)).inserted_primary_key
        except IntegrityError as problem:
            raise self._taken(values["name"]) from problem
        return SavedView(id=int(key[0]) if key else 0, **values)

    def rename(self, view: int, name: str, account: str = "") -> None:
        """Give a view another name; QueryError where it is taken, gone, or not `account`'s."""
        kept = _name(name)
        try:
            with self._database.writing() as connection:
                _own(connection, view, account)
                done = connection.execute(update(views).where(views.c.id == view).values(name=kept))
        except IntegrityError as problem:
            raise self._taken(kept) from problem
        if not done.rowcount:
            raise UnknownNameError(later("somebody has deleted this view meanwhile"))

    def remove(self, view: int, by: str, account: str = "") -> None:
        """Take a view away from everybody, until it is put back; one that is gone is no mistake.

        QueryError where nobody says who removes it, or it is somebody else's than `account`'s.
        """
        who, now = named(by, "your name"), dt.datetime.now(dt.UTC)
        with self._database.writing() as connection:
            found = _own(connection, view, account)
            if found is None:
                return
            connection.execute(delete(views).where(views.c.id == view))
            kept = {**found, "removed_at": now, "removed_by": who}
            kept.pop("id")
            connection.execute(insert(removed_views).values(**kept))
            forgotten = removed_views.c.removed_at < now - KEPT
            connection.execute(delete(removed_views).where(forgotten))

    def removed(self) -> tuple[Removed, ...]:
        """Return the views that can be put back, the last removed first."""
        columns = [removed_views.c[field.name] for field in fields(Removed)]
        newest = removed_views.c.removed_at.desc()
        with self._database.reading() as connection:
            if connection is None:
                return ()
            found = connection.execute(select(*columns).order_by(newest))
            return tuple(Removed(**row._mapping) for row in found)

    def restore(self, removed: int) -> None:
        """Put a removed view back; QueryError where its name is taken meanwhile, or it is gone."""
        one = removed_views.c.id == removed
        name = ""
        try:
            with self._database.writing() as connection:
                found = connection.execute(select(removed_views).where(one)).one_or_none()
                if found is None:
                    raise UnknownNameError(later("somebody has put this view back meanwhile"))
                kept = {c.name: found._mapping[c.name] for c in views.c if c.name != "id"}
                name = kept["name"]
                connection.execute(insert(views).values(**kept))
                connection.execute(delete(removed_views).where(one))
        except IntegrityError as problem:
            raise self._taken(name) from problem

    def _taken(self, name: str) -> QueryError:
        owner = next((view.owner for view in self.all() if view.name == name), "?")
        return QueryError(
            later(
                "there is a view “{name}” already, saved by {owner}; choose another name",
                name=name,
                owner=owner,
            )
        )


def _own(connection: Connection, view: int, account: str) -> dict[str, Any] | None:
    """Return the row of `view`, None where it is gone; QueryError where it is somebody else's."""
    row = connection.execute(select(views).where(views.c.id == view)).one_or_none()
    if row is None:
        return None
    found = dict(row._mapping)
    if found["account"] and found["account"] != account:
        raise QueryError(
            later(
                "only {owner}, who saved this view, can rename or remove it; save one of your own",
                owner=found["owner"],
            )
        )
    return found


def standing(view: SavedView, pages: Collection[str], catalogue: Catalogue) -> Standing:
    """Return where opening `view` leads today, among `pages`, and what of it is gone.

    A metric that has another name now is asked for under that; one that is gone is left out with
    what belongs to it, and the nearest match is named.
    """
    params, says = dict(view.params), []
    page: str | None = view.page
    if view.page not in pages:
        page = _nearest(view.page, pages)
        says.append(
            tr("The page “{page}” does not exist any more.", page=view.page[:40])
            + (" " + tr("The nearest is “{page}”.", page=page) if page else "")
        )
    for metric in list(params.get("metric", ()))[-1:]:
        now = metric if metric in catalogue.metrics else catalogue.former.get(metric)
        if now is not None:
            params["metric"] = [now]
            continue
        near = _nearest(metric, catalogue.metrics)
        says.append(
            tr("The metric “{metric}” does not exist any more.", metric=metric[:80])
            + (" " + tr("The nearest is “{metric}”.", metric=near) if near else "")
        )
        if near is None:
            params.pop("metric")
        else:
            params["metric"] = [near]
    return Standing(page, params, " ".join(says))


def _nearest(name: str, allowed: Collection[str]) -> str | None:
    return next(iter(get_close_matches(name[:80], list(allowed), n=1, cutoff=0.5)), None)


def _name(name: str) -> str:
    return written(" ".join(name.split()), later("the view's name"), LONGEST_NAME)
