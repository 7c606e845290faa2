"""A header against the columns of a block (表头): which of the form's columns it names, where, in what order.

The lowest header cell over a grid column names it (``Leaf``), with the headings above it. What a header says
is found out once for all lines under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby

from pipelines.extraction.chains import best_path
from pipelines.extraction.labels import best_similarity
from pipelines.extraction.layout import Block, Column, RowLabel, blocks
from pipelines.extraction.lines import Header
from pipelines.model import Cell

NAMED = 0.75


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
    leaves: tuple[Leaf, ...]
    named: Mapping[int, Column]
    disorder: bool
    score: float

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The named columns with whatever stands between them."""
        return tuple(
            Seat(self.named.get(at), self.leaves[at]) for at in range(min(self.named), max(self.named) + 1)
        )


@lru_cache(maxsize=1024)
def heading_of(header: Header, block: Block) -> Heading:
    """A header against a block, found out once for all lines under it."""
    leaves = leaves_of(header)
    named = _name(leaves, block)
    rows = _named_rows(header, block) if header.table.ragged else [named]
    present = _columns_present(block, header)
    return Heading(
        tuple(Seat(column, None) for column in present),
        leaves,
        named,
        any(_in_disorder(row, block) for row in rows),
        _score(block, header),
    )


def header_score(block: Block, header: Header | None) -> float:
    """How many of a block's columns the header names, 0 to 1."""
    return 0.0 if header is None else heading_of(header, block).score


def _score(block: Block, header: Header) -> float:
    texts = [cell.text for cell in header.cells]
    found = sum(
        any(best_similarity(text, column.labels) >= NAMED for text in texts) for column in block.columns
    )
    return found / len(block.columns)


def as_headed(block: Block, row: RowLabel, header: Header | None) -> Block:
    """The block whose columns stand over a line: that of another form where the header names more of them."""
    same = _same_row(block.table, row.key)
    if header is None or len(same) == 1:
        return block
    return max((block, *same), key=lambda one: (round(header_score(one, header), 2), _named(one, header)))


@cache
def _same_row(table: str, row: str) -> tuple[Block, ...]:
    """The blocks of all forms that have a row of that name, each combination of columns once."""
    some = (block for block in blocks() if block.table == table and any(one.key == row for one in block.rows))
    return tuple({tuple(column.key for column in block.columns): block for block in some}.values())


def _named(block: Block, header: Header) -> int:
    return round(header_score(block, header) * len(block.columns))


def _named_rows(header: Header, block: Block) -> Iterator[dict[int, Column]]:
    """What a dump's header, which has no geometry, names from left to right in each of its rows."""
    if any(column.group for column in block.columns):
        return
    for _, row in groupby(header.cells, key=lambda cell: cell.row):
        yield _name([Leaf(cell.text, (), cell.column, cell.column) for cell in row], block)


def _in_disorder(named: Mapping[int, Column], block: Block) -> bool:
    order = [block.columns.index(named[at]) for at in sorted(named)]
    return order != sorted(order)


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


def _columns_present(block: Block, header: Header) -> tuple[Column, ...]:
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
