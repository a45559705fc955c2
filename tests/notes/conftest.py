"""A notebook in a folder of its own, in a real SQLite file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from metrics.notes import Notebook
from metrics.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(tmp_path / "home")


@pytest.fixture
def another(settings: Settings) -> Iterator[Callable[[], Notebook]]:
    """Open the notebook once more, as another session would."""
    opened: list[Notebook] = []

    def opener() -> Notebook:
        opened.append(Notebook(settings))
        return opened[-1]

    yield opener
    for book in opened:
        book.close()


@pytest.fixture
def book(another: Callable[[], Notebook]) -> Notebook:
    return another()
