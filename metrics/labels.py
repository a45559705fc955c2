"""What the members of a dimension are called: agents and products have numbers and names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from metrics.engine import Store

# Dimension -> the fact that names its members, and that fact's column of their numbers.
NAMED = {
    "assignee": ("people", "staff_id"),
    "manager": ("people", "staff_id"),
    "senior_manager": ("people", "staff_id"),
    "owner": ("people", "staff_id"),
    "approver": ("people", "staff_id"),
    "auditor": ("people", "staff_id"),
    "product": ("product_names", "product_id"),
}


def labels(store: Store, dimension: str, snapshot: int | None = None) -> Mapping[str, str]:
    """Return the name of each member of `dimension` that a list of people or products names.

    A member that no list has, and every member of any other dimension, is called what it is.
    """
    if dimension not in NAMED:
        return {}
    fact, key = NAMED[dimension]
    found = store.fact_rows(fact, limit=0, snapshot=snapshot)
    at, name = found.columns.index(key), found.columns.index("name")
    return {row[at]: row[name] for row in found.rows if row[name] is not None}
