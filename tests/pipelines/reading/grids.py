"""Random grids with spans, and their rendering to HTML and DOCX, for tests that read them back."""

from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import strategies as st

from pipelines.model import Table

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Box:
    """A cell: text, row, column, rowspan, colspan."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int


@st.composite
def grids(draw: st.DrawFn) -> list[Box]:
    """A full grid of two or more cells; every row begins at least one cell, as in any printed table."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    taken: set[tuple[int, int]] = set()
    boxes: list[Box] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((c for c in range(column, width) if (row, c) in taken), width) - column
            colspan = draw(st.integers(1, free))
            rowspan = draw(st.integers(1, height - row))
            taken |= {(r, c) for r in range(row, row + rowspan) for c in range(column, column + colspan)}
            boxes.append(Box(f"格{len(boxes)}", row, column, rowspan, colspan))
    return boxes


def read_back(table: Table) -> list[Box]:
    return [Box(c.text, c.row, c.column, c.rowspan, c.colspan) for c in table.cells]


def as_html(boxes: list[Box]) -> bytes:
    height = max(box.row + box.rowspan for box in boxes)
    rows = ["".join(_td(box) for box in boxes if box.row == row) for row in range(height)]
    return ("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>").encode()


def _td(box: Box) -> str:
    return f"<td rowspan={box.rowspan} colspan='{box.colspan}'><p><span>{box.text}</span></p></td>"


def as_docx(boxes: list[Box]) -> bytes:
    height = max(box.row + box.rowspan for box in boxes)
    rows = []
    for row in range(height):
        crossing = sorted((b for b in boxes if b.row <= row < b.row + b.rowspan), key=lambda b: b.column)
        rows.append("<w:tr>" + "".join(_tc(box, row) for box in crossing) + "</w:tr>")
    return docx("<w:tbl>" + "".join(rows) + "</w:tbl>")


def _tc(box: Box, row: int) -> str:
    merge = ""
    if box.rowspan > 1:
        merge = '<w:vMerge w:val="restart"/>' if row == box.row else "<w:vMerge/>"
    text = paragraph(box.text) if row == box.row else "<w:p/>"
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{box.colspan}"/>{merge}</w:tcPr>{text}</w:tc>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A DOCX of a body, with further parts of the folder word/ by their name without ending."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return stream.getvalue()
