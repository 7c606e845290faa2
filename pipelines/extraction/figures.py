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
from operator import itemgetter

from archive.codebook import codebook, keys_of
from pipelines.extraction.alignment import Alignment, Pair, align, said_by, score_of
from pipelines.extraction.bands import orders
from pipelines.extraction.blank_ends import are_sisters, has_blank_end, is_full
from pipelines.extraction.cells import read_cell
from pipelines.extraction.columns import Fit, fit, header_differs, place_values
from pipelines.extraction.cuts import rejoined
from pipelines.extraction.headers import as_headed, header_score
from pipelines.extraction.layout import Block, Column, Layout, RowLabel, layouts, units
from pipelines.extraction.leftovers import findings_of_left_over, has_digits
from pipelines.extraction.lines import Line, lines_of
from pipelines.extraction.money import printed_unit
from pipelines.extraction.remarks import (
    another_header,
    beyond_codebook,
    blank_end,
    of_doubt,
    other_unit,
    placed_as_sisters,
    short_row,
    unplaced,
)
from pipelines.model import ABSENT, Cell, Document, Figure, Finding, Severity, State, Table

REVIEW_HEADER = 0.7
MIN_REVIEW_VALUES = 5


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
    _take_rows(reading, alignment.pairs, layout)
    review_lines = list(_take_review(reading, lines, layout))
    reading.findings += findings_of_left_over(lines, alignment, review_lines, layout)
    return _complete(reading)


def _best(offered: Sequence[Sequence[Line]]) -> tuple[Layout, Sequence[Line], Alignment]:
    """The layout, the order of lines and their alignment with the greatest total."""
    valued = [[line for line in lines if line.values] for lines in offered]
    said = [tuple(map(said_by, lines)) for lines in valued]
    tried = (
        (score_of(says, layout), layout, lines, some, says)
        for layout in layouts()
        for lines, some, says in zip(offered, valued, said, strict=True)
    )
    _, layout, lines, some, says = max(tried, key=itemgetter(0))
    return layout, lines, align(some, says, layout)


def _once(tables: Sequence[Table]) -> list[Table]:
    """The tables without those that say again, cell by cell, what one before them has said (a print view)."""
    if len({len(table.cells) for table in tables}) == len(tables):
        return list(tables)
    said: dict[tuple[tuple[int, int, str], ...], Table] = {}
    for table in tables:
        said.setdefault(tuple((cell.row, cell.column, cell.text) for cell in table.cells), table)
    return list(said.values())


def _take_rows(reading: FiguresReading, pairs: Sequence[Pair], layout: Layout) -> None:
    """The figures of the paired rows; a row known by name alone, or that may be several, is only told."""
    counted = [pair for pair in pairs if not pair.row.uncounted]
    reading.findings += [
        beyond_codebook(pair.line) for pair in pairs if pair.row.uncounted and has_digits(pair.line)
    ]
    reading.findings += [of_doubt(pair, layout) for pair in counted if pair.doubt and pair.line.numbered]
    counted = [pair for pair in counted if pair.doubt != "order"]
    fits = [fit(pair.line, as_headed(pair.block, pair.row, pair.line.header)) for pair in counted]
    beginnings = _beginnings(fits)
    for pair, fitted in zip(counted, fits, strict=True):
        _take(reading, fitted, pair.row, beginnings.get(_sisterhood(fitted)))
        if has_blank_end(fitted) and any(is_full(other) for other in fits if are_sisters(fitted, other)):
            reading.findings.append(blank_end(pair.line, fitted.block, pair.row))


def _sisterhood(fitted: Fit) -> tuple[int, int, int, int]:
    """What lines have in common whose values begin at the same cell: table, block, labels, cells."""
    line = fitted.line
    return id(line.table), id(fitted.block), len(line.labels), len(line.values)


