"""Rows of cells with spans -> cells with coordinates, as HTML defines it.

The algorithm is the HTML standard's "forming a table": a cell goes to the first free slot of its
row, colspan is clipped to 1000, rowspan to the end of the row group, rowspan 0 means all of it.
"""

from __future__ import annotations

from typing import NamedTuple

from pipelines.reading.flow import FlowRow, FlowTable, Item

MAX_COLSPAN = 1000
MAX_ROWSPAN = 1000
"""HTML allows 65534 rows; no table of the form has more than 40, and hostile ones are to cost little."""
MAX_COLUMNS = 2000
"""A grid wider than this keeps its cells, but its colspans no longer count."""
STRAY = "a number stands in this row outside its cells, so the page is damaged"


class Placed(NamedTuple):
    """A cell at its top left slot of the grid, counted from 0."""

    row: int
    column: int
    rowspan: int
    colspan: int
    items: tuple[Item, ...]
    doubt: str = ""

    def moved(self, row: int, column: int, rowspan: int, colspan: int) -> Placed:
        """The same contents on another area."""
        return self._replace(row=row, column=column, rowspan=rowspan, colspan=colspan)


def place(table: FlowTable) -> list[Placed]:
    """Give every cell its row and column, in reading order."""
    ends = _group_ends(table.rows)
    busy: list[int] = []
    placed: list[Placed] = []
    for index, row in enumerate(table.rows):
        _place_row(row, index, ends[index], busy, placed)
    return placed


def _place_row(row: FlowRow, index: int, end: int, busy: list[int], placed: list[Placed]) -> None:
    """Fill one row; `busy[c]` is the first row in which column c is free again."""
    column = 0
    below = index + 1
    doubt = STRAY if row.stray else ""
    for cell in row.cells:
        if cell.column is not None:
            column = cell.column
        else:
            while column < len(busy) and busy[column] > index:
                column += 1
        rowspan, colspan = cell.rowspan, cell.colspan
        if rowspan != 1 or colspan != 1:
            rowspan, colspan = _clipped(rowspan, colspan, end - index, column)
        placed.append(Placed(index, column, rowspan, colspan, tuple(cell.items), doubt))
        if rowspan == colspan == 1 and column < len(busy):
            busy[column] = max(busy[column], below)
        else:
            _occupy(busy, column, column + colspan, index + rowspan)
        column += colspan


def _clipped(rowspan: int, colspan: int, rows: int, column: int) -> tuple[int, int]:
    """The spans of a cell, of which so many rows are left in its group."""
    rowspan = min(rowspan if rowspan > 0 else rows, rows, MAX_ROWSPAN)
    return rowspan, min(max(colspan, 1), MAX_COLSPAN, max(MAX_COLUMNS - column, 1))


def _occupy(busy: list[int], left: int, right: int, free: int) -> None:
    if len(busy) < right:
        busy.extend([0] * (right - len(busy)))
    for column in range(left, right):
        busy[column] = max(busy[column], free)


def _group_ends(rows: list[FlowRow]) -> list[int]:
    """For each row the index after the last row of its group."""
    ends = [0] * len(rows)
    end = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        if index + 1 < len(rows) and rows[index + 1].group != rows[index].group:
            end = index + 1
        ends[index] = end
    return ends
