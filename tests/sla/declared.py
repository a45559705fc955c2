"""Declarations of calendars and policies as text, and what reading them says."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import ConfigError
from metrics.config import read_yaml
from metrics.sla import Promises, read_promises

OFFICE = """\
calendars:
  always: {}
  office:
    - valid_from: 2020-01-01
      timezone: Asia/Taipei
      hours: {mon-fri: ["09:00-18:00"]}
"""
POLICY = """\
policies:
  - name: default
    valid_from: 2020-01-01
    targets: {resolution: {within: 8h, calendar: office}}
"""


def promises(tmp_path: Path, text: str) -> Promises:
    path = tmp_path / "sla.yaml"
    path.write_text(text)
    return read_promises(read_yaml(path))


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        promises(tmp_path, text)
    return str(refused.value)
