"""Any grid, written with spans in HTML or DOCX, is read back cell by cell."""

from hypothesis import given, settings

from pipelines.reading import read
from tests.pipelines.reading.grids import Box, as_docx, as_html, grids, read_back


@given(grids())
@settings(max_examples=150, deadline=None)
def test_any_grid_written_as_html_is_read_back(boxes: list[Box]) -> None:
    _assert_read_back(as_html(boxes), boxes)


@given(grids())
@settings(max_examples=150, deadline=None)
def test_any_grid_written_as_docx_is_read_back(boxes: list[Box]) -> None:
    _assert_read_back(as_docx(boxes), boxes)


def _assert_read_back(data: bytes, boxes: list[Box]) -> None:
    document = read(data)
    if len({box.column for box in boxes}) == 1:
        assert [paragraph.text for paragraph in document.paragraphs] == [box.text for box in boxes]
    else:
        assert [read_back(table) for table in document.tables] == [boxes]
