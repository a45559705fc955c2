"""Published snapshots: a whole copy of the warehouse under a new name, then one atomic pointer.

Readers open published files only. A reader that holds the old file goes on with it; the pointer
moves in one step, so that whoever looks sees the old state or the new one.
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from loaders.warehouse import warehouse_path
from metrics.language import later
from metrics.model import UserError
from metrics.settings import Settings

KEEP = 3
POINTER = "CURRENT"
DROPPED = ".dropped"  # the suffix of a snapshot that is about to go
_log = logging.getLogger("andon.loaders")


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


def publish(settings: Settings, number: int) -> Path:
    """Copy the closed warehouse to snapshot `number` and move the pointer to it.

    The last snapshots stay, and those that a frozen review names. UserError when the disk is full;
    the pointer then still names the old snapshot.
    """
    folder = published(settings.home)
    folder.mkdir(parents=True, exist_ok=True)
    source, target = warehouse_path(settings.home), folder / f"andon-{number}.duckdb"
    partial = target.with_suffix(".partial")
    need, free = source.stat().st_size, shutil.disk_usage(folder).free
    if need > free:
        raise UserError(
            later(
                "no room to publish: {need:,} bytes are needed and {free:,} are free",
                need=need,
                free=free,
            )
        )
    shutil.copyfile(source, partial)
    _sync(partial)
    partial.replace(target)
    pointer = folder / f"{POINTER}.partial"
    pointer.write_text(f"{target.name}\n", encoding="ascii")
    _sync(pointer)
    pointer.replace(folder / POINTER)
    _sync(folder)
    _drop_old(settings, folder, number)
    return target


def _drop_old(settings: Settings, folder: Path, number: int) -> None:
    """Set old snapshots aside, and only then ask which of them are frozen.

    A review that was frozen before the question gets its snapshot back; one that is frozen after
    it finds the snapshot gone, and says so.
    """
    for path in folder.glob("andon-*.duckdb"):
        if int(path.stem.removeprefix("andon-")) <= number - KEEP:
            path.replace(path.with_suffix(DROPPED))
    aside = list(folder.glob(f"andon-*{DROPPED}"))
    frozen = _frozen(settings) if aside else frozenset()
    for path in aside:
        if frozen is None or int(path.stem.removeprefix("andon-")) in frozen:
            path.replace(path.with_suffix(".duckdb"))
        else:
            path.unlink()
    for path in folder.glob("*.partial"):
        path.unlink()


def _frozen(settings: Settings) -> frozenset[int] | None:
    """Return which snapshots frozen reviews name; None where nobody can tell: then all stay."""
    from metrics.notes import Notebook

    notebook = Notebook(settings)
    try:
        return notebook.frozen_snapshots()
    except UserError as problem:
        _log.warning("old snapshots are kept, as any of them may be frozen: %s", problem)
        return None
    finally:
        notebook.close()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
