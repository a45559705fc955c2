"""The pages of one topic: metrics judged as in the weekly review, and nothing to freeze."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pages.components import topics
from tests.pages.conftest import ROOT, Drawn

TITLES = {
    "stop_sales": "Stop-sales",
    "defects": "Defects",
    "recurrence": "Recurrence",
    "causes": "Causes and actions",
    "refunds": "Refunds",
    "quality": "Quality and workload",
}


@pytest.mark.parametrize("page", TITLES)
def test_a_topic_names_its_metrics(page: str, open_page: Callable[..., Drawn], home: Path) -> None:
    drawn = open_page(home)
    drawn.app.switch_page(str(ROOT / "pages" / f"{page}.py"))
    drawn.run()
    assert TITLES[page] in drawn.said("head")
    assert "metric" in drawn.said("answer")
    assert "takeaway" not in drawn.parts


def test_what_the_review_shows_reads_the_same_on_its_topic(
    open_page: Callable[..., Drawn], home: Path
) -> None:
    """Tickets alone are loaded: the reopen rate is on the weekly review and under Recurrence."""
    review = open_page(home)
    review.app.switch_page(str(ROOT / "pages" / "weekly_review.py"))
    review.run()
    topic = open_page(home)
    topic.app.switch_page(str(ROOT / "pages" / "recurrence.py"))
    topic.run()
    line = next(text for text in review.all.split("Reopen rate")[1:])[:40]
    assert line in topic.all
    assert "reopen_rate" in topics.RECURRENCE
