"""Modules that are imported when they are first used, and not before."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from loaders.late import late


@pytest.fixture
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module that leaves a trace when it is imported, and one that imports it just in case."""
    (tmp_path / "andon_heavy.py").write_text(
        "import builtins\nbuiltins.andon_heavy_ran = True\ndef half(n): return n / 2\n"
    )
    (tmp_path / "andon_light.py").write_text(
        "import andon_heavy as heavy\ndef answer(): return heavy.half(84)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "andon_heavy"
    for name in ("andon_heavy", "andon_light"):
        sys.modules.pop(name, None)
    vars(importlib.import_module("builtins")).pop("andon_heavy_ran", None)


def ran() -> bool:
    return "andon_heavy_ran" in vars(importlib.import_module("builtins"))


def test_it_is_imported_at_its_first_use(heavy: str) -> None:
    with late(heavy):
        light = importlib.import_module("andon_light")
    assert not ran()
    assert heavy not in sys.modules
    assert light.answer() == 42
    assert ran()
    with pytest.raises(AttributeError, match="third"):
        light.heavy.third(3)


def test_who_imports_it_later_gets_the_module_itself(heavy: str) -> None:
    with late(heavy):
        light = importlib.import_module("andon_light")
    itself = importlib.import_module(heavy)
    assert itself.__file__
    assert light.heavy.half is itself.half


def test_what_is_imported_already_stays(heavy: str) -> None:
    itself = importlib.import_module(heavy)
    with late(heavy):
        assert importlib.import_module("andon_light").heavy is itself
    assert sys.modules[heavy] is itself


def test_an_import_that_fails_leaves_nothing_behind(heavy: str) -> None:
    with pytest.raises(ModuleNotFoundError), late(heavy):
        importlib.import_module("andon_nowhere")
    assert heavy not in sys.modules
    assert gc.isenabled()
