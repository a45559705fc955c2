"""What a load did, or would do, in words and numbers. Names and lines of files stay text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metrics.kept import tell
from metrics.language import mark, tr, tr_n
from pages.components import fmt
from pages.components.dom import Node, el
from pages.components.refusals import reason, sentence
from pages.components.text import short

SHOWN = 20
_STATUS = {
    "loaded": ("better", mark("✓ loaded")),
    "unchanged": ("muted", mark("= already loaded")),
    "refused": ("worse", mark("✗ refused")),
}
HEADS = (
    mark("Lines read"),
    mark("= used"),
    mark("+ quarantined"),
    mark("+ duplicates"),
    mark("+ left out"),
)
COUNTS = ("lines_read", "lines_used", "lines_quarantined", "lines_duplicate", "lines_left_out")
_DOING = {
    "check": mark("Looking at the files"),
    "load": mark("Loading"),
    "undo": mark("Taking the batch back"),
    "suggest": mark("Reading the columns"),
}
Report = dict[str, Any]


def progress(doing: str, lines: Sequence[str]) -> Node:
    """Return how far a job is, in its own last words."""
    said = "\n".join(short(tell(line), 200) for line in lines) or tr("starting")
    return el("div", "desk", el("h2", "", f"{tr(_DOING[doing])} …"), el("pre", "muted", said))


def loadable(report: Report) -> bool:
    """Tell whether a dry run saw anything that a load would take in."""
    return any(file["status"] == "loaded" for file in report.get("files", ()))


def answer(doing: str, batch: str, report: Report) -> Node:
    """Return the end of a job in a sentence."""
    return el("p", f"answer {_tone(report)}".strip(), headline(doing, batch, report))


def details(doing: str, report: Report) -> list[Node]:
    """Return what stands behind the sentence: files, corrections, and what would stay outside.

    After a load the page's own parts tell what stayed outside.
    """
    parts = []
    if report.get("message") and report.get("files"):
        parts.append(el("p", "note fault", tell(report["message"])))
    if report.get("mends"):
        parts.append(el("div", "scroll", mends_table(doing, report["mends"])))
    if report.get("files"):
        parts.append(el("div", "scroll", _files(doing, report["files"])))
    if report.get("state") == "loaded":
        return parts
    if doing == "check" and report.get("preview"):
        parts += first_rows(report["preview"])
    if report.get("quarantine"):
        parts += _bad_lines(report["quarantine"])
    if report.get("checks"):
        parts.append(_warnings(report["checks"]))
    return parts


def first_rows(rows: Sequence[Report]) -> list[Node]:
    """Return the first rows of a dry run as their table would hold them, empty columns left out."""
    parts = []
    for table in dict.fromkeys(row["table"] for row in rows):
        mine = [row for row in rows if row["table"] == table]
        names = [n for n in mine[0]["values"] if any(row["values"][n] for row in mine)]
        heads = (tr("Line"), *names)
        body = [
            el("tr", "", el("td", "number", str(row["line"])),
               *(el("td", "", short(row["values"][n] or "", 60)) for n in names))
            for row in mine
        ]  # fmt: skip
        title = tr("The first rows of {table}, as they would be loaded", table=table)
        head = el("tr", "", *(el("th", "", name, scope="col") for name in heads))
        parts += [
            el("div", "section", el("h3", "", title)),
            el("div", "scroll", el("table", "rows first", el("thead", "", head),
                                   el("tbody", "", *body))),
        ]  # fmt: skip
    return parts


def headline(doing: str, batch: str, report: Report) -> str:
    """Say what became of a job in a sentence."""
    files = report.get("files")
    if files is None:
        if "snapshot" in report:
            return tr("{batch} is undone. The pages show the data without it.", batch=batch)
        return sentence(tell(report.get("message", tr("it stopped"))))
    if all(file["status"] == "unchanged" for file in files):
        return tr("Already loaded, nothing changed.")
    if report.get("mends"):
        return _mended(doing, report)
    good = [file for file in files if file["status"] == "loaded"]
    refused = sum(file["status"] == "refused" for file in files)
    beside = tr_n(" {n} file refused.", " {n} files refused.", refused) if refused else ""
    dry = doing == "check"
    if not good or report["state"] == "refused":
        if dry:
            return tr("Nothing would be loaded.{beside}", beside=beside)
        return tr("Nothing was loaded.{beside}", beside=beside)
    used = sum(file["lines_used"] for file in good)
    bad = sum(file["lines_quarantined"] for file in good)
    said = (
        tr_n("{n} line would be used", "{n} lines would be used", used)
        if dry
        else tr_n("{n} line used", "{n} lines used", used)
    )
    if bad and dry:
        said += tr_n(", {n} line would be quarantined", ", {n} lines would be quarantined", bad)
    elif bad:
        said += tr_n(", {n} line quarantined", ", {n} lines quarantined", bad)
    return tr("{said}.{beside}", said=said, beside=beside)


def _mended(doing: str, report: Report) -> str:
    """Say how many corrected lines got in; other files of the same call stand in the table."""
    bad = sum(bool(line["reasons"]) for line in report["mends"])
    good = len(report["mends"]) - bad
    if report["state"] == "refused" or (bad and not good):
        return tr_n(
            "Nothing is changed. {n} line is still bad.",
            "Nothing is changed. {n} lines are still bad.",
            bad,
        )
    beside = (
        tr_n(
            " {n} line would not, so their file is refused.",
            " {n} lines would not, so their file is refused.",
            bad,
        )
        if bad
        else ""
    )
    if doing == "check":
        return tr_n(
            "{n} corrected line would get in.{beside}",
            "{n} corrected lines would get in.{beside}",
            good,
            beside=beside,
        )
    return tr_n(
        "{n} corrected line got in.{beside}",
        "{n} corrected lines got in.{beside}",
        good,
        beside=beside,
    )


def _tone(report: Report) -> str:
    return "worse" if report.get("state") == "refused" else ""


def _files(doing: str, files: Sequence[Report]) -> Node:
    refused = all(file["status"] == "refused" for file in files)
    heads = (tr("File"), "", *(() if refused else (tr(head) for head in HEADS)))
    head = [
        el("th", "number c-count" if place > 1 else "", name, scope="col")
        for place, name in enumerate(heads)
    ]
    body = [_file(doing, file) for file in files]
    return el("table", "files", el("thead", "", el("tr", "", *head)), el("tbody", "", *body))


def _file(doing: str, file: Report) -> Node:
    tone, word = _STATUS[file["status"]]
    word = tr(word)
    if doing == "check" and file["status"] == "loaded":
        tone, word = "better", tr("✓ ready")
    told_as = [tr("as {source}", source=file["source"])] if file["source"] else []
    notes = [tell(file["message"])] if file["message"] else []
    notes += [
        tr("left out: {rule} ({number})", rule=tell(rule), number=fmt.number(n))
        for rule, n in file["left_out"].items()
    ]
    notes += [tell(note) for note in file["notes"]]
    under = [el("span", "sub", short(note, 400)) for note in [*told_as, *notes]]
    if file["status"] != "refused":
        under.append(account([file[name] for name in COUNTS]))
    cells = [
        el("td", "name", short(file["file"], 120), *under),
        el("td", f"mark {tone}", word),
    ]
    if file["status"] == "refused":
        return el("tr", "", *cells, el("td", "c-count", colspan="5"))
    return el("tr", "", *cells, *numbers([file[name] for name in COUNTS]))


def numbers(counts: Sequence[int]) -> list[Node]:
    """Return line counts as cells."""
    return [el("td", "number c-count", fmt.number(count)) for count in counts]


def account(counts: Sequence[int]) -> Node:
    """Say the same in a line, for a phone."""
    words = (tr("read ="), tr("used +"), tr("quarantined +"), tr("duplicates +"), tr("left out"))
    said = (f"{fmt.number(n)} {word}" for n, word in zip(counts, words, strict=True))
    return el("span", "sub phone", " ".join(said))


def _bad_lines(rows: Sequence[Report]) -> list[Node]:
    more = (
        tr("the first {shown} of {count}", shown=SHOWN, count=fmt.number(len(rows)))
        if len(rows) > SHOWN
        else ""
    )
    title = el(
        "div", "section", el("h3", "", tr("Lines that do not get in")), el("span", "muted", more)
    )
    return [title, el("div", "scroll", quarantine_table(rows[:SHOWN]))]


def quarantine_table(rows: Sequence[Report]) -> Node:
    """Return bad lines with their reason, their place and their raw text."""
    heads = (tr("Reason"), tr("File : line"), tr("Raw text"))
    body = []
    for row in rows:
        reasons = "; ".join(map(reason, row["reasons"]))
        place, raw = f"{row['file']} : {row['line']}", row["raw"] or ""
        body.append(
            el(
                "tr",
                "",
                el("td", "reason", short(reasons, 300)),
                el("td", _place(place), short(place, 80), title=place[:500]),
                el("td", "", el("code", "", short(raw, 160)), title=raw[:2000]),
            )
        )
    head = el("tr", "", *(el("th", "", name, scope="col") for name in heads))
    return el("table", "rows held", el("thead", "", head), el("tbody", "", *body))


def _place(place: str) -> str:
    """Return the classes of a place's cell: one that is not too long stays on its line."""
    return "place nowrap" if len(place) <= 32 else "place"


