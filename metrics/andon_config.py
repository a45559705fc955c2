"""When to pull a product, and what its stop costs: ``andon.yaml``."""

from __future__ import annotations

from pydantic import Field, field_validator

from metrics.config import Strict, read_yaml, validated
from metrics.language import later
from metrics.settings import Settings
from metrics.versioned import Version, in_order


class PullRule(Strict):
    """Pull at `complaints` complaints of a product and defect within `days` days."""

    complaints: int = Field(ge=1)
    days: int = Field(ge=1)


class AndonVersion(Version):
    """The pull rule in force from a day on."""

    pull_rule: PullRule


class Replay(Strict):
    """Which pull rules the back-test replays, beside today's.

    Each of `complaints` within `days` days is one rule. A pull is right where a confirmed stop of
    the product and defect was standing, or was pulled within `lead_days` days after it.
    """

    complaints: tuple[int, ...] = (2, 3, 4, 5, 6, 8, 10)
    days: int = Field(default=7, ge=1)
    lead_days: int = Field(default=60, ge=1)

    @field_validator("complaints")
    @classmethod
    def _rising(cls, given: tuple[int, ...]) -> tuple[int, ...]:
        if not given or given[0] < 1 or list(given) != sorted(set(given)):
            raise ValueError(later("expected whole numbers from 1 on, rising"))
        return given


class Costs(Strict):
    """What is assumed of a stop's cost, and of what it saved; all of it printed with the result.

    Units not sold are the daily sales of the `baseline_days` days before the suspension, for each
    day off sale; `lost_share` of them are lost for good. A defective unit that was not shipped
    saves `refund_share` of its price and `handling_cost`, in the reporting currency.
    """

    baseline_days: int = Field(default=28, ge=1)
    lost_share: float = Field(default=1.0, ge=0, le=1)
    refund_share: float = Field(default=1.0, ge=0, le=1)
    handling_cost: float = Field(default=0.0, ge=0)


class AndonConfig(Strict):
    """The whole file."""

    versions: tuple[AndonVersion, ...]
    replay: Replay = Replay()
    costs: Costs = Costs()


def load_andon_config(settings: Settings) -> AndonConfig:
    """Read ``andon.yaml``; ConfigError with file, line and item for the first mistake."""
    document = read_yaml(settings.file("andon.yaml"))
    config = validated(AndonConfig, document)
    in_order(document, ("versions",), config.versions)
    return config
