"""The deck as one HTML file that needs nothing else: styles and charts are inside it.

Whatever a row or a person says is escaped text, and the file forbids its reader's browser to fetch
anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from html import escape
from pathlib import Path

from metrics import fmt
from metrics.export import heads, words
from metrics.export.colours import DARK, FONT, LIGHT, Palette
from metrics.export.deck import Deck
from metrics.export.plot import Dot, Line, Shape, six_twelve
from metrics.judge import Judged
from metrics.language import current, mark, tr
from metrics.model import Metric

STYLE = Path(__file__).parent / "web.css"
WIDTH, HEIGHT = 640.0, 170.0
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def as_html(deck: Deck) -> bytes:
    """Return the deck as an HTML document in UTF-8."""
    exceptions, usual, absent = deck.of("exception"), deck.of("usual"), deck.of("absent")
    parts = [
        f"<h1>{escape(words.title(deck))}</h1>",
        _p("mark", words.watermark(deck)),
        _p("mark", words.frozen(deck)),
        _p("answer", words.answer(deck)),
        _p("owed", words.owing(deck)) if deck.owed else "",
        *(_exception(deck, one) for one in exceptions),
        f"<h2>{escape(tr('Within normal variation'))}</h2>",
        _p("mark", deck.false_alarms),
        _usual(deck, usual),
        "".join(_figure(deck, one) for one in usual),
        _absent(absent),
        _restated(deck),
        "<h2>Definitions</h2>",
        _table(
            heads.of_definitions(),
            words.definitions(deck),
            "definitions",
        ),
    ]
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words.title(deck))}</title><style>{_style()}</style>"
    )
    foot = f"<footer>{escape(words.watermark(deck))}</footer>"
    body = "\n".join(part for part in parts if part)
    page = f"<head>{head}</head><body>\n{body}\n{foot}</body>"
    language = current().replace("_", "-")
    return f'<!doctype html>\n<html lang="{language}">{page}</html>\n'.encode()


def _exception(deck: Deck, one: Judged) -> str:
    name = one.metric.name
    why = " ".join([*one.why, words.drove(deck.drivers.get(name))]).strip()
    said = [
        f'<h3><span class="{one.tone}">{escape(one.mark)}</span> '
        f"{escape(words.headline(one, deck.currency))}</h3>",
        _p("", why),
        _p("mark", tr("Owner: {owner}", owner=one.answer.owner or tr("nobody"))),
        _minutes(deck, name),
        '<div class="pair">',
        svg(six_twelve(one.answer, deck.currency, WIDTH, HEIGHT), one.metric.label),
        _box(deck, one),
        "</div>",
    ]
    return f'<section class="exception">{"".join(said)}</section>'


def _minutes(deck: Deck, metric: str) -> str:
    minutes, zone, today = deck.minutes, deck.snapshot.timezone, deck.snapshot.today
    notes = [words.noted(note, zone) for note in minutes.notes.get(metric, ())]
    said = [_dd(tr("Note"), notes or [tr(words.NOTHING_WRITTEN)])]
    for title, actions in (
        (tr("Promised before"), minutes.promised(metric)),
        (tr("Promised now"), minutes.planned(metric)),
    ):
        if actions:
            said.append(_dd(title, [words.promised(action, today) for action in actions]))
    return f"<dl>{''.join(said)}</dl>"


def _dd(title: str, texts: Iterable[str]) -> str:
    return f"<dt>{escape(title)}</dt>" + "".join(f"<dd>{escape(text)}</dd>" for text in texts)


def _figure(deck: Deck, one: Judged) -> str:
    label = escape(one.metric.label)
    chart = svg(six_twelve(one.answer, deck.currency, WIDTH, HEIGHT), one.metric.label)
    said = _minutes(deck, one.metric.name) if _talked_of(deck, one.metric.name) else ""
    pair = f'<div class="pair">{chart}{_box(deck, one)}</div>'
    return f"<section><h3>{label}</h3>{said}{pair}</section>"


def _talked_of(deck: Deck, metric: str) -> bool:
    return metric in deck.minutes.notes or metric in deck.minutes.actions


def _box(deck: Deck, one: Judged) -> str:
    box, metric = one.answer.box, one.metric
    rows = []
    for english, name in {mark("Last week"): "last_week", **words.TO_DATE}.items():
        label = escape(tr(english))
        wow = box.wow if name == "last_week" else None
        yoy = box.yoy if name == "last_week" else getattr(box, f"{name}_yoy")
        rows.append(
            f'<tr><th scope="row">{label}</th>'
            f"<td>{escape(fmt.value(metric, getattr(box, name), deck.currency))}</td>"
            f"<td>{changed(metric, wow) if name == 'last_week' else ''}</td>"
            f"<td>{changed(metric, yoy)}</td></tr>"
        )
    head = f"<tr><td></td><td></td>{_heads(tr('week before'), tr('year before'))}</tr>"
    return f'<div class="wide"><table class="box">{head}{"".join(rows)}</table></div>'


def changed(metric: Metric, amount: float | None) -> str:
    """Return a change with its judgement as HTML."""
    if amount is None:
        return f'<span class="muted">{fmt.NA}</span>'
    css = fmt.verdict(metric, amount)
    word = escape(fmt.judged(metric, amount))
    return f'{escape(fmt.change(metric, amount))} <span class="{css}">{word}</span>'


def _usual(deck: Deck, usual: Sequence[Judged]) -> str:
    rows = []
    for one in usual:
        metric, target = one.metric, one.answer.target
        remark = f'<br><span class="muted">{escape(one.remark)}</span>' if one.remark else ""
        rows.append(
            f"<tr><td>{escape(metric.label)}{remark}</td>"
            f"<td>{escape(fmt.value(metric, one.value, deck.currency))}</td>"
            f"<td>{changed(metric, one.answer.box.wow)}</td>"
            f"<td>{changed(metric, one.answer.box.yoy)}</td>"
            f"<td>{'–' if target is None else escape(fmt.value(metric, target, deck.currency))}"
            f"</td><td>{'' if one.n is None else escape(fmt.number(one.n))}</td>"
            f"<td>{escape(one.answer.owner)}</td></tr>"
        )
    names = heads.of_numbers()
    head = "".join(f"<th>{name}</th>" for name in names)
    return f'<table class="numbers"><tr>{head}</tr>{"".join(rows)}</table>' if rows else ""


def _absent(absent: Sequence[Judged]) -> str:
    if not absent:
        return ""
    listed = (f"<li>{escape(one.metric.label)}: {escape(one.remark)}</li>" for one in absent)
    return f"<h2>{escape(tr('No number'))}</h2><ul>{''.join(listed)}</ul>"


def _restated(deck: Deck) -> str:
    says, rows = words.restatements(deck)
    if not says:
        return ""
    names = heads.of_restated()
    table = _table(names, rows, "restated") if rows else ""
    return f"<h2>{escape(tr('Restated'))}</h2>{_p('', says)}{table}"


def _table(names: Sequence[str], rows: Iterable[Sequence[str]], css: str) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f'<table class="{css}"><tr>{head}</tr>{body}</table>'


def _p(css: str, text: str) -> str:
    return f'<p class="{css}">{escape(text)}</p>' if text else ""


def svg(shapes: Iterable[Shape], says: str) -> str:
    """Return shapes as an SVG picture whose colours are the document's."""
    drawn = "".join(_shape(shape) for shape in shapes)
    return (
        f'<div class="chart"><svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" '
        f'aria-label="{escape(says)}">{drawn}</svg></div>'
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Line):
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
        dashed = ' stroke-dasharray="2 3"' if shape.dashed else ""
        return (
            f'<polyline class="s-{shape.role}" points="{points}" fill="none" '
            f'stroke-width="{shape.width:g}"{dashed}/>'
        )
    if isinstance(shape, Dot):
        css = f"hollow s-{shape.role}" if shape.hollow else f"f-{shape.role}"
        return f'<circle class="{css}" cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:g}"/>'
    weight = ' font-weight="600"' if shape.bold else ""
    return (
        f'<text class="f-{shape.role}" x="{shape.x:.1f}" y="{shape.y:.1f}" '
        f'text-anchor="{shape.anchor}" font-size="{shape.size:g}"{weight}>'
        f"{escape(shape.text)}</text>"
    )


def _style() -> str:
    roles = [field.name for field in fields(Palette)]

    def variables(palette: Palette) -> str:
        return "".join(f"--{role}:{getattr(palette, role)};" for role in roles)

    drawn = "".join(
        f".s-{role}{{stroke:var(--{role})}}.f-{role}{{fill:var(--{role})}}" for role in roles
    )
    return (
        f":root{{{variables(LIGHT)}color-scheme:light dark}}"
        f"@media (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}"
        f"@media print{{:root{{{variables(LIGHT)}}}}}"
        f"body{{font-family:{FONT}}}{drawn}{STYLE.read_text(encoding='utf-8')}"
    )


def _heads(*names: str) -> str:
    return "".join(f"<th>{escape(name)}</th>" for name in names)
