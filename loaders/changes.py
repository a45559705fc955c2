"""Events out of a log of states.

Many systems export one line per edit, each with the case's whole state after it. An event is
where a followed value differs from the case's line before; the first line gives `created`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.sqltext import literal

if TYPE_CHECKING:
    from loaders.mapping import LinesPlan
    from loaders.source import TableMap


def events_sql(lines: LinesPlan, mapping: TableMap, chosen: str, item: str) -> str:
    """Return SQL of ticket events (``r:`` columns, `_line`, `_lines`) from the lines `chosen`.

    A first line whose value is not the declared initial one gives an event too, at the time the
    case was created: a case that enters the log as open has left `new`. Where a value is unknown
    (null) on a line it has not changed.
    """
    spec = mapping.changes
    assert spec is not None  # noqa: S101  the caller looked
    place = f"{item}.changes"

    def sql(text: str) -> str:
        return lines.expression(text, place)

    case, moment = sql(spec.case), sql(spec.at)
    started = sql(spec.started) if spec.started else moment
    actor = sql(spec.actor) if spec.actor else "cast(null as varchar)"
    role = literal(spec.role) if spec.role else "cast(null as varchar)"
    order = lines.ordering(spec.order_by, place)
    follow = {kind: sql(text) for kind, text in spec.follow.items()}
    now = ", ".join(f"{text} as {_name('now', kind)}" for kind, text in follow.items())
    ordered = (
        f"select _line, {case} as _case, {moment} as _moment, {started} as _started, "
        f"{actor} as _actor, {now}, "
        f"row_number() over (partition by {case} order by {order}) as _nth "
        f"from ({chosen})"
    )
    window = (
        "over (partition by _case order by _nth rows between unbounded preceding and 1 preceding)"
    )
    before = ", ".join(
        f"last_value({_name('now', kind)} ignore nulls) {window} as {_name('was', kind)}"
        for kind in follow
    )
    stepped = f"select *, {before} from ({ordered})"
    parts = [_event("created", "_started", "cast(null as varchar)", _state(follow), "_nth = 1", 0)]
    for place_in_line, kind in enumerate(follow, start=1):
        was, new = _name("was", kind), _name("now", kind)
        first = literal(spec.initial[kind]) if kind in spec.initial else "cast(null as varchar)"
        old = f"coalesce({was}, {first})"
        changed = f"{new} is not null and {new} is distinct from {old}"
        moment_of = "case when _nth = 1 then _started else _moment end"
        parts.append(_event(kind, moment_of, old, new, changed, place_in_line))
    union = " union all ".join(f"select {part}" for part in parts)
    return (
        f"with stepped as materialized ({stepped}) "
        f'select _line, cast(null as bigint[]) as _lines, _case as "r:ticket_id", '
        f'_at as "r:event_at", _seq as "r:event_seq", _kind as "r:kind", _old as "r:old_value", '
        f'_new as "r:new_value", _actor as "r:actor_id", {role} as "r:actor_role" from ({union})'
    )


def _event(kind: str, moment: str, old: str, new: str, condition: str, place: int) -> str:
    return (
        f"_line, _case, {moment} as _at, _nth * 16 + {place} as _seq, {literal(kind)} as _kind, "
        f"cast({old} as varchar) as _old, cast({new} as varchar) as _new, _actor "
        f"from stepped where {condition}"
    )


def _state(follow: dict[str, str]) -> str:
    return _name("now", "status") if "status" in follow else "cast(null as varchar)"


def _name(prefix: str, kind: str) -> str:
    return '"' + f"{prefix}:{kind}" + '"'
