"""The house's rules: who may import whom, how long a file may be, what the repo may not say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("app", "pages", "metrics", "loaders", "data", "tools", "tests")
LONGEST = 300
CODE = {".py", ".sql", ".sh", ".yaml", ".toml", ".css", ".js"}

# Room -> the rooms it may ask. Nothing imports upwards.
MAY_IMPORT = {
    "app": {"pages"},
    "pages": {"pages", "metrics"},
    "pages/data": {"pages", "metrics", "loaders"},
    "loaders": {"loaders", "metrics"},
    "metrics": {"metrics"},
    "metrics/stats": {"metrics"},
    "metrics/notes": {"metrics"},
    "metrics/export": {"metrics"},
    "data": {"data"},
    "tools": {"tools"},
    "tools/bench": {"tools", "metrics"},
    "tools/docs": {"tools", "metrics", "loaders"},
    "tools/messages": {"tools", "metrics"},
    "tools/screenshots": {"tools"},  # needs the test browser, which set-up brings
}
ENGINES = {"duckdb", "duckdb_engine", "sqlalchemy", "sqlglot", "pyarrow", "pandas"}
NEVER = {
    "app": ENGINES,
    "pages": ENGINES - {"pandas", "pyarrow"} | {"great_expectations"},
    "pages/data": ENGINES - {"pandas", "pyarrow"} | {"great_expectations"},
    "loaders": {"streamlit", "plotly"},
    "metrics": {"streamlit", "plotly", "great_expectations"},
    "metrics/stats": ENGINES | {"streamlit", "plotly", "great_expectations"},
    # Notes have a database of their own and ask for numbers; a file is made of answers.
    "metrics/notes": ENGINES - {"sqlalchemy"} | {"streamlit", "plotly", "great_expectations"},
    "metrics/export": ENGINES | {"streamlit", "plotly", "great_expectations"},
    "data": {"streamlit", "plotly", "great_expectations"},
}


@cache
def repository() -> tuple[Path, ...]:
    """All files of the repo, committed or about to be; ignored ones are nobody's text."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in sorted(filter(None, listed.stdout.split("\0"))))
    return tuple(path for path in paths if path.is_file())


def modules(*rooms: str) -> list[Path]:
    return [
        path
        for path in repository()
        if path.suffix == ".py" and path.relative_to(ROOT).with_suffix("").parts[0] in rooms
    ]


def rule_of(path: Path) -> str:
    """The longest name in MAY_IMPORT that holds for `path`."""
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    return max((rule for rule in MAY_IMPORT if f"{name}/".startswith(f"{rule}/")), key=len)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that `path` imports, late ones included, with its line."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: imports are absolute here"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_nothing_imports_upwards() -> None:
    wrong = [
        f"{place(path, line)} imports {module}"
        for path in modules(*MAY_IMPORT)
        for line, module in imports(path)
        if (room := module.split(".")[0]) in ROOMS and room not in MAY_IMPORT[rule_of(path)]
    ]
    assert wrong == []


def test_each_room_keeps_to_its_libraries() -> None:
    wrong = [
        f"{place(path, line)} imports {module}"
        for path in modules(*MAY_IMPORT)
        for line, module in imports(path)
        if module.split(".")[0] in NEVER.get(rule_of(path), set())
    ]
    assert wrong == []


def test_statistics_know_arrays_only() -> None:
    allowed = {
        "numpy",
        "scipy",
        "metrics.stats",
        "metrics.model",
        "metrics.language",
        *sys.stdlib_module_names,
    }
    wrong = [
        f"{place(path, line)} imports {module}"
        for path in modules("metrics")
        if rule_of(path) == "metrics/stats"
        for line, module in imports(path)
        if module.split(".")[0] not in allowed and ".".join(module.split(".")[:2]) not in allowed
    ]
    assert wrong == []


def test_set_up_needs_nothing_installed() -> None:
    wrong = [
        f"{place(path, line)} imports {module}"
        for path in modules("tools")
        if rule_of(path) == "tools"
        for line, module in imports(path)
        if module.split(".")[0] not in {"tools", *sys.stdlib_module_names}
    ]
    assert wrong == []


def test_great_expectations_is_imported_late() -> None:
    """It costs seconds, which a command that checks nothing should not pay."""
    program = "import sys, loaders.__main__; sys.exit('great_expectations' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_question_waits_for_no_library_of_files_or_notes() -> None:
    """They cost a second together, which a question about a number should not pay."""
    late = {"sqlalchemy", "alembic", "fpdf", "pptx", "xlsxwriter"}
    program = f"import sys, metrics.__main__; sys.exit(bool({late!r} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


SQL = re.compile(
    r"^\s*(select|with|insert\s+into|delete\s+from|update|create|drop|alter|attach|copy|pragma)\s",
    re.MULTILINE,
)


def test_pages_have_no_sql() -> None:
    """SQL starts a line in lower case, or is in upper case; sentences do neither."""
    wrong = [
        f"{place(path, node.lineno)}: {node.value.strip()[:40]!r}"
        for path in modules("pages", "app")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (SQL.search(node.value) or re.search(r"\b(SELECT|INSERT INTO)\b", node.value))
    ]
    calls = [
        f"{place(path, node.lineno)}: .{node.func.attr}(…)"
        for path in modules("pages", "app")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"execute", "executemany", "sql"}
    ]
    assert wrong + calls == []


def test_no_test_mocks_our_own_parts() -> None:
    wrong = [
        place(path, line)
        for path in modules("tests")
        for line, module in imports(path)
        if module.startswith(("unittest.mock", "mock", "pytest_mock"))
    ]
    assert wrong == []


def test_files_are_short() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in repository()
        if path.suffix in CODE or path.name == "Makefile"
    }
    assert {name: length for name, length in lengths.items() if length >= LONGEST} == {}


# Written in halves, or this file would break its own rule.
UNWANTED = {
    "a path of one machine": r"(?<![\w.~-])/(" + r"work|root|home/\w+|opt/wheels|Users/\w+)/\w",
    "a temporary folder": r"(?<![\w.~-])/tm" + r"p/\w",
    "a package registry's host": r"(?i)\b("
    + "|".join(
        (
            r"pypi\." + "org",
            r"pythonhosted\." + "org",
            r"registry\.npm" + r"js\.org",
            r"deb\.debian\." + "org",
            r"security\.debian\." + "org",
            r"archive\.ubuntu\." + "com",
            r"conda\.ana" + r"conda\.org",
        )
    )
    + r")\b",
    "who wrote it": r"(?i)\b(clau"
    + r"de|anthro"
    + r"pic|chat"
    + r"gpt|open"
    + r"ai|copi"
    + r"lot)\b",
    "an issue's number": r"(?i)\bissue\s+#?\d|\(#\d+\)",
    "work left to do": r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b",
}


@pytest.mark.parametrize("what", UNWANTED)
def test_the_repo_speaks_of_the_project_alone(what: str) -> None:
    pattern = re.compile(UNWANTED[what])
    found = []
    for path in repository():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, an archive
        found += [
            f"{place(path, number)}: {line.strip()[:100]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    assert found == []
