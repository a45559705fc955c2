"""The gate: format, lint, types, tests with the browser tests among them. All must pass.

Every step runs even when an earlier one failed, so that one call tells all there is to mend.
`python -m tools.test ARGUMENTS…` hands its arguments to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tools import chromium, setup
from tools.host import ROOT, guarded, say

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
}
# Which tests stay together on a worker, and in which order, tests/conftest.py says.
PYTEST = ["pytest", "-n", "auto", "--no-loadscope-reorder", "--timeout", "300"]


def main() -> int:
    """Return 0 when every step passed."""
    setup.prepare(setup.DEVELOPMENT)
    browser = chromium.ensure()
    # A developer's own data and configuration must not decide whether the tests pass.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ANDON_") or name == "ANDON_REAL_DATA"
    }
    environment = {**kept, "ANDON_CHROMIUM": str(browser)}
    failed = [name for name, command in CHECKS.items() if _step(name, command, environment)]
    if _step("tests", [*PYTEST, *sys.argv[1:]], environment):
        failed.append("tests")
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr, flush=True)
    return 1 if failed else 0


def _step(name: str, command: list[str], environment: dict[str, str]) -> int:
    say(f"== {name}")
    module, *arguments = command
    run = [str(setup.python()), "-m", module, *arguments]
    return subprocess.run(run, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(guarded(main))
