"""Values of a line placed on the columns of a block (列对齐): by order first, by geometry where order fails.

1. The header over the line, where it names its columns, says which of the form's columns there are and which
   others stand between them. Their order is the form's: a header in another order is a finding.
2. The value cells fit the columns as a consecutive run, and only blank cells may stand outside it; where none
   does, also words that name the line, before it.
3. Where one run fits, or all that fit read the same, it is the reading. Where several fit, the run that lies
   under its header wins, else the one that begins where those of its sister lines do (same table, as many
   cells). Where none fits, a cell under exactly one column's header is that column's.
4. Anything else is not placed: the figures stay absent and the caller makes a finding of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.extraction.cells import read_cell
from pipelines.extraction.headers import Leaf, Seat, heading_of
from pipelines.extraction.labels import core
from pipelines.extraction.layout import Block, Column
from pipelines.extraction.lines import Line
from pipelines.model import Cell, State

Placed = Mapping[Column, Cell]


Run = tuple[tuple[Seat, Cell], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A line against the columns of a block: the seats, and the runs of cells that fit, by their begin."""

    line: Line
    block: Block
    seats: tuple[Seat, ...]
    runs: Mapping[int, Run]

    @property
    def begin(self) -> int | None:
        """The cell at which the values begin, where only one run of cells fits the columns."""
        return next(iter(self.runs)) if len(self.runs) == 1 else None


def fit(line: Line, block: Block) -> Fit:
    """How the values of a line may lie on the columns of a block."""
    seats = seats_of(line, block)
    return Fit(line, block, seats, _runs(line.values, seats))


def place_values(fitted: Fit, sisters_begin: int | None = None) -> Placed | None:
    """Which cell of the line is which column's; nothing where it cannot be told for certain.

    ``sisters_begin`` is the cell at which the values of all sister lines begin, if they agree.
    """
    runs, line = fitted.runs, fitted.line
    if len(runs) == 1 or len({_signature(run) for run in runs.values()}) == 1:
        return _columns(next(iter(runs.values())))
    if runs:
        under = _under_header(runs)
        if under is None and sisters_begin is not None and sisters_begin in runs:
            return _columns(runs[sisters_begin])
        return under
    few = len(line.values) < len(fitted.seats)
    return _by_geometry(line, fitted.seats) if few else _by_header(line, fitted.block)


def seats_of(line: Line, block: Block) -> tuple[Seat, ...]:
    """The columns that stand over a line, in printed order."""
    if line.header is None:
        return _plain_seats(block)
    over = heading_of(line.header, block)
    if line.header.table is not line.table or line.table.ragged or not over.named or over.disorder:
        return over.plain
    if len(over.named) < len(over.plain) == len(line.values):
        return over.plain
    return over.seats


def header_differs(line: Line, block: Block) -> bool:
    """Whether the header over a line names the columns in another order than the form, or too few of them.

    Mostly it is the header that is damaged; that the columns really are others cannot be excluded.
    """
    if line.header is None:
        return False
    over = heading_of(line.header, block)
    if line.header.table.ragged:
        return over.disorder
    few = line.header.table is line.table and 0 < len(over.named) < len(over.plain) != len(line.values)
    return few or over.disorder


@cache
def _plain_seats(block: Block) -> tuple[Seat, ...]:
    return tuple(Seat(column, None) for column in block.columns)


def _runs(values: Sequence[Cell], seats: Sequence[Seat]) -> dict[int, Run]:
    """The runs of cells that fit the columns, by the cell at which they begin."""
    width = len(seats)
    if len(values) == width:
        return {0: tuple(zip(seats, values, strict=True))}
    starts = range(len(values) - width + 1)
    blank = [read_cell(cell.text).state is State.BLANK for cell in values]
    named = [empty or _is_name(cell) for empty, cell in zip(blank, values, strict=True)]
    fitting = [at for at in starts if all(blank[:at]) and all(blank[at + width :])]
    fitting = fitting or [at for at in starts if all(named[:at]) and all(blank[at + width :])]
    return {at: tuple(zip(seats, values[at : at + width], strict=True)) for at in fitting}


def _is_name(cell: Cell) -> bool:
    """Words before the numbers that name the line (件数, 白马镇), longer than an entry such as 无."""
    reading = read_cell(cell.text)
    return reading.state is State.TEXT and not reading.doubt and len(core(cell.text)) > 1


def _is_number(cell: Cell) -> bool:
    reading = read_cell(cell.text, signed=True)
    return reading.state is State.VALUE or bool(reading.doubt)


def _signature(run: Run) -> tuple[str, ...]:
    return tuple(cell.text.strip() for _, cell in run)


def _columns(run: Run) -> Placed:
    return {seat.column: cell for seat, cell in run if seat.column is not None}


def _under_header(runs: Mapping[int, Run]) -> Placed | None:
    """Several runs fit: the one that alone lies wholly under its header."""
    under = [
        run for run in runs.values() if all(seat.leaf and _overlaps(seat.leaf, cell) for seat, cell in run)
    ]
    return _columns(under[0]) if len(under) == 1 else None


def _by_geometry(line: Line, seats: Sequence[Seat]) -> Placed | None:
    """Fewer cells than columns: each cell must lie under exactly one column's header.

    The columns left free must be taken by cells that reach down from above. Else the row has lost a cell, and
    nobody can tell which: it is not placed.
    """
    placed: dict[Seat, Cell] = {}
    for cell in line.values:
        over = [seat for seat in seats if seat.leaf and _overlaps(seat.leaf, cell)]
        if len(over) != 1:
            return None
        placed[over[0]] = cell
    free = [seat for seat in seats if seat not in placed]
    if not all(seat.leaf and any(_overlaps(seat.leaf, cell) for cell in line.above) for seat in free):
        return None
    return _columns(tuple(placed.items())) or None


def _by_header(line: Line, block: Block) -> Placed | None:
    """More cells than columns: each must lie under its own header cell, the form's columns among them."""
    if line.header is None or line.header.table is not line.table or line.table.ragged:
        return None
    over = heading_of(line.header, block)
    leaves, named = over.leaves, over.named
    under = [[at for at, leaf in enumerate(leaves) if _overlaps(leaf, cell)] for cell in line.values]
    cells = {at[0]: cell for at, cell in zip(under, line.values, strict=True) if len(at) == 1}
    if len(cells) < len(line.values) or not set(named) <= set(cells) or over.disorder:
        return None
    if any(_is_number(cell) and _is_over_labels(leaves[at], line) for at, cell in cells.items()):
        return None
    return {named[at]: cells[at] for at in sorted(named)} if len(named) == len(over.plain) else None


def _is_over_labels(leaf: Leaf, line: Line) -> bool:
    """A number under the header of the labels: the row has been shifted."""
    return any(_overlaps(leaf, label) for label in line.labels)


def _overlaps(leaf: Leaf, cell: Cell) -> bool:
    return cell.column <= leaf.last and leaf.first < cell.column + cell.colspan
