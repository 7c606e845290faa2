"""A PDF that was damaged on its way says so, though a viewer shows it as if nothing had happened."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path

import pytest

from pipelines.model import State
from pipelines.process import process
from pipelines.reading import read
from pipelines.reading.pdfstreams import broken_streams

DATA = Path(__file__).parents[2] / "data"
HONGZE = (DATA / "hongze_2024.pdf").read_bytes()


@pytest.mark.parametrize("name", ["hongze_2024.pdf", "shuyang_applications_chromium.pdf"])
def test_the_packed_parts_of_a_good_file_are_whole(name: str) -> None:
    assert broken_streams((DATA / name).read_bytes()) == 0
    assert not any(note.rule == "reading.damaged" for note in read((DATA / name).read_bytes()).notes)


def damaged() -> bytes:
    """One byte of the text of the last page is another: all tables can still be read."""
    pages = [match.end() for match in re.finditer(rb"stream\r?\n", HONGZE) if is_page(match.end())]
    at = pages[-1] + 300
    return HONGZE[:at] + bytes([HONGZE[at] ^ 1]) + HONGZE[at + 1 :]


def is_page(start: int) -> bool:
    try:
        return zlib.decompressobj().decompress(HONGZE[start:]).startswith(b"q\r")
    except zlib.error:
        return False


def test_every_figure_of_a_damaged_file_is_told() -> None:
    copy = damaged()
    assert broken_streams(copy) == 1
    [report] = process(copy).reports
    doubtful = {
        key for finding in report.findings if finding.rule == "cell.doubtful" for key in finding.figures
    }
    read_there = {key for key, figure in report.figures.items() if figure.state is not State.ABSENT}
    assert doubtful == read_there
    assert any(finding.rule == "reading.damaged" for finding in report.findings)


def test_a_stream_packed_twice_over_in_letters_is_unpacked_too() -> None:
    packed = zlib.compress(b"BT (12) Tj ET" * 20)
    letters = base64.a85encode(packed) + b"~>"
    head = b"1 0 obj\n<</Filter [/ASCII85Decode /FlateDecode]>>\nstream\n"
    assert broken_streams(head + letters + b"\nendstream") == 0
    wrong = letters[:9] + (b"A" if letters[9:10] != b"A" else b"B") + letters[10:]
    assert broken_streams(head + wrong + b"\nendstream") == 1
