"""Other promises by one change, or as a whole file says, replayed over the published history."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from metrics.config import read_yaml
from metrics.engine import Store
from metrics.language import later
from metrics.model import Query, QueryError
from metrics.settings import Settings
from metrics.sla.hours import duration
from metrics.sla.read import load_promises
from metrics.sla.whatif import Compared, compare

NAME = "sla.yaml"


def varied(settings: Settings, target: str, share: float = 1.0, pauses: bool = True) -> str:
    """Return the text of the ``sla.yaml`` in force with one promise changed in all its policies.

    `share` is how much of the time it allows now (0.5: half), rounded to whole minutes. Without
    `pauses` it never stands still. QueryError where no policy names `target`.
    """
    load_promises(settings)  # a file that is not right says so here
    document = read_yaml(settings.file(NAME)).data
    changed = 0
    for policy in document.get("policies") or []:
        said: dict[str, Any] | None = policy["targets"].get(target)
        if said is None:
            continue
        changed += 1
        minutes = max(round(duration(said["within"]) * share / 60), 1)
        said["within"] = f"{minutes}m"
        if not pauses:
            said.pop("pause_while", None)
    if not changed:
        raise QueryError(later("no policy of {name} promises {target!r}", name=NAME, target=target))
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))


def replayed(
    store: Store, text: str, query: Query, metrics: Sequence[str] = ()
) -> tuple[Compared, ...]:
    """Ask `query` of `metrics` as published, and as under the ``sla.yaml`` that `text` is.

    ConfigError, with the line, for a mistake in it. Nothing published changes.
    """
    with tempfile.TemporaryDirectory(prefix="andon-sla-") as folder:
        path = Path(folder) / NAME
        path.write_text(text, encoding="utf-8")
        return compare(store, path, query, metrics)
