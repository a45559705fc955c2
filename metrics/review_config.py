"""What the weekly review shows: ``review.yaml``."""

from __future__ import annotations

from metrics.catalogue import Catalogue
from metrics.config import Strict, read_yaml, validated
from metrics.model import UnknownNameError
from metrics.settings import Settings


class Reviewed(Strict):
    """One metric of the review: who answers for it, and its target if not the catalogue's."""

    owner: str = ""
    target: float | None = None


class ReviewConfig(Strict):
    """The metrics of the review, in their order."""

    metrics: dict[str, Reviewed]


def load_review_config(settings: Settings, catalogue: Catalogue) -> dict[str, Reviewed]:
    """Read ``review.yaml``; ConfigError with its line for a metric that does not exist.

    A metric that the file calls by a former name comes back under the one that it has.
    """
    document = read_yaml(settings.file("review.yaml"))
    config = validated(ReviewConfig, document)
    found: dict[str, Reviewed] = {}
    for name, reviewed in config.metrics.items():
        try:
            metric = catalogue.metric(name)
        except UnknownNameError as problem:
            raise document.error(("metrics", name), str(problem)) from None
        if metric.name in found:
            raise document.error(("metrics", name), f"is {metric.name}, which is there already")
        found[metric.name] = reviewed
    return found
