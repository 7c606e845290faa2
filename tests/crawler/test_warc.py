"""Evidence on the disk: valid WARC, found again by file and offset, unharmed by a torn end."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from crawler.warc import EvidenceMissing, Exchange, WarcFile, earlier_at, read_record
from crawler.warc_repair import repair


def exchange(
    url: str, body: bytes, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Exchange:
    return Exchange(url, "GET", [("Host", "portal.gov.cn")], status, "OK", [*headers], body)


def check(file: Path) -> bool:
    class Asked:
        verbose = False
        inputs = (str(file),)

    checker = Checker(Asked())
    checker.process_all()
    return not checker.exit_value


def test_what_is_written_is_found_again_by_file_and_offset_alone(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "wenshang")
    kept = [warc.write(exchange(f"http://portal.gov.cn/{n}", f"第{n}页".encode())) for n in range(3)]
    warc.close()
    for number, written in enumerate(kept):
        assert read_record(tmp_path, written.file, written.offset) == f"第{number}页".encode()


def test_a_packed_body_is_kept_as_received_and_read_unpacked(tmp_path: Path) -> None:
    warc, page = WarcFile(tmp_path, "wenshang"), "年度报告".encode() * 400
    headers = (("Content-Encoding", "gzip"), ("Content-Type", "text/html"))
    written = warc.write(exchange("http://portal.gov.cn/a", gzip.compress(page), headers=headers))
    warc.close()
    assert read_record(tmp_path, written.file, written.offset) == page


def test_warcio_itself_finds_the_file_valid(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "wenshang")
    written = warc.write(exchange("http://portal.gov.cn/robots.txt", b"", status=404))
    warc.write(exchange("http://portal.gov.cn/a?b=1", b"x" * 70_000))
    warc.close()
    assert check(tmp_path / written.file)


def test_every_run_and_every_full_file_is_followed_by_a_new_one(tmp_path: Path) -> None:
    names = set()
    for _ in range(2):
        warc = WarcFile(tmp_path, "wenshang", rotate_at=1)
        names |= {warc.write(exchange("http://portal.gov.cn/", b"x")).file for _ in range(2)}
        warc.close()
    assert len(names) == 4
    assert all((tmp_path / name).is_file() for name in names)


@pytest.mark.parametrize("left", [10, 40, 400, 700])
def test_a_torn_record_is_said_to_be_missing_and_the_ones_before_it_are_read(
    tmp_path: Path, left: int
) -> None:
    warc = WarcFile(tmp_path, "wenshang")
    first = warc.write(exchange("http://portal.gov.cn/1", b"whole"))
    second = warc.write(exchange("http://portal.gov.cn/2", os.urandom(4000)))
    warc.close()
    file = tmp_path / second.file
    file.write_bytes(file.read_bytes()[: second.offset + left])
    assert read_record(tmp_path, first.file, first.offset) == b"whole"
    with pytest.raises(EvidenceMissing, match="no whole record"):
        read_record(tmp_path, second.file, second.offset)


def test_a_lost_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EvidenceMissing, match="Restore the data folder"):
        read_record(tmp_path, "warc/lost.warc.gz", 0)


KILLED = """
import os, signal, sys
from pathlib import Path
from crawler.warc import Exchange, WarcFile
from crawler.warc_repair import repair
warc = WarcFile(Path(sys.argv[1]), "wenshang")
for number in range(5):
    warc.write(Exchange(f"http://portal.gov.cn/{number}", "GET", [], 200, "OK", [], bytes(range(256)) * 40))
