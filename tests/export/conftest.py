"""The business of the page tests, with hostile names, talked about and frozen: one deck of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from metrics import Store, show
from metrics.export import Deck, deck
from metrics.notes import Notebook, freeze
from metrics.review import as_contract
from tests.pages.scene import LAST, business

FORMULA = '=HYPERLINK("http://example.test","click")'
MARKUP = "<script>alert(1)</script><b>x</b> & **bold** [a](http://example.test)"
CJK = "台北的客服 서울 팀 東京"
TEAMS = (FORMULA, MARKUP, CJK)
SLA = "source_sla_adherence"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The business, published as snapshot 1, its last week frozen, talked of by hostile people."""
    folder = tmp_path_factory.mktemp("exported")
    warehouse = business(folder, TEAMS)
    store, book = Store(warehouse.settings), Notebook(warehouse.settings)
    freeze(store, book, LAST, CJK)
    book.write_note(LAST, SLA, f"{MARKUP}\nsecond line {CJK}", FORMULA)
    week_before = LAST - dt.timedelta(days=7)
    book.add_action(week_before, SLA, FORMULA, MARKUP, dt.date(2026, 3, 30), "Bo")
    done = book.add_action(week_before, SLA, "Hire two", CJK, None, "Bo")
    book.close_action(done.id, "done", LAST, "Ann", "+2 began")
    book.add_action(LAST, "backlog", "-1+1 of them", "@Ann", LAST, "Bo")
    store.close()
    book.close()
    return folder


@pytest.fixture(scope="session")
def store(home: Path) -> Iterator[Store]:
    from metrics import load_settings

    opened = Store(load_settings(home, home / "config"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shown(store: Store) -> Deck:
    """The deck of the last week."""
    book = Notebook(store.settings)
    try:
        return deck(store, book, LAST)
    finally:
        book.close()


@pytest.fixture(scope="session")
def numbers(store: Store) -> dict[str, Any]:
    """The same review as the command line's JSON has it."""
    found: dict[str, Any] = json.loads(show.as_json(as_contract(store.review(LAST))))
    return found
