"""What cannot be read is refused in one sentence that names the file and the place."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from loaders.read import Limits, stage_file
from metrics.model import FileRefusedError
from tests.loaders.reading import Desk, a_desk, connection  # noqa: F401  fixtures


def refused(desk: Desk, name: str, content: str | bytes, limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(FileRefusedError) as problem:
        desk.one(name, content, limits)
    assert desk.tables() == [], "a table stayed behind"
    said = str(problem.value)
    assert said.startswith(name), said
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "a Windows program"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "a Linux program"),
        (b"SQLite format 3\x00\x10\x00", "an SQLite database"),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "an HTML page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "an XML document"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7-Zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "an old Office document"),
        (b'[\n  {"id": 1}\n]', "JSON"),
        (b'{"id": 1}\n{"id": 2}\n', "JSON"),
    ],
)
def test_another_kind_of_file_is_called_what_it_is(desk: Desk, content: bytes, says: str) -> None:
    assert says in refused(desk, "tickets.csv", content)


def test_words_that_look_like_magic_are_words(desk: Desk) -> None:
    for number, header in enumerate(("BMI,MZ", "PAR1,x", "ORC,x", "[id],[name]", "<5,>5", "{x},y")):
        assert desk.one(f"{number}.csv", f"{header}\n1,2\n").headers == tuple(header.split(","))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file(desk: Desk, content: bytes) -> None:
    assert "is empty" in refused(desk, "nothing.csv", content)


def test_nul_bytes_are_told_with_their_line(desk: Desk) -> None:
    assert "line 3: a NUL byte" in refused(desk, "nul.csv", b"a,b\n1,2\n3,\x004\n")
    far = b"a,b\r\n" + b"1,2\r\n" * 2_000_000 + b"3,\x004\r\n"
    assert "line 2000002: a NUL byte" in refused(desk, "far.csv", far)


def test_a_header_column_that_is_there_twice(desk: Desk) -> None:
    said = refused(desk, "twice.csv", "id,status,team,status\n1,2,3,4\n")
    assert said == "twice.csv, line 1: the header has 'status' twice, in columns 2 and 4"
    said = refused(desk, "case.csv", "\n\nID, x ,id\n1,2,3\n")
    assert said == "case.csv, line 3: the header has 'ID' and 'id' twice, in columns 1 and 3"
    assert "'_line'" in refused(desk, "line.csv", "id,_Line\n1,2\n")


def test_too_many_columns(desk: Desk) -> None:
    assert "11 columns" in refused(desk, "w.csv", ",".join("abcdefghijk"), Limits(columns=10))


def test_a_header_that_cannot_be_read(desk: Desk) -> None:
    said = refused(desk, "broken.csv", 'id,"status,team\n1,2,3\n4,5,6\n7,8,9\n')
    assert "line 1: the header cannot be read: a quote is opened and never closed" in said


def test_a_line_without_end_is_given_up_at_once(desk: Desk) -> None:
    """Two gigabytes on one line; only so much may be read that the limit is seen."""
    path = desk.folder / "endless.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n3,")
        for _ in range(64):
            file.write(b"x" * (1 << 20))
        file.truncate(2 << 30)  # the rest would be NUL bytes: they must not be what is told
    with pytest.raises(FileRefusedError, match=r"^endless\.csv, line 3: longer than 16,777,216 "):
        desk.stage(path)


def test_a_pipe_is_no_file(desk: Desk) -> None:
    pipe = desk.folder / "pipe.csv"
    os.mkfifo(pipe)
    for path in (pipe, desk.folder):
        with pytest.raises(FileRefusedError, match="is not a file"):
            desk.stage(path)
    with pytest.raises(FileRefusedError, match="does not exist"):
        desk.stage(desk.folder / "gone.csv")


@pytest.fixture
def nobody() -> Iterator[None]:
    """Run as an account without rights, where the tests run as one with all of them."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_file_that_may_not_be_read(desk: Desk, request: pytest.FixtureRequest) -> None:
    path = desk.file("secret.csv", "a\n1\n")
    path.chmod(0)
    desk.workdir.chmod(0o777)
    for folder in (desk.folder, *desk.folder.parents):
        if folder.stat().st_uid == os.getuid() and folder.name.startswith(
            ("pytest", "test_", "popen", "andon-tests")
        ):
            folder.chmod(0o755)
    request.getfixturevalue("nobody")
    with pytest.raises(FileRefusedError, match=r"^secret\.csv may not be read by this account$"):
        desk.stage(path)


def test_a_file_that_grows_while_it_is_read(desk: Desk) -> None:
    path = desk.file("growing.csv", "a,b\n" + "1,2\n" * 400_000)
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab") as file:
            while not stop.is_set():
                file.write(b"3,4\n")
                file.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(FileRefusedError, match="changed while it was read"):
            desk.stage(path)
    finally:
        stop.set()
        writer.join()
    assert desk.tables() == []


def test_no_room_on_the_disk_is_told(desk: Desk, tmp_path: Path) -> None:
    path = desk.file("a.csv.gz", gzip.compress(b"a,b\n1,2\n"))
    with pytest.raises(FileRefusedError, match=r"^a\.csv\.gz cannot be read: .* bytes left"):
        stage_file(desk.con, path, workdir=tmp_path, limits=Limits(free_disk=1 << 60))


@contextlib.contextmanager
def small_disk(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes: writing fails as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_disk_that_is_full_while_a_file_is_unpacked(desk: Desk) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"id": os.urandom(300_000).hex().split("0")}), out)
    path = desk.file("a.parquet.gz", gzip.compress(out.getvalue()))
    with (
        small_disk(100_000),
        pytest.raises(FileRefusedError, match=r"^a\.parquet\.gz cannot be unpacked into .* large"),
    ):
        desk.stage(path)
    assert desk.tables() == []


def test_a_disk_that_is_full_while_rows_are_staged(desk: Desk) -> None:
    desk.con.execute(f"attach '{desk.folder / 'scratch.duckdb'}' as scratch")
    rows = "".join(f"{os.urandom(40).hex()},{n}\n" for n in range(400_000))
    path = desk.file("a.csv", "text,n\n" + rows)
    with (
        small_disk(4 << 20),
        pytest.raises(FileRefusedError, match=r"^a\.csv cannot be staged: "),
    ):
        stage_file(desk.con, path, schema="scratch", workdir=desk.workdir)