warc.sync()
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_while_writing(data: Path) -> Path:
    """A WARC file of five records that its writer, killed, has not closed."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(data)], check=False)
    assert done.returncode == -signal.SIGKILL
    (file,) = (data / "warc").glob("*.warc.gz")
    return file


def test_a_torn_record_is_put_aside_by_the_next_run_and_no_whole_one_is_lost(tmp_path: Path) -> None:
    file = killed_while_writing(tmp_path)
    whole, torn = file.read_bytes(), file.read_bytes()[:-30]
    file.write_bytes(torn)
    (done,) = repair(tmp_path)
    assert check(file)
    with file.open("rb") as opened:
        kinds = [record.rec_type for record in ArchiveIterator(opened)]
    assert kinds == ["warcinfo", *["response", "request"] * 4, "response"]
    assert file.read_bytes() + file.with_name(file.name + ".torn").read_bytes() == torn
    assert whole.startswith(file.read_bytes()) and done.torn > 0
    assert repair(tmp_path) == []


def test_a_writer_that_lives_is_left_alone(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "wenshang")
    warc.write(exchange("http://portal.gov.cn/", b"x"))
    asked = "import sys; from pathlib import Path; from crawler.warc_repair import repair; "
    other = [sys.executable, "-c", asked + "print(repair(Path(sys.argv[1])))", str(tmp_path)]
    assert subprocess.run(other, check=True, capture_output=True, text=True).stdout == "[]\n"
    assert len(list((tmp_path / "warc").glob("*.writing"))) == 1
    warc.close()
    assert list((tmp_path / "warc").glob("*.writing")) == []


def test_damage_before_whole_records_is_left_for_a_person(tmp_path: Path) -> None:
    file = killed_while_writing(tmp_path)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)
    (found,) = repair(tmp_path)
    assert "Restore it from a backup" in str(found)
    assert file.read_bytes() == bytes(data)
    assert repair(tmp_path) == [found]


def test_what_else_is_known_of_an_exchange_is_a_metadata_record_beside_its_response(tmp_path: Path) -> None:
    warc = WarcFile(tmp_path, "wenshang")
    facts = {"run": "7", "via": "http://portal.gov.cn/"}
    written = warc.write(replace(exchange("http://portal.gov.cn/a", b"page"), facts=facts))
    warc.close()
    with (tmp_path / written.file).open("rb") as opened:
        records = [
            (one.rec_type, one.rec_headers, one.content_stream().read()) for one in ArchiveIterator(opened)
        ]
    kinds = [kind for kind, _, _ in records]
    assert kinds == ["warcinfo", "response", "request", "metadata"]
    assert records[3][2] == b"run: 7\r\nvia: http://portal.gov.cn/\r\n"
    response = records[1][1].get_header("WARC-Record-ID")
    assert records[3][1].get_header("WARC-Concurrent-To") == response
    assert check(tmp_path / written.file)


def test_an_answer_that_was_kept_before_is_a_revisit_that_leads_to_it(tmp_path: Path) -> None:
    page = exchange("http://portal.gov.cn/a", "年度报告".encode() * 400)
    first = WarcFile(tmp_path, "wenshang")
    kept = first.write(page)
    first.close()
    second = WarcFile(tmp_path, "wenshang")
    again = second.write(page, earlier_at(tmp_path, kept.file, kept.offset))
    changed = second.write(
        exchange("http://portal.gov.cn/a", b"changed"), earlier_at(tmp_path, kept.file, kept.offset)
    )
    second.close()
    assert (again.file, again.offset) == (kept.file, kept.offset)
    assert read_record(tmp_path, again.file, again.offset) == page.body
    assert read_record(tmp_path, changed.file, changed.offset) == b"changed"
    with (tmp_path / changed.file).open("rb") as opened:
        kinds = [record.rec_type for record in ArchiveIterator(opened)]
    assert kinds == ["warcinfo", "revisit", "request", "response", "request"]
    assert check(tmp_path / changed.file)


def test_the_files_of_two_machines_never_have_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.warc.socket.gethostname", lambda: "县 01/a")
    names = set()
    for folder in (tmp_path / "one", tmp_path / "other"):
        file = WarcFile(folder, "wenshang")
        names.add(file.write(exchange("http://portal.gov.cn/", b"a")).file)
        file.close()
    assert len(names) == 2
    assert all("-01-a-" in name for name in names)
