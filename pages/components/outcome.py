"""What a load did, or would do, in words and numbers. Names and lines of files stay text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pages.components import fmt
from pages.components.dom import Node, el
from pages.components.text import short

SHOWN = 20
_STATUS = {
    "loaded": ("better", "✓ loaded"),
    "unchanged": ("muted", "= already loaded"),
    "refused": ("worse", "✗ refused"),
}
HEADS = ("Lines read", "= used", "+ quarantined", "+ duplicates", "+ left out")
COUNTS = ("lines_read", "lines_used", "lines_quarantined", "lines_duplicate", "lines_left_out")
_DOING = {"check": "Looking at the files", "load": "Loading", "undo": "Taking the batch back"}
Report = dict[str, Any]


def progress(doing: str, lines: Sequence[str]) -> Node:
    """Return how far a job is, in its own last words."""
    said = "\n".join(short(line, 200) for line in lines) or "starting"
    return el("div", "desk", el("h2", "", f"{_DOING[doing]} …"), el("pre", "muted", said))


def loadable(report: Report) -> bool:
    """Tell whether a dry run saw anything that a load would take in."""
    return any(file["status"] == "loaded" for file in report.get("files", ()))


def told(doing: str, batch: str, report: Report) -> list[Node]:
    """Return the end of a job: a sentence, and for a load its files and what did not get in."""
    parts = [el("p", f"answer {_tone(report)}".strip(), headline(doing, batch, report))]
    if report.get("message") and report.get("files"):
        parts.append(el("p", "note fault", str(report["message"])))
    if report.get("mends"):
        parts.append(el("div", "scroll", mends_table(doing, report["mends"])))
    if report.get("files"):
        parts.append(el("div", "scroll", _files(doing, report["files"])))
    if report.get("quarantine"):
        parts += _bad_lines(report["quarantine"])
    if report.get("checks"):
        parts.append(_warnings(report["checks"]))
    return parts


def headline(doing: str, batch: str, report: Report) -> str:
    """Say what became of a job in a sentence."""
    files = report.get("files")
    if files is None:
        if "snapshot" in report:
            return f"{batch} is undone. The pages show the data without it."
        says = str(report.get("message", "it stopped"))
        return f"{says[:1].upper()}{says[1:]}."
    if all(file["status"] == "unchanged" for file in files):
        return "Already loaded, nothing changed."
    if report.get("mends"):
        return _mended(doing, report)
    good = [file for file in files if file["status"] == "loaded"]
    refused = sum(file["status"] == "refused" for file in files)
    beside = f" {_counted(refused, 'file')} refused." if refused else ""
    if not good or report["state"] == "refused":
        return f"Nothing {'would be' if doing == 'check' else 'was'} loaded.{beside}"
    used = sum(file["lines_used"] for file in good)
    bad = sum(file["lines_quarantined"] for file in good)
    would = "would be " if doing == "check" else ""
    held = f", {_counted(bad, 'line')} {would}quarantined" if bad else ""
    return f"{_counted(used, 'line')} {would}used{held}.{beside}"


def _mended(doing: str, report: Report) -> str:
    """Say how many corrected lines got in; other files of the same call stand in the table."""
    bad = sum(bool(line["reasons"]) for line in report["mends"])
    good = len(report["mends"]) - bad
    if report["state"] == "refused" or (bad and not good):
        still = "is" if bad == 1 else "are"
        return f"Nothing is changed. {_counted(bad, 'line')} {still} still bad."
    would = "would get" if doing == "check" else "got"
    beside = f" {_counted(bad, 'line')} would not, so their file is refused." if bad else ""
    return f"{_counted(good, 'corrected line')} {would} in.{beside}"


def _tone(report: Report) -> str:
    return "worse" if report.get("state") == "refused" else ""


def _counted(number: int, noun: str) -> str:
    return f"{fmt.number(number)} {noun}{'' if number == 1 else 's'}"


def _files(doing: str, files: Sequence[Report]) -> Node:
    heads = ("File", "", *HEADS)
    head = [
        el("th", "number c-count" if place > 1 else "", name, scope="col")
        for place, name in enumerate(heads)
    ]
    body = [_file(doing, file) for file in files]
    return el("table", "files", el("thead", "", el("tr", "", *head)), el("tbody", "", *body))


def _file(doing: str, file: Report) -> Node:
    tone, word = _STATUS[file["status"]]
    if doing == "check" and file["status"] == "loaded":
        tone, word = "better", "✓ ready"
    told_as = [f"as {file['source']}"] if file["source"] else []
    notes = [file["message"]] if file["message"] else []
    notes += [f"left out: {rule} ({fmt.number(n)})" for rule, n in file["left_out"].items()]
    notes += file["notes"]
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
    words = ("read =", "used +", "quarantined +", "duplicates +", "left out")
    said = (f"{fmt.number(n)} {word}" for n, word in zip(counts, words, strict=True))
    return el("span", "sub phone", " ".join(said))


def _bad_lines(rows: Sequence[Report]) -> list[Node]:
    more = f"the first {SHOWN} of {fmt.number(len(rows))}" if len(rows) > SHOWN else ""
    title = el(
        "div", "section", el("h3", "", "Lines that do not get in"), el("span", "muted", more)
    )
    return [title, el("div", "scroll", quarantine_table(rows[:SHOWN]))]


def quarantine_table(rows: Sequence[Report]) -> Node:
    """Return bad lines with their reason, their place and their raw text."""
    heads = ("Reason", "File : line", "Raw text")
    body = []
    for row in rows:
        reasons = "; ".join(reason.partition(": ")[2] or reason for reason in row["reasons"])
        place, raw = f"{row['file']} : {row['line']}", row["raw"] or ""
        body.append(
            el(
                "tr",
                "",
                el("td", "reason", short(reasons, 300)),
                el("td", "place", short(place, 80), title=place[:500]),
                el("td", "", el("code", "", short(raw, 160)), title=raw[:2000]),
            )
        )
    head = el("tr", "", *(el("th", "", name, scope="col") for name in heads))
    return el("table", "rows held", el("thead", "", head), el("tbody", "", *body))


def mends_table(doing: str, lines: Sequence[Report]) -> Node:
    """Return corrected lines: what was changed, and whether they are good now."""
    body = []
    for line in lines:
        place = f"{line['file']} : {line['line']}"
        bad = "; ".join(line["reasons"])
        good = "✓ would get in" if doing == "check" else "✓ got in"
        mark = el("b", "worse", "✗ still bad") if bad else el("b", "better", good)
        body.append(
            el(
                "tr",
                "",
                el("td", "place", short(place, 80), title=place[:500]),
                el("td", "", *changed(line["changes"])),
                el("td", "", mark, el("span", "sub", short(bad, 300)) if bad else None),
            )
        )
    heads = ("File : line", "Correction", "")
    head = el("tr", "", *(el("th", "", name, scope="col") for name in heads))
    return el("table", "rows held", el("thead", "", head), el("tbody", "", *body))


def changed(changes: Sequence[Report]) -> list[Node]:
    """Return what was changed in a line, column by column."""
    if not changes:
        return [el("span", "muted", "right as it stands")]
    return [
        el(
            "div",
            "",
            f"{short(change['column'], 60)}: ",
            el("code", "", short(change["was"] or "(empty)", 80)),
            " → ",
            el("code", "", short(change["now"] or "(empty)", 80)),
        )
        for change in changes
    ]


def _warnings(checks: Sequence[Report]) -> Node:
    shown = [el("li", "", f"! {check['message']}") for check in checks[:SHOWN]]
    if len(checks) > SHOWN:
        shown.append(el("li", "muted", f"and {len(checks) - SHOWN} more"))
    return el("div", "note", el("b", "", "Checks that do not hold"), el("ul", "", *shown))
