"""Seeded demo exports with planted stories, and the truth about them.

``python -m data.demo OUT_DIR [--seed N] [--until DATE]`` writes ``OUT_DIR/exports`` (what the
loader takes) and ``OUT_DIR/truth.json`` (what it must find). The same seed and date give the same
bytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from data import dirt, exports, shapes, told, truth
from data.business import happened
from data.clock import DEFAULT_UNTIL, LUNAR_NEW_YEAR, Span, iso, local, moment

SEED = 20261122


def generate(folder: Path, seed: int = SEED, until: str = DEFAULT_UNTIL) -> dict[str, Any]:
    """Write the demo below `folder` and return its truth.

    `until` is the as-of: a date (18:00 in Taipei) or an ISO time. An earlier demo there is
    replaced. Raises ValueError for a date that cannot be read or lies outside the years that the
    demo knows, FileExistsError where ``exports`` holds files that no demo wrote.
    """
    span = Span(moment(until))
    if not min(LUNAR_NEW_YEAR) < span.first.year or not span.last.year <= max(LUNAR_NEW_YEAR):
        first, last = min(LUNAR_NEW_YEAR) + 2, max(LUNAR_NEW_YEAR)
        raise ValueError(f"--until {until}: expected a date from {first} to {last}")
    target, answers = folder / "exports", folder / "truth.json"
    if target.exists() and any(target.iterdir()):
        if not answers.exists():
            raise FileExistsError(f"{target} holds files that are no demo; choose another folder")
        shutil.rmtree(target)
    world = happened(seed, span)
    sheets = exports.clean(world)
    dirt.spoil(sheets)
    files = shapes.write(target, sheets)
    known = {
        "seed": seed,
        "until": iso(span.until),
        "timezone": "Asia/Taipei",
        "currency": "TWD",
        "first_day": span.first.isoformat(),
        "last_day": span.last.isoformat(),
        "as_of": iso(max(t.updated for t in world.tickets)),
        "metrics": truth.metrics(world),
        "stories": told.told(world),
        "files": files,
    }
    text = json.dumps(known, ensure_ascii=False, indent=1)
    answers.write_text(text + "\n", encoding="utf-8")
    return known


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; 0 done, 2 refused."""
    parser = argparse.ArgumentParser(prog="python -m data.demo", description=__doc__)
    parser.add_argument("folder", metavar="OUT_DIR", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--until", default=DEFAULT_UNTIL, metavar="DATE")
    given = parser.parse_args(arguments)
    try:
        known = generate(given.folder, given.seed, given.until)
    except (ValueError, FileExistsError) as problem:
        print(f"demo: {problem}", file=sys.stderr)
        return 2
    rows = sum(f["records"] for f in known["files"].values())
    end = local(moment(given.until))
    print(
        f"{given.folder / 'exports'}: {len(known['files'])} files, {rows:,} rows, "
        f"{known['first_day']} to {end:%Y-%m-%d %H:%M} Taipei; what is in them: "
        f"{given.folder / 'truth.json'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
