"""Whatever the bytes are: a document, or one of the named failures, soon and in little memory."""

import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import (
    CorruptDocument,
    DocumentTooLarge,
    EmptyDocument,
    UnreadableDocument,
    read,
)
from tests.pipelines.reading.grids import docx

DATA = Path(__file__).parents[2] / "data"
SAMPLES = [
    (DATA / name).read_bytes()
    for name in ("shuyang_fgj_2023.html", "hongze_2024.pdf", "blank_form_2021.docx", "baima_2023.txt")
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def attempt(data: bytes) -> None:
    try:
        read(data, url="http://www.example.gov.cn/a.html")
    except UnreadableDocument as failure:
        assert ": " in str(failure), "says what was expected and what to do"


@given(st.binary(max_size=2000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_document_or_a_named_failure(data: bytes) -> None:
    attempt(data)


@given(st.text(alphabet="<>/tabledrp \t\n|=\"'0一&;#x", max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_like_markup_gives_a_document_or_a_named_failure(text: str) -> None:
    attempt(text.encode())


@given(
    st.sampled_from(range(len(SAMPLES))),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from(["head", "patched", "tail", "doubled"]),
    st.binary(max_size=20),
)
@settings(max_examples=80, deadline=None)
def test_a_damaged_copy_gives_a_document_or_a_named_failure(
    which: int, one: float, other: float, damage: str, patch: bytes
) -> None:
    sample = SAMPLES[which]
    start, end = sorted((int(one * len(sample)), int(other * len(sample))))
    copies = {
        "head": sample[:start],
        "patched": sample[:start] + patch + sample[start + len(patch) :],
        "tail": sample[:100] + sample[end:],
        "doubled": sample[:end] + sample[start:],
    }
    attempt(copies[damage])


@pytest.mark.parametrize("data", [b"", b"\n \r\n", bytes(100)])
def test_an_empty_file_says_so(data: bytes) -> None:
    with pytest.raises(EmptyDocument, match="empty file"):
        read(data)


def test_a_docx_cut_short_is_corrupt() -> None:
    whole = SAMPLES[2]
    for part in (0.2, 0.5, 0.99):
        with pytest.raises(CorruptDocument, match="fetch it again"):
            read(whole[: int(len(whole) * part)])


def test_a_pdf_cut_to_its_first_bytes_is_corrupt() -> None:
    with pytest.raises(CorruptDocument, match="fetch it again"):
        read(SAMPLES[1][:2000])


@pytest.mark.parametrize("head", [OLE, b"Rar!\x1a\x07", b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"])
def test_a_container_cut_to_its_first_bytes_is_corrupt(head: bytes) -> None:
    with pytest.raises(CorruptDocument, match="fetch it again"):
        read(head + b"\x55" * 100, media_type="text/html")


def test_an_empty_rtf_is_empty() -> None:
    with pytest.raises(UnreadableDocument):
        read(b"{\\rtf1 x" + bytes(100))


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a"])
def test_a_picture_cut_to_its_first_bytes_is_unreadable(head: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="expected"):
        read(head + bytes(100), media_type="text/html")


def test_a_workbook_that_is_none_is_corrupt() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(CorruptDocument, match="workbook"):
        read(stream.getvalue())


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(DocumentTooLarge, match="unpacked"):
        read(docx(" " * 40_000_000))


@pytest.mark.parametrize(
    "page",
    [
        b"<table><tr><td rowspan=0 colspan=1000>a" + b"<tr><td>x" * 5_000,
        b"<table>" + b"<tr><td rowspan=65534 colspan=65534>x<td>y" * 5_000,
        b"<table><tr>" + b"<td colspan=1000>x" * 10_000,
        b"<div>" * 100_000 + b"x",
        b"<table><tr><td>a<td>" * 5_000,
    ],
    ids=["one huge cell", "huge spans", "a wide row", "deep", "deep tables"],
)
def test_hostile_pages_cost_little_time(page: bytes) -> None:
    start = time.monotonic()
    attempt(page)
    assert time.monotonic() - start < 5


def test_the_kind_of_file_comes_from_the_bytes() -> None:
    assert read(SAMPLES[1], media_type="text/html").media_type == "application/pdf"
    assert read(SAMPLES[0], media_type="application/msword").media_type == "text/html"
    assert read(SAMPLES[3], media_type="text/html").media_type == "text/plain"
