"""What every module of this package does to its input first."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def floats(values: ArrayLike | Any) -> FloatArray:
    """Return `values` as an array of floats; None becomes nan, decimals become floats."""
    return np.asarray(values, dtype=np.float64)


def row(values: ArrayLike | Any, name: str = "values") -> FloatArray:
    """Return `values` as a one-dimensional array of floats.

    Raises ValueError when it has more dimensions; a single number is a row of one.
    """
    array = np.atleast_1d(floats(values))
    if array.ndim != 1:
        raise ValueError(f"{name} must be one row of numbers, got {array.ndim} dimensions")
    return array


def same_length(**rows: NDArray[Any]) -> int:
    """Return the common length of `rows`; ValueError names them when they differ."""
    lengths = {name: len(array) for name, array in rows.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise ValueError(f"all rows must be of one length, got {said}")
    return next(iter(lengths.values()), 0)


def ratio(of: ArrayLike, over: ArrayLike) -> FloatArray:
    """Return `of` / `over`, nan where `over` is zero or missing: never infinity, never 0."""
    top, bottom = np.broadcast_arrays(floats(of), floats(over))
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=(bottom != 0) & ~np.isnan(bottom))
    return result
