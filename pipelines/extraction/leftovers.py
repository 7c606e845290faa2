"""Lines with numbers that found no row (剩余行): nothing in the statutory tables is dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from pipelines.extraction.alignment import Alignment, Pair
from pipelines.extraction.cells import read_cell
from pipelines.extraction.labels import best_similarity, core
from pipelines.extraction.layout import Layout, layouts, slots_of
from pipelines.extraction.lines import Line
from pipelines.extraction.remarks import keys_of_row
from pipelines.model import Finding, Severity, State

AGAIN = 0.92
FORM_LIKE = 3


def findings_of_left_over(
    lines: Sequence[Line], alignment: Alignment, review: Sequence[Line], layout: Layout
) -> Iterator[Finding]:
    """A line with numbers inside the statutory tables that is no row of the form, or is one twice.

    ``review`` are the lines of table four, which has no row labels.
    """
    known = {id(line) for line in review}
    waiting = [line for line in alignment.left_over if id(line) not in known and has_digits(line)]
    if not waiting:
        return
    pairs = [pair for pair in alignment.pairs if not pair.row.uncounted]
    cut = _cut_rows(lines, pairs, review, layout)
    again = Counter(id(line.table) for line in alignment.left_over if _rows_named(line, pairs))
    tables = {id(pair.line.table) for pair in alignment.pairs}
    tables |= {table for table, count in again.items() if count >= FORM_LIKE}
    for line in waiting:
        if id(line.table) in tables or id(line) in cut:
            yield _left_over(line, pairs, cut.get(id(line), ()))


def has_digits(line: Line) -> bool:
    """Whether a number stands in the line, or something that may be one."""
    return any(
        read_cell(cell.text, signed=True).state is State.VALUE or any(map(str.isdecimal, cell.text))
        for cell in line.values
    )


def _cut_rows(
    lines: Sequence[Line], pairs: Sequence[Pair], review: Sequence[Line], layout: Layout
) -> Mapping[int, tuple[str, ...]]:
    """Lines that may be the rest of the row above, whose digits a page break has cut, with its figures.

    They have no label in the same table, or begin a page.
    """
    keys = {id(pair.line): keys_of_row(pair.block, pair.row) for pair in pairs}
    blocks = [block for table in layout.tables for block in table.blocks if block.unlabelled]
    unlabelled = tuple(key for block in blocks for key in keys_of_row(block, block.rows[0]))
    keys |= {id(line): unlabelled for line in review}
    return {
        id(line): keys[id(above)]
        for above, line in pairwise(line for line in lines if has_digits(line))
        if id(above) in keys and _may_end(above, line)
    }


def _may_end(above: Line, line: Line) -> bool:
    """Whether a line may hold the ends of the numbers above it."""
    unlabelled = line.table is above.table and not any(core(cell.text) for cell in line.labels)
    return unlabelled or _is_on_next_page(above, line)


def _is_on_next_page(above: Line, line: Line) -> bool:
    pages = [one.place.partition(",")[0] for one in (above, line)]
    return pages[0] != pages[1] and all(page.startswith("page ") for page in pages)


def _rows_named(line: Line, pairs: Sequence[Pair]) -> list[Pair]:
    """The rows already read that the last label of a line names as well."""
    label = "".join(cell.text for cell in line.labels[-1:])
    return [pair for pair in pairs if core(label) and best_similarity(label, pair.row.labels) >= AGAIN]


def _left_over(line: Line, pairs: Sequence[Pair], cut: tuple[str, ...]) -> Finding:
    """The finding of such a line, on the figures that it may belong to."""
    twice = _rows_named(line, pairs)
    rule = "structure.repeated_row" if twice else "structure.extra_row"
    printed = " | ".join(cell.text.strip() for cell in (*line.labels, *line.values))
    keys = tuple(key for pair in twice for key in keys_of_row(pair.block, pair.row))
    keys = keys or cut or _keys_called(line)
    message = f"{line.place}: this row is not in the form, or stands there twice, and was not read: {printed}"
    if cut:
        message += ". A page break may have cut the numbers of the row above: compare them"
    return Finding(rule, Severity.WARNING, message, keys)


def _keys_called(line: Line) -> tuple[str, ...]:
    """The figures of the rows, in any form, that the last label of a line names: one out of its place."""
    label = "".join(cell.text for cell in line.labels[-1:])
    slots = (slot for layout in layouts() for slot in slots_of(layout))
    named = (slot for slot in slots if core(label) and best_similarity(label, slot.row.labels) >= AGAIN)
    return tuple(dict.fromkeys(key for block, row in named for key in keys_of_row(block, row)))
