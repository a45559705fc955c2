"""The Data page as a person uses it: dropping, loading, correcting lines in the grid."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

LONG_MS = 90_000  # a load in a process of its own, on a busy machine
ANSWER = ".st-key-desk-outcome .answer"
FILES = ".st-key-desk-details .files tbody tr"
TOLD = ".st-key-desk-details .held tbody tr"  # lines that would not get in, or are corrected
HEAD = "ticket_id,created_at,updated_at,status,team,subject"
FIRST_EDITABLE, HEIGHT = 2, 34  # the columns before it tell the place; a row's height


def drop(page: Page, *files: tuple[str, str]) -> None:
    sent = [FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
            for name, text in files]  # fmt: skip
    zone = page.locator("input[type=file]")
    expect(zone).to_have_count(1)  # after a load a new one takes the old one's place
    zone.set_input_files(sent)


def load(page: Page) -> None:
    page.get_by_role("button", name="Load", exact=True).click(timeout=LONG_MS)


def answer(page: Page, says: str) -> None:
    expect(page.locator(ANSWER)).to_have_text(says, timeout=LONG_MS)


def tickets(*lines: str, name: str = "tickets.csv") -> tuple[str, str]:
    return name, "\n".join([HEAD, *lines, ""])


def correct(page: Page, row: int, column: str, text: str) -> None:
    """Type `text` into the grid of the lines to correct, as with mouse and keyboard."""
    grid = page.get_by_test_id("stDataFrame")
    heads = grid.locator("th")
    expect(heads.filter(has_text=column)).to_have_count(1)
    at = heads.all_text_contents().index(column)
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    # The grid is a picture: it learns where the mouse is from its moves.
    page.mouse.move(box["x"] + 500, box["y"] + HEIGHT / 2, steps=4)
    page.mouse.move(box["x"] + 540, box["y"] + HEIGHT * (row + 1.5), steps=4)
    page.mouse.down()
    page.mouse.up()
    expect(grid.locator(f"#glide-cell-{FIRST_EDITABLE + 1}-{row}")).to_have_attribute(
        "aria-selected", "true"
    )
    for _ in range(at - FIRST_EDITABLE - 1):
        page.keyboard.press("ArrowRight")
    expect(grid.locator(f"#glide-cell-{at}-{row}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    editor = page.locator("#portal textarea")
    expect(editor).to_be_visible()
    editor.fill(text)
    page.keyboard.press("Enter")
    expect(editor).to_have_count(0)
