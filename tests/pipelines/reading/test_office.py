"""Old Word files, workbooks and archives: what is printed in them is what is read."""

from __future__ import annotations

import gzip
import shutil
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from pipelines.model import Document, Paragraph, Table
from pipelines.process import process
from pipelines.reading import (
    CorruptDocument,
    EncryptedDocument,
    ReaderMissing,
    UnsupportedDocument,
    libreoffice,
    read,
    read_all,
)
from pipelines.reading.reader import convert_many
from tests.pipelines.extraction.test_loose import a_line_per_cell, dump, numbers

DATA = Path(__file__).parents[2] / "data"
BLANK_FORM = DATA / "blank_form_2021.docx"


def cells(document: Document) -> list[list[tuple[str, int, int, int]]]:
    """The cells of every table without white space, with row and spans."""
    return [
        [("".join(cell.text.split()), cell.row, cell.rowspan, cell.colspan) for cell in table.cells]
        for table in document.tables
    ]


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("doc", "application/msword"),
        ("rtf", "application/rtf"),
        ("odt", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_the_form_in_an_older_format_reads_as_the_docx(
    old_files: dict[str, bytes], suffix: str, media_type: str
) -> None:
    old, new = read(old_files[suffix]), read(BLANK_FORM.read_bytes())
    assert old.media_type == media_type
    assert cells(old) == cells(new)


def test_a_batch_is_converted_in_one_call_and_a_bad_file_costs_itself_alone(
    old_files: dict[str, bytes],
) -> None:
    cut = old_files["doc"][:3000]
    convert_many([old_files["doc"], cut, old_files["rtf"], b"<html>"])
    assert len(read(old_files["doc"]).tables) == len(read(old_files["rtf"]).tables) == 3
    with pytest.raises(CorruptDocument):
        read(cut)


def test_without_libreoffice_the_package_to_install_is_named(
    old_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReaderMissing, match="libreoffice-writer-nogui"):
        read(old_files["rtf"])


def test_a_conversion_that_takes_too_long_is_ended(
    old_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "SECONDS", 0.05)
    with pytest.raises(CorruptDocument, match="LibreOffice"):
        read(old_files["doc"])


def indicators(rows: list[tuple[str, str, object]]) -> tuple[Workbook, xlwt.Workbook]:
    """The form of 2014 as people fill it in: a merged title, a header, a unit column."""
    new, old = Workbook(), xlwt.Workbook()
    sheet, other = new.active, old.add_sheet("统计表")
    sheet.title = "统计表"
    lines = [
        ("政府信息公开情况统计表", "", ""),
        ("统计指标", "单位", "统计数"),
        *rows,
        ("单位负责人：张三", "", ""),
    ]
    for at, line in enumerate(lines):
        for column, value in enumerate(line):
            if value != "":
                sheet.cell(at + 1, column + 1, value)
                if not (at == 0 and column):
                    other.write(at, column, value)
    sheet.merge_cells("A1:C1")
    other.merge(0, 0, 0, 2)
    return new, old


ROWS: list[tuple[str, str, object]] = [
    ("一、主动公开情况", "", ""),
    ("（一）主动公开政府信息数", "条", 123),
    ("三、依申请公开情况", "", ""),
    ("（一）收到申请数", "件", 21),
    ("七、依申请公开信息收取的费用", "万元", 0.35),
]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_workbook_is_a_table_with_its_title_above_and_its_notes_below(kind: str) -> None:
    stream = BytesIO()
    new, old = indicators(ROWS)
    (new if kind == "xlsx" else old).save(stream)
    title, table, *notes = read(stream.getvalue()).blocks
    assert isinstance(title, Paragraph) and isinstance(table, Table)
    assert title.text == "政府信息公开情况统计表"
    assert [cell.text for cell in table.cells if cell.text] == [
        "统计指标", "单位", "统计数", "一、主动公开情况", "（一）主动公开政府信息数", "条", "123",
        "三、依申请公开情况", "（一）收到申请数", "件", "21", "七、依申请公开信息收取的费用", "万元", "0.35",
    ]  # fmt: skip
    assert [note.text for note in notes if isinstance(note, Paragraph)] == ["单位负责人：张三"]


def test_a_formula_without_a_stored_result_is_blank_and_never_0() -> None:
    stream = BytesIO()
    book, _ = indicators([("（一）收到申请数", "件", "=1+1"), ("（二）申请办结数", "件", 2)])
    book.save(stream)
    (table,) = read(stream.getvalue()).tables
    values = [cell for cell in table.cells if cell.column == 2]
    assert [cell.text for cell in values] == ["统计数", "", "2"]
    assert [cell.doubt for cell in values] == ["", "a formula without a stored result", ""]


def zipped(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


REPORT = dump(numbers(5), a_line_per_cell).encode()


def test_a_report_in_an_archive_is_read_and_its_places_name_the_member() -> None:
    done = process(zipped({"年报/乔官镇2023.txt": REPORT, "__MACOSX/._x": b"x", "Thumbs.db": b"x"}))
    (report,) = done.reports
    assert {key: figure.raw for key, figure in report.figures.items()} == numbers(5)
    assert report.figures["review.reconsideration.total"].place.startswith("年报/乔官镇2023.txt: ")
    assert (done.document.media_type, len(done.document.sha256)) == ("application/zip", 64)


def test_every_report_of_an_archive_is_read_and_what_cannot_be_read_is_told() -> None:
    other = REPORT.replace("乔官镇".encode(), "红河镇".encode())
    done = process(
        zipped({"a.txt": REPORT, "b.txt": other, "c.pdf": b"%PDF-1.4 cut", "d.exe": bytes(range(256)) * 9})
    )
    assert [one.body.name for one in done.reports] == ["昌乐县乔官镇人民政府", "昌乐县红河镇人民政府"]
    for report in done.reports:
        told = [finding.message for finding in report.findings if finding.rule == "document.member"]
        assert [message.split()[0] for message in told] == ["c.pdf", "d.exe"]


def test_names_that_windows_wrote_in_gbk_are_decoded() -> None:
    stream = BytesIO(zipped({"xxxx.txt": REPORT}))
    data = stream.getvalue().replace(b"xxxx.txt", "年报".encode("gbk") + b".txt")
    (document,) = read_all(data)
    assert document.blocks[0].place.startswith("年报.txt: ")


def test_tar_gzip_and_archives_in_archives_are_unpacked_and_no_deeper() -> None:
    stream = BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        info = tarfile.TarInfo("report.txt")
        info.size = len(REPORT)
        archive.addfile(info, BytesIO(REPORT))
    packed = stream.getvalue()
    assert len(process(packed).reports) == 1
    assert len(process(zipped({"inner.tar.gz": packed})).reports) == 1
    with pytest.raises(UnsupportedDocument, match="archives inside archives"):
        read(zipped({"a.zip": zipped({"b.zip": zipped({"c.txt": REPORT})})}))


def test_a_rar_archive_is_unpacked() -> None:
    (document,) = read_all(rar4("report.txt", REPORT))
    assert document.blocks[0].place.startswith("report.txt: ")


@pytest.mark.parametrize("pack", ["rar", "gzip"])
def test_a_changed_byte_in_an_archive_is_told(pack: str) -> None:
    data = bytearray(rar4("report.txt", REPORT) if pack == "rar" else gzip.compress(REPORT, 0))
    data[data.index("规章".encode()) + 7] ^= 1
    with pytest.raises(CorruptDocument):
        read(bytes(data))


def rar4(name: str, content: bytes, raw_name: bytes = b"", flags: int = 0x8000) -> bytes:
    """A RAR archive of one member that is stored as it is (no free program writes RAR)."""
    own = raw_name or name.encode()

    def block(kind: int, flags: int, rest: bytes) -> bytes:
        head = bytes([kind]) + flags.to_bytes(2, "little") + (7 + len(rest)).to_bytes(2, "little") + rest
        return (zlib_crc(head) & 0xFFFF).to_bytes(2, "little") + head

    size = len(content).to_bytes(4, "little")
    sums = zlib_crc(content).to_bytes(4, "little")
    rest = size + size + b"\x02" + sums + bytes(4) + b"\x14\x30"
    rest += len(own).to_bytes(2, "little") + (0o100644).to_bytes(4, "little") + own
    main = block(0x73, 0, bytes(6))
    return b"Rar!\x1a\x07\x00" + main + block(0x74, flags, rest) + content + block(0x7B, 0x4000, b"")


def zlib_crc(data: bytes) -> int:
    import zlib  # noqa: PLC0415

    return zlib.crc32(data)


def test_an_archive_with_a_password_and_one_without_documents_say_so() -> None:
    locked = bytearray(zipped({"a.txt": REPORT}))
    locked[6] |= 1
    at = bytes(locked).rindex(b"PK\x01\x02")
    locked[at + 8] |= 1
    with pytest.raises(EncryptedDocument, match="password"):
        read(bytes(locked))
    with pytest.raises(UnsupportedDocument, match=r"found a\.exe, b\.exe"):
        read(zipped({"a.exe": bytes(range(256)) * 9, "b.exe": bytes(range(256)) * 8}))


def test_a_page_saved_by_word_as_one_file_is_read() -> None:
    page = "<html><meta charset='gb2312'><p>一、总体情况</p><table><tr><td>规章<td>3</table>"
    data = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="X"\r\n\r\n--X\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    import base64  # noqa: PLC0415

    document = read(data + base64.encodebytes(page.encode("gb2312")) + b"\r\n--X--\r\n")
    assert isinstance(document.blocks[0], Paragraph)
    assert [cell.text for cell in document.tables[0].cells] == ["规章", "3"]


def test_libreoffice_is_on_this_machine() -> None:
    """Else the tests above would prove nothing; `.ci/packages` installs it."""
    assert shutil.which("soffice")
