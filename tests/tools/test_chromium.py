"""A Chromium is told from what only looks like one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import chromium
from tools.host import RefusedError


def program(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def test_a_named_browser_that_does_not_start_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANDON_CHROMIUM", str(tmp_path / "chromium"))
    with pytest.raises(RefusedError, match="no browser starts from there"):
        chromium.find()


def test_a_stub_on_the_path_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "chromium", "echo 'Install it with: snap install chromium' >&2; exit 1")
    real = program(tmp_path / "google-chrome", "echo 'Google Chrome 150.0.1'")
    monkeypatch.delenv("ANDON_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() == real


def test_another_program_of_that_name_is_no_browser(tmp_path: Path) -> None:
    assert not chromium._starts(program(tmp_path / "chromium", "echo 'a game of 2001, version 1'"))
    assert not chromium._starts(tmp_path)


def test_the_end_of_what_a_failed_installer_said_is_kept() -> None:
    assert chromium._run(["sh", "-c", "echo fine"]) == ""
    said = chromium._run(["sh", "-c", "for n in 1 2 3 4 5 6 7; do echo $n; done; exit 9"])
    assert said == "3\n4\n5\n6\n7"


@pytest.mark.browser
def test_the_browser_of_the_tests_renders_a_page(chromium_path: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>x</title><p id=a></p><script>a.textContent = 6 * 7</script>")
    drawn = subprocess.run(
        [
            str(chromium_path),
            *chromium.ARGUMENTS,
            "--headless",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert '<p id="a">42</p>' in drawn.stdout
