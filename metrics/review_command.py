"""``python -m metrics review``: a week's numbers, its files, its freezing, what was restated."""

from __future__ import annotations

import argparse
import getpass
from dataclasses import astuple, fields

from metrics import show
from metrics.engine import Store
from metrics.model import QueryError, Where
from metrics.periods import week_named
from metrics.review import Box, Review, as_contract, review

FILES = ("html", "pdf", "pptx", "xlsx")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that only this command has."""
    parser.add_argument("--week", metavar="YYYY-Www", help="the week, or a date in it")
    parser.add_argument(
        "--metric", action="extend", nargs="+", metavar="M", help="these metrics only"
    )
    parser.add_argument("--freeze", action="store_true", help="keep the week's numbers as they are")
    parser.add_argument("--by", metavar="NAME", help="who freezes; default: who runs this")
    parser.add_argument(
        "--restated", action="store_true", help="list what was restated since the week was frozen"
    )


def answer(store: Store, given: argparse.Namespace, where: Where) -> str | bytes:
    """Return what the command writes; QueryError for options that do not go together."""
    if (given.freeze or given.restated) and (given.metric or where):
        raise QueryError("a week is frozen whole: leave out --metric and --where")
    with store.pinned(given.snapshot) as snapshot:
        week = week_named(given.week, snapshot.calendar) if given.week else None
        number = snapshot.number
        if given.freeze or given.restated or given.format in FILES:
            return _with_notes(store, given, where, number)
        return _shown(review(store, week, given.metric, where, snapshot=number), given.format)


def _with_notes(store: Store, given: argparse.Namespace, where: Where, number: int) -> str | bytes:
    """Answer with the notebook open; imported late, as most questions do not need it."""
    from metrics.export import deck, write
    from metrics.notes import Notebook, freeze, restated
    from metrics.notes.restated import as_table

    notebook = Notebook(store.settings)
    try:
        with store.pinned(number) as snapshot:
            week = week_named(given.week, snapshot.calendar) if given.week else None
            if given.freeze:
                week = freeze(store, notebook, week, given.by or getpass.getuser(), number).week
            if given.format in FILES:
                if given.restated:
                    raise QueryError(f"--restated is in every {given.format} file of a frozen week")
                if given.out is None:
                    raise QueryError(f"a review as {given.format} is a file: say --out FILE")
                return write(
                    deck(store, notebook, week, given.metric, where, snapshot=number), given.format
                )
            if not given.restated:
                return _shown(review(store, week, snapshot=number), given.format)
            start = review(store, week, [], snapshot=number).week_start
            frozen = notebook.frozen(start)
            if frozen is None:
                raise QueryError(f"the week of {start} is not frozen; --freeze does it")
            return show.written(as_table(restated(store, frozen, number)), given.format)
    finally:
        notebook.close()


def _shown(found: Review, form: show.Format) -> str:
    if form == "json":
        return show.as_json(as_contract(found))
    columns = ("week", "metric", *(field.name for field in fields(Box)), "target", "signals")
    rows = [
        (
            found.week_start,
            name,
            *astuple(one.box),
            one.target,
            ", ".join(f"{s.rule} ({s.strength} {s.direction})" for s in one.signals),
        )
        for name, one in found.metrics.items()
    ]
    return show.written((columns, rows), form)
