"""Every dependency is pinned, explained, used, and under a licence that a company can ship."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
DOC = ROOT / "docs" / "dependencies.md"
ROOMS = ("metrics", "loaders", "pages", "data", "tools", "tests")

IMPORTED_AS = {
    "charset-normalizer": "charset_normalizer",
    "fpdf2": "fpdf",
    "python-pptx": "pptx",
    "pyyaml": "yaml",
    "python-calamine": "python_calamine",
    "pytest-xdist": "xdist",
}
# Nobody imports these: a command line, or a part that another library asks for by itself.
UNIMPORTED = {"duckdb-engine", "pytz", "tzdata", "ruff", "mypy", "pytest-timeout"}


def pins(name: str) -> dict[str, str]:
    """Package -> version of a requirement file; each line must be an exact pin."""
    found: dict[str, str] = {}
    for line in (ROOT / name).read_text().splitlines():
        text = line.split("#")[0].strip()
        if not text or text.startswith("-r "):
            continue
        requirement = Requirement(text)
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)), f"{name}: {text} is no pin"
        found[canonicalize_name(requirement.name)] = str(requirement.specifier)[2:]
    return found


RUNTIME = pins("requirements.txt")
DIRECT = RUNTIME | pins("requirements-dev.txt")
ALL = pins("constraints.txt")


def licence(package: str) -> str:
    """What a package names as its licence; not the texts of what it bundles.

    Its metadata, or where they are silent the head of the licence file that they point to.
    """
    info = metadata.metadata(package)
    classifiers = [name for name in info.get_all("Classifier") or [] if name.startswith("License")]
    named = info.get("License-Expression") or "; ".join(classifiers) or info.get("License", "")
    if not named.strip():
        for file in metadata.files(package) or ():
            if file.name == info.get("License-File"):
                return file.read_text().strip()[:200]
    return named.strip()[:200]


def documented() -> dict[str, tuple[str, str]]:
    """Package -> (licence, reason) as docs/dependencies.md has it."""
    rows = (line.strip("| ").split(" | ") for line in DOC.read_text().splitlines() if "|" in line)
    return {canonicalize_name(row[0]): (row[1], row[2]) for row in rows if len(row) == 3}


def imported() -> set[str]:
    """Top-level modules that some file of ours imports."""
    found: set[str] = set()
    for path in [
        ROOT / "app.py",
        *(path for room in ROOMS for path in (ROOT / room).rglob("*.py")),
    ]:
        if not path.exists() or ROOT / "data" / "home" in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found


def test_direct_pins_are_the_resolved_ones() -> None:
    assert {name: ALL.get(name) for name in DIRECT} == DIRECT


@pytest.mark.parametrize("package", sorted(DIRECT))
def test_each_is_installed_as_pinned(package: str) -> None:
    assert metadata.version(package) == DIRECT[package]


def test_whatever_they_need_is_pinned_too() -> None:
    """Follow what installed packages require; a new one needs its line in constraints.txt."""
    reached, ahead = set(DIRECT), set(DIRECT)
    while ahead:
        needed = {
            canonicalize_name(requirement.name)
            for package in ahead
            for text in metadata.requires(package) or []
            if (requirement := Requirement(text)).marker is None
            or requirement.marker.evaluate({"extra": ""})
        }
        ahead = needed - reached
        reached |= ahead
    assert reached - ALL.keys() == set()
    assert ALL.keys() - reached == set(), "pinned, and nobody needs it any more"


@pytest.mark.parametrize("package", sorted(DIRECT))
def test_each_has_its_reason_and_licence_written_down(package: str) -> None:
    assert package in documented(), f"{package} has no line in {DOC.relative_to(ROOT)}"
    named, reason = documented()[package]
    assert len(reason) > 12, f"{package} has no reason"
    family = re.match(r"[A-Za-z]+", named)
    assert family, f"{package} has no licence"
    assert family[0].lower() in licence(package).lower(), f"{package}: {licence(package)[:80]}"


def test_nothing_is_documented_that_is_gone() -> None:
    assert set(documented()) - DIRECT.keys() == {"package", canonicalize_name("---")}


@pytest.mark.parametrize("package", sorted(ALL))
def test_no_affero_licence(package: str) -> None:
    said = licence(package)
    assert said, f"{package} says nothing of its licence"
    assert not re.search(r"(?i)\bAGPL|Affero", said)


def modules() -> dict[str, str]:
    """Direct dependency -> the module it is imported as."""
    return {name: IMPORTED_AS.get(name, name.replace("-", "_")) for name in DIRECT}


def test_each_is_used() -> None:
    used = imported()
    unused = {name for name, module in modules().items() if module not in used}
    assert unused - UNIMPORTED == set()


def test_whatever_is_imported_is_a_direct_dependency() -> None:
    ours = {*ROOMS, *sys.stdlib_module_names}
    assert imported() - ours - set(modules().values()) == set()
