"""A home of one's own for each test, and a way to look into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from loaders.__main__ import main
from loaders.load import load
from loaders.publish import current_number, published
from loaders.report import Report
from metrics.settings import Settings, load_settings

RECEIVED = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)


class Home:
    """An ANDON_HOME with the handful of verbs that the tests need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config"
        self.inbox = folder / "inbox"
        self.inbox.mkdir(parents=True)
        self.config.mkdir()
        self.write_config("sla.yaml", "timezone: UTC\ncurrency: TWD\n")

    @property
    def settings(self) -> Settings:
        return load_settings(self.folder / "home", self.config)

    def write_config(self, name: str, text: str) -> Path:
        path = self.config / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def file(self, name: str, text: str | bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def load(self, *paths: Path, **more: Any) -> Report:
        return load(self.settings, paths or [self.inbox], **{"now": RECEIVED, **more})

    def sql(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        """Ask the published snapshot."""
        home = self.settings.home
        path = published(home) / f"andon-{current_number(home)}.duckdb"
        with duckdb.connect(str(path), read_only=True) as con:
            con.execute("set timezone = 'UTC'")
            return con.execute(sql, params).fetchall()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def new_home(tmp_path: Path) -> Callable[[str], Home]:
    return lambda name: Home(tmp_path / name)


@dataclass(frozen=True)
class Ran:
    """What a command left behind: its exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run ``python -m loaders WORDS…`` on a home, in this process.

    A process of its own costs seconds of imports; test_publish has those where the process itself
    is what is proved.
    """

    def runner(home: Home, *words: str | Path) -> Ran:
        monkeypatch.setenv("ANDON_HOME", str(home.settings.home))
        monkeypatch.setenv("ANDON_CONFIG", str(home.config))
        capsys.readouterr()
        code = main([str(word) for word in words])
        return Ran(code, *capsys.readouterr())

    return runner
