"""Each format opened again by a library that did not write it, and compared with the JSON."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from pptx import Presentation

from metrics import fmt
from metrics.export import FORMATS, Deck, words, write
from metrics.export.fonts import folders, installed
from metrics.export.pdf import as_pdf
from tests.export.conftest import CJK, FORMULA, MARKUP, SLA

Numbers = dict[str, Any]


def squeezed(text: str) -> str:
    """Without blanks and line breaks, which a page sets as it likes."""
    return re.sub(r"\s+", "", text)


class Texts(HTMLParser):
    """The text of a document and its tags, as a browser would read it."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(document)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read(shown: Deck, form: str) -> str:
    """All text of an exported file."""
    content = write(shown, form)
    if form == "html":
        return " ".join(Texts(content.decode()).texts)
    if form == "pdf":
        pages = pypdfium2.PdfDocument(content)
        return " ".join(pages[n].get_textpage().get_text_range() for n in range(len(pages)))
    if form == "pptx":
        return " ".join(slide_texts(content))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return " ".join(str(value) for value in cells if value is not None)


def slide_texts(content: bytes) -> list[str]:
    found = []
    for slide in Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_the_same(shown: Deck, form: str) -> None:
    """Title, how far the data go, snapshot, filters, who froze, definitions, and what was said."""
    text = squeezed(read(shown, form).replace("|", "·").replace("−", "-"))
    wanted = [
        words.title(shown), words.filters(shown), "31 Mar 2026 20:00 Taipei", words.frozen(shown),
        shown.false_alarms, "rows of tickets where sla_met holds", "version 1, service-quality",
        "Hire two", "+2 began", "@Ann",
    ]  # fmt: skip
    for each in wanted:
        assert squeezed(each.replace("−", "-")) in text, each


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("hostile", [FORMULA, MARKUP, CJK])
def test_hostile_text_is_text(shown: Deck, form: str, hostile: str) -> None:
    if form == "pdf" and hostile == CJK and not cjk_is_installed():
        pytest.skip("no Chinese font here")
    assert squeezed(hostile) in squeezed(read(shown, form).replace("·", "|"))


def cjk_is_installed() -> bool:
    found = installed(folders())
    return found is not None and found.cjk


def test_html_needs_and_runs_nothing(shown: Deck) -> None:
    document = write(shown, "html").decode()
    tags = Texts(document).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "b", "a"}
    asked = {"src", "href", "srcset", "action", "data"}
    assert not [attrs for _, attrs in tags if asked & set(attrs)]
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    assert "url(" not in document
    assert "@import" not in document
    policy = next(a["content"] for t, a in tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert sum(tag == "svg" for tag, _ in tags) == len(
        [one for one in shown.judged if one.kind != "absent"]
    )


def test_html_shows_the_numbers_of_the_json(shown: Deck, numbers: Numbers) -> None:
    text = squeezed(read(shown, "html"))
    for one in shown.judged:
        box = numbers["metrics"][one.metric.name]["box"]
        for name in ("last_week", "mtd", "qtd", "ytd"):
            if one.kind != "absent":
                assert squeezed(fmt.value(one.metric, box[name], "TWD")) in text


def test_the_workbook_has_the_numbers_of_the_json(shown: Deck, numbers: Numbers) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(shown, "xlsx")))
    head, *rows = [list(row) for row in book["Review"].iter_rows(min_row=2, values_only=True)]
    assert [row[-1] for row in rows] == list(numbers["metrics"])
    at = head.index("Last week")
    for row in rows:
        one = numbers["metrics"][row[-1]]
        assert row[at : at + 9] == list(one["box"].values())
        assert row[head.index("Target")] == one["target"]
    head, *rows = [
        list(row) for row in book["Weeks and months"].iter_rows(min_row=2, values_only=True)
    ]
    series = {"week": "weeks", "week, year before": "weeks_prior", "month": "months",
              "month, year before": "months_prior"}  # fmt: skip
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for _, name, start, value, numerator, denominator, partial, _, metric in rows:
        point = {"start": f"{start:%Y-%m-%d}", "value": value, "numerator": numerator,
                 "denominator": denominator, "partial": partial}  # fmt: skip
        found.setdefault((metric, series[name]), []).append(point)
    for metric, one in numbers["metrics"].items():
        for part in series.values():
            wanted = [{name: p[name] for name in ("start", "value", "numerator", "denominator",
                       "partial")} for p in one[part]]  # fmt: skip
            assert found[metric, part] == wanted


