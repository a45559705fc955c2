"""What a file is by its first bytes, and whether its name agrees."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from metrics.language import later
from metrics.model import FileRefusedError

HEAD = 64 << 10  # bytes that tell the kind


@dataclass(frozen=True)
class Kind:
    """A kind of content: `key` is what code asks for, `says` what people read."""

    key: str
    says: str


TEXT = Kind("text", later("delimited text"))
JSON = Kind("json", later("JSON"))
PARQUET = Kind("parquet", later("Parquet"))
WORKBOOK = Kind("workbook", later("an Excel workbook"))
OLD_WORKBOOK = Kind("workbook", later("an old Excel workbook"))
GZIP = Kind("gzip", later("a gzip archive"))
ZSTD = Kind("zstd", later("a Zstandard archive"))
ZIP = Kind("zip", later("a zip archive"))
OLE = Kind("ole", later("an old Office file"))
PACKED = frozenset({"gzip", "zstd", "zip", "archive"})


def _alien(says: str) -> Kind:
    return Kind("alien", says)


def _archive(says: str) -> Kind:
    return Kind("archive", says)


# Where the bytes stand, the bytes, what they mean.
MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\x1f\x8b", GZIP),
    (0, b"\x28\xb5\x2f\xfd", ZSTD),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"PAR1", PARQUET),
    (0, b"PARE", _alien(later("an encrypted Parquet file"))),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"BZh", _archive(later("a bzip2 archive"))),
    (0, b"\xfd7zXZ\x00", _archive(later("an xz archive"))),
    (0, b"7z\xbc\xaf\x27\x1c", _archive(later("a 7-Zip archive"))),
    (0, b"Rar!\x1a\x07", _archive(later("a RAR archive"))),
    (257, b"ustar", _archive(later("a tar archive"))),
    (0, b"%PDF-", _alien(later("a PDF document"))),
    (0, b"\x89PNG\r\n", _alien(later("a PNG picture"))),
    (0, b"GIF8", _alien(later("a GIF picture"))),
    (0, b"\xff\xd8\xff", _alien(later("a JPEG picture"))),
    (0, b"BM", _alien(later("a bitmap picture"))),
    (0, b"RIFF", _alien(later("a media file"))),
    (4, b"ftyp", _alien(later("a video"))),
    (0, b"MZ", _alien(later("a Windows program"))),
    (0, b"\x7fELF", _alien(later("a Linux program"))),
    (0, b"\xca\xfe\xba\xbe", _alien(later("a program"))),
    (0, b"\xcf\xfa\xed\xfe", _alien(later("a macOS program"))),
    (0, b"SQLite format 3\x00", _alien(later("an SQLite database"))),
    (8, b"DUCK", _alien(later("a DuckDB database"))),
    (0, b"ARROW1", _alien(later("an Arrow file"))),
    (0, b"ORC", _alien(later("an ORC file"))),
    (0, b"Obj\x01", _alien(later("an Avro file"))),
    (0, b"{\\rtf", _alien(later("a rich-text document"))),
    (0, b"-----BEGIN PGP", _alien(later("a PGP message"))),
)
# Magic that is plain letters also begins words of a header: it counts only in binary content.
LETTERS = frozenset(
    {b"BM", b"MZ", b"BZh", b"ORC", b"RIFF", b"GIF8", b"ftyp", b"PAR1", b"PARE", b"DUCK", b"ARROW1"}
)
MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|table|\?xml|[a-z][\w:.-]*[\s/>])", re.I)
JSONISH = re.compile(rb'(\[\s*([{\]]|$)|\{\s*(["}]|$))')
BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SUFFIXES = {
    ".csv": "text", ".tsv": "text", ".tab": "text", ".psv": "text", ".txt": "text",
    ".json": "json", ".ndjson": "json", ".jsonl": "json",
    ".parquet": "parquet", ".pq": "parquet", ".xlsx": "workbook", ".xlsm": "workbook",
    ".gz": "gzip", ".gzip": "gzip", ".zst": "zstd", ".zstd": "zstd", ".zip": "zip",
}  # fmt: skip


def bom_encoding(head: bytes) -> str | None:
    """Return the encoding that a byte-order mark at the start of `head` declares."""
    return next((name for bom, name in BOMS if head.startswith(bom)), None)


def kind_of(head: bytes) -> Kind:
    """Return what content that begins with `head` is; zip is not looked into."""
    encoding = bom_encoding(head)
    if encoding is None:
        binary = any(byte < 9 for byte in head[:4096])
        for at, magic, kind in MAGIC:
            if head[at : at + len(magic)] == magic and (binary or magic not in LETTERS):
                return kind
        start = head
    else:
        start = head.decode(encoding, errors="ignore").encode()
    start = start.lstrip()[:1024]
    if MARKUP.match(start):
        page = re.match(rb"<(!doctype\s+html|html|head|body|table)", start, re.I)
        return _alien(later("an HTML page") if page else later("an XML document"))
    return JSON if JSONISH.match(start) else TEXT


def suffix_of(name: str) -> str:
    """Return the last suffix of `name` in lower case."""
    return PurePosixPath(name).suffix.lower()


def inner_name(name: str) -> str:
    """Return `name` without the suffix of its packing: ``a.csv`` for ``a.csv.gz``."""
    packed = SUFFIXES.get(suffix_of(name)) in ("gzip", "zstd")
    return name[: -len(suffix_of(name))] if packed else name


def agree(name: str, shown: str, kind: Kind) -> None:
    """Refuse content of `kind` under a `name` that promises another; `shown` is for the message.

    A name that promises nothing known goes by its content.
    """
    if kind.key == "alien":
        raise FileRefusedError(
            later("{file} is {kind}, not an export that can be read", file=shown, kind=kind.says)
        )
    if kind.key == "archive":
        raise FileRefusedError(
            later("{file} is {kind}; pack exports as .gz, .zst or .zip", file=shown, kind=kind.says)
        )
    promised = SUFFIXES.get(suffix_of(name))
    if promised is None or promised == kind.key:
        return
    if promised == "json" and kind is TEXT:
        return  # its reader says in which line it is no JSON
    raise FileRefusedError(
        later(
            "{file} is {kind} by its content, which its name's {ending} contradicts",
            file=shown,
            kind=kind.says,
            ending=suffix_of(name),
        )
    )
