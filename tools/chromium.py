"""A Chromium for the browser tests and the PDF export: one that is there, else a fresh one.

Looked for, in this order: ANDON_CHROMIUM, the PATH, Playwright's own. Where there is none, root
gets the system's (Debian's apt-get, with a font for Chinese, Japanese and Korean), everybody else
Playwright's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import setup
from tools.host import RefusedError, guarded, say

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/System/Library/Fonts"))
ARGUMENTS = (
    "--no-sandbox",  # root has no sandbox, and the pages are ours
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find() -> Path | None:
    """Return a Chromium that starts, or None."""
    named = os.environ.get("ANDON_CHROMIUM")
    if named:
        if not _starts(Path(named)):
            raise RefusedError(f"ANDON_CHROMIUM is {named}, and no browser starts from there.")
        return Path(named)
    found = (shutil.which(name) for name in NAMES)
    return next(
        (path for path in [*map(Path, filter(None, found)), *_playwrights()] if _starts(path)), None
    )


def ensure() -> Path:
    """Return a Chromium that starts, installing one where there is none."""
    browser = find()
    root_with_apt = os.geteuid() == 0 and shutil.which("apt-get") is not None
    wanted = ([] if browser else ["chromium"]) + ([] if _draws_chinese() else ["fonts-noto-cjk"])
    failure = ""
    if wanted and root_with_apt:
        say(f"Installing {' and '.join(wanted)} with apt-get")
        failure = _apt(wanted)
        browser = browser or find()
    if browser is None:
        say("Installing Playwright's own Chromium")
        failure = _run([str(setup.python()), "-m", "playwright", "install", "chromium"])
        browser = find()
    if browser is None:
        advice = (
            "The browser tests need a Chromium and none could be installed: install one "
            "(Debian, as root: apt-get install chromium), or name one in ANDON_CHROMIUM."
        )
        raise RefusedError(f"{failure}\n{advice}".strip())
    if not _draws_chinese():
        say("No font for Chinese and Korean: such text is drawn as boxes (package fonts-noto-cjk).")
    return browser


def _starts(path: Path) -> bool:
    """Tell a browser from a file that only stands in for one, such as Ubuntu's snap stub."""
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and "chrom" in done.stdout.lower()


def _playwrights() -> list[Path]:
    """Return Playwright's own Chromium, as the installed Playwright names it."""
    if not setup.python().exists():
        return []
    ask = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as it: print(it.chromium.executable_path)"
    )
    done = subprocess.run([setup.python(), "-c", ask], capture_output=True, text=True, check=False)
    return [Path(done.stdout.strip())] if done.returncode == 0 else []


def _draws_chinese() -> bool:
    if shutil.which("fc-list"):
        done = subprocess.run(
            ["fc-list", ":lang=zh-tw", "family"], capture_output=True, text=True, check=False
        )
        return bool(done.stdout.strip())
    return any(any(folder.rglob("*CJK*")) for folder in FONTS if folder.is_dir())


def _apt(packages: list[str]) -> str:
    return _run(["apt-get", "update", "-qq"]) + _run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    )


def _run(command: list[str]) -> str:
    """Run an installer without its chatter; return the end of what it said where it failed."""
    done = subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return "" if done.returncode == 0 else "\n".join(done.stdout.strip().splitlines()[-5:])


def main() -> int:
    """Print the path of a Chromium, installing one where there is none."""
    say(str(ensure()))
    return 0


if __name__ == "__main__":
    sys.exit(guarded(main))
