"""Plain-text dumps of Word and PDF files -> Document.

A dump has lost its spans, so its tables are ragged. Three forms, recognised for each run of lines:

1. cells: a cell per tab-led line, an empty line between rows, further lines of a cell without tab;
2. tabs: a row per line, its cells between tabs;
3. pipes: a row per line, its cells between bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from pipelines.model import Cell, Document, Paragraph, Table
from pipelines.reading.encoding import decode
from pipelines.reading.errors import EmptyDocument
from pipelines.reading.furniture import is_page_number
from pipelines.reading.text import collapsed, printable

MEDIA_TYPE = "text/plain"
MAX_CONTINUATION = 60
"""A longer line below a cell is a paragraph after the table: cells are narrow."""
MAX_CELL = 100
"""A row of tab-led lines longer than this on average is indented running text."""
_MARK = re.compile(r"\[(?:bookmark|image|picture|图片)\s*(?::[^\]\n]*)?\]")
_HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[部章节])")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)*\s*:?-{3,}:?\s*\|?\s*")


class _Form(Enum):
    BLANK = 0
    PROSE = 1
    CELL = 2
    TABS = 3
    PIPES = 4


@dataclass(slots=True)
class _Line:
    number: int
    text: str
    form: _Form


@dataclass(slots=True)
class _Row:
    """The cells of a row with the place of each."""

    form: _Form
    cells: list[str]
    places: list[str]


def read_dump(data: bytes, *, sha256: str, media_type: str | None = None) -> Document:
    """Read a dump. Raises `EmptyDocument` if there is nothing but white space."""
    decoded = decode(data, media_type)
    blocks = tuple(_blocks(_lines(decoded.text)))
    if not blocks:
        raise EmptyDocument("expected a text, found only white space: fetch the file again")
    return Document(sha256, MEDIA_TYPE, blocks, {}, (), decoded.notes)


def _lines(text: str) -> list[_Line]:
    texts = printable(text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    cleaned = ((number, _MARK.sub("", line)) for number, line in enumerate(texts, start=1))
    lines = [_Line(number, line, _form(line)) for number, line in cleaned if not is_page_number(line)]
    _adopt_continuations(lines)
    return lines


def _form(line: str) -> _Form:
    stripped = line.strip(" \u3000\xa0")
    if not stripped:
        return _Form.BLANK
    if stripped.count("|") >= 2 and (stripped.startswith("|") or _filled(stripped) > 1):
        return _Form.PIPES if _filled(stripped) else _Form.BLANK
    if "\t" not in line:
        return _Form.PROSE
    return _Form.CELL if line.startswith("\t") and line.count("\t") == 1 else _Form.TABS


def _filled(line: str) -> int:
    return sum(bool(cell.strip()) for cell in line.split("|"))


def _adopt_continuations(lines: list[_Line]) -> None:
    """A line without tab directly below a cell belongs to it; between two rows it is a row of one cell, and
    so is a line with one bar beside rows with more."""
    nothing = _Line(0, "", _Form.BLANK)
    for before, line, after in zip(
        lines, [*lines[1:], nothing], [*lines[2:], nothing, nothing], strict=False
    ):
        if line.form is not _Form.PROSE:
            continue
        if before.form is _Form.CELL and _continues(line.text):
            line.form = _Form.CELL
        elif before.form is after.form is _Form.TABS and _continues(line.text):
            line.form = _Form.TABS
        elif "|" in line.text and _Form.PIPES in (before.form, after.form):
            line.form = _Form.PIPES


def _continues(text: str) -> bool:
    return len(text) <= MAX_CONTINUATION and not text.rstrip().endswith("。") and not _HEADING.match(text)


def _blocks(lines: list[_Line]) -> Iterator[Paragraph | Table]:
    """Runs of rows of one form, blank lines between them included, are tables; the rest is text."""
    run: list[_Row] = []
    tables = 0
    for chunk in _chunks(lines):
        row = _rows(chunk)
        if run and (not row or row[0].form is not run[0].form):
            tables += _is_table(run)
            yield from _table_or_text(run, tables)
            run = []
        run.extend(row)
        if not row:
            yield from (Paragraph(collapsed(line.text), f"line {line.number}") for line in chunk)
    yield from _table_or_text(run, tables + 1)


def _chunks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines between blank lines; running text apart from table lines, bars apart from tabs."""
    for kind, group in groupby(lines, key=lambda line: _KIND[line.form]):
        if kind:
            yield list(group)


_KIND = {_Form.BLANK: 0, _Form.PROSE: 1, _Form.CELL: 2, _Form.TABS: 2, _Form.PIPES: 3}


def _rows(chunk: list[_Line]) -> list[_Row]:
    """The rows of a chunk: one if its lines are cells, one per line if they are rows, none if it is text."""
    forms = {line.form for line in chunk}
    if _Form.PROSE in forms or _is_indented_text(chunk, forms):
        return []
    if _Form.PIPES in forms:
        return [_row(line, _barred(line.text)) for line in chunk if not _RULE.fullmatch(line.text)]
    if _Form.TABS in forms:
        return [_row(line, line.text.split("\t")) for line in chunk]
    return [_cell_row(chunk)]


def _is_indented_text(chunk: list[_Line], forms: set[_Form]) -> bool:
    return forms == {_Form.CELL} and sum(len(line.text) for line in chunk) > MAX_CELL * len(chunk)


def _barred(line: str) -> list[str]:
    return line.strip().removeprefix("|").removesuffix("|").split("|")


def _row(line: _Line, cells: list[str]) -> _Row:
    places = [f"line {line.number}, column {column}" for column in range(1, len(cells) + 1)]
    return _Row(
        _Form.PIPES if line.form is _Form.PIPES else _Form.TABS, [collapsed(cell) for cell in cells], places
    )


def _cell_row(chunk: list[_Line]) -> _Row:
    row = _Row(_Form.CELL, [], [])
    for line in chunk:
        if line.text.startswith("\t"):
            row.cells.append(collapsed(line.text[1:]))
            row.places.append(f"line {line.number}")
        else:
            row.cells[-1] = f"{row.cells[-1]}\n{collapsed(line.text)}".strip("\n")
    return row


def _is_table(run: list[_Row]) -> bool:
    """More than an indented paragraph or a single line with a tab in it."""
    widest = max(len(row.cells) for row in run)
    return widest > 1 and (len(run) > 1 or widest > 2)


def _table_or_text(run: list[_Row], number: int) -> Iterator[Paragraph | Table]:
    if run and _is_table(run):
        yield Table(tuple(_cells(run)), f"table {number}", ragged=True, fillers=run[0].form is not _Form.CELL)
        return
    for row in run:
        if text := " ".join(cell for cell in row.cells if cell):
            yield Paragraph(text, row.places[0].partition(",")[0])


def _cells(run: list[_Row]) -> Iterator[Cell]:
    for index, row in enumerate(run):
        for column, (text, place) in enumerate(zip(row.cells, row.places, strict=True)):
            yield Cell(text, index, column, place=place)
