"""Office files and archives of which a part is locked, damaged or stale: told, at its own cost alone."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import olefile
import pytest
from openpyxl import Workbook

from pipelines.process import process
from pipelines.reading import CorruptDocument, EncryptedDocument, UnsupportedDocument, read, read_all
from pipelines.reading.reader import convert_many
from tests.pipelines.reading.test_office import REPORT, rar4, zipped

RTF = rb"{\rtf1\ansi report %d\par}"


@pytest.fixture
def libreoffice_that_ends_at_a_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real LibreOffice, which is ended by a file that holds ENDS, after those before it were made."""
    program = tmp_path / "soffice"
    program.write_text(
        """#!/bin/bash
options=(); files=()
for argument; do case "$argument" in
  */in/*) if grep -q ENDS "$argument"; then ended=1; fi; [ "$ended" ] || files+=("$argument");;
  *) options+=("$argument");;
esac; done
[ ${#files[@]} = 0 ] || REAL "${options[@]}" "${files[@]}"
[ -z "$ended" ]
""".replace("REAL", "/usr/bin/soffice")
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


@pytest.mark.usefixtures("libreoffice_that_ends_at_a_mark")
def test_a_file_that_ends_libreoffice_costs_none_of_those_before_and_behind_it() -> None:
    files = [RTF % 11, RTF.replace(b"report", b"ENDS") % 12, RTF % 13, RTF % 14]
    convert_many(files)
    assert [read(files[at]).paragraphs[0].text for at in (0, 2, 3)] == ["report 11", "report 13", "report 14"]
    with pytest.raises(CorruptDocument):
        read(files[1])


def test_a_word_file_with_a_password_says_so(old_files: dict[str, bytes]) -> None:
    """The bit of a password is set by hand: no free program writes such a file without a screen."""
    data = bytearray(old_files["doc"])
    with olefile.OleFileIO(bytes(data)) as container:
        start = bytes(data).index(container.openstream("WordDocument").read(64))
    data[start + 11] |= 1
    with pytest.raises(EncryptedDocument, match="password"):
        read(bytes(data))


@pytest.mark.parametrize("part", ["OFD.xml", "ppt/presentation.xml"])
def test_a_zip_that_is_one_document_of_another_kind_is_no_archive(part: str) -> None:
    with pytest.raises(UnsupportedDocument, match="expected a report"):
        read(zipped({part: b"<x/>", "page.xml": REPORT}))


def gbk_rar(content: bytes) -> bytes:
    """A RAR as WinRAR wrote it before Unicode: its name in GBK passes for UTF-16 too."""
    return rar4("", content, "年报".encode("gbk") + b".txt")


def gbk_tar(content: bytes) -> bytes:
    stream = BytesIO()
    with tarfile.open(fileobj=stream, mode="w", encoding="gbk", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("年报.txt")
        info.size = len(content)
        archive.addfile(info, BytesIO(content))
    return stream.getvalue()


@pytest.mark.parametrize("pack", [gbk_rar, gbk_tar])
def test_names_in_gbk_are_decoded_in_other_archives_too(pack: Callable[[bytes], bytes]) -> None:
    (document,) = read_all(pack(REPORT))
    assert document.blocks[0].place.startswith("年报.txt: ")


def test_a_rar_with_a_password_says_so() -> None:
    with pytest.raises(EncryptedDocument, match="password"):
        read(rar4("report.txt", REPORT, flags=0x8004))


def damaged(archive: bytes) -> bytes:
    """The second member of a zip with a changed byte."""
    data = bytearray(archive)
    data[data.index(b"b.txt") + 40] ^= 0xFF
    return bytes(data)


def locked(archive: bytes) -> bytes:
    """The last member of a zip marked as locked by a password."""
    data = bytearray(archive)
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(("spoil", "why"), [(damaged, "damaged"), (locked, "password")])
def test_a_member_that_is_locked_or_damaged_is_told_on_the_readable_one(
    spoil: Callable[[bytes], bytes], why: str
) -> None:
    other = REPORT.replace("乔官镇".encode(), "红河镇".encode())
    (report,) = process(spoil(zipped({"a.txt": REPORT, "b.txt": other}))).reports
    (told,) = [finding.message for finding in report.findings if finding.rule == "document.member"]
    assert told.startswith("b.txt") and why in told


def stale_workbook() -> bytes:
    """As XlsxWriter stores formulas: 0 for a result, and the request to calculate when the file is opened."""
    book, stream, target = Workbook(), BytesIO(), BytesIO()
    book.active.append(["收到申请数", "件", "=1+1"])
    book.active.append(["办结数", "件", 2])
    book.save(stream)
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(target, "w") as copy:
        assert b'fullCalcOnLoad="1"' in source.read("xl/workbook.xml")
        for name in source.namelist():
            content = source.read(name)
            for empty in (b"<v></v>", b"<v/>", b"<v />"):
                content = content.replace(empty, b"<v>0</v>")
            copy.writestr(name, content)
    return target.getvalue()


def test_the_0_that_a_program_stores_in_place_of_a_result_is_doubtful() -> None:
    (table,) = read(stale_workbook()).tables
    formula, number = (cell for cell in table.cells if cell.column == 2)
    assert (formula.text, number.text) == ("0", "2")
    assert "out of date" in formula.doubt and not number.doubt


def test_a_locked_workbook_says_so() -> None:
    with pytest.raises(EncryptedDocument, match="password"):
        read(locked(stale_workbook()))
