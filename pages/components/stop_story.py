"""The story of one stop-sale: its way, what escaped, its cost, cause, verdict and complaints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from metrics.analysis import longest
from metrics.analysis.stop_costs import StopCosts
from metrics.language import mark, tr
from metrics.sla.ledger import Ledger
from metrics.stories.stop import StopStory, stop_story, stops_known
from pages.components import chosen, fmt, links, promises, rows, timeline
from pages.components.dom import Node, draw, el
from pages.components.figures import Figure, figures
from pages.components.frame import View
from pages.components.grid import Cell, grid
from pages.components.stop_way import REPORTED, STAGES, draw_way
from pages.components.stops import stage
from pages.components.text import short

ANALYSES = {
    mark("Analysis"): "nowrap",
    mark("Cause"): "",
    mark("Kind"): "",
    mark("Method"): "desk",
    mark("Completed"): "nowrap",
    mark("Fields"): "number desk",
    mark("file : line"): "desk place",
}
ACTIONS = {
    mark("Action"): "nowrap",
    mark("What"): "",
    mark("Kind"): "desk",
    mark("Owner"): "desk",
    mark("Due"): "nowrap",
    mark("How it stands"): "",
    mark("file : line"): "desk place",
}
OTHERS = {
    mark("Stop"): "nowrap",
    mark("Defect"): "",
    mark("Lot"): "desk",
    mark("Pulled"): "nowrap",
    mark("Back on sale"): "nowrap",
    mark("Against this one"): "",
}


def draw_stop(view: View) -> None:
    """Draw the chosen stop's story, and where to ask for another one."""
    number = view.snapshot.number
    known = stops_known(view.store, scope=view.scope, snapshot=number) if view.state.stop else {}
    key = chosen.found(
        view,
        "stop",
        tr("Number of the stop"),
        mark("There is no stop-sale “{asked}” in what is loaded."),
        known,
    )
    story = stop_story(view.store, key, scope=view.scope, snapshot=number) if key else None
    if story is None:
        return
    draw(_answer(view, story), key="answer", on=links.act)
    draw(figures(*_figures(view, story)), key="numbers")
    title = el("div", "section", el("h2", "", tr("From signal to resume")), _promises(story))
    draw(title, draw_way(view, story), key="way")
    _causes(view, story)
    promises.draw_fixes(view, (("andon_id", (story.incident["andon_id"],)),))
    _others(view, story)
    _complaints(view, story)


def _answer(view: View, story: StopStory) -> Node:
    row = story.incident
    product = links.product(view, row["product"], row["lot"])
    says, tone = _stands(row)
    verdict = tr(row["verdict"]) if row["verdict"] else tr("not judged yet")
    about = tr(" for {defect} – ", defect=row["defect_code"] or tr("any defect"))
    name = el("b", "", row["andon_id"])
    return el("p", "answer", name, ": ", product, about, el("span", tone, says), f"; {verdict}.")


