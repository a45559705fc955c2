"""Mending: a file again as it came, with some of its bad lines corrected.

The original stays in the archive as it is, and the fix file (`loaders.fixes`) is archived beside
it. What is taken in is the original with the corrected lines in their places: so `_file` and
`_line` go on pointing at the original. Only rows that lines in quarantine reach may change
(`loaders.narrow`); all others came with the original.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders import fixes, quarantine
from loaders.corrected import restaged
from loaders.fixes import Fix
from loaders.intake import Bad, Intake
from loaders.narrow import Corrected
from loaders.read import Staged
from loaders.warehouse import Connection
from metrics.language import later
from metrics.model import FileRefusedError, UnknownNameError, UserError, nearest

Told = dict[str, Any]
Changes = Mapping[int, list[Told]]  # line -> what each changed column said (`was`) and says (`now`)


class StillBadError(UserError):
    """A fix that does not mend; `told` says of each corrected line what is wrong with it.

    With `idle` nothing was corrected, and no line is good by itself: the fix file's corrections of
    other files are not affected.
    """

    def __init__(self, mend: Mend, says: str, told: list[Told], idle: bool = False) -> None:
        super().__init__(says)
        self.mend, self.told, self.idle = mend, told, idle


@dataclass(frozen=True)
class Mend:
    """The corrections of one file: `batch` and `file` are those that it came with.

    `staged` is the file with them, `source` its feed. A line that is not in `changes` says what it
    said: it is tried again, and may stay as bad as it was.
    """

    batch: str
    file: str
    source: str
    staged: Staged
    changes: Changes

    def settle(self, con: Connection, by: str, result: Intake) -> list[Told]:
        """Mark what the batch `by` has mended, and return what became of each line.

        StillBadError where a corrected line is still bad, another one is bad because of it, or
        nothing is mended: then nothing may be kept.
        """
        waiting = set(quarantine.open_lines(con, self.batch, self.file))
        bad = {line: [reason.partition(": ")[2] for reason in rs] for line, _, rs in result.bad}
        mended = waiting - set(bad)
        told = [self._told(line, bad.get(line, [])) for line in sorted(mended | set(self.changes))]
        if says := self._refusal(waiting, bad):
            raise StillBadError(self, says, told)
        if not mended:
            as_bad = [self._told(line, bad[line]) for line in sorted(waiting)]
            says = later(
                "nothing in it is corrected, and {file} is as bad as it was", file=self.file
            )
            raise StillBadError(self, says, as_bad, idle=True)
        settle(con, self.batch, self.file, by, self.staged, result.bad, self.changes)
        return told

    def _refusal(self, waiting: set[int], bad: Mapping[int, list[str]]) -> str | None:
        gone = sorted(set(self.changes) - waiting)
        if gone:
            return later(
                "{file}, line {line} is mended by another file already",
                file=self.file, line=gone[0],
            )  # fmt: skip
        still = sorted(set(self.changes) & set(bad))
        if still:
            others = len(still) - 1
            more = later(" (and {n} more)", n=others) if others else ""
            return later(
                "{file}, line {line} is still bad: {reasons}{more}",
                file=self.file, line=still[0], reasons="; ".join(bad[still[0]]), more=more,
            )  # fmt: skip
        worse = sorted(set(bad) - waiting)
        if worse:
            return later(
                "it makes {file}, line {line} bad: {reasons}",
                file=self.file, line=worse[0], reasons="; ".join(bad[worse[0]]),
            )  # fmt: skip
        return None

    def notes(self, result: Intake) -> list[str]:
        """Return what is to be said of the file besides."""
        left = result.quarantined
        stays: str = ""
        if left:
            stays = (
                later("; {n:,} line stays in quarantine", n=left)
                if left == 1
                else later("; {n:,} lines stay in quarantine", n=left)
            )
        return [later("as batch {batch} brought it, corrected{more}", batch=self.batch, more=stays)]

    def _told(self, line: int, reasons: list[str]) -> Told:
        where = {"batch": self.batch, "file": self.file, "line": line}
        return {**where, "changes": self.changes.get(line, []), "reasons": reasons}


def corrected(con: Connection, batch: str, file: str) -> Corrected:
    """Return what a corrected copy of `file` of `batch` may change: lines not mended yet."""
    lines = quarantine.open_lines(con, batch, file)
    others = con.execute(
        "select distinct batch from meta.files where mends = ? and file = ?", [batch, file]
    ).fetchall()
    return Corrected(tuple(lines), (batch, *(other for (other,) in others)))


def settle(
    con: Connection, batch: str, file: str, by: str, staged: Staged, bad: Sequence[Bad],
    changes: Changes,
) -> None:  # fmt: skip
    """Mark the lines of `file` of `batch` that the batch `by` has mended.

    Lines still bad stay listed where they are; one that was good before (another rule holds by
    now) is listed under `by`.
    """
    waiting = set(quarantine.open_lines(con, batch, file))
    found = {line for line, _, _ in bad}
    said = {line: json.dumps(changed, ensure_ascii=False) for line, changed in changes.items()}
    quarantine.mark(con, batch, file, by, sorted(waiting - found), said)
    held = quarantine.fields_of(con, batch, file)
    quarantine.keep(con, by, staged, [one for one in bad if one[0] not in held])


def mends(
    con: Connection, home: Path, fix_file: Staged, workdir: Path, only: str | None = None
) -> list[Mend]:
    """Return the corrected files that a staged `fix_file` asks for.

    With `only` all lines must be of that batch. FileRefusedError for a line that is not in
    quarantine, and for all that `fixes.read` refuses.
    """
    found: list[Mend] = []
    for (batch, file), mine in _by_file(fixes.read(con, fix_file)).items():
        if only is not None and batch != only:
            raise FileRefusedError(
                later(
                    "{file}, line {line}: corrects batch {batch!r}, not {only}",
                    file=fix_file.name,
                    line=mine[0].at,
                    batch=batch,
                    only=only,
                )
            )
        archived, source = _original(con, fix_file.name, mine[0])
        held = quarantine.fields_of(con, batch, file)
        for fix in mine:
            _check(fix_file.name, fix, held)
        changes = _changes(mine, held)
        staged = restaged(con, home, archived, mine, workdir / f"m{len(found)}")
        found.append(Mend(batch, file, source, staged, changes))
    if not found:
        raise FileRefusedError(later("{file} corrects no line", file=fix_file.name))
    return found


@dataclass(frozen=True)
class Again:
    """A file that was corrected once, to be taken in again as it was then."""

    batch: str
    file: str
    staged: Staged
    fixes: Sequence[Fix]

    def settle(self, con: Connection, by: str, bad: Sequence[Bad]) -> None:
        """Mark what the batch `by` mends by now; nothing is refused any more."""
        changes = _changes(self.fixes, quarantine.fields_of(con, self.batch, self.file))
        settle(con, self.batch, self.file, by, self.staged, bad, changes)


def again(
    con: Connection, home: Path, fix_file: Staged, workdir: Path, by: str, gone: Collection[str]
) -> Iterator[Again]:
    """Yield the corrected files of a fix file that the batch `by` took in, without those `gone`."""
    for number, ((batch, file), mine) in enumerate(_by_file(fixes.read(con, fix_file)).items()):
        archived, _ = _original(con, fix_file.name, mine[0])
        inside = workdir / f"m{number}"
        yield Again(
            batch, file, restaged(con, home, archived, mine, inside, by, gone), mine
        )  # fmt: skip


def _by_file(found: Sequence[Fix]) -> dict[tuple[str, str], list[Fix]]:
    files: dict[tuple[str, str], list[Fix]] = {}
    for fix in found:
        files.setdefault((fix.batch, fix.file), []).append(fix)
    return files


def _original(con: Connection, shown: str, fix: Fix) -> tuple[str, str]:
    """Return where the original is archived and which source it is of."""
    here = later("{file}, line {line}", file=shown, line=fix.at)
    states = dict(con.execute("select batch, state from meta.batches").fetchall())
    if fix.batch not in states:
        raise FileRefusedError(
            later(
                "{place}: {problem}",
                place=here,
                problem=UnknownNameError.of(later("batch"), fix.batch, states),
            )
        )
    if states[fix.batch] == "undone":
        raise FileRefusedError(
            later(
                "{place}: batch {batch} is undone, so none of it can be mended",
                place=here,
                batch=fix.batch,
            )
        )
    files = {
        file: (archived, source)
        for file, archived, source in con.execute(
            "select file, archived, source from meta.files where batch = ? and mends is null",
            [fix.batch],
        ).fetchall()
    }
    if fix.file not in files:
        raise FileRefusedError(
            later(
                "{place}: batch {batch} has no file {file!r}{nearest}",
                place=here,
                batch=fix.batch,
                file=fix.file,
                nearest=nearest(fix.file, files),
            )
        )
    return files[fix.file]


def _check(shown: str, fix: Fix, held: quarantine.Held) -> None:
    """Refuse a fix of a line that does not wait for one."""
    here = later("{file}, line {at}: line {line} of {original}",
                 file=shown, at=fix.at, line=fix.line, original=fix.file)  # fmt: skip
    if fix.line not in held:
        raise FileRefusedError(later("{place} is not in quarantine", place=here))
    fields, by = held[fix.line]
    if by is not None:
        raise FileRefusedError(later("{place} is mended already, by batch {by}", place=here, by=by))
    if not fields:
        raise FileRefusedError(
            later("{place} came before columns were kept; undo it and load it again", place=here)
        )
    fixes.fitted(fix, fields, shown)


def _changes(mine: Sequence[Fix], held: quarantine.Held) -> Changes:
    """Return what each fix changes; lines that say what they said, unasked, are not in it."""
    found = {}
    for fix in mine:
        fields, _ = held.get(fix.line, ({}, None))
        told = fixes.fitted(fix, fields, fix.file) if fields else {}
        changed = [
            {"column": name, "was": was, "now": told[name]}
            for name, was in fields.items()
            if told[name] != was
        ]
        if changed or fix.right:
            found[fix.line] = changed
    return found
