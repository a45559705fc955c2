"""The documentation is current and whole: nothing that can be named or set lacks its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from loaders import lists, source, synonyms, table
from loaders.source import load_sources
from loaders.table import load_tables
from metrics import review_config, settings, specs
from metrics.catalogue import load_catalogue
from tools import docs, markdown

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
# A heading of architecture.md, and the model that reads the keys below it.
KEYS: dict[str, type[BaseModel]] = {
    "sla.yaml": settings.Reporting,
    "review.yaml": review_config.ReviewConfig,
    "A metric of the review": review_config.Reviewed,
    "A phase of a metric": review_config.Dated,
    "Synonyms": synonyms.Synonyms,
    "Source": source.Source,
    "Files": source.Files,
    "Table map": source.TableMap,
    "Value": source.Value,
    "Entries": lists.Entries,
    "Replaces": source.Replaces,
    "Changes": source.Changes,
    "Table": table.Table,
    "Column": table.Column,
    "Rule": table.Rule,
    "Freshness": table.Freshness,
    "Cadence": table.Cadence,
    "Metric": specs.MetricSpec,
    "Ratio": specs.Ratio,
    "Half": specs.Half,
    "Percentile": specs.Percentile,
    "Kappa": specs.Kappa,
    "Matures": specs.Matures,
    "Stock": specs.Stock,
    "Undecided": specs.Undecided,
    "Dimension": specs.DimensionSpec,
}


def section(heading: str) -> str:
    """What stands below a heading of architecture.md, up to the next one."""
    found = re.search(
        rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", ARCHITECTURE, re.MULTILINE | re.DOTALL
    )
    assert found, f"docs/architecture.md has no heading {heading!r}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """The code spans that begin the rows of the tables in `text`."""
    return re.findall(r"^\| `([^`]+)` \| (?=\S)", text, re.MULTILINE)


def headings(path: str) -> set[str]:
    return set(re.findall(r"^## `([^`]+)`$", (ROOT / path).read_text(), re.MULTILINE))


def test_generated_pages_are_current() -> None:
    told: list[str] = []
    assert docs.main(["--check"], say=told.append) == 0, told


def test_a_stale_page_is_told_and_then_written(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name, text in docs.pages().items():
        (tmp_path / name).write_text(text)
    (tmp_path / "docs/tables.md").write_text("old\n")
    told: list[str] = []
    assert docs.main(["--check"], tmp_path, told.append) == 1
    assert told == ["docs/tables.md is stale: python -m tools.docs"]
    assert (tmp_path / "docs/tables.md").read_text() == "old\n"
    assert docs.main([], tmp_path, told.append) == 0
    assert (tmp_path / "docs/tables.md").read_text() == docs.pages()["docs/tables.md"]
    assert docs.main(["--check"], tmp_path) == 0


def test_the_users_configuration_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "mine.yaml").write_text("no table at all")
    monkeypatch.setenv("ANDON_CONFIG", str(tmp_path))
    assert "docs/tables.md" in docs.pages()


def test_every_metric_table_and_source_is_there() -> None:
    shipped = docs.shipped()
    tables = load_tables(shipped)
    catalogue = load_catalogue(shipped)
    assert headings("docs/metrics.md") == set(catalogue.metrics)
    assert headings("docs/tables.md") == set(tables)
    assert headings("docs/sources.md") == set(load_sources(shipped, tables))
    listed = first_cells((ROOT / "docs/metrics.md").read_text())
    assert set(catalogue.dimensions) <= set(listed)
    for each in tables.values():
        text = (ROOT / "docs/tables.md").read_text().split(f"## `{each.name}`\n")[1]
        cells = first_cells(text.split("\n## ")[0])
        assert cells == [*each.columns, *each.rules]


def test_a_source_without_a_real_export_says_so() -> None:
    shipped = docs.shipped()
    text = (ROOT / "docs/sources.md").read_text()
    for each in load_sources(shipped, load_tables(shipped)).values():
        own = text.split(f"## `{each.name}`\n")[1].split("\n## ")[0]
        assert ("never tried on a real export" in own) == (not each.tried_on), each.name


def test_every_file_of_a_page_a_loader_and_a_metric_has_its_line() -> None:
    listed = set(first_cells(section("loaders") + section("metrics") + section("pages")))
    there = {
        path.relative_to(ROOT).as_posix()
        for room in ("loaders", "metrics", "pages")
        for path in (ROOT / room).rglob("*.py")
    }
    assert there <= listed
    for path in (ROOT / "metrics/facts").glob("*.sql"):
        assert path.relative_to(ROOT).as_posix() in listed


def test_every_variable_has_its_line() -> None:
    used = {
        name
        for room in ("app.py", "loaders", "metrics", "pages", "data", "tools", "tests", "Makefile")
        for path in ([ROOT / room] if (ROOT / room).is_file() else (ROOT / room).rglob("*"))
        if path.is_file() and (path.suffix in {".py", ".sh"} or path.name == "Makefile")
        for name in re.findall(r"\bANDON_[A-Z]+(?:_[A-Z]+)*\b", path.read_text())
    }
    assert used == set(first_cells(section("Environment")))


@pytest.mark.parametrize("heading", KEYS)
def test_every_key_has_its_line(heading: str) -> None:
    keys = {field.alias or name for name, field in KEYS[heading].model_fields.items()}
    assert sorted(first_cells(section(heading))) == sorted(keys)


def test_every_kind_of_item_has_its_heading() -> None:
    """A new model of a YAML item must be documented as well."""
    inner = {specs.Aggregated}  # never an item itself: `Half` is one
    models = {
        each
        for module in (settings, review_config, source, lists, synonyms, table, specs)
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, BaseModel)
        and each.__module__ == module.__name__
    }
    assert models - inner == set(KEYS.values())


def test_every_decision_is_linked() -> None:
    for path in (ROOT / "docs/decisions").glob("*.md"):
        title = path.read_text().splitlines()[0].removeprefix("# ")
        assert f"[{title}](decisions/{path.name})" in ARCHITECTURE


def test_links_lead_somewhere() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        text = page.read_text()
        for target, place in re.findall(r"\]\(([^)#]*)(?:#([^)]+))?\)", text):
            if re.match(r"https?:", target):
                continue
            assert (page.parent / target).exists(), f"{page.name}: {target}"
            if place and not target:
                assert re.search(rf"^#+ `?{re.escape(place)}`?$", text, re.MULTILINE), place


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a_b *c* `d`", r"a\_b \*c\* \`d\`"),
        ("<img src=x> [x](y) | z", r"\<img src\=x\> \[x\](y) \| z"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("two\nlines", "two lines"),
        ("$x$ &amp; ~y~", r"\$x\$ \&amp; \~y\~"),
    ],
)
def test_text_is_no_markup(given: str, shown: str) -> None:
    assert markdown.plain(given) == shown


def test_code_stays_in_its_cell() -> None:
    assert markdown.code("a || b") == r"`a \|\| b`"
    assert markdown.code("the `x`") == "`` the `x` ``"
