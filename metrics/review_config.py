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
    """Read ``review.yaml``; ConfigError with its line for a metric that does not exist."""
    document = read_yaml(settings.file("review.yaml"))
    config = validated(ReviewConfig, document)
    for name in config.metrics:
        try:
            catalogue.metric(name)
        except UnknownNameError as problem:
            raise document.error(("metrics", name), str(problem)) from None
    return config.metrics
