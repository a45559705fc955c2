"""Rows out of lists: an export's line may hold a list, each entry of which is a row of its own.

An issue of Jira, say, carries its whole history as a list of changes, each with a list of fields.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from pydantic import field_validator

from loaders.faults import Fault
from loaders.sqltext import literal, quoted
from metrics.config import Strict
from metrics.language import later

if TYPE_CHECKING:
    from loaders.mapping import LinesPlan


class Entries(Strict):
    """A list inside a line: the column that holds it, and what is taken of each entry."""

    of: str  # the column, or a name that an outer list gave
    take: dict[str, str]  # name in expressions: key in the entry, with dots for keys inside keys
    where: str | None = None  # which entries make rows, over all names known by then

    @field_validator("take")
    @classmethod
    def _plain_keys(cls, given: dict[str, str]) -> dict[str, str]:
        for key in given.values():
            if not key or '"' in key or "\\" in key or not all(key.split(".")):
                raise ValueError(
                    later("{name!r} is not a key, or keys with dots between", name=key)
                )
        return given


def unfolded(
    lines: LinesPlan, levels: tuple[Entries, ...], chosen: str, item: str
) -> tuple[LinesPlan, str, list[Fault]]:
    """Return `lines` with the names that the entries give, SQL of one row an entry, the faults.

    A line whose list is empty or missing gives no row; what is there and is no list is a fault.
    """
    known = copy.copy(lines)
    known.names = dict(lines.names)
    broken, faults = "false", []
    for number, level in enumerate(levels):
        place = f"{item}.entries.{number}"
        holder = known.expression(level.of, place)
        entry, wrong = quoted(f"entry:{number}"), quoted(f"wrong:{number}")
        held = f"try_cast({holder} as json)"  # no JSON at all is no list either
        is_list = f"coalesce(json_type({held}) = 'ARRAY', false)"
        made = (
            f"select *, not {broken} and {holder} is not null and not {is_list} as {wrong} "
            f"from ({chosen})"
        )
        broken = f"({broken} or {wrong})"
        each = (
            f"case when {broken} then [cast(null as json)] when {holder} is null then [] "
            f"else json_extract({held}, '$[*]') end"
        )
        for name in level.take:
            known.names = {k: v for k, v in known.names.items() if k.lower() != name.lower()}
            known.names[name] = f"e:{name}"
        taken = ", ".join(
            f"nullif(trim(json_extract_string({entry}, {literal(_path(key))})), '') "
            f"as {quoted('e:' + name)}"
            for name, key in level.take.items()
        )
        chosen = f"select *, {taken} from (select *, unnest({each}) as {entry} from ({made}))"
        if level.where is not None:
            wanted = known.expression(level.where, f"{place}.where")
            chosen = f"select * from ({chosen}) where {broken} or ({wanted})"
        shown = level.of.strip('"')
        faults.append(
            Fault(f"{shown}:list", wrong, literal(later("{column} is not a list", column=shown)))
        )
    return known, chosen, faults


def _path(key: str) -> str:
    return "$" + "".join(f'."{step}"' for step in key.split("."))