def _stands(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return where the stop stands, in words, and the tone in which to say it."""
    if row["resumed_day"] is not None:
        return tr("back on sale since {day}", day=fmt.day(row["resumed_day"])), ""
    if row["closed_day"] is not None:
        return tr("closed on {day}, not resumed", day=fmt.day(row["closed_day"])), ""
    return stage(dict(row))


def _figures(view: View, story: StopStory) -> list[Figure | None]:
    row, waited = story.incident, longest(story.legs)
    since, until = row["suspended_at"], row["ended_at"] or view.snapshot.as_of
    off = (until - since).total_seconds() if since else -1.0
    lag = row["detection_lag_s"]
    escaped = tr("shipped from the first complaint to the suspension")
    unknown = tr("a shipment does not tell its customers")
    after = tr("{age} after the first complaint", age=fmt.age(lag)) if lag is not None else None
    last = tr("for “{stage}”", stage=tr(STAGES[waited.end])) if waited else None
    return [
        (tr("Units escaped"), _known(row["escaped_units"]), escaped),
        (tr("Customers exposed"), _known(row["exposed_customers"]),
         unknown if row["exposed_customers"] is None else None),
        (tr("Off sale after"), _age(row["time_to_suspend_s"]), after),
        (tr("Off sale for"), _age(off if off >= 0 else None),
         None if row["ended_at"] else tr("and still counting")),
        (tr("Longest wait"), _age(waited.seconds if waited else None), last),
        *_cost(story.cost),
    ]  # fmt: skip


def _cost(found: StopCosts) -> list[Figure | None]:
    if not found.stops:
        return []
    one = found.stops[0]
    lost = avoided = tr(one.reason) if one.reason else None
    if one.cost is not None:
        units = fmt.number(one.units_not_sold or 0)
        share = f"{found.assumed.lost_share * 100:.0f}"
        lost = tr("{units} units not sold; {share} % of them lost", units=units, share=share)
    if one.avoided is not None and one.escaped_rate is not None:
        rate = f"{one.escaped_rate * 100:.1f}"
        avoided = tr("{share} % of escaped units bad", share=rate)
    return [
        (tr("The stop cost, {currency}", currency=found.currency), _money(one.cost), lost),
        (tr("and avoided, {currency}", currency=found.currency), _money(one.avoided), avoided),
    ]


def _known(value: int | None) -> str:
    return fmt.NA if value is None else fmt.number(value)


def _age(seconds: float | None) -> str:
    return fmt.NA if seconds is None else fmt.age(seconds)


def _money(amount: float | None) -> str:
    return fmt.NA if amount is None else fmt.number(amount)


def _promises(story: StopStory) -> Node:
    """Return what was promised of it, in words: kept or missed, and by how much."""
    said: list[Node | str] = []
    for clock in story.clocks:
        says, tone = timeline.verdict(Ledger(dict(clock), (), ()))
        said += [f"{tr(fmt.words(clock['target']))}: ", el("span", tone, says), ". "]
    return el("span", "muted", *said)


def _causes(view: View, story: StopStory) -> None:
    analyses = [
        (
            row["rca_id"],
            short(row["cause"] or tr("not found yet"), 120),
            row["cause_category"] or "–",
            row["method"] or "–",
            fmt.day(row["completed_day"]) if row["completed_day"] else tr("open"),
            tr("{count} of {total}", count=row["fields_present"], total=row["fields_asked"]),
            _place(row),
        )
        for row in story.analyses
    ]
    actions = [_action(view, row) for row in story.actions]
    draw(
        grid(
            tr("Root cause"),
            "",
            ANALYSES,
            analyses,
            tr("Nobody has opened an analysis of this stop."),
        ),
        grid(tr("Actions"), "", ACTIONS, actions, tr("No action was agreed."))
        if analyses
        else None,
        key="causes",
    )


def _action(view: View, row: Mapping[str, Any]) -> tuple[Cell, ...]:
    if row["done"]:
        day = fmt.day_short(row["done_day"])
        done = tr("done {day}", day=day)
        if row["late"]:
            done = tr("done {day}, {age} late", day=day, age=fmt.age(row["overdue_s"]))
        elif row["due_day"]:
            done = tr("done {day}, on time", day=day)
        stands = el("span", "worse" if row["late"] else "better", done)
    elif row["late"]:
        stands = el("span", "worse", tr("▲ overdue for {age}", age=fmt.age(row["overdue_s"])))
    else:
        stands = el("span", "muted", tr("open"))
    return (
        row["action_id"],
        short(row["description"] or "–", 80),
        tr(row["kind"] or "–"),
        links.person(view, row["owner"]) if row["owner"] else "–",
        fmt.day(row["due_day"]) if row["due_day"] else "–",
        stands,
        _place(row),
    )


def _place(row: Mapping[str, Any]) -> Node:
    place = f"{row['_file']} : {row['_line']}"
    return el("span", "", short(place, 40), title=place)


def _others(view: View, story: StopStory) -> None:
    row, cleared = story.incident, story.cleared
    if cleared is None:
        says = tr("It has not been cleared yet, so nothing can have come back.")
    elif cleared["recurred_at"] is not None:
        days = fmt.age(cleared["time_to_recurrence_s"])
        again = cleared["next_andon_id"]
        says = tr(
            "▲ The problem came back {age} after it was cleared, with {stop}.", age=days, stop=again
        )
    else:
        days = fmt.age((view.snapshot.as_of - cleared["clear_at"]).total_seconds())
        says = tr("It has not come back in the {age} since it was cleared.", age=days)
        if not cleared["mature_90d"]:
            says = f"{says} {tr('Its 90 days are not over.')}"
    listed = [
        (
            links.stop(other["andon_id"]),
            other["defect_code"] or tr("any"),
            other["lot"] or "–",
            fmt.day(other["triggered_day"]),
            fmt.day(other["resumed_day"]) if other["resumed_day"] else "–",
            _against(row, other, story),
        )
        for other in story.others
    ]
    none = tr("This product was never stopped before or after.")
    draw(grid(tr("Did it come back?"), says, OTHERS, listed, none), key="others", on=links.act)


def _against(row: Mapping[str, Any], other: Mapping[str, Any], story: StopStory) -> Node:
    if story.cleared is not None and other["andon_id"] == story.cleared["next_andon_id"]:
        return el("span", "worse", tr("▲ the same problem again"))
    if other["andon_id"] in story.again_after:
        return el("span", "worse", tr("▲ this stop is the same problem again"))
    resumed, stopped = row["resumed_at"], other["suspended_at"]
    if resumed and stopped and stopped > resumed:
        after = fmt.age((stopped - resumed).total_seconds())
        return el("span", "caution", tr("suspended again {age} after the resume", age=after))
    return el(
        "span",
        "muted",
        tr("earlier") if other["triggered_at"] < row["triggered_at"] else tr("later"),
    )


def _complaints(view: View, story: StopStory) -> None:
    """Draw its complaints: exactly the rows that the number of the same name counts."""
    where = story.complaints_where
    head = el("div", "section", el("h2", "", tr("Its complaints")))
    if where is None:
        says = tr("No list has its product, so nothing tells whose complaints are its own.")
        draw(head, el("p", "muted", says), key="complaints")
        return
    draw(head, key="complaints")
    first, last = story.complaints_within(view.snapshot.as_of)
    mine = replace(view, where=where, within=((first, last),), metrics=(REPORTED,))
    zone = view.snapshot.timezone
    said = tr(
        "from {moment} to {moment2}", moment=fmt.moment(first, zone), moment2=fmt.moment(last, zone)
    )
    rows.draw_rows(mine, view.metric(REPORTED), None, said)
