"""XLS and XLSX -> Document: a table per sheet, its title and notes as paragraphs.

A number is printed as Excel shows it in a cell of no special format; a formula by its stored result, and as
nothing where none was stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipelines.model import Cell, Document, Paragraph, Table
from pipelines.reading.errors import CorruptDocument, DocumentTooLarge, EmptyDocument, EncryptedDocument
from pipelines.reading.sniff import FileKind, sniff
from pipelines.reading.text import printable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MAX_CELLS = 200_000
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The printed texts of a sheet's used range, and the spans of its merged cells by their first cell."""

    name: str
    texts: tuple[tuple[str, ...], ...]
    spans: dict[Span, Span]

    def width(self, row: int) -> int:
        """How many cells of a row hold something."""
        return sum(bool(text) for text in self.texts[row])


def read_spreadsheet(data: bytes, *, sha256: str) -> Document:
    """Read a workbook. Raises `CorruptDocument`, `EncryptedDocument`, `DocumentTooLarge`, `EmptyDocument`."""
    blocks = tuple(block for sheet in _sheets(data) for block in _blocks(sheet))
    if not blocks:
        raise EmptyDocument("expected a workbook with numbers, found empty sheets: fetch it again")
    return Document(sha256, sniff(data) if data else FileKind.XLSX, blocks)


def _sheets(data: bytes) -> Iterator[_Sheet]:
    import python_calamine as calamine  # noqa: PLC0415 - workbooks alone need it

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        for name in workbook.sheet_names:
            yield _sheet(name, workbook.get_sheet_by_name(name))
    except calamine.PasswordError as error:
        raise EncryptedDocument(
            "expected an open workbook, found one locked by a password: ask for it"
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise CorruptDocument(f"expected a workbook, but it is damaged ({error}): fetch it again") from error


def _sheet(name: str, sheet: CalamineSheet) -> _Sheet:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise DocumentTooLarge(f"expected at most {MAX_CELLS} cells on sheet {name}, found more: split it")
    rows = sheet.to_python(skip_empty_area=False)
    texts = tuple(tuple(_printed(value) for value in row) for row in rows)
    spans = {
        first: (last[0] - first[0] + 1, last[1] - first[1] + 1)
        for first, last in sheet.merged_cell_ranges or ()
    }
    return _Sheet(name, texts, spans)


def _printed(value: Any) -> str:
    """A value as a reader sees it."""
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
                yield Cell(text, row - rows[0], column, height, width, place)
