"""What the demo is made of: ``goods.yaml`` lists its products, ``words.yaml`` what people say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REGIONS = ("TW", "KR", "US")
DEFECT_CATEGORY = "Product defect"
BOT_CHANNELS = frozenset({"line", "kakao", "chat"})


@dataclass(frozen=True)
class Kind:
    """A kind of product: `code` begins its product ids; `specs` are its five variants."""

    code: str
    brand: str
    category: str
    vendor: str
    price: int  # TWD of the third variant
    season: str  # flat, summer or winter
    en: str
    zh: str
    ko: str
    specs: tuple[str, ...]
    defects: tuple[str, ...]


@dataclass(frozen=True)
class Defect:
    """A defect's family, and a customer's words for it in English, Chinese, Korean."""

    family: str
    en: str
    zh: str
    ko: str

    def said(self, region: str) -> str:
        """Return the words of a region's customer."""
        return {"TW": self.zh, "KR": self.ko, "US": self.en}[region]


@dataclass(frozen=True)
class Category:
    """What tickets are about: share of all, subjects by subcategory and region."""

    share: float
    subjects: dict[str, dict[str, list[str]]]


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
    return found


_RAW = _read("goods.yaml") | _read("words.yaml")
KINDS = tuple(
    Kind(**{**kind, "specs": tuple(kind["specs"]), "defects": tuple(kind["defects"])})
    for kind in _RAW["kinds"]
)
DEFECTS = {code: Defect(**words) for code, words in _RAW["defects"].items()}
VENDORS: dict[str, str] = _RAW["vendors"]
CATEGORIES = {name: Category(**spec) for name, spec in _RAW["categories"].items()}
DEFECT_SUBJECT: dict[str, str] = _RAW["defect_subject"]
SPAM_SUBJECTS: dict[str, list[str]] = _RAW["spam_subjects"]
HOSTILE_SUBJECTS: list[str] = _RAW["hostile_subjects"]
OPENINGS: dict[str, list[str]] = _RAW["openings"]
CHANNELS: dict[str, dict[str, float]] = _RAW["channels"]
CAUSES: list[list[str]] = _RAW["causes"]
ACTIONS: dict[str, list[str]] = _RAW["actions"]
