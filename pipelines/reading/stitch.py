"""Tables of PDF pages: lattice and characters -> cells, and tables broken over pages made whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from pipelines.model import Cell, Table
from pipelines.reading.glyphs import Glyph, PrintedLine, centers, lines
from pipelines.reading.lattice import NEAR, Lattice, LatticeCell, clustered, nearest

_SAME: Final = 2 * NEAR
"""Two column edges nearer than this (points) are one, on different pages."""
_PADDING: Final = 5.4
"""What word processors keep free at either side of a cell, in points."""
_MANY: Final = 5
"""So many common edges prove a common grid even if the outer ones differ."""


class PdfCell(NamedTuple):
    """A cell with its edges in points across the page and in row numbers down it."""

    text: str
    left: float
    right: float
    row: int
    rowspan: int
    place: str
    open_above: bool = False
    open_below: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class PdfTable:
    """A table, of one page or of several."""

    place: str
    xs: tuple[float, ...]
    rows: int
    cells: tuple[PdfCell, ...]


def filled(lattice: Lattice, glyphs: Iterable[Glyph], place: str) -> PdfTable:
    """Put the characters of a table into its cells."""
    contents: list[list[Glyph]] = [[] for _ in lattice.cells]
    slots = {(x, y): inside for cell, inside in zip(lattice.cells, contents, strict=True)
             for x in range(cell.left, cell.right) for y in range(cell.top, cell.bottom)}  # fmt: skip
    columns, rows = lattice.xs[1:-1], lattice.ys[1:-1]
    some = list(glyphs)
    for glyph, (x, y) in zip(some, centers(some), strict=True):
        slots[bisect_right(columns, x), bisect_right(rows, y)].append(glyph)
    cells = tuple(_cell(lattice, *each, place) for each in zip(lattice.cells, contents, strict=True))
    return PdfTable(place, lattice.xs, len(lattice.ys) - 1, cells)


def _cell(lattice: Lattice, cell: LatticeCell, glyphs: list[Glyph], table: str) -> PdfCell:
    place = f"{table}, row {cell.top + 1}, column {cell.left + 1}"
    left, right = lattice.xs[cell.left], lattice.xs[cell.right]
    text = _text(lines(glyphs), right - left) if glyphs else ""
    rowspan = cell.bottom - cell.top
    doubt = "; ".join(dict.fromkeys([glyph.doubt for glyph in glyphs if glyph.doubt]))
    return PdfCell(text, left, right, cell.top, rowspan, place, cell.open_above, cell.open_below, doubt)


def _text(printed: list[PrintedLine], width: float) -> str:
    """The lines of a cell; a number that was wrapped because its line was full is whole again."""
    text, last = "", None
    for line in printed:
        wrapped = last is not None and _is_full(last, width) and line.text.isdigit()
        text += ("" if last is None or wrapped else "\n") + line.text
        last = line
    return text


def _is_full(line: PrintedLine, width: float) -> bool:
    """Whether a line of digits leaves no room for one more inside the cell's padding."""
    if not line.text.isdigit():
        return False
    printed = line.right - line.left
    return printed + printed / len(line.text) > width - 2 * _PADDING


def continues(table: PdfTable, after: PdfTable) -> bool:
    """True if the second table keeps to the first one's columns.

    It may use fewer of them, and an outer one may be lost: a label that fills its whole height on the
    second page has no line across.
    """
    ends = [abs(table.xs[index] - after.xs[index]) <= _SAME for index in (0, -1)]
    fewer, more = sorted((table.xs, after.xs), key=len)
    same = all(min(abs(x - other) for other in more) <= _SAME for x in fewer)
    return same and (all(ends) or (any(ends) and len(fewer) > _MANY))


def stitched(table: PdfTable, after: PdfTable) -> PdfTable:
    """The second table's rows below the first one's; a cell cut by the page break is whole again."""
    cells = list(table.cells)
    for cell in after.cells:
        above = _cut_above(cells, cell, table.rows)
        if above is None:
            cells.append(cell._replace(row=cell.row + table.rows))
        else:
            index = cells.index(above)
            cells[index] = above._replace(rowspan=above.rowspan + cell.rowspan, open_below=cell.open_below)
    cells = [_over_lost_columns(cell, table, after) for cell in cells]
    edges = clustered([*table.xs, *(x for x in after.xs if min(abs(x - y) for y in table.xs) > _SAME)])
    return PdfTable(table.place, tuple(edges), table.rows + after.rows, tuple(cells))


def _over_lost_columns(cell: PdfCell, table: PdfTable, after: PdfTable) -> PdfCell:
    """A cell that ended the first page outside the second page's lines goes on beside them."""
    lost = cell.right <= after.xs[0] + _SAME or cell.left >= after.xs[-1] - _SAME
    ended = cell.row + cell.rowspan == table.rows
    return cell._replace(rowspan=cell.rowspan + after.rows) if lost and ended else cell


def _cut_above(cells: list[PdfCell], cell: PdfCell, rows: int) -> PdfCell | None:
    """The label that a blank cell at the top of the next page goes on with.

    One of them spans rows, or no line is drawn between them; a figure is never taken for cut.
    """
    if cell.row != 0 or cell.text:
        return None
    for above in cells:
        if above.row + above.rowspan == rows and _same_columns(above, cell):
            is_open = above.open_below and cell.open_above and not above.text.isdigit()
            return above if above.text and (is_open or max(above.rowspan, cell.rowspan) > 1) else None
    return None


def _same_columns(one: PdfCell, other: PdfCell) -> bool:
    return abs(one.left - other.left) <= _SAME and abs(one.right - other.right) <= _SAME


def table(pdf: PdfTable) -> Table:
    """The table of the document: columns counted on the grid of the whole."""
    cells = [_placed(cell, pdf.xs) for cell in pdf.cells]
    return Table(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), pdf.place)


def _placed(cell: PdfCell, xs: tuple[float, ...]) -> Cell:
    left, right = nearest(xs, cell.left), nearest(xs, cell.right)
    return Cell(cell.text, cell.row, left, cell.rowspan, max(right - left, 1), cell.place, cell.doubt)