def _beginnings(fits: Sequence[Fit]) -> dict[tuple[int, int, int, int], int]:
    """Where the values of sister lines begin: told by those that leave no choice, if all of them agree."""
    told: dict[tuple[int, int, int, int], set[int]] = {}
    for fitted in fits:
        if fitted.begin is not None:
            told.setdefault(_sisterhood(fitted), set()).add(fitted.begin)
    return {sisters: next(iter(begins)) for sisters, begins in told.items() if len(begins) == 1}


def _take(reading: FiguresReading, fitted: Fit, row: RowLabel, sisters_begin: int | None = None) -> None:
    line, block = fitted.line, fitted.block
    placed = place_values(fitted)
    if placed is None and sisters_begin is not None:
        placed = place_values(fitted, sisters_begin)
        reading.findings += [placed_as_sisters(line, block, row)] if placed and line.numbered else []
    if placed is None:
        if line.numbered:
            reading.findings.append(unplaced(line, block, row))
        return
    if header_differs(line, block):
        reading.findings.append(another_header(line, block, row))
    if _may_be_shifted(line, placed):
        reading.findings.append(short_row(line, block, row))
    for column, cell in placed.items():
        _read_figure(reading, block.key(row, column), line, cell, signed=column.signed)


def _read_figure(reading: FiguresReading, key: str, line: Line, cell: Cell, *, signed: bool) -> None:
    unit = units()[key].unit
    printed = printed_unit(line, unit)
    result = read_cell(cell.text, unit, signed, printed)
    place = line.table.place_of(cell)
    if printed not in ("", unit) and result.state is State.VALUE:
        reading.findings.append(other_unit(key, place, result, printed, unit))
    reading.figures[key] = Figure(result.raw, result.value, result.state, place)
    if result.readings:
        reading.ambiguous[key] = result.readings
    if cell.doubt:
        message = f"{place} was read as {result.raw!r} with doubt: {cell.doubt}. Compare with the document."
        reading.findings.append(
            Finding("cell.doubtful", Severity.WARNING, message, (key,), actual=result.raw)
        )
    if result.doubt:
        message = f"{place} prints {result.raw!r}: {result.doubt}. Read the document and judge."
        rule = "cell.ambiguous" if result.readings else "cell.unreadable"
        reading.findings.append(Finding(rule, Severity.WARNING, message, (key,), actual=result.raw))


def _take_review(reading: FiguresReading, lines: Sequence[Line], layout: Layout) -> Iterator[Line]:
    """The lines of table four, each read once: one that says again what is filled already is left over."""
    blocks = [block for table in layout.tables for block in table.blocks if block.unlabelled]
    for line in lines:
        for block in blocks:
            if len(line.values) >= MIN_REVIEW_VALUES and header_score(block, line.header) >= REVIEW_HEADER:
                yield line
                _take_unlabelled(reading, line, block)


def _take_unlabelled(reading: FiguresReading, line: Line, block: Block) -> None:
    fitted = fit(line, block)
    placed = place_values(fitted) or {}
    keys = tuple(block.key(block.rows[0], column) for column in placed)
    filled = [key for key in keys if key in reading.figures and reading.figures[key].state is not State.BLANK]
    if not filled:
        _take(reading, fitted, block.rows[0])
        if has_blank_end(fitted):
            reading.findings.append(blank_end(line, block, block.rows[0]))
    elif line.numbered:
        printed = " | ".join(cell.text.strip() for cell in line.values)
        message = f"{line.place}: these figures stand there twice; this line was not read: {printed}"
        reading.findings.append(Finding("structure.repeated_row", Severity.WARNING, message, keys))


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
    if not line.table.fillers or not line.numbered or read_cell(cells[0].text).state is not State.BLANK:
        return False
    widths = Counter(cell.row for cell in line.table.cells)
    return widths[line.row] < max(widths.values())


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
    counts = {layout.name: len(found.keys() & set(keys_of(layout.name))) for layout in layouts()}
    return max(counts, key=lambda name: (counts[name], name == best))
