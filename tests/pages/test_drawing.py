"""What goes to the browser is data: nodes of text, of kinds that the browser's side knows."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pages.components.dom import ASSETS, el

PAGES = Path(__file__).resolve().parents[2] / "pages"


def listed(name: str) -> set[str]:
    source = (ASSETS / "draw.js").read_text()
    (inside,) = re.findall(rf"const {name} = new Set\(\[(.*?)\]\)", source, re.DOTALL)
    return set(re.findall(r'"([^"]+)"', inside))


def test_text_is_a_leaf_whatever_it_says() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    assert el("td", "", hostile).spec() == ["td", {}, [hostile]]


def test_what_is_none_is_left_out() -> None:
    assert el("p", "", "a", None, title=None).spec() == ["p", {}, ["a"]]


def test_names_are_written_the_browsers_way() -> None:
    spec = el("button", "x", do="open", key="k", aria_expanded="true").spec()
    assert spec[1] == {
        "class": "x", "data-do": "open", "data-key": "k", "aria-expanded": "true",
    }  # fmt: skip


def test_every_tag_that_pages_use_is_known_to_the_browsers_side() -> None:
    known = listed("HTML") | listed("SVG")
    used = {
        tag
        for path in PAGES.rglob("*.py")
        for tag in re.findall(r'\b(?:el|Node)\(\s*"([a-z0-9]+)"', path.read_text())
    }
    assert used
    assert used - known == set()


def test_the_browsers_side_never_reads_markup() -> None:
    source = (ASSETS / "draw.js").read_text()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in source
    assert not {"href", "src", "style", "onclick", "srcdoc"} & listed("ATTRIBUTES")
    assert not {"script", "iframe", "a", "img", "style", "object"} & listed("HTML")


def test_no_page_asks_streamlit_for_html_of_its_own() -> None:
    for path in PAGES.rglob("*.py"):
        text = path.read_text()
        assert "unsafe_allow" not in text
        assert text.count("st.html(") == (1 if path.name == "dom.py" else 0)


def test_a_tree_is_json() -> None:
    tree = el("div", "a", el("b", "", "x"), "y")
    assert json.loads(json.dumps(tree.spec())) == ["div", {"class": "a"}, [["b", {}, ["x"]], "y"]]
    assert tree.text() == "x y"
