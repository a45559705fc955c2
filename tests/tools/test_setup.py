"""Set-up in real environments of a project small enough to need no network."""

from __future__ import annotations

import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from tools import setup
from tools.host import RefusedError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that requires nothing yet."""
    for name in (setup.RUNTIME, setup.DEVELOPMENT, setup.CONSTRAINTS):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def package(project: Path, name: str) -> str:
    """Write a wheel-less package of one module beside the project; return its requirement."""
    folder = project / f"wheels-{name}"
    folder.mkdir()
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "answer = 42\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return f"{folder}/{name}-1.0-py3-none-any.whl\n"


def imports(project: Path, module: str) -> bool:
    command = [str(setup.python(project)), "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_first_call_sets_up_and_the_second_does_nothing(project: Path) -> None:
    assert setup.prepare(setup.RUNTIME, project)
    assert imports(project, "pip")
    assert not setup.prepare(setup.RUNTIME, project)


def test_changed_pins_are_installed(project: Path) -> None:
    setup.prepare(setup.RUNTIME, project)
    assert not imports(project, "lamp")
    (project / setup.RUNTIME).write_text(package(project, "lamp"))
    assert setup.prepare(setup.RUNTIME, project)
    assert imports(project, "lamp")


def test_the_test_level_serves_the_app_too_but_not_the_other_way_round(project: Path) -> None:
    assert setup.prepare(setup.DEVELOPMENT, project)
    assert not setup.prepare(setup.RUNTIME, project)
    (project / setup.RUNTIME).write_text("# something else\n")
    assert setup.prepare(setup.RUNTIME, project)
    assert setup.prepare(setup.DEVELOPMENT, project)


def test_what_pip_cannot_find_is_told_and_tried_again(project: Path) -> None:
    setup.prepare(setup.RUNTIME, project)
    (project / setup.RUNTIME).write_text("./missing-1.0-py3-none-any.whl\n")
    for _ in range(2):
        with pytest.raises(RefusedError) as refused:
            setup.prepare(setup.RUNTIME, project)
        assert "missing-1.0-py3-none-any.whl" in str(refused.value)
        assert f"all that pip said is in {project / '.venv' / 'pip.log'}" in str(refused.value)


def test_an_environment_left_half_made_is_made_again(project: Path) -> None:
    setup.prepare(setup.RUNTIME, project)
    setup.python(project).unlink()
    setup.python(project).symlink_to(project / "a Python that was removed")
    assert setup.prepare(setup.RUNTIME, project)
    assert imports(project, "pip")


def test_two_at_once_set_up_once(project: Path) -> None:
    did: list[bool] = []
    threads = [
        threading.Thread(target=lambda: did.append(setup.prepare(setup.RUNTIME, project)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(did) == [False, True]


def test_a_folder_that_cannot_be_written_is_told(project: Path) -> None:
    (project / ".venv").write_text("a file where the folder should be")
    with pytest.raises(RefusedError, match=r"\.venv"):
        setup.prepare(setup.RUNTIME, project)


def test_the_interpreter_is_not_the_environment_being_rebuilt(project: Path) -> None:
    """Called with the environment's own interpreter, as in a shell that has activated it."""
    setup.prepare(setup.RUNTIME, project)
    program = (
        f"import sys; sys.path.insert(0, {str(Path(setup.__file__).parent.parent)!r})\n"
        "from pathlib import Path\nfrom tools import setup\n"
        f"setup._create(Path({str(project)!r}))\n"
    )
    subprocess.run([str(setup.python(project)), "-c", program], check=True)
    assert imports(project, "pip")
    assert setup.python(project).resolve().is_relative_to(Path(sys.base_prefix).resolve())
