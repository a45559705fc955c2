"""Published snapshots: a whole copy of the warehouse under a new name, then one atomic pointer.

Readers open published files only. A reader that holds the old file goes on with it; the pointer
moves in one step, so that whoever looks sees the old state or the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from loaders.warehouse import warehouse_path
from metrics.model import UserError

KEEP = 3
POINTER = "CURRENT"


def published(home: Path) -> Path:
    """Return the folder of published snapshots."""
    return home / "published"


def current_number(home: Path) -> int:
    """Return the number of the snapshot that readers see; 0 where nothing is published."""
    try:
        name = (published(home) / POINTER).read_text(encoding="ascii").strip()
        return int(name.removeprefix("andon-").removesuffix(".duckdb"))
    except (OSError, ValueError):
        return 0


def publish(home: Path, number: int, frozen: Collection[int] = ()) -> Path:
    """Copy the closed warehouse to snapshot `number` and move the pointer to it.

    The last snapshots stay, and those that are `frozen` (named by a frozen review). UserError
    when the disk is full; the pointer then still names the old snapshot.
    """
    folder = published(home)
    folder.mkdir(parents=True, exist_ok=True)
    source, target = warehouse_path(home), folder / f"andon-{number}.duckdb"
    partial = target.with_suffix(".partial")
    need, free = source.stat().st_size, shutil.disk_usage(folder).free
    if need > free:
        raise UserError(f"no room to publish: {need:,} bytes are needed and {free:,} are free")
    shutil.copyfile(source, partial)
    _sync(partial)
    partial.replace(target)
    pointer = folder / f"{POINTER}.partial"
    pointer.write_text(f"{target.name}\n", encoding="ascii")
    _sync(pointer)
    pointer.replace(folder / POINTER)
    _sync(folder)
    _drop_old(folder, number, frozen)
    return target


def _drop_old(folder: Path, number: int, frozen: Collection[int]) -> None:
    for path in folder.glob("andon-*.duckdb"):
        kept = int(path.stem.removeprefix("andon-"))
        if kept <= number - KEEP and kept not in frozen:
            path.unlink()
    for path in folder.glob("*.partial"):
        path.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
