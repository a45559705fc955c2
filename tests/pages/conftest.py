"""The app in a process, without a browser: what it draws, as data and as words."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.scene import business

ROOT = Path(__file__).resolve().parents[2]


class Drawn:
    """A page after a run: `said` gives the words of one part, `all` those of the page."""

    def __init__(self, app: AppTest) -> None:
        self.app = app
        self.run()

    def run(self) -> Drawn:
        self.app.run()
        assert not self.app.exception, [one.value for one in self.app.exception]
        return self

    @property
    def parts(self) -> dict[str, list[Any]]:
        """What each part drew, by its key."""
        return {
            element.key: json.loads(element.proto.json)
            for element in _leaves(self.app.main)
            if element.type == "bidi_component"
        }

    def said(self, key: str) -> str:
        return " ".join(_words(self.parts[key]).split())

    @property
    def all(self) -> str:
        return " ".join(self.said(key) for key in self.parts)

    def click(self, label: str) -> Drawn:
        next(button for button in self.app.button if button.label == label).click()
        return self.run()


def _leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _leaves(child)
        else:
            yield child


def _words(spec: Any) -> str:
    """A node is [tag, attributes, children]; a list of nodes is what one part draws."""
    if isinstance(spec, str):
        return spec
    if len(spec) == 3 and isinstance(spec[0], str) and isinstance(spec[1], dict):
        return _words(spec[2])
    return " ".join(_words(child) for child in spec)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published business of `scene`."""
    folder = tmp_path_factory.mktemp("business")
    business(folder)
    return folder


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Drawn]]:
    """Open the app on a home, with the parameters of a URL."""

    def opener(home: Path, **params: str | list[str]) -> Drawn:
        if os.environ.get("ANDON_HOME") != str(home):
            st.cache_resource.clear()  # one store a process, and this is another home
        monkeypatch.setenv("ANDON_HOME", str(home))
        monkeypatch.setenv("ANDON_CONFIG", str(home / "config"))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in params.items():
            app.query_params[name] = value
        return Drawn(app)

    yield opener
    st.cache_resource.clear()
