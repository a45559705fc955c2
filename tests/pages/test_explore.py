"""Explore: any metric by any dimension, from an address that may be wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from metrics import load_settings
from metrics.catalogue import load_catalogue
from tests.pages.conftest import Drawn

SETTINGS = load_settings()
Open = Callable[..., Drawn]


@pytest.fixture
def explored(open_page: Open) -> Open:
    def opener(home: Path, **params: str | list[str]) -> Drawn:
        page = open_page(home)
        page.app.switch_page("pages/explore.py")
        for name, value in params.items():
            page.app.query_params[name] = value
        return page.run()

    return opener


def test_a_leaderboard_says_value_n_and_change(home: Path, explored: Open) -> None:
    """In the last week ten tickets a team: of Brno's and Prague's 7 are missed, of Taipei's 6."""
    page = explored(home, metric="source_sla_adherence", by="team", length="1w")
    assert "33.3 % (n 30)" in page.said("answer")
    assert "▼ worse against the period before" in page.said("answer")
    board = page.said("board")
    assert board.index("Brno") < board.index("Prague") < board.index("Taipei")
    assert "Taipei · too few 40.0 % 10" in board


def test_all_of_it_stands_in_the_address(home: Path, explored: Open) -> None:
    asked = {"metric": "tickets_created", "by": "team", "second": "priority", "look": "pivot",
             "length": "4w", "versus": "year", "panel": "rows", "team": "Brno"}  # fmt: skip
    page = explored(home, **asked)
    assert page.app.query_params == asked
    assert "Pivot" in page.said("pivot")
    assert "that this number counts" in page.said("rows")


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"metric": "tickets_creatd"}, "did you mean 'tickets_created'"),
        ({"metric": "tickets_created", "by": "teem"}, "did you mean 'team'"),
        ({"metric": "tickets_created", "look": "pivott"}, "did you mean 'pivot'"),
        ({"metric": "tickets_created", "step": "fortnight"}, "Step “fortnight” does not exist"),
        ({"metric": "tickets_created", "team": "Oslo"}, "“Oslo” is not among what is loaded"),
        ({"metric": "tickets_created", "by": "target"}, "cannot be cut by “Promise”"),
        ({"metric": "tickets_created", "by": "team", "second": "team"}, "different dimensions"),
        ({"metric": "time_to_solve_p50", "look": "trend", "week": "x"}, "is no day"),
    ],
)
def test_a_broken_link_is_told_with_the_nearest_match(
    params: dict[str, str], says: str, home: Path, explored: Open
) -> None:
    page = explored(home, **params)
    assert says in page.all
    assert "Leaderboard" in page.said("looks")  # and the rest of the page is there


@pytest.mark.parametrize(
    ("metric", "look"),
    [
        ("backlog", "trend"),
        ("reopen_rate", "pivot"),
        ("time_to_solve_p50", "distribution"),
        ("qa_agreement_kappa", "distribution"),
        ("defect_rate_ppm", "distribution"),
    ],
)
def test_every_kind_has_every_look_or_a_sentence(
    metric: str, look: str, home: Path, explored: Open
) -> None:
    page = explored(home, metric=metric, look=look, length="1w")
    assert page.said("answer").startswith(load_catalogue(SETTINGS).metric(metric).label)
