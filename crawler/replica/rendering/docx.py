"""An article as a Word file with real merged cells (gridSpan, vMerge), the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from crawler.replica.rendering.article import Article, Grid, Line, Printed

if TYPE_CHECKING:
    from docx.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
EPOCH = (1980, 1, 1, 0, 0, 0)
SAVED = datetime(2024, 1, 1)
TEXT_WIDTH = 9360
"""Width of a line of text in twentieths of a point."""


def to_docx(article: Article) -> bytes:
    """The article as the bytes of a .docx file."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.core_properties.title = article.title
    document.core_properties.created = document.core_properties.modified = SAVED
    for block in article.blocks:
        if isinstance(block, Grid):
            document.element.body.insert(-1, parse_xml(_table(block)))
        else:
            _write(document, block)
    return _saved(document)


def _write(document: Document, line: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    if line.role == "picture":
        return
    paragraph = document.add_paragraph()
    run = paragraph.add_run(line.text)
    run.bold = line.role in ("title", "heading")
    sides = {"title": WD_ALIGN_PARAGRAPH.CENTER, "signature": WD_ALIGN_PARAGRAPH.RIGHT}
    paragraph.alignment = sides.get(line.role, WD_ALIGN_PARAGRAPH.LEFT)


def _saved(document: Document) -> bytes:
    """The package with its parts dated alike, or the clock would show in the bytes."""
    first, second = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            kept.writestr(zipfile.ZipInfo(name, EPOCH), made.read(name), zipfile.ZIP_DEFLATED)
    return second.getvalue()


def _table(grid: Grid) -> str:
    unit = TEXT_WIDTH / sum(grid.widths)
    columns = "".join(f'<w:gridCol w:w="{round(width * unit)}"/>' for width in grid.widths)
    rows = "".join(f"<w:tr>{''.join(_row(grid, at))}</w:tr>" for at in range(grid.height))
    properties = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f'<w:tbl xmlns:w="{WORD_NAMESPACE}">{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'


def _row(grid: Grid, at: int) -> Iterator[str]:
    """The cells of one row, those that only continue a merged cell from above among them."""
    covering = [c for c in grid.cells if c.row <= at < c.row + c.rowspan]
    for cell in sorted(covering, key=lambda c: c.column):
        yield _cell(cell, begins=cell.row == at)


def _cell(cell: Printed, *, begins: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = ('<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>") if cell.rowspan > 1 else ""
    lines = cell.text.split("\n") if begins else [""]
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    run = f"<w:r>{text}</w:r>" if lines != [""] else ""
    return f'<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run}</w:p></w:tc>'
