"""What a snapshot's facts were made by, as fingerprints: enough to say later why a number differs.

A fact follows from the rows, from its definition (its query and those of the facts it reads), and
from policies (what it reads of the configuration). The last two are stamped into each snapshot.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from metrics.build import macros
from metrics.config_tables import config_tables
from metrics.fact import Fact, build_order
from metrics.model import Metric
from metrics.settings import Settings

SETTING = "stamps"  # its name in a snapshot's settings
# How a metric is told and judged; none of it moves its number.
_WORDING = ("name", "english_label", "english_question", "owner", "formula", "notes",
            "slice_by", "better", "interval", "target", "min_n")  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """Fingerprints of what one fact was made by, besides the rows."""

    definition: str
    policy: str


def stamps(settings: Settings) -> dict[str, Stamp]:
    """Return the stamp of every fact as this release and this configuration would make it."""
    tables = config_tables(settings)
    said = {text.partition("(")[0]: text for text in macros(settings)}
    found: dict[str, Stamp] = {}
    for fact in build_order():
        policies = [said[name] for name in sorted(said) if f"{name}(" in fact.sql]
        policies += [repr(tables[name]) for name in sorted(tables) if _reads(fact, name)]
        found[fact.name] = Stamp(
            fingerprint((fact.sql, *(found[need].definition for need in fact.needs))),
            fingerprint((*policies, *(found[need].policy for need in fact.needs))),
        )
    return found


def written(settings: Settings) -> str:
    """Return the stamps as a snapshot keeps them."""
    return json.dumps({name: asdict(stamp) for name, stamp in stamps(settings).items()})


def read(text: str) -> Mapping[str, Stamp]:
    """Return the stamps of a snapshot; nothing of one that was made before there were any."""
    return {name: Stamp(**stamp) for name, stamp in json.loads(text or "{}").items()}


def definition_of(metric: Metric) -> str:
    """Return the fingerprint of what a metric counts, with the version that its owner gave it."""
    counted = {name: said for name, said in asdict(metric).items() if name not in _WORDING}
    return f"version {metric.version}, {fingerprint([json.dumps(counted, sort_keys=True)])}"


def fingerprint(texts: Iterable[str]) -> str:
    """Return a short hash of `texts`, each by itself."""
    told = hashlib.blake2b(digest_size=8)
    for text in texts:
        encoded = text.encode()
        told.update(len(encoded).to_bytes(8, "big") + encoded)
    return told.hexdigest()


def _reads(fact: Fact, table: str) -> bool:
    return re.search(rf"\b{re.escape(table)}\b", fact.sql) is not None
