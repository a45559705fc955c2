"""When a refund counts as right: ``refunds.yaml``."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from metrics.config import Strict, read_yaml, validated
from metrics.settings import Settings


class Tolerance(Strict):
    """How far a refund may be from the entitled amount: the greater of the two."""

    amount: Decimal = Field(ge=0, max_digits=18, decimal_places=4)
    share: Decimal = Field(ge=0, le=1, decimal_places=6)


class RefundConfig(Strict):
    """How refunds are judged."""

    tolerance: Tolerance


def load_refund_config(settings: Settings) -> RefundConfig:
    """Read ``refunds.yaml``; ConfigError with its line for a mistake."""
    return validated(RefundConfig, read_yaml(settings.file("refunds.yaml")))
