"""XLS and XLSX -> Document: a table per sheet, its title and notes as paragraphs.

A number is printed as Excel shows it in a cell of no special format, a formula by its stored result. Where
none was stored the cell is blank and doubtful; so is one that the file asks to calculate anew, since some
programs store 0 in place of a result.
"""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from xml.etree.ElementTree import ParseError

from lxml import etree

from pipelines.model import Cell, Document, Paragraph, Table
from pipelines.reading.errors import CorruptDocument, DocumentTooLarge, EmptyDocument, EncryptedDocument
from pipelines.reading.sniff import FileKind
from pipelines.reading.text import printable

MAX_CELLS = 200_000
MAX_UNPACKED = 128 * 1024 * 1024
#: What the libraries raise for damaged workbooks: they look into bytes that may say anything.
DAMAGE = (
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    etree.LxmlError,
    ParseError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
_LOCKED = "expected an open workbook, found one locked by a password: ask for it"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_ANEW = re.compile(rb"""\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_STALE = "a formula whose stored result the file declares out of date"
_NO_RESULT = "a formula without a stored result"
Span = tuple[int, int]
Merged = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The printed texts of a sheet's used range, and the spans of its merged cells by their first cell."""

    name: str
    texts: tuple[tuple[str, ...], ...]
    spans: dict[Span, Span]
    doubts: Mapping[Span, str] = field(default_factory=dict)

    def width(self, row: int) -> int:
        """How many cells of a row hold something."""
        return sum(bool(text) for text in self.texts[row])


def read_xls(data: bytes, *, sha256: str) -> Document:
    """Read an old workbook. Raises `CorruptDocument`, `DocumentTooLarge`, `EmptyDocument`."""
    return _document(_sheets_of_xls(data), sha256, FileKind.XLS)


def read_xlsx(data: bytes, *, sha256: str) -> Document:
    """Read a workbook. Raises `CorruptDocument`, `DocumentTooLarge`, `EmptyDocument`."""
    return _document(_sheets_of_xlsx(data), sha256, FileKind.XLSX)


def _document(sheets: Iterator[_Sheet], sha256: str, kind: FileKind) -> Document:
    try:
        blocks = tuple(block for sheet in sheets for block in _blocks(sheet))
    except DAMAGE as error:
        raise CorruptDocument(
            f"expected a workbook, but it is damaged ({type(error).__name__}): fetch it again"
        ) from error
    if not blocks:
        raise EmptyDocument("expected a workbook with numbers, found empty sheets: fetch it again")
    return Document(sha256, kind, blocks)


def _sheets_of_xls(data: bytes) -> Iterator[_Sheet]:
    import xlrd  # noqa: PLC0415 - old workbooks alone need it

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=StringIO())
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        if "encrypted" in str(error):
            raise EncryptedDocument(_LOCKED) from error
        raise CorruptDocument(f"expected a workbook, but it is damaged ({error}): fetch it again") from error
    for sheet in book.sheets():
        if not sheet.visibility:
            _check_size(sheet.name, sheet.nrows, sheet.ncols)
            rows = ([_xls_value(cell, book.datemode) for cell in row] for row in sheet.get_rows())
            merged = ((top, left, bottom, right) for top, bottom, left, right in sheet.merged_cells)
            yield _sheet(sheet.name, rows, merged)


def _xls_value(cell: Any, datemode: int) -> Any:
    import xlrd  # noqa: PLC0415

    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _sheets_of_xlsx(data: bytes) -> Iterator[_Sheet]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        if sum(info.file_size for info in package.infolist()) > MAX_UNPACKED:
            raise DocumentTooLarge(f"expected a workbook under {MAX_UNPACKED} bytes unpacked, found more")
        if any(info.flag_bits & 1 for info in package.infolist()):
            raise EncryptedDocument(_LOCKED)
        parts = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
    sheets = list(_visible(data, data_only=True))
    formulas: dict[str, set[Span]] = {}
    if any(_FORMULA.search(part) for part in parts):
        formulas = {sheet.title: _formulas(sheet) for sheet in _visible(data, data_only=False)}
    stale = _STALE if any(_ANEW.search(part) for part in parts) else ""
    for sheet in sheets:
        areas = sheet.merged_cells.ranges
        merged = ((area.min_row - 1, area.min_col - 1, area.max_row, area.max_col) for area in areas)
        read = _sheet(sheet.title, sheet.iter_rows(values_only=True), merged)
        yield replace(read, doubts=_doubts(read, formulas.get(sheet.title, set()), stale))


def _visible(data: bytes, *, data_only: bool) -> Iterator[Any]:
    """The sheets that a reader sees; ``data_only`` gives results in place of formulas."""
    import openpyxl  # noqa: PLC0415 - workbooks alone need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on styles and extensions that have nothing to do with cells
        book = openpyxl.load_workbook(BytesIO(data), data_only=data_only)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            _check_size(sheet.title, sheet.max_row, sheet.max_column)
            yield sheet


def _formulas(sheet: Any) -> set[Span]:
    cells = (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f")
    return {(cell.row - 1, cell.column - 1) for cell in cells}


def _doubts(sheet: _Sheet, formulas: Iterable[Span], stale: str) -> dict[Span, str]:
    """Why the results of formulas are not certain, where they are not."""
    found = {(row, column): stale if sheet.texts[row][column] else _NO_RESULT for row, column in formulas}
    return {where: doubt for where, doubt in found.items() if doubt}


def _check_size(name: str, rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise DocumentTooLarge(f"expected at most {MAX_CELLS} cells on sheet {name}, found more: split it")


def _sheet(name: str, rows: Iterable[Sequence[Any]], merged: Iterable[Merged]) -> _Sheet:
    """A sheet; of a merged area (first row, first column, row after, column after) what is in use."""
    texts = tuple(tuple(_printed(value) for value in row) for row in rows)
    height, width = len(texts), max(map(len, texts), default=0)
    spans = {
        (top, left): (min(bottom, height) - top, min(right, width) - left)
        for top, left, bottom, right in merged
        if top < height and left < width
    }
    return _Sheet(name, texts, spans)


def _printed(value: Any) -> str:
    """A value as a reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time | timedelta | int):
        return str(value)
    return printable(str(value)).strip()


def _blocks(sheet: _Sheet) -> Iterator[Paragraph | Table]:
    """Rows of one cell before and after the table are its title and its notes."""
    wide = [row for row in range(len(sheet.texts)) if sheet.width(row) > 1]
    first, last = (wide[0], wide[-1]) if wide else (len(sheet.texts), -1)
    yield from _paragraphs(sheet, range(first))
    if wide:
        cells = tuple(_cells(sheet, range(first, last + 1)))
        yield Table(cells, f"sheet {sheet.name}")
        yield from _paragraphs(sheet, range(last + 1, len(sheet.texts)))


def _paragraphs(sheet: _Sheet, rows: Sequence[int]) -> Iterator[Paragraph]:
    for row in rows:
        for text in filter(None, sheet.texts[row]):
            yield Paragraph(text, f"sheet {sheet.name}, row {row + 1}")


def _cells(sheet: _Sheet, rows: Sequence[int]) -> Iterator[Cell]:
    """The cells of the table, each at its first row and column; what a merged cell covers is no cell."""
    covered = {
        (row + down, column + right)
        for (row, column), (height, width) in sheet.spans.items()
        for down in range(height)
        for right in range(width)
        if down or right
    }
    for row in rows:
        for column, text in enumerate(sheet.texts[row]):
            if (row, column) not in covered:
                height, width = sheet.spans.get((row, column), (1, 1))
                place = f"sheet {sheet.name}, row {row + 1}, column {column + 1}"
                yield Cell(
                    text, row - rows[0], column, height, width, place, sheet.doubts.get((row, column), "")
                )
