"""A header against the columns of a block (表头): which of the form's columns it names, where, in what order.

The lowest header cell over a grid column names it (``Leaf``), with the headings above it. What a header says
is found out once for all lines under it, and for all tables that print the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from pipelines.extraction.chains import best_path
from pipelines.extraction.labels import best_similarity
from pipelines.extraction.layout import Block, Column, RowLabel, blocks
from pipelines.extraction.lines import Header

NAMED = 0.75


class Word(NamedTuple):
    """A cell of a header: what it says, and where."""

    text: str
    row: int
    column: int
    colspan: int


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What headers print that are the same cell by cell: one object for all of them."""

    cells: tuple[Word, ...]
    ragged: bool


@lru_cache(maxsize=1024)
def wording_of(header: Header) -> Wording:
    """What a header prints."""
    cells = (
        Word(cell.text, cell.row - header.cells[0].row, cell.column, cell.colspan) for cell in header.cells
    )
    return _shared(tuple(cells), header.table.ragged)


@lru_cache(maxsize=1024)
def _shared(cells: tuple[Word, ...], ragged: bool) -> Wording:
    return Wording(cells, ragged)


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


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """What a header says of a block: the columns there are, which leaf names which, and in what order."""

    plain: tuple[Seat, ...]
    seats: tuple[Seat, ...]
    leaves: tuple[Leaf, ...]
    named: Mapping[int, Column]
    disorder: bool
    score: float


def heading_of(header: Header, block: Block) -> Heading:
    """A header against a block: ``seats`` are the named columns with whatever stands between them."""
    return _heading(wording_of(header), block)


@lru_cache(maxsize=4096)
def _heading(header: Wording, block: Block) -> Heading:
    leaves = leaves_of(header)
    named = _name(leaves, block)
    rows = _named_rows(header, block) if header.ragged else [named]
    reach = range(min(named), max(named) + 1) if named else ()
    return Heading(
        tuple(Seat(column, None) for column in _columns_present(block, header)),
        tuple(Seat(named.get(at), leaves[at]) for at in reach),
        leaves,
        named,
        any(_in_disorder(row, block) for row in rows),
        _score(block, header),
    )


def header_score(block: Block, header: Header | None) -> float:
    """How many of a block's columns the header names, 0 to 1."""
    return 0.0 if header is None else heading_of(header, block).score


def wording_score(block: Block, header: Wording | None) -> float:
    """As ``header_score``, by what the header prints."""
    return 0.0 if header is None else _heading(header, block).score


def _score(block: Block, header: Wording) -> float:
    texts = [cell.text for cell in header.cells]
    found = sum(
        any(best_similarity(text, column.labels) >= NAMED for text in texts) for column in block.columns
    )
    return found / len(block.columns)


def as_headed(block: Block, row: RowLabel, header: Header | None) -> Block:
    """The block whose columns stand over a line: that of another form where the header names more of them."""
    return block if header is None else _as_headed(block, row, wording_of(header))


@lru_cache(maxsize=16384)
def _as_headed(block: Block, row: RowLabel, header: Wording) -> Block:
    same = _same_row(block.table, row.key)
    if len(same) == 1:
        return block
    return max((block, *same), key=lambda one: (round(wording_score(one, header), 2), _named(one, header)))


@cache
def _same_row(table: str, row: str) -> tuple[Block, ...]:
    """The blocks of all forms that have a row of that name, each combination of columns once."""
    some = (block for block in blocks() if block.table == table and any(one.key == row for one in block.rows))
    return tuple({tuple(column.key for column in block.columns): block for block in some}.values())


def _named(block: Block, header: Wording) -> int:
    return round(wording_score(block, header) * len(block.columns))


def _named_rows(header: Wording, block: Block) -> Iterator[dict[int, Column]]:
    """What a dump's header, which has no geometry, names from left to right in each of its rows."""
    if any(column.group for column in block.columns):
        return
    for _, row in groupby(header.cells, key=lambda cell: cell.row):
        yield _name([Leaf(cell.text, (), cell.column, cell.column) for cell in row], block)


def _in_disorder(named: Mapping[int, Column], block: Block) -> bool:
    order = [block.columns.index(named[at]) for at in sorted(named)]
    return order != sorted(order)


def leaves_of(header: Wording) -> tuple[Leaf, ...]:
    """The lowest header cells from left to right; a cell over several columns is one leaf."""
    width = max(cell.column + cell.colspan for cell in header.cells)
    stacks = [
        [cell for cell in header.cells if cell.column <= at < cell.column + cell.colspan]
        for at in range(width)
    ]
    leaves: list[Leaf] = []
    lowest: Word | None = None
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


def _columns_present(block: Block, header: Wording) -> tuple[Column, ...]:
    """All columns of a block, or those whose group is named where the table is printed in parts."""
    groups = {column.group[0] for column in block.columns if column.group}
    if not groups:
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
