"""Texts of the encodings that exports come in, and those that mix two."""

from __future__ import annotations

import codecs

import pytest

from loaders.read import raw_lines
from metrics.model import FileRefusedError
from tests.loaders.reading import Desk, a_desk, connection  # noqa: F401  fixtures

WORDS = {
    "cp950": ["客戶反映吹風機冒煙", "要求退款", "郭雅婷", "耳機左耳沒聲音"],
    "gb18030": ["客户反映吹风机冒烟", "要求退款", "马俊杰", "耳机左耳没声音"],
    "cp949": ["드라이기에서 연기가 나요", "환불해 주세요", "박지훈", "상자가 찌그러져 왔어요"],
    "cp932": ["ドライヤーから煙が出ました", "返金してください", "山口大輔", "箱がつぶれていた"],
    "cp1252": ["Gerät lädt nicht", "remboursé – déçu", "Jörg Weiß", "12 € señal débil"],
}
WORDS["euc_jp"] = WORDS["cp932"]


def text_of(encoding: str, lines: int = 40) -> tuple[str, list[str]]:
    words = [WORDS[encoding][n % 4] for n in range(lines)]
    return "id,subject\n" + "".join(f"{n},{word}\n" for n, word in enumerate(words)), words


@pytest.mark.parametrize("encoding", WORDS)
@pytest.mark.parametrize("plain", [0, 300_000])
def test_an_encoding_is_found_even_far_down(desk: Desk, encoding: str, plain: int) -> None:
    text, words = text_of(encoding)
    head, _, tail = text.partition("\n")
    ascii_lines = "".join(f"{n},plain ascii text\n" for n in range(plain))
    staged = desk.one("export.csv", f"{head}\n{ascii_lines}{tail}".encode(encoding))
    assert staged.encoding == encoding
    found = desk.con.execute(
        f"select subject from {staged.table} where _line > ? order by _line", [plain + 1]
    ).fetchall()
    assert [word for (word,) in found] == words
    assert raw_lines(staged, [plain + 2]) == {plain + 2: f"0,{words[0]}"}


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_declares_the_encoding(
    desk: Desk, bom: bytes, encoding: str, end: str
) -> None:
    text = f'"id",subject{end}1,客戶 é 😀{end}2,"a{end}b"{end}'
    staged = desk.one("marked.csv", bom + text.encode(encoding))
    assert staged.headers == ("id", "subject")
    assert desk.rows(staged) == [(2, "1", "客戶 é 😀"), (3, "2", f"a{end}b")]
    assert staged.encoding.startswith(encoding)


def test_utf8_split_between_pieces_is_whole(desk: Desk) -> None:
    cell = "漢字😀é" * 50
    text = "id,text\n" + "".join(f"{n},{cell[n % 7 :]}\n" for n in range(30_000))
    staged = desk.one("wide.csv", text)
    assert staged.encoding == "utf-8"
    rows = desk.rows(staged)
    assert all(row == (n + 2, str(n), cell[n % 7 :]) for n, row in enumerate(rows))
    assert len(rows) == 30_000


@pytest.mark.parametrize("bad", [b"caf\xe9", "退款".encode("cp950"), b"cut \xe5\xae"])
def test_a_few_lines_of_another_encoding_are_refused_by_line(desk: Desk, bad: bytes) -> None:
    lines = ["id,subject", *(f"{n},客戶反映" for n in range(500))]
    content = "\n".join(lines).encode() + b"\n900," + bad + b"\n901,plain\n"
    with pytest.raises(FileRefusedError, match=r"^mixed\.csv, line 502: bytes that are not UTF-8"):
        desk.one("mixed.csv", content)
    assert desk.tables() == []


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Клиент сообщил о браке и просит вернуть деньги"),
        ("tis-620", "ลูกค้าแจ้งว่าสินค้าชำรุดและขอเงินคืน"),
        ("cp1253", "Ο πελάτης ζητά επιστροφή χρημάτων"),
    ],
)
def test_what_no_known_encoding_reads_is_not_read_as_rubbish(
    desk: Desk, encoding: str, text: str
) -> None:
    content = f"id,subject\n1,plain\n2,{text}\n".encode(encoding)
    with pytest.raises(FileRefusedError, match=r"^x\.csv, line 3: an encoding that is not known"):
        desk.one("x.csv", content)


def test_utf16_that_is_cut_is_refused_by_line(desk: Desk) -> None:
    content = codecs.BOM_UTF16_BE + "id,subject\n1,客\n2,戶".encode("utf-16-be")[:-1]
    with pytest.raises(FileRefusedError, match=r"^cut\.csv, line 3: bytes that are not utf-16-be"):
        desk.one("cut.csv", content)


def test_a_legacy_text_that_breaks_further_down_is_refused_by_line(desk: Desk) -> None:
    text, _ = text_of("cp949", 90_000)
    content = text.encode("cp949") + b"7,\xff\xff\n"
    with pytest.raises(FileRefusedError, match=r"^old\.csv, line 90002: bytes that are not cp949"):
        desk.one("old.csv", content)
