"""What a load says that it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class FileReport:
    """What became of one file (a sheet of a workbook and a member of a zip are files too)."""

    file: str
    status: str  # loaded, unchanged, refused
    source: str | None = None
    message: str | None = None
    lines_read: int = 0
    lines_used: int = 0
    lines_quarantined: int = 0
    lines_duplicate: int = 0
    lines_left_out: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unknown: bool = False  # refused, because no source has this name and these columns


@dataclass
class Report:
    """What a load did. `state`: loaded, unchanged (nothing new), refused, or checked (dry run)."""

    state: str
    batch: str | None
    snapshot: int | None
    files: list[FileReport] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    mends: list[dict[str, Any]] = field(default_factory=list)  # corrected lines, as `Mend` tells
    preview: list[dict[str, Any]] = field(default_factory=list)  # of a draft: its first rows
    message: str | None = None

    @property
    def exit_code(self) -> int:
        """0 done, 1 done with rows in quarantine, 2 something was refused."""
        if self.state == "refused" or any(f.status == "refused" for f in self.files):
            return 2
        return 1 if any(f.lines_quarantined for f in self.files) else 0
