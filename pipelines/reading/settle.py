"""A flow -> the blocks of a Document: nested tables resolved, page layout made transparent.

1. A nested table of one cell is the text of its parent cell.
2. A nested table in a row of data is spliced into the parent's grid, so that each figure stays a
   cell of its own.
3. A table that only lays out the page is transparent: its contents become blocks, in order.
4. Rows of running text inside a table of data become paragraphs between two tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby
from operator import attrgetter, itemgetter

from pipelines.model import Cell, Paragraph, Table
from pipelines.reading.flow import FlowTable, Item, Line
from pipelines.reading.grid import Placed, place

LABEL_LENGTH = 150
"""Longer texts beside a nested table are no row labels (the form's longest label has 40 characters)."""
PROSE_LENGTH = 300
PROSE_LINES = 3
"""A cell with so many characters in so many lines is running text, not a label or a figure."""

_position = itemgetter(0, 1)
"""The row and the column of a placed cell."""
_row = attrgetter("row")

Grid = list[Placed]
Settled = Line | tuple[Placed, ...]


def blocks(items: Iterable[Item]) -> tuple[Paragraph | Table, ...]:
    """Number and place what the flow settles into."""
    counts = {"paragraph": 0, "table": 0}
    return tuple(_block(settled, counts) for item in items for settled in _settle(item) if _visible(settled))


def _block(settled: Settled, counts: dict[str, int]) -> Paragraph | Table:
    kind = "paragraph" if isinstance(settled, Line) else "table"
    counts[kind] += 1
    name = f"{kind} {counts[kind]}"
    if isinstance(settled, Line):
        return Paragraph(settled.text, name, settled.heading)
    return Table(tuple(_cells(sorted(settled, key=_position))), name)


def _visible(settled: Settled) -> bool:
    if isinstance(settled, Line):
        return bool(settled.text.strip())
    return any(_text(cell.items).strip() for cell in settled)


def _cells(grid: Iterable[Placed]) -> Iterator[Cell]:
    for row, column, rowspan, colspan, items, doubt in grid:
        yield Cell(_text(items), row, column, rowspan, colspan, "", doubt)


def _text(items: tuple[Item, ...]) -> str:
    """The lines of a cell; blank ones only where there is nothing else (an NBSP stays as printed)."""
    if len(items) == 1 and isinstance(only := items[0], Line):
        return only.text
    lines = [item.text for item in items if isinstance(item, Line)]
    if len(lines) < 2:
        return lines[0] if lines else ""
    return "\n".join(line for line in lines if line.strip()) or lines[0]


def _settle(item: Item) -> Iterator[Settled]:
    if isinstance(item, Line):
        yield item
        return
    grid = place(item)
    if _has_tables(grid):
        grid = [_inlined(cell) for cell in grid]
    if not _has_tables(grid):
        yield from _segments(grid)
    elif _is_data(grid):
        yield tuple(_spliced(grid))
    else:
        yield from (settled for cell in grid for inner in cell.items for settled in _settle(inner))


def _inlined(cell: Placed) -> Placed:
    """Replace nested tables of one cell by what is in them."""
    if not _nested(cell):
        return cell
    items = tuple(inner for item in cell.items for inner in _unwrapped(item))
    return cell._replace(items=items)


def _unwrapped(item: Item) -> Iterator[Item]:
    cells = [cell for row in item.rows for cell in row.cells] if isinstance(item, FlowTable) else []
    if isinstance(item, Line) or len(cells) > 1:
        yield item
        return
    yield from (deeper for cell in cells for inner in cell.items for deeper in _unwrapped(inner))


def _has_tables(grid: Grid) -> bool:
    return FlowTable in {type(item) for cell in grid for item in cell.items}


def _nested(cell: Placed) -> list[FlowTable]:
    return [item for item in cell.items if isinstance(item, FlowTable)]


# Layout or data


def _is_data(grid: Grid) -> bool:
    """True if the nested tables hold figures of this table's own rows."""
    hosts = [cell for cell in grid if _nested(cell)]
    if not all(_holds_only_a_table(cell) for cell in hosts) or any(_is_prose(cell) for cell in grid):
        return False
    rows = {cell.row for cell in hosts}
    labels = [
        cell for cell in grid if not _nested(cell) and 0 < len(_text(cell.items).strip()) <= LABEL_LENGTH
    ]
    beside = any(cell.row in rows for cell in labels)
    return beside or any(len(list(row)) > 1 for _, row in groupby(labels, key=lambda cell: cell.row))


def _holds_only_a_table(cell: Placed) -> bool:
    """One nested table and no text of its own; nothing but plain, short cells in it."""
    tables = _nested(cell)
    if len(tables) != 1 or _text(cell.items).strip():
        return False
    return not any(_nested(inner) or _is_prose(inner) for inner in map(_inlined, place(tables[0])))


def _is_prose(cell: Placed) -> bool:
    lines = [item.text for item in cell.items if isinstance(item, Line) and item.text.strip()]
    return len(lines) >= PROSE_LINES and sum(map(len, lines)) >= PROSE_LENGTH


def _segments(grid: Grid) -> Iterator[Settled]:
    """Tables of data between rows of running text; a run of single cells is no table."""
    prose = {cell.row for cell in grid if len(cell.items) >= PROSE_LINES and _is_prose(cell)}
    if not prose and len({cell.column for cell in grid}) > 1:
        yield tuple(_cut(grid, prose))
        return
    for is_prose, run in groupby(grid, key=lambda cell: cell.row in prose):
        cells = list(run)
        if is_prose or len({cell.column for cell in cells}) == 1:
            yield from (item for cell in cells for item in cell.items if isinstance(item, Line))
        else:
            yield tuple(_cut(cells, prose))


def _cut(cells: Grid, prose: set[int]) -> Iterator[Placed]:
    """The cells of a segment, counted from its own first row, spans ending before running text."""
    first = cells[0].row
    if not first and not prose:
        yield from cells
        return
    for cell in cells:
        after = [row for row in prose if row > cell.row]
        end = min([*after, cell.row + cell.rowspan])
        yield cell.moved(cell.row - first, cell.column, end - cell.row, cell.colspan)


# Splicing


def _spliced(grid: Grid) -> Iterator[Placed]:
    """Widen the grid's rows and columns until every nested grid fits, and put its cells there."""
    inner = {
        id(cell): [_inlined(nested) for nested in place(_nested(cell)[0])] for cell in grid if _nested(cell)
    }
    heights = [1] * max(cell.row + cell.rowspan for cell in grid)
    widths = [1] * max(cell.column + cell.colspan for cell in grid)
    for cell in grid:
        if id(cell) in inner:
            _widen(heights, cell.row, cell.rowspan, _extent(inner[id(cell)])[0])
            _widen(widths, cell.column, cell.colspan, _extent(inner[id(cell)])[1])
    tops, lefts = [0, *accumulate(heights)], [0, *accumulate(widths)]
    for cell in grid:
        area = _area(cell, tops, lefts)
        yield from _fitted(inner[id(cell)], area) if id(cell) in inner else (area,)


def _extent(grid: Grid) -> tuple[int, int]:
    return max(cell.row + cell.rowspan for cell in grid), max(cell.column + cell.colspan for cell in grid)


def _widen(sizes: list[int], start: int, span: int, needed: int) -> None:
    missing = needed - sum(sizes[start : start + span])
    sizes[start + span - 1] += max(missing, 0)


def _area(cell: Placed, tops: list[int], lefts: list[int]) -> Placed:
    top, left = tops[cell.row], lefts[cell.column]
    return cell.moved(
        top, left, tops[cell.row + cell.rowspan] - top, lefts[cell.column + cell.colspan] - left
    )


def _fitted(nested: Grid, area: Placed) -> Iterator[Placed]:
    """The nested cells on the area of their host; the last row and column take what is left over."""
    rows, columns = _extent(nested)
    for cell in nested:
        bottom, right = cell.row + cell.rowspan, cell.column + cell.colspan
        rowspan = cell.rowspan + (area.rowspan - rows if bottom == rows else 0)
        colspan = cell.colspan + (area.colspan - columns if right == columns else 0)
        yield cell.moved(area.row + cell.row, area.column + cell.column, rowspan, colspan)
