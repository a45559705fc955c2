"""A server for as long as a block runs: there, then gone; heard when it does not start."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tools.host import RefusedError
from tools.served import serving


def health(url: str) -> int:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{url}/_stcore/health", timeout=5) as reply:
        return int(reply.status)


def test_the_server_is_gone_when_the_block_fails(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("import streamlit as st\nst.write('here')\n")
    with pytest.raises(RuntimeError, match="broke"), serving(tmp_path, script=script) as server:
        assert health(server.url) == 200
        raise RuntimeError("it broke")
    with pytest.raises(urllib.error.URLError):
        health(server.url)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    said = r"(?s)did not start.*No such option"
    with pytest.raises(RefusedError, match=said), serving(tmp_path, "--no.such.option=1"):
        pass