def mends_table(doing: str, lines: Sequence[Report]) -> Node:
    """Return corrected lines: what was changed, and whether they are good now."""
    body = []
    for line in lines:
        place = f"{line['file']} : {line['line']}"
        bad = "; ".join(map(tell, line["reasons"]))
        good = tr("✓ would get in") if doing == "check" else tr("✓ got in")
        found = el("b", "worse", tr("✗ still bad")) if bad else el("b", "better", good)
        body.append(
            el(
                "tr",
                "",
                el("td", _place(place), short(place, 80), title=place[:500]),
                el("td", "", *changed(line["changes"])),
                el("td", "", found, el("span", "sub", short(bad, 300)) if bad else None),
            )
        )
    heads = (tr("File : line"), tr("Correction"), "")
    head = el("tr", "", *(el("th", "", name, scope="col") for name in heads))
    return el("table", "rows held", el("thead", "", head), el("tbody", "", *body))


def changed(changes: Sequence[Report]) -> list[Node]:
    """Return what was changed in a line, column by column."""
    if not changes:
        return [el("span", "muted", tr("right as it stands"))]
    return [
        el(
            "div",
            "",
            f"{short(change['column'], 60)}: ",
            el("code", "", short(change["was"] or tr("(empty)"), 80)),
            " → ",
            el("code", "", short(change["now"] or tr("(empty)"), 80)),
        )
        for change in changes
    ]


def _warnings(checks: Sequence[Report]) -> Node:
    shown = [el("li", "", f"! {tell(check['message'])}") for check in checks[:SHOWN]]
    if len(checks) > SHOWN:
        shown.append(el("li", "muted", tr("and {count} more", count=len(checks) - SHOWN)))
    return el("div", "note", el("b", "", tr("Checks that do not hold")), el("ul", "", *shown))
