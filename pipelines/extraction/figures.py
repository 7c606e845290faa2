"""The figures of a document (统计数据): its tables against the layouts, whatever form they follow.

1. The tables are cut into lines (``lines``), and the lines aligned with each layout (``alignment``).
2. The layout with the best total gives the rows; the header over a line tells which form's columns it has.
3. The values of each pair are placed on columns (``columns``) and read (``cells``).
4. Table four has no row labels: every line under a header that names its columns belongs to it.
5. A line with numbers that found no place, a row that could not be placed, a row that stands twice and a cell
   that could not be read are findings. Nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from archive.codebook import codebook, keys_of
from pipelines.extraction.alignment import Alignment, Pair, Slot, align, slots_of
from pipelines.extraction.bands import orders
from pipelines.extraction.cells import CellReading, read_cell
from pipelines.extraction.columns import as_headed, first_value, header_differs, header_score, place_values
from pipelines.extraction.cuts import rejoined
from pipelines.extraction.labels import best_similarity, core
from pipelines.extraction.layout import Block, Column, Layout, RowLabel, layouts, units
from pipelines.extraction.lines import Line, lines_of
from pipelines.extraction.money import printed_unit
from pipelines.model import ABSENT, Cell, Document, Figure, Finding, Severity, State, Table

HEADER_WEIGHT = 0.2
REVIEW_HEADER = 0.7
MIN_REVIEW_VALUES = 5
AGAIN = 0.92
FORM_LIKE = 3


@dataclass(slots=True)
class FiguresReading:
    """What the tables say: the layout, every figure of it, and what could not be placed or read.

    ``ambiguous`` holds the possible values of cells that print two groups of digits.
    """

    layout: str
    figures: dict[str, Figure]
    findings: list[Finding] = field(default_factory=list)
    ambiguous: dict[str, tuple[int, ...]] = field(default_factory=dict)


def read_figures(document: Document) -> FiguresReading:
    """Read every statutory figure of a document. Pure; a document without tables gives absent figures."""
    layout, lines, alignment = _best(orders(rejoined(lines_of(_once(document.tables)))))
    reading = FiguresReading(layout.name, {})
    beginnings = _beginnings(alignment.pairs)
    for pair in alignment.pairs:
        if pair.slot.row.uncounted:
            reading.findings += [_beyond_codebook(pair.line)] if _has_digits(pair.line) else []
            continue
        _take(reading, pair.line, pair.slot.block, pair.slot.row, beginnings.get(_sisterhood(pair)))
    review_lines = list(_take_review(reading, lines, layout))
    cut = _cut_rows(lines, alignment.pairs, review_lines, layout)
    _report_left_over(reading, alignment, review_lines, cut)
    return _complete(reading)


def _best(offered: Sequence[Sequence[Line]]) -> tuple[Layout, Sequence[Line], Alignment]:
    """The layout, the order of lines and their alignment with the greatest total."""
    tried = ((layout, lines, _aligned(lines, layout)) for layout in layouts() for lines in offered)
    return max(tried, key=lambda one: one[2].score)


def _once(tables: Sequence[Table]) -> list[Table]:
    """The tables without those that say again, cell by cell, what one before them has said (a print view)."""
    said: dict[tuple[tuple[int, int, str], ...], Table] = {}
    for table in tables:
        said.setdefault(tuple((cell.row, cell.column, cell.text) for cell in table.cells), table)
    return list(said.values())


def _aligned(lines: Sequence[Line], layout: Layout) -> Alignment:
    def bonus(line: Line, slot: Slot) -> float:
        return HEADER_WEIGHT * header_score(slot.block, line.header)

    return align([line for line in lines if line.values], slots_of(layout), bonus=bonus)


def _sisterhood(pair: Pair) -> tuple[int, int, int, int]:
    """What lines have in common whose values begin at the same cell: table, block, labels, cells."""
    line = pair.line
    return id(line.table), id(pair.slot.block), len(line.labels), len(line.values)


def _beginnings(pairs: Sequence[Pair]) -> dict[tuple[int, int, int, int], int]:
    """Where the values of sister lines begin: told by those that leave no choice, if all of them agree."""
    told: dict[tuple[int, int, int, int], set[int]] = {}
    for pair in pairs:
        begin = first_value(pair.line, pair.slot.block)
        if begin is not None:
            told.setdefault(_sisterhood(pair), set()).add(begin)
    return {sisters: next(iter(begins)) for sisters, begins in told.items() if len(begins) == 1}


def _take(
    reading: FiguresReading, line: Line, block: Block, row: RowLabel, sisters_begin: int | None = None
) -> None:
    block = as_headed(block, row, line.header)
    placed = place_values(line, block)
    if placed is None and sisters_begin is not None:
        placed = place_values(line, block, sisters_begin)
        reading.findings += [_placed_as_sisters(line, block, row)] if placed and line.numbered else []
    if placed is None:
        if line.numbered:
            reading.findings.append(_unplaced(line, block, row))
        return
    if header_differs(line, block):
        reading.findings.append(_another_header(line, block, row))
    if _may_be_shifted(line, placed):
        reading.findings.append(_short_row(line, block, row))
    for column, cell in placed.items():
        _read_figure(reading, block.key(row, column), line, cell, signed=column.signed)


def _read_figure(reading: FiguresReading, key: str, line: Line, cell: Cell, *, signed: bool) -> None:
    unit = units()[key].unit
    printed = printed_unit(line, unit)
    result = read_cell(cell.text, unit=unit, signed=signed, printed_unit=printed)
    place = line.table.place_of(cell)
    if printed not in ("", unit) and result.state is State.VALUE:
        reading.findings.append(_other_unit(key, place, result, printed, unit))
    reading.figures[key] = Figure(result.raw, result.value, result.state, place)
    if result.readings:
        reading.ambiguous[key] = result.readings
    if cell.doubt:
        message = f"{place} was read as {result.raw!r} with doubt: {cell.doubt}. Compare it with the picture."
        reading.findings.append(
            Finding("cell.doubtful", Severity.WARNING, message, (key,), actual=result.raw)
        )
    if result.doubt:
        message = f"{place} prints {result.raw!r}: {result.doubt}. Read the document and judge."
        rule = "cell.ambiguous" if result.readings else "cell.unreadable"
        reading.findings.append(Finding(rule, Severity.WARNING, message, (key,), actual=result.raw))


def _other_unit(key: str, place: str, result: CellReading, printed: str, unit: str) -> Finding:
    message = (
        f"{place} counts in {printed}, as the table says beside it, where the form asks for {unit}: "
        f"{result.raw} was read as {result.value} {unit}. A misprint of the unit would change it."
    )
    return Finding("cell.unit", Severity.WARNING, message, (key,), unit, printed)


def _take_review(reading: FiguresReading, lines: Sequence[Line], layout: Layout) -> Iterator[Line]:
    """The lines of table four, each read once: one that says again what is filled already is left over."""
    blocks = [block for table in layout.tables for block in table.blocks if block.unlabelled]
    for line in lines:
        for block in blocks:
            if len(line.values) >= MIN_REVIEW_VALUES and header_score(block, line.header) >= REVIEW_HEADER:
                yield line
                _take_unlabelled(reading, line, block)


def _take_unlabelled(reading: FiguresReading, line: Line, block: Block) -> None:
    placed = place_values(line, block) or {}
    keys = tuple(block.key(block.rows[0], column) for column in placed)
    filled = [key for key in keys if key in reading.figures and reading.figures[key].state is not State.BLANK]
    if not filled:
        _take(reading, line, block, block.rows[0])
    elif line.numbered:
        printed = " | ".join(cell.text.strip() for cell in line.values)
        message = f"{line.place}: these figures stand there twice; this line was not read: {printed}"
        reading.findings.append(Finding("structure.repeated_row", Severity.WARNING, message, keys))


def _placed_as_sisters(line: Line, block: Block, row: RowLabel) -> Finding:
    message = (
        f"{line.place}: blanks beside the numbers; they were placed as in the rows around. Compare them."
    )
    keys = tuple(block.key(row, column) for column in block.columns)
    return Finding("structure.placed_by_rows", Severity.NOTE, message, keys)


def _may_be_shifted(line: Line, placed: Mapping[Column, Cell]) -> bool:
    """A row whose numbers may stand under the column beside their own.

    A dump's row that lost its end, and whose first blank may belong to its label; a row whose first blank was
    left out, so that words end the numbers; a row with numbers run together in a cell and a blank at its end.
    """
    cells = list(placed.values())
    first, last = line.values[0], read_cell(cells[-1].text).state
    if last is State.TEXT and first is not cells[0]:
        return True
    if last is State.BLANK and any(read_cell(c.text, unit="as written", signed=True).doubt for c in cells):
        return True
    widths = Counter(cell.row for cell in line.table.cells)
    blank = read_cell(cells[0].text).state is State.BLANK
    return line.table.fillers and blank and line.numbered and widths[line.row] < max(widths.values())


def _short_row(line: Line, block: Block, row: RowLabel) -> Finding:
    message = f"{line.place}: a short row, or cells that ran together: are all of its numbers one column off?"
    keys = tuple(block.key(row, column) for column in block.columns)
    return Finding("structure.short_row", Severity.WARNING, message, keys)


def _another_header(line: Line, block: Block, row: RowLabel) -> Finding:
    message = f"{line.place}: the header names too few columns, or in another order than the form. Compare."
    keys = tuple(block.key(row, column) for column in block.columns)
    return Finding("structure.columns", Severity.WARNING, message, keys)


def _unplaced(line: Line, block: Block, row: RowLabel) -> Finding:
    printed = " | ".join(cell.text.strip() for cell in line.values)
    columns = len(block.columns)
    return Finding(
        "structure.unplaced",
        Severity.ERROR,
        f"{line.place}: {len(line.values)} cells ({printed}) cannot be placed on the "
        f"{columns} columns of the form; the row's figures are left absent. Read the document and judge.",
        tuple(block.key(row, column) for column in block.columns),
    )


def _beyond_codebook(line: Line) -> Finding:
    printed = " | ".join(cell.text.strip() for cell in (*line.labels, *line.values))
    message = f"{line.place}: a known row that is not in the codebook was not read: {printed}"
    return Finding("structure.extra_row", Severity.NOTE, message)


def _cut_rows(
    lines: Sequence[Line], pairs: Sequence[Pair], review: Sequence[Line], layout: Layout
) -> dict[int, tuple[str, ...]]:
    """Lines that may be the rest of the row above, whose digits a page break has cut, with its figures.

    They have no label in the same table, or begin a page.
    """
    keys = {id(pair.line): _row_keys(pair.slot.block, pair.slot.row) for pair in pairs}
    blocks = [block for table in layout.tables for block in table.blocks if block.unlabelled]
    unlabelled = tuple(key for block in blocks for key in _row_keys(block, block.rows[0]))
    keys |= {id(line): unlabelled for line in review}
    return {
        id(line): keys[id(above)]
        for above, line in pairwise(line for line in lines if _has_digits(line))
        if id(above) in keys and _may_end(above, line)
    }


def _may_end(above: Line, line: Line) -> bool:
    """Whether a line may hold the ends of the numbers above it."""
    unlabelled = line.table is above.table and not any(core(cell.text) for cell in line.labels)
    return unlabelled or _is_on_next_page(above, line)


def _is_on_next_page(above: Line, line: Line) -> bool:
    pages = [one.place.partition(",")[0] for one in (above, line)]
    return pages[0] != pages[1] and all(page.startswith("page ") for page in pages)


def _row_keys(block: Block, row: RowLabel) -> tuple[str, ...]:
    return tuple(block.key(row, column) for column in block.columns)


def _report_left_over(
    reading: FiguresReading,
    alignment: Alignment,
    review: Sequence[Line],
    cut: Mapping[int, tuple[str, ...]],
) -> None:
    """A line with numbers inside the statutory tables that is no row of the form, or is one twice."""
    known = {id(line) for line in review}
    again = Counter(id(line.table) for line in alignment.left_over if _rows_named(line, alignment.pairs))
    tables = {id(pair.line.table) for pair in alignment.pairs}
    tables |= {table for table, count in again.items() if count >= FORM_LIKE}
    for line in alignment.left_over:
        inside = id(line.table) in tables or id(line) in cut
        if id(line) not in known and inside and _has_digits(line):
            reading.findings.append(_left_over(line, alignment.pairs, cut.get(id(line), ())))


def _has_digits(line: Line) -> bool:
    readings = (read_cell(cell.text, signed=True) for cell in line.values)
    return any(reading.state is State.VALUE or reading.doubt for reading in readings)


def _rows_named(line: Line, pairs: Sequence[Pair]) -> list[Pair]:
    """The rows already read that the last label of a line names as well."""
    label = "".join(cell.text for cell in line.labels[-1:])
    return [pair for pair in pairs if core(label) and best_similarity(label, pair.slot.row.labels) >= AGAIN]


def _left_over(line: Line, pairs: Sequence[Pair], cut: tuple[str, ...]) -> Finding:
    """The finding of such a line, on the figures that it may belong to."""
    twice = _rows_named(line, pairs)
    rule = "structure.repeated_row" if twice else "structure.extra_row"
    printed = " | ".join(cell.text.strip() for cell in (*line.labels, *line.values))
    keys = tuple(key for pair in twice for key in _row_keys(pair.slot.block, pair.slot.row))
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
    return tuple(dict.fromkeys(key for slot in named for key in _row_keys(slot.block, slot.row)))


def _complete(reading: FiguresReading) -> FiguresReading:
    """Every key of the layout in the codebook's order, absent ones included, then those of other layouts."""
    found = reading.figures
    reading.layout = _form(found, reading.layout)
    wanted = set(keys_of(reading.layout))
    order = [entry.figure for entry in codebook() if entry.figure in wanted or entry.figure in found]
    reading.figures = {key: found.get(key, ABSENT) for key in order}
    return reading


def _form(found: Mapping[str, Figure], best: str) -> str:
    """The form that most of the document's labels match: by the keys that only one form has."""
    own = {layout.name: set(keys_of(layout.name)) for layout in layouts()}
    counts = {name: sum(key in keys for key in found) for name, keys in own.items()}
    return max(counts, key=lambda name: (counts[name], name == best))
