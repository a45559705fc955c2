"""What README.md promises holds: its commands exist, and its example loads as it stands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def block(language: str) -> str:
    """The one fenced block of that language."""
    found = re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    text: str = found[0]
    return text


def command(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_example_export_loads_with_the_example_declaration(tmp_path: Path) -> None:
    sources = tmp_path / "config" / "sources"
    sources.mkdir(parents=True)
    (sources / "helpdesk.yaml").write_text(block("yaml"))
    export = tmp_path / "helpdesk_2026-11.csv"
    export.write_text(block("csv"))
    where = {"ANDON_HOME": str(tmp_path / "home"), "ANDON_CONFIG": str(tmp_path / "config")}

    loaded = command("loaders", "load", str(export), "--json", **where)
    assert loaded.returncode == 0, loaded.stderr
    report = json.loads(loaded.stdout)
    assert [file["lines_used"] for file in report["files"]] == [2]

    rows = command("metrics", "rows", "--fact", "tickets", "--format", "json", **where)
    assert rows.returncode == 0, rows.stderr
    tickets = {row["ticket_id"]: row for row in json.loads(rows.stdout)}
    assert set(tickets) == {"4711", "4712"}
    assert tickets["4711"]["created_at"] == "2026-11-03T01:15:00Z"  # 09:15 in Taipei
    assert (tickets["4711"]["status"], tickets["4712"]["status"]) == ("pending", "solved")
    assert (tickets["4711"]["priority"], tickets["4711"]["team"]) == ("high", "Returns")


@pytest.mark.parametrize("room", ["loaders", "metrics"])
def test_its_commands_exist(room: str) -> None:
    listed = command(room, "--help")
    assert listed.returncode == 0
    for line in re.findall(rf"^python -m {room} (.*)$", README, re.MULTILINE):
        usage = re.split(r"\s{2,}", line)[0]
        for alternative in usage.split(" | "):
            assert re.search(rf"^\s+{alternative.split()[0]}\s", listed.stdout, re.MULTILINE), line


def test_its_make_targets_exist() -> None:
    targets = re.findall(r"^(\w+):$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"\bmake (run|test|setup|bench|\w+)\b(?=[`\s])", README)) <= set(targets)


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
    for path in re.findall(r"`((?:docs|metrics|tests)/[\w./]+?)/?`", README):
        assert (ROOT / path).exists(), path
