"""Archives: unpacked within limits, refused when damaged, locked, nested or made to fill disks."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
import zstandard

from loaders.read import Limits, raw_lines
from metrics.model import FileRefusedError
from tests.loaders.reading import Desk, a_desk, connection  # noqa: F401  fixtures
from tests.loaders.test_read_workbook import book

CSV = b"id,text\n" + b"".join(b"%d,text %d\n" % (n, n * 7919 % 1013) for n in range(5000))


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(content)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(desk: Desk, name: str, content: bytes, limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(FileRefusedError) as problem:
        desk.stage(desk.file(name, content), limits)
    assert desk.tables() == []
    assert str(problem.value).startswith(name)
    return str(problem.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv.gz", gzip.compress(CSV)),
        ("a.csv.gz", gzip.compress(CSV[:999]) + gzip.compress(CSV[999:]) + b"\x00" * 16),
        ("a.csv.zst", zstd(CSV)),
        ("a.csv.zst", zstd(CSV[:999]) + zstd(CSV[999:])),
        ("a.zip", zipped({"a.csv": CSV})),
    ],
    ids=["gz", "gz-in-two", "zst", "zst-in-two", "zip"],
)
def test_a_packed_file_is_read_like_the_plain_one(desk: Desk, name: str, content: bytes) -> None:
    plain = desk.one("a.csv", CSV)
    staged = desk.one(name, content)
    assert desk.rows(staged) == desk.rows(plain)
    assert staged.name == ("a.zip/a.csv" if name == "a.zip" else name)
    assert (
        raw_lines(staged, [4000])
        == raw_lines(plain, [4000])
        == {4000: f"3998,text {3998 * 7919 % 1013}"}
    )
    assert list(desk.workdir.iterdir()) == [], "text needs no room on the disk"


def test_each_member_of_a_zip_is_a_table(desk: Desk) -> None:
    content = zipped(
        {
            "week/": b"",
            "week/tickets.csv": b"id\n1\n",
            "__MACOSX/._tickets.csv": b"\x00\x05",
            "../../escape.csv": b"id\n2\n",
            "/abs.json": b'[{"id": 3}]',
            "book.xlsx": book(S=[["id"], [4]]),
            "old.csv": "id,wer\n5,Jörg Weiß\n".encode("cp1252"),
        }
    )
    staged = desk.stage(desk.file("week.zip", content))
    assert [(one.name, desk.rows(one)[0][1]) for one in staged] == [
        ("week.zip/week/tickets.csv", "1"),
        ("week.zip/../../escape.csv", "2"),
        ("week.zip//abs.json", "3"),
        ("week.zip/book.xlsx#S", "4"),
        ("week.zip/old.csv", "5"),
    ]
    assert raw_lines(staged[3], [2]) == {2: '{"id":"4"}'}
    assert raw_lines(staged[4], [2]) == {2: "5,Jörg Weiß"}
    written = {path.name for path in desk.folder.rglob("*") if path.is_file()}
    assert not written & {"escape.csv", "abs.json", "tickets.csv"}
    assert not (desk.folder.parent / "escape.csv").exists()
    assert not Path("/abs.json").exists()


@pytest.mark.parametrize("cut", [5, 30, 3000])
@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst", "a.zip"])
def test_an_archive_that_is_cut(desk: Desk, name: str, cut: int) -> None:
    content = {"a.csv.gz": gzip.compress(CSV), "a.csv.zst": zstd(CSV)}.get(
        name, zipped({"a.csv": CSV})
    )
    assert "damaged" in refused(desk, name, content[:-cut])


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst", "a.zip"])
def test_an_archive_with_a_flipped_bit(desk: Desk, name: str) -> None:
    content = bytearray(
        {"a.csv.gz": gzip.compress(CSV), "a.csv.zst": zstd(CSV)}.get(name, zipped({"a.csv": CSV}))
    )
    content[len(content) // 2] ^= 0x10
    assert "damaged" in refused(desk, name, bytes(content))


def test_rubbish_behind_an_archive(desk: Desk) -> None:
    assert "damaged" in refused(desk, "a.csv.gz", gzip.compress(CSV) + b"rubbish")
    assert "damaged" in refused(desk, "a.csv.zst", zstd(CSV) + b"rubbish")


def test_a_locked_zip(desk: Desk) -> None:
    content = bytearray(zipped({"a.csv": CSV}))
    content[6] |= 1  # the flag in the member's own header …
    content[content.index(b"PK\x01\x02") + 8] |= 1  # … and in the directory
    assert refused(desk, "a.zip", bytes(content)) == "a.zip/a.csv is locked with a password"


def test_a_zip_of_nothing(desk: Desk) -> None:
    assert "an empty archive" in refused(desk, "a.zip", zipped({}))
    assert "a.zip/a.csv is empty" in refused(desk, "a.zip", zipped({"b.csv": CSV, "a.csv": b""}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv.gz", gzip.compress(gzip.compress(CSV))),
        ("a.csv.gz", gzip.compress(zipped({"a.csv": CSV}))),
        ("a.zip", zipped({"b.csv": CSV, "inner.zip": zipped({"a.csv": CSV})})),
        ("a.zip", zipped({"a.csv.gz": gzip.compress(CSV)})),
        ("a.tar.gz", gzip.compress(b"a.csv".ljust(257, b"\x00") + b"ustar\x0000" + b"\x00" * 248)),
    ],
    # The bytes hold the time of packing, so the names of the cases must not come from them.
    ids=["gz-in-gz", "zip-in-gz", "zip-in-zip", "gz-in-zip", "tar-in-gz"],
)
def test_an_archive_inside_an_archive(desk: Desk, name: str, content: bytes) -> None:
    assert "an archive inside an archive" in refused(desk, name, content)


def test_a_name_that_contradicts_the_content(desk: Desk) -> None:
    assert "a gzip archive by its content" in refused(desk, "a.csv", gzip.compress(CSV))
    assert "a zip archive by its content" in refused(desk, "a.csv.gz", zipped({"a.csv": CSV}))
    assert "delimited text by its content" in refused(desk, "a.csv.gz", CSV)
    assert "a.zip/a.csv is a PDF document" in refused(desk, "a.zip", zipped({"a.csv": b"%PDF-1"}))
    assert "a bzip2 archive; pack" in refused(desk, "a.csv.bz2", b"BZh91AY&SY\x00\x01")


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst", "a.zip"])
def test_an_archive_made_to_fill_disks(desk: Desk, name: str) -> None:
    line = b"id,text\n" + b"1,x\n" * (2 << 20)
    content = {"a.csv.gz": gzip.compress(line), "a.csv.zst": zstd(line)}.get(
        name, zipped({"a.csv": line})
    )
    assert "more than 100 times" in refused(
        desk, name, content, Limits(ratio=100, ratio_from=1 << 20)
    )
    limits = Limits(unpacked_bytes=1 << 20)
    assert "more than 1,048,576 bytes" in refused(desk, name, content, limits)


def test_members_count_together(desk: Desk) -> None:
    content = zipped({f"{n}.csv": CSV for n in range(10)})
    assert "unpacks to more than" in refused(
        desk, "a.zip", content, Limits(unpacked_bytes=8 * len(CSV))
    )
    assert "more than 9 files" in refused(desk, "a.zip", content, Limits(members=9))
    assert len(desk.stage(desk.file("a.zip", content), Limits(unpacked_bytes=11 * len(CSV)))) == 10


def test_a_member_that_is_there_twice(desk: Desk) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.csv", CSV)
            archive.writestr("a.csv", CSV)
    assert "is in the archive twice" in refused(desk, "a.zip", out.getvalue())


def test_a_long_line_in_an_archive_is_given_up_at_once(desk: Desk) -> None:
    content = gzip.compress(b"a,b\n" + b"x" * (64 << 20))
    assert "line 2: longer than 16,777,216 bytes" in refused(
        desk, "a.csv.gz", content, Limits(ratio=100_000)
    )
