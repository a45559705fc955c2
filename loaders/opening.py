"""A delivered file as streams of bytes: unpacked within limits, never written where it says.

Everything is read in pieces, so that memory stays flat whatever comes; a stream can be opened
again, for the passes that need it and for the raw text of single lines.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from loaders.kinds import HEAD
from loaders.staged import Limits
from metrics.language import later
from metrics.model import FileRefusedError

PIECE = 4 << 20
LOOK = 64 << 20  # bytes between two looks at the disk
SKIPPED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass
class Budget:
    """What one delivered file may still unpack, all its members together."""

    limits: Limits
    workdir: Path
    used: dict[str, int] = field(default_factory=dict)
    spooled: dict[tuple[str, str], Path] = field(default_factory=dict)

    def spend(self, shown: str, unpacked: int, packed: int) -> None:
        """Refuse `shown` when it, or all so far, unpacked to more than is believable."""
        before = self.used.get(shown, 0)
        self.used[shown] = max(before, unpacked)
        ratio = unpacked / max(packed, 1)
        if unpacked > self.limits.ratio_from and ratio > self.limits.ratio:
            raise FileRefusedError(
                later(
                    "{file} unpacks to more than {ratio} times its size, as only an archive made "
                    "to fill disks does",
                    file=shown,
                    ratio=self.limits.ratio,
                )
            )
        if sum(self.used.values()) > self.limits.unpacked_bytes:
            raise FileRefusedError(
                later(
                    "{file} unpacks to more than {unpacked_bytes:,} bytes",
                    file=shown,
                    unpacked_bytes=self.limits.unpacked_bytes,
                )
            )
        if unpacked // LOOK != before // LOOK or not before:
            self.look_at_disk(shown)

    def look_at_disk(self, shown: str) -> None:
        """Refuse `shown` when going on would leave the disk too little room."""
        free = shutil.disk_usage(self.workdir).free
        if free < self.limits.free_disk:
            raise FileRefusedError(
                later(
                    "{file} cannot be read: {workdir} has only {free:,} bytes left on its disk, "
                    "and {free_disk:,} must stay free",
                    file=shown,
                    workdir=self.workdir,
                    free=free,
                    free_disk=self.limits.free_disk,
                )
            )


@dataclass(frozen=True)
class Source:
    """One stream inside a delivered file.

    `name` is what the content's own name promises (``inner.csv``), `shown` what people see
    (``week.zip/inner.csv``). A member's name is only ever a name: nothing is written under it.
    """

    path: Path
    name: str
    shown: str
    budget: Budget
    packing: str = ""  # "", gzip, zstd or zip
    member: zipfile.ZipInfo | None = None

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """Yield the unpacked bytes; FileRefusedError for what is damaged, locked or too much."""
        unpacked = 0
        packed = self.member.compress_size if self.member else self.path.stat().st_size
        try:
            with self._stream() as stream:
                while piece := stream.read(size):
                    if self.packing:
                        unpacked += len(piece)
                        self.budget.spend(self.shown, unpacked, packed)
                    yield piece
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as problem:
            raise self._damaged(problem) from problem
        except NotImplementedError as problem:
            raise FileRefusedError(
                later(
                    "{file} is packed in a way that cannot be read ({problem})",
                    file=self.shown,
                    problem=problem,
                )
            ) from problem
        except PermissionError as problem:
            raise FileRefusedError(
                later("{file} may not be read by this account", file=self.shown)
            ) from problem
        except OSError as problem:
            if self.packing == "zstd":
                raise self._damaged(problem) from problem
            raise FileRefusedError(
                later("{file} cannot be read ({problem})", file=self.shown, problem=problem)
            ) from problem

    def _stream(self) -> IO[bytes] | Any:
        if self.packing == "gzip":
            return gzip.open(self.path)
        if self.packing == "zstd":
            return pa.CompressedInputStream(pa.OSFile(str(self.path)), "zstd")
        if self.member is not None:
            return _Member(self.path, self.member)
        return self.path.open("rb", buffering=0)

    def _damaged(self, problem: Exception) -> FileRefusedError:
        says = str(problem)
        cut = isinstance(problem, EOFError) or "Truncated" in says
        why = later("it ends before its packing does") if cut else says[:1].lower() + says[1:]
        return FileRefusedError(later("{file} is damaged: {problem}", file=self.shown, problem=why))

    def head(self, size: int = HEAD) -> bytes:
        """Return the first bytes, at most `size`."""
        found = b""
        for piece in self.pieces(size):
            found += piece
            if len(found) >= size:
                break
        return found[:size]

    def unpacked(self, packing: str, name: str) -> Source:
        """Return the stream inside this one, which is packed with `packing`."""
        return Source(self.path, name, self.shown, self.budget, packing)

    def spooled(self, suffix: str) -> Path:
        """Return a file in workdir that holds the unpacked stream under a name ending so.

        The file of a stream that is not packed is a link to where it lies.
        """
        known = self.budget.spooled
        if (self.shown, suffix) in known:
            return known[self.shown, suffix]
        try:
            folder = Path(tempfile.mkdtemp(prefix="unpacked-", dir=self.budget.workdir))
            target = folder / f"content{suffix}"
            if self.packing:
                with target.open("xb") as copy:
                    for piece in self.pieces():
                        copy.write(piece)
            else:
                target.symlink_to(self.path.resolve())
        except OSError as problem:
            raise FileRefusedError(
                later(
                    "{file} cannot be unpacked into {workdir} ({problem})",
                    file=self.shown,
                    workdir=self.budget.workdir,
                    problem=problem.strerror,
                )
            ) from problem
        known[self.shown, suffix] = target
        return target


class _Member:
    """A zip's member as a stream, with the archive's handle closed along with it."""

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        self.archive = zipfile.ZipFile(path)
        self.stream: IO[bytes] | None = None
        self.member = member

    def __enter__(self) -> IO[bytes]:
        try:
            self.stream = self.archive.open(self.member)
        except BaseException:
            self.archive.close()
            raise
        return self.stream

    def __exit__(self, *_: object) -> None:
        if self.stream is not None:
            self.stream.close()
        self.archive.close()


def members(archive: Source) -> list[Source]:
    """Return the files in a zip, in its order; FileRefusedError for a locked or odd one."""
    try:
        with zipfile.ZipFile(archive.path) as opened:
            infos = [i for i in opened.infolist() if not _is_litter(i)]
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as problem:
        raise FileRefusedError(
            later("{file} is damaged: {problem}", file=archive.shown, problem=problem)
        ) from problem
    if not infos:
        raise FileRefusedError(later("{file} is an empty archive", file=archive.shown))
    limit = archive.budget.limits.members
    if len(infos) > limit:
        raise FileRefusedError(
            later("{file} holds more than {limit} files", file=archive.shown, limit=limit)
        )
    found: list[Source] = []
    for info in infos:
        name = _printable(info.filename)
        shown = f"{archive.shown}/{name}"
        if info.flag_bits & 0x1:
            raise FileRefusedError(later("{file} is locked with a password", file=shown))
        if any(other.shown == shown for other in found):
            raise FileRefusedError(later("{file} is in the archive twice", file=shown))
        found.append(Source(archive.path, name, shown, archive.budget, "zip", info))
    return found


def _is_litter(info: zipfile.ZipInfo) -> bool:
    name = info.filename
    return info.is_dir() or name.startswith(SKIPPED[0]) or name.rsplit("/")[-1] in SKIPPED


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)
