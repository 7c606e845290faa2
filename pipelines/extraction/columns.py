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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.extraction.alignment import best_path
from pipelines.extraction.cells import read_cell
from pipelines.extraction.labels import best_similarity, core
from pipelines.extraction.layout import Block, Column, RowLabel, layouts
from pipelines.extraction.lines import Header, Line
from pipelines.model import Cell, State

NAMED = 0.75
Placed = Mapping[Column, Cell]


@dataclass(frozen=True, slots=True)
class Leaf:
    """The lowest header cell over a run of grid columns, with the headings above it."""

    text: str
    groups: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Seat:
    """A place that a value can take: a column of the form or one unknown to it, and where it lies."""

    column: Column | None
    leaf: Leaf | None


Run = tuple[tuple[Seat, Cell], ...]


def place_values(line: Line, block: Block, sisters_begin: int | None = None) -> Placed | None:
    """Which cell of the line is which column's; nothing where it cannot be told for certain.

    ``sisters_begin`` is the cell at which the values of all sister lines begin, if they agree.
    """
    seats = seats_of(line, block)
    runs = _runs(line.values, seats)
    if len({_signature(run) for run in runs.values()}) == 1:
        return _columns(next(iter(runs.values())))
    if runs:
        under = _under_header(runs)
        return _columns(runs[sisters_begin]) if under is None and sisters_begin in runs else under
    return _by_geometry(line, seats) if len(line.values) < len(seats) else _by_header(line, block)


def first_value(line: Line, block: Block) -> int | None:
    """The cell at which the values of a line begin, where only one run of its cells fits the columns."""
    starts = list(_runs(line.values, seats_of(line, block)))
    return starts[0] if len(starts) == 1 else None


def seats_of(line: Line, block: Block) -> tuple[Seat, ...]:
    """The columns that stand over a line, in printed order."""
    plain = tuple(Seat(column, None) for column in _columns_present(block, line.header))
    if line.header is None or line.header.table is not line.table or line.table.ragged:
        return plain
    leaves = leaves_of(line.header)
    named = _name(leaves, block)
    if not named or _in_disorder(named, block) or len(named) < len(plain) == len(line.values):
        return plain
    first, last = min(named), max(named)
    return tuple(Seat(named.get(i), leaves[i]) for i in range(first, last + 1))


def header_differs(line: Line, block: Block) -> bool:
    """Whether the header over a line names the columns in another order than the form, or too few of them.

    Mostly it is the header that is damaged; that the columns really are others cannot be excluded.
    """
    header = line.header
    if header is None:
        return False
    if header.table.ragged:
        return any(_in_disorder(named, block) for named in _named_rows(header, block))
    named, columns = _name(leaves_of(header), block), len(_columns_present(block, header))
    few = header.table is line.table and 0 < len(named) < columns != len(line.values)
    return few or _in_disorder(named, block)


def _named_rows(header: Header, block: Block) -> Iterator[dict[int, Column]]:
    """What a dump's header, which has no geometry, names from left to right in each of its rows."""
    if any(column.group for column in block.columns):
        return
    for _, row in groupby(header.cells, key=lambda cell: cell.row):
        yield _name([Leaf(cell.text, (), cell.column, cell.column) for cell in row], block)


def _in_disorder(named: Mapping[int, Column], block: Block) -> bool:
    order = [block.columns.index(named[at]) for at in sorted(named)]
    return order != sorted(order)


def header_score(block: Block, header: Header | None) -> float:
    """How many of a block's columns the header names, 0 to 1."""
    if header is None:
        return 0.0
    texts = [cell.text for cell in header.cells]
    found = sum(
        any(best_similarity(text, column.labels) >= NAMED for text in texts) for column in block.columns
    )
    return found / len(block.columns)


