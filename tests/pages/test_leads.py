"""What a topic's page says first, against what `tests.pages.product` counts by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pages.conftest import Drawn
from tests.pages.product import bad_lot

Open = Callable[..., Drawn]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("leads")
    bad_lot(home).publish("2026-03-31 12:00:00+00")
    return home


@pytest.fixture
def open_topic(open_page: Open, told: Path) -> Iterator[Callable[..., Drawn]]:
    def opener(page: str, **params: str) -> Drawn:
        drawn = open_page(told)
        drawn.app.switch_page(f"pages/{page}.py")
        for name, value in params.items():
            drawn.app.query_params[name] = value
        return drawn.run()

    yield opener


def test_stops_tell_what_stands_now_how_fast_and_whether_it_was_right(
    open_topic: Callable[..., Drawn],
) -> None:
    """A2 is open and off sale; both stops were suspended six hours after the pull."""
    page = open_topic("stop_sales")
    lead = page.said("lead")
    assert lead.startswith("1 product is stopped now. Half of the stops were off sale within 6.0")
    assert "still on sale" not in lead
    assert "100.0 % (n 2, too few to judge) of the stops that were judged were right" in (
        lead.replace("\u2009", " ").replace("\u202f", " ").replace("\u00a0", " ")
    )
    assert "In 52 weeks, 31 Mar 2025 to 29 Mar 2026" in lead
    assert page.said("register").index("A2") < page.said("register").index("A1")


def test_defects_tell_the_rate_and_rank_vendors_and_lots(
    open_topic: Callable[..., Drawn],
) -> None:
    """52 confirmed units of 25,000 shipped: 2,080 ppm. Acme made all of them, lot L2 forty."""
    page = open_topic("defects")
    assert "2,080" in page.said("lead")
    assert "in 13 weeks" in page.said("lead").lower()
    assert page.said("ranking.vendor").index("Acme") < page.said("ranking.vendor").index("Best")
    lots = page.said("ranking.lot")
    assert lots.index("L2") < min(lots.index(f"F{n}") for n in range(6))
    assert "▲ above its limits" in lots
    narrowed = open_topic("defects", vendor="Best")
    assert "Acme" not in narrowed.said("ranking.vendor")


def test_causes_tell_what_is_overdue(open_topic: Callable[..., Drawn]) -> None:
    """K1 was due on 20 March, eleven and a half days before the as-of; K2 is done."""
    lead = open_topic("causes").said("lead")
    assert lead.startswith("▲ 1 action is overdue, by 11")


def test_recurrence_is_compared_by_what_the_link_says(open_topic: Callable[..., Drawn]) -> None:
    """A1 was cleared, reworked by Acme, and came back: one incident, by whatever it is cut."""
    assert "rework 1 1" in open_topic("recurrence").said("curves")
    assert "Acme 1 1" in open_topic("recurrence", split="vendor").said("curves")
    assert "design 1 1" in open_topic("recurrence", split="cause_category").said("curves")
    strange = open_topic("recurrence", split="colour")
    assert "Split “colour” does not exist" in strange.all


def test_a_topic_of_which_nothing_is_loaded_says_nothing_first(open_page: Open, home: Path) -> None:
    """Tickets alone are loaded: that no product is stopped, or refund wrong, is not known."""
    for topic in ("refunds", "stop_sales"):
        page = open_page(home)
        page.app.switch_page(f"pages/{topic}.py")
        page.run()
        assert "lead" not in page.parts
        assert "No metric has a number for this week" in page.said("answer")
