"""Scanned PDFs: a real report printed, laid askew on a scanner and read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extraction.figures import FiguresReading, read_figures
from pipelines.model import Document, Severity
from pipelines.reading import read
from tests.pipelines.reading import scanner

REAL = (Path(__file__).parents[2] / "data" / "hongze_2024.pdf").read_bytes()
TABLE_PAGES = slice(1, 4)


@pytest.fixture(scope="module")
def truth() -> FiguresReading:
    """What the text layer of the real report says."""
    return read_figures(read(REAL))


@pytest.fixture(scope="module")
def scan() -> Document:
    pages = [scanner.scanned(page, seed=at) for at, page in enumerate(scanner.printed(REAL)[TABLE_PAGES])]
    return read(scanner.bound(pages))


def test_every_figure_of_a_crooked_noisy_scan_is_read_as_printed(
    scan: Document, truth: FiguresReading
) -> None:
    found = read_figures(scan).figures
    assert {key: (figure.value, figure.state) for key, figure in found.items()} == {
        key: (figure.value, figure.state) for key, figure in truth.figures.items()
    }


def test_a_table_that_was_recognised_says_so_in_its_place(scan: Document) -> None:
    assert all("(OCR)" in table.place for table in scan.tables)
    assert [note.rule for note in scan.notes] == ["document.ocr"]
    assert scan.notes[0].severity is Severity.NOTE


def test_a_table_cut_by_the_page_of_a_scan_is_whole_again(scan: Document) -> None:
    assert len(scan.tables) == 3


def test_text_outside_the_tables_keeps_its_order(scan: Document) -> None:
    headings = [text for text in (p.text for p in scan.paragraphs) if text[1:2] == "、"]
    assert [heading[0] for heading in headings] == ["二", "三", "四", "五"]
