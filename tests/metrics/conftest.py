from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from metrics import Query, Result, Store
from tests.metrics.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """An empty warehouse that reports in Taipei time and TWD."""
    return Warehouse(tmp_path)


@pytest.fixture
def opened(warehouse: Warehouse) -> Iterator[Callable[..., Store]]:
    """Publish what is in the warehouse and open it."""
    stores: list[Store] = []

    def opener(as_of: str = "2026-03-31 12:00:00+00") -> Store:
        stores.append(warehouse.store(as_of))
        return stores[-1]

    yield opener
    for store in stores:
        store.close()


def values(result: Result) -> dict[Any, float | None]:
    """Value by what identifies a point: members, period, or both."""

    def key(members: tuple[str | None, ...], period: object) -> Any:
        parts = (*members, *([str(period)] if period else []))
        return parts[0] if len(parts) == 1 else parts

    return {key(p.members, p.period): p.value for p in result.points}


def only(store: Store, query: Query) -> Any:
    """The single point that answers `query`."""
    (point,) = store.query(query).points
    return point
