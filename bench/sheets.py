"""An article as a spreadsheet, XLSX or XLS, as the form of 2014 was often handed in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime

from crawler.replica.rendering.article import Article, Grid, Printed

SAVED = datetime(2018, 1, 1)
SHEET = "统计表"


def to_xlsx(article: Article) -> bytes:
    """The whole article on one sheet of an XLSX: a row per line of text, plain numbers as numbers."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = SAVED
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for row, cell in _laid(article):
        sheet.cell(row + 1, cell.column + 1, _typed(cell.text))
        if cell.rowspan > 1 or cell.colspan > 1:
            last = (row + cell.rowspan, cell.column + cell.colspan)
            sheet.merge_cells(None, row + 1, cell.column + 1, *last)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def to_xls(article: Article) -> bytes:
    """The same as an XLS (BIFF8)."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(SHEET)
    for row, cell in _laid(article):
        last = (row + cell.rowspan - 1, cell.column + cell.colspan - 1)
        sheet.write_merge(row, last[0], cell.column, last[1], _typed(cell.text))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _laid(article: Article) -> Iterator[tuple[int, Printed]]:
    """Every cell with its row on the sheet, counted from 0; a line of text is a cell too."""
    row = 0
    for block in article.blocks:
        if isinstance(block, Grid):
            yield from ((row + cell.row, cell) for cell in block.cells)
            row += block.height
        else:
            yield row, Printed(block.text, 0, 0)
            row += 1


def _typed(text: str) -> str | int | None:
    if text.isascii() and text.isdecimal():
        return int(text)
    return text or None
