"""Pictures of reports: what is printed in them is what is read, doubts included."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.extraction.figures import read_figures
from pipelines.reading import CorruptDocument, UnsupportedDocument, read
from pipelines.reading.ocr.doubts import doubt
from pipelines.reading.ocr.engine import Reading
from tests.pipelines.reading import scanner

REAL = (Path(__file__).parents[2] / "data" / "hongze_2024.pdf").read_bytes()
PAGE = scanner.printed(REAL)[1]


def test_a_picture_of_a_page_gives_the_figures_printed_on_it() -> None:
    document = read(scanner.file_of(scanner.scanned(PAGE, seed=3)), media_type="text/html")
    assert document.media_type == "image/png"
    figures = read_figures(document).figures
    printed = ("licensing.decisions", "normative_documents.made", "normative_documents.in_force")
    assert [figures[f"disclosure.{key}"].value for key in printed] == [9487, 3, 8]
    assert "(OCR)" in figures["disclosure.licensing.decisions"].place


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    document = read(scanner.file_of(np.ascontiguousarray(np.rot90(PAGE)), "JPEG"))
    assert read_figures(document).figures["disclosure.licensing.decisions"].value == 9487


def test_an_icon_and_a_damaged_picture_are_refused() -> None:
    with pytest.raises(UnsupportedDocument, match="too small"):
        read(scanner.file_of(np.zeros((40, 40), np.uint8)))
    with pytest.raises(CorruptDocument, match="fetch it again"):
        read(scanner.file_of(PAGE)[:5000])


def stroke(lean: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """A stroke 24 pixels high that leans to the right by so many pixels."""
    ink = np.zeros((24, 24), np.uint8)
    for row in range(24):
        column = 6 + round(lean * (23 - row) / 23)
        ink[row, column : column + 2] = 255
    return ink


def test_a_slash_read_as_1_is_doubtful_and_a_1_is_not() -> None:
    one = Reading("1", 0.99)
    assert "slash" in doubt(one, one, stroke(lean=10))
    assert doubt(one, one, stroke(lean=0)) == ""
    assert doubt(Reading("/", 0.99), Reading("/", 0.99), stroke(lean=10)) == ""
