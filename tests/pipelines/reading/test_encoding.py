"""Charsets are decided by the content; a declaration that lies is noted."""

from pathlib import Path

import pytest

from pipelines.model import Note, Severity
from pipelines.reading import read
from pipelines.reading.encoding import decode

SEED = (Path(__file__).parents[2] / "data" / "huaiyuan_2023.txt").read_text(encoding="utf-8")


def page(charset: str, content: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body><p>{content}</p></body></html>'


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8"),
        ("gbk", "gb18030"),
        ("utf-8", "utf-16"),
        ("utf-8", "utf-16-le"),
    ],
)
def test_a_page_is_read_right_whatever_it_declares(declared: str, actual: str) -> None:
    document = read(page(declared, "行政许可283件").encode(actual))
    assert [p.text for p in document.paragraphs] == ["行政许可283件"]


@pytest.mark.parametrize(("declared", "actual"), [("utf-8", "gb18030"), ("gb2312", "utf-8")])
def test_a_declaration_that_lies_is_a_note(declared: str, actual: str) -> None:
    (note,) = read(page(declared, "政府").encode(actual)).notes
    assert note.rule == "reading.encoding"
    assert note.message.startswith(f"declared as {declared}, but the content is {actual}")


def test_a_header_that_lies_is_a_note_and_a_true_one_is_none() -> None:
    data = page("utf-8", "政府").encode()
    assert read(data, media_type="text/html;charset=GBK").notes != ()
    assert read(data, media_type="text/html; charset=UTF-8").notes == ()


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "gb18030", "GB2312"])
def test_the_members_of_the_gb_family_do_not_contradict_one_another(declared: str) -> None:
    assert read(page(declared, "政府").encode("gb18030")).notes == ()


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    data = bytearray(SEED.encode())
    for position in range(500, len(data), 1500):
        del data[position]
    decoded = decode(bytes(data))
    assert decoded.charset == "utf-8"
    assert decoded.text[:100] == SEED[:100]
    assert [(note.rule, note.severity) for note in decoded.notes] == [("reading.encoding", Severity.WARNING)]


def test_gb18030_with_broken_bytes_does_not_become_utf8() -> None:
    data = bytearray(SEED.encode("gb18030"))
    del data[5000]
    decoded = decode(bytes(data))
    assert decoded.charset == "gb18030"
    assert decoded.text[:1000] == SEED[:1000]


def test_a_page_of_two_letters_of_chinese_is_enough() -> None:
    assert decode("政府".encode("gb18030")).text == "政府"


def test_big5_is_read_where_it_is_declared() -> None:
    decoded = decode(page("big5", "政府資訊公開年度報告").encode("big5"))
    assert (decoded.charset, "政府資訊公開年度報告" in decoded.text) == ("big5", True)


def test_ascii_contradicts_no_declaration() -> None:
    assert decode(page("gb2312", "abc").encode()).notes == ()


def test_a_replacement_character_in_the_source_is_not_a_loss() -> None:
    notes: tuple[Note, ...] = decode("政府信息公开\ufffd".encode()).notes
    assert notes == ()