def as_headed(block: Block, row: RowLabel, header: Header | None) -> Block:
    """The block whose columns stand over a line: that of another form where the header names more of them."""
    others = (other for layout in layouts() for table in layout.tables for other in table.blocks)
    same = [other for other in others if other.table == block.table and row.key in _row_keys(other)]
    return max((block, *same), key=lambda one: (round(header_score(one, header), 2), _named(one, header)))


def _row_keys(block: Block) -> tuple[str, ...]:
    return tuple(row.key for row in block.rows)


def _named(block: Block, header: Header | None) -> int:
    return round(header_score(block, header) * len(block.columns))


def leaves_of(header: Header) -> tuple[Leaf, ...]:
    """The lowest header cells from left to right; a cell over several columns is one leaf."""
    width = max(cell.column + cell.colspan for cell in header.cells)
    stacks = [
        [cell for cell in header.cells if cell.column <= at < cell.column + cell.colspan]
        for at in range(width)
    ]
    leaves: list[Leaf] = []
    lowest: Cell | None = None
    for at, stack in enumerate(stacks):
        filled = [cell for cell in stack if cell.text.strip()]
        if not filled:
            continue
        if leaves and filled[-1] is lowest:
            leaves[-1] = Leaf(leaves[-1].text, leaves[-1].groups, leaves[-1].first, at)
            continue
        lowest = filled[-1]
        leaves.append(Leaf(lowest.text, tuple(cell.text for cell in filled[:-1]), at, at))
    return tuple(leaves)


def _columns_present(block: Block, header: Header | None) -> tuple[Column, ...]:
    """All columns of a block, or those whose group is named where the table is printed in parts."""
    groups = {column.group[0] for column in block.columns if column.group}
    if header is None or not groups:
        return block.columns
    texts = [cell.text for cell in header.cells]
    named = {group for group in groups if any(best_similarity(text, (group,)) >= NAMED for text in texts)}
    return tuple(column for column in block.columns if not named or column.group[0] in named)


def _name(leaves: Sequence[Leaf], block: Block) -> dict[int, Column]:
    """Which leaf is which column: one to one by label, or in order where labels repeat under groups."""
    gains = [[_gain(leaf, column) for column in block.columns] for leaf in leaves]
    if any(column.group for column in block.columns):
        return {i: block.columns[j] for i, j in best_path(gains)}
    named: dict[int, Column] = {}
    pairs = sorted(
        ((gain, i, j) for i, row in enumerate(gains) for j, gain in enumerate(row) if gain), reverse=True
    )
    for _, i, j in pairs:
        if i not in named and block.columns[j] not in named.values():
            named[i] = block.columns[j]
    return named


def _gain(leaf: Leaf, column: Column) -> float:
    own = best_similarity(leaf.text, column.labels)
    if own < NAMED:
        return 0.0
    return own + sum(best_similarity(group, leaf.groups) for group in column.group) / 2


def _runs(values: Sequence[Cell], seats: Sequence[Seat]) -> dict[int, Run]:
    """The runs of cells that fit the columns, by the cell at which they begin."""
    width = len(seats)
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
    leaves = leaves_of(line.header)
    under = [[at for at, leaf in enumerate(leaves) if _overlaps(leaf, cell)] for cell in line.values]
    cells = {at[0]: cell for at, cell in zip(under, line.values, strict=True) if len(at) == 1}
    named = _name(leaves, block)
    if len(cells) < len(line.values) or not set(named) <= set(cells) or _in_disorder(named, block):
        return None
    if any(_is_number(cell) and _is_over_labels(leaves[at], line) for at, cell in cells.items()):
        return None
    columns = _columns_present(block, line.header)
    return {named[at]: cells[at] for at in sorted(named)} if len(named) == len(columns) else None


def _is_over_labels(leaf: Leaf, line: Line) -> bool:
    """A number under the header of the labels: the row has been shifted."""
    return any(_overlaps(leaf, label) for label in line.labels)


def _overlaps(leaf: Leaf, cell: Cell) -> bool:
    return cell.column <= leaf.last and leaf.first < cell.column + cell.colspan