def test_no_cell_of_the_workbook_is_a_formula(shown: Deck) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(shown, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d"}
    assert not [cell.coordinate for cell in cells if cell.hyperlink]
    risky = [c for c in cells if isinstance(c.value, str) and c.value[:1] in "=+-@"]
    assert {c.value for c in risky} >= {FORMULA, "-1+1 of them", "@Ann", "+2 began"}
    assert all(cell.quotePrefix for cell in risky)


def test_slides_have_charts_that_can_be_edited(shown: Deck, numbers: Numbers) -> None:
    """A chart of PowerPoint's own: a workbook inside, whose cells are the JSON's numbers."""
    charts: list[Any] = []
    show = Presentation(io.BytesIO(write(shown, "pptx")))
    for slide in show.slides:
        charts += [shape.chart for shape in slide.shapes if shape.has_chart]
    order = [*shown.of("exception"), *shown.of("usual")]
    assert len(charts) == 2 * len(order)
    for one, weeks, months in zip(order, charts[::2], charts[1::2], strict=True):
        said = numbers["metrics"][one.metric.name]
        for chart, part in ((weeks, "weeks"), (months, "months")):
            plotted = [list(series.values) for series in chart.plots[0].series]
            now, before = ([p["value"] for p in said[name]] for name in (part, f"{part}_prior"))
            assert plotted[0] == pytest.approx(now, nan_ok=True)
            assert plotted[1] == pytest.approx(before, nan_ok=True)
            if said["target"] is not None:
                assert plotted[2] == [said["target"]] * len(plotted[0])
            book = openpyxl.load_workbook(
                io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)
            ).active
            cells = [row[1] for row in book.iter_rows(min_row=2, values_only=True)]
            assert cells == pytest.approx(now)
    assert all("snapshot 1" in " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
               for slide in show.slides)  # fmt: skip


def test_every_page_of_the_pdf_says_how_far_the_data_go(shown: Deck) -> None:
    pages = pypdfium2.PdfDocument(write(shown, "pdf"))
    assert len(pages) >= 2
    for number in range(len(pages)):
        text = pages[number].get_textpage().get_text_range()
        assert "Data to 31 Mar 2026 20:00 Taipei" in text
        assert f"{number + 1} / {len(pages)}" in text


def test_the_pdf_draws_chinese_and_korean_and_no_boxes(shown: Deck) -> None:
    if not cjk_is_installed():
        pytest.skip("no Chinese font here")
    content = write(shown, "pdf")
    text = squeezed(read(shown, "pdf"))
    assert squeezed(CJK) in text
    assert "in no font" not in text
    assert b"NotoSansCJK" in content or b"FontFile" in content  # embedded: shows anywhere


def test_without_a_font_the_pdf_says_so(shown: Deck, tmp_path: Path) -> None:
    content = as_pdf(shown, [tmp_path])
    pages = pypdfium2.PdfDocument(content)
    said = " ".join(pages[n].get_textpage().get_text_range() for n in range(len(pages)))
    text = " ".join(said.split())
    assert "in no font that is installed" in text
    assert "install fonts-noto-cjk" in text
    assert "Weekly review, 23 - 29 Mar 2026" in text
    assert squeezed(FORMULA) in squeezed(text)


def test_the_workbook_names_who_owes_and_the_filters(shown: Deck) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(shown, "xlsx")))
    about = dict(book["About"].iter_rows(min_row=3, max_col=2, values_only=True))
    assert about["Snapshot"] == 1
    assert about["Filters"] == "no filter: everything"
    assert about["Restated"] == "Nothing was restated since."
    assert book["Review"]["A1"].value == words.watermark(shown)
    rows = list(book["Notes and actions"].iter_rows(min_row=3, values_only=True))
    assert [(row[1], row[6]) for row in rows] == [
        ("action", "open"),
        ("note", None),
        ("action", "open"),
        ("action", "done"),
    ]
    assert SLA in {row[-1] for row in book["Review"].iter_rows(min_row=3, values_only=True)}
