"""Lines of numbers (数据行): the printed rows of a document's tables, each cut into labels and values.

1. A printed row is the cells that begin in it, with the labels that reach into it from above.
2. Cells that read as the form's labels, and leading words, are labels; what follows them are values.
3. A row that holds label-value-label-value (side by side) is cut into several lines.
4. A row of words alone is part of a header; the header over a line is the run of such rows above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter

from pipelines.extraction.cells import is_unit, read_cell
from pipelines.extraction.labels import NUMBERING, best_similarity, core, half_width, squash
from pipelines.extraction.layout import blocks, rows
from pipelines.extraction.ordinals import ordinals_of
from pipelines.model import Cell, State, Table

LABEL_LIKE = 0.62
NAMED = 0.8
NAMED_ROW = 0.9
LONGEST_ENTRY = 12
HEADER_WORDS = (
    *("申请人情况", "法人或其他组织", "信息内容", "第二十条第（一）项"),
    *("统计指标", "指标名称", "单位", "计量单位", "序号"),
)
WORDS = re.compile(r"[\u3400-\u9fffA-Za-z]")


Parts = tuple[tuple[Cell, ...], tuple[Cell, ...], tuple[Cell, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """The rows of words over a line, as one region of a table."""

    table: Table
    cells: tuple[Cell, ...]
    last_row: int


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row's labels (own and from above, left to right) with the value cells that follow them.

    ``unit`` is what a column of units (单位) between the labels and the values says.
    """

    table: Table
    row: int
    labels: tuple[Cell, ...]
    above: tuple[Cell, ...]
    values: tuple[Cell, ...]
    header: Header | None
    unit: str = ""

    @property
    def numbered(self) -> bool:
        """True where at least one value cell holds something."""
        return any(read_cell(cell.text).state is not State.BLANK for cell in self.values)

    @property
    def place(self) -> str:
        """Where the line begins."""
        return self.table.place_of((self.labels or self.values)[0])


def lines_of(tables: Sequence[Table]) -> list[Line]:
    """All lines of all tables, in reading order. A header reaches over into tables that lack their own."""
    found: list[Line] = []
    header: Header | None = None
    for table in tables:
        ordinals = ordinals_of(table)
        tall = [cell for cell in table.cells if cell.rowspan > 1]
        for row, cells in _rows(table):
            own = tuple(cell for cell in cells if cell not in ordinals) if ordinals else cells
            if _is_header_row(own):
                header = _grow(header, table, row, own)
                continue
            above = tuple(cell for cell in tall if cell.row < row < cell.row + cell.rowspan)
            found.extend(_line(table, row, parts, header) for parts in _cut(own, above))
    return found


def _line(table: Table, row: int, parts: Parts, header: Header | None) -> Line:
    """A line without its column of units, where a number follows the unit."""
    labels, above, values = parts
    if labels and len(values) > 1 and is_unit(values[0].text):
        return Line(table, row, labels, above, values[1:], header, squash(half_width(values[0].text)))
    return Line(table, row, labels, above, values, header)


def _rows(table: Table) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for row, cells in groupby(table.cells, key=attrgetter("row")):
        yield row, tuple(cells)


def _grow(header: Header | None, table: Table, row: int, own: tuple[Cell, ...]) -> Header:
    """A run of header rows is one region; a value row in between begins a new one."""
    if header is not None and header.table is table and header.last_row >= row - 1:
        return Header(table, header.cells + own, row)
    return Header(table, own, row)


def _is_header_row(own: tuple[Cell, ...]) -> bool:
    """A row of words without numbers, where columns are named. 其他 and 总计 alone also name rows."""
    texts = [cell.text for cell in own if _says_a_label(cell.text)]
    if not texts or any(_says_a_value(cell.text) for cell in own):
        return False
    named = sum(map(_names_a_column, texts))
    if len(texts) > 1:
        return named > 1 or (named == 1 and not _resembles_a_row(texts[-1]))
    if core(texts[0]) in headings():
        return False
    return not _resembles_a_row(texts[0]) and (named == 1 or len(own) == 1)


@lru_cache(maxsize=65536)
def _names_a_column(text: str) -> bool:
    return best_similarity(text, vocabulary()[1]) >= NAMED


@lru_cache(maxsize=65536)
def _resembles_a_row(text: str) -> bool:
    return best_similarity(text, vocabulary()[0]) >= LABEL_LIKE


@lru_cache(maxsize=65536)
def _says_a_value(text: str) -> bool:
    reading = read_cell(text, unit="as written", signed=True)
    return reading.state in (State.VALUE, State.SLASH, State.DASH) or bool(reading.readings)


def _cut(own: tuple[Cell, ...], above: tuple[Cell, ...]) -> Iterator[Parts]:
    """Labels and values in turn. Blanks before a label are fillers of a merged cell, not values."""
    labels: list[Cell] = []
    values: list[Cell] = []
    for cell in own:
        if not _says_a_label(cell.text) or (_names_a_row(labels) and not of_the_form(cell.text)):
            values.append(cell)
            continue
        if any(core(value.text) or _says_a_value(value.text) for value in values):
            yield tuple(labels), tuple(one for one in above if one.column < cell.column), tuple(values)
            labels, values, above = [], [], tuple(one for one in above if one.column > values[-1].column)
        labels, values = [*labels, *values, cell], []
    yield tuple(labels), above, tuple(values)


@lru_cache(maxsize=65536)
def _says_a_label(text: str) -> bool:
    """Words that the form knows, that are numbered, or too long for an entry such as 无 or 约10件."""
    if _says_a_value(text) or not WORDS.search(text):
        return False
    if of_the_form(text):
        return True
    if NUMBERING.match(squash(half_width(text))) and len(core(text)) > 1:
        return True
    return len(core(text)) > (LONGEST_ENTRY if re.search(r"\d", core(text)) else 3)


@lru_cache(maxsize=65536)
def of_the_form(text: str) -> bool:
    """Whether a cell says something that a form prints, or nearly."""
    labels, columns = vocabulary()
    return core(text) in headings() or best_similarity(text, (*labels, *columns)) >= LABEL_LIKE


def _names_a_row(labels: Sequence[Cell]) -> bool:
    """The row is already named: a sentence that follows stands in place of a number."""
    return any(_says_a_row(label.text) for label in labels)


@lru_cache(maxsize=65536)
def _says_a_row(text: str) -> bool:
    return best_similarity(text, row_names()) >= NAMED_ROW


@cache
def headings() -> frozenset[str]:
    """The rows of a form that only head others, reduced to what is compared."""
    heads = (row for block in blocks() for row in block.rows if row.heading)
    return frozenset(core(label) for row in heads for label in row.labels)


@cache
def row_names() -> tuple[str, ...]:
    """The labels of the form's rows alone, without the headings that they stand under."""
    return tuple(dict.fromkeys(label for row in rows() for label in row.labels))


@cache
def vocabulary() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every row label (with its headings) and every column label (with its groups) of every layout."""
    columns: dict[str, None] = dict.fromkeys(HEADER_WORDS)
    labels: dict[str, None] = {}
    for row in rows():
        labels.update(dict.fromkeys((*row.labels, *((row.parent,) if row.parent else ()))))
    for column in (column for block in blocks() for column in block.columns):
        columns.update(dict.fromkeys((*column.labels, *column.group)))
    return tuple(labels), tuple(columns)
