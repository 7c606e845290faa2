"""`nianbao import`: local documents into an archive, their bytes kept first."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from warcio.archiveiterator import ArchiveIterator

Nianbao = Callable[..., CompletedProcess[str]]
DATA = Path(__file__).parents[2] / "data"
ADDRESS = "http://www.wenshang.gov.cn/art/2024/1/16/art_1_2.html"


def rows(tmp_path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(tmp_path / "nianbao.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def payloads(tmp_path: Path) -> list[tuple[str, bytes]]:
    found = []
    for file in sorted((tmp_path / "data").rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "resource":
                    address = record.rec_headers.get_header("WARC-Target-URI")
                    found.append((address, record.content_stream().read()))
    return found


def test_a_document_is_kept_in_a_warc_and_its_report_in_the_archive(nianbao: Nianbao, tmp_path: Path) -> None:
    done = nianbao("import", DATA / "baishi_2023.txt", "--url", ADDRESS)
    assert done.returncode == 0, done.stderr
    assert payloads(tmp_path) == [(ADDRESS, (DATA / "baishi_2023.txt").read_bytes())]
    asked = "select figure, value from figures where body like '%白石镇%' and year = 2023 and value > 0"
    assert rows(tmp_path, asked) == [("disclosure.licensing.decisions", 283)]
    traced = json.loads(nianbao("trace", "白石镇", "2023", "disclosure.licensing.decisions", "--json").stdout)
    assert traced["url"] == ADDRESS
    assert (tmp_path / "data" / traced["warc_file"]).is_file()


def test_importing_again_adds_nothing(nianbao: Nianbao, tmp_path: Path) -> None:
    tables = ("capture", "revision", "figure")
    counts = "select " + ", ".join(f"(select count(*) from {table})" for table in tables)
    nianbao("import", DATA / "baishi_2023.txt")
    before = rows(tmp_path, counts), payloads(tmp_path)
    done = nianbao("import", DATA / "baishi_2023.txt", "--json")
    [told] = json.loads(done.stdout)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 1)
    assert (rows(tmp_path, counts), payloads(tmp_path)) == before


def test_year_and_body_outrank_what_the_text_says(nianbao: Nianbao, tmp_path: Path) -> None:
    told = ["--year", "2022", "--body", "苑庄镇人民政府", "--portal", "wenshang"]
    assert nianbao("import", DATA / "baishi_2023.txt", *told).returncode == 0
    assert rows(tmp_path, "select b.name, r.year from report r join body b on b.id = r.body_id") == [
        ("汶上县苑庄镇人民政府", 2022)
    ]


def test_a_bad_file_costs_itself_alone_and_its_bytes_are_kept(nianbao: Nianbao, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    shutil.copy(DATA / "huaiyuan_2023.txt", folder)
    torn = (DATA / "blank_form_2021.docx").read_bytes()[:3000]
    (folder / "torn.docx").write_bytes(torn)
    done = nianbao("import", folder)
    assert done.returncode == 1
    assert "torn.docx cannot be read" in done.stderr
    assert "2 files, 1 reports, 1 failures" in done.stderr
    assert torn in [body for _, body in payloads(tmp_path)]
    assert rows(tmp_path, "select command, outcome, failures, reports_new from run") == [
        ("import", "part", 1, 1)
    ]


@pytest.mark.parametrize(("name", "code"), [("torn.docx", 3), ("blank.docx", 4), ("nowhere.docx", 2)])
def test_the_exit_codes_are_those_of_extract(nianbao: Nianbao, tmp_path: Path, name: str, code: int) -> None:
    blank = (DATA / "blank_form_2021.docx").read_bytes()
    (tmp_path / "blank.docx").write_bytes(blank)
    (tmp_path / "torn.docx").write_bytes(blank[:3000])
    assert nianbao("import", name).returncode == code


def test_one_address_for_two_documents_is_wrong_usage(nianbao: Nianbao) -> None:
    files = [DATA / "baishi_2023.txt", DATA / "huaiyuan_2023.txt"]
    assert nianbao("import", "--url", ADDRESS, *files).returncode == 2
