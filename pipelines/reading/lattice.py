"""Ruling lines of a page -> grids of cells, with the merges that missing lines make.

1. Pieces of one line are joined, near ones are one.
2. Lines that touch belong to one table.
3. The lines' positions cut the table into slots; slots with no line between them are one cell.

Coordinates are points, x to the right and y downwards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from pipelines.reading.errors import DocumentTooLarge

NEAR: Final = 3.0
"""Lines closer than this (points) are one; no row or column of a table is so narrow."""
_SHORTEST: Final = 8.0
_MOST_CROSSINGS: Final = 1_000_000
_COVERED: Final = 0.5
"""Part of a slot's edge that a line must cover to be a border."""


class Ruling(NamedTuple):
    """A line at `at` (y of a horizontal one, x of a vertical one) from `start` to `end`."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Its length in points."""
        return self.end - self.start


class LatticeCell(NamedTuple):
    """A cell by the indexes of the lattice's lines: from `left` to `right`, `top` to `bottom`.

    It is open where no line is drawn above or below it: cut by a page break.
    """

    left: int
    top: int
    right: int
    bottom: int
    open_above: bool = False
    open_below: bool = False


class Lattice(NamedTuple):
    """A table's column edges, row edges and cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[LatticeCell, ...]

    def holding(self, points: Iterable[tuple[float, float]]) -> list[bool]:
        """Which of some points lie inside the outer edges."""
        left, right, top, bottom = self.xs[0], self.xs[-1], self.ys[0], self.ys[-1]
        return [left <= x <= right and top <= y <= bottom for x, y in points]


def lattices(horizontal: Iterable[Ruling], vertical: Iterable[Ruling]) -> list[Lattice]:
    """The tables of a page, from top to bottom. Raises `DocumentTooLarge` for a page full of lines."""
    rows, columns = _joined(horizontal), _joined(vertical)
    if len(rows) * len(columns) > _MOST_CROSSINGS:
        raise DocumentTooLarge(
            f"expected tables, found a drawing of {len(rows) + len(columns)} lines: refused"
        )
    found = [_lattice(*group) for group in _connected(rows, columns)]
    return sorted((lattice for lattice in found if lattice), key=lambda lattice: lattice.ys[0])


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Join the pieces of each line; drop strokes too short to be a border."""
    joined: list[Ruling] = []
    for band in _bands(list(rulings)):
        current = band[0]
        for piece in band[1:]:
            if piece.start <= current.end + NEAR:
                current = Ruling(current.at, current.start, max(current.end, piece.end))
            else:
                joined.append(current)
                current = piece
        joined.append(current)
    return [ruling for ruling in joined if ruling.length >= _SHORTEST]


def _bands(rulings: list[Ruling]) -> list[list[Ruling]]:
    """Lines at one position, each band in order of its starts."""
    bands: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=attrgetter("at")):
        if bands and ruling.at - bands[-1][0].at <= NEAR:
            bands[-1].append(ruling)
        else:
            bands.append([ruling])
    return [sorted(band, key=attrgetter("start")) for band in bands]


def _connected(rows: list[Ruling], columns: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Groups of lines that touch one another, directly or by others."""
    parents = list(range(len(rows) + len(columns)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    reaches = [_reach(column) for column in columns]
    for i, row in enumerate(rows):
        left, right, y = row.start - NEAR, row.end + NEAR, row.at
        for j, (x, top, bottom) in enumerate(reaches, start=len(rows)):
            if left <= x <= right and top <= y <= bottom:
                parents[root(i)] = root(j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index, ruling in enumerate([*rows, *columns]):
        groups.setdefault(root(index), ([], []))[index >= len(rows)].append(ruling)
    return list(groups.values())


def _reach(column: Ruling) -> tuple[float, float, float]:
    """Where a vertical line stands, and from where to where another may touch it."""
    return column.at, column.start - NEAR, column.end + NEAR


def _lattice(rows: list[Ruling], columns: list[Ruling]) -> Lattice | None:
    """The grid of a group of lines; open sides end where the crossing lines end."""
    if not rows or not columns:
        return None
    xs = clustered([*(c.at for c in columns), min(r.start for r in rows), max(r.end for r in rows)])
    ys = clustered([*(r.at for r in rows), min(c.start for c in columns), max(c.end for c in columns)])
    if len(xs) < 2 or len(ys) < 2 or len(xs) + len(ys) < 5:
        return None
    return Lattice(tuple(xs), tuple(ys), tuple(_cells(xs, ys, _walls(rows, ys, xs), _walls(columns, xs, ys))))


def clustered(values: Iterable[float]) -> list[float]:
    """Ascending positions, those nearer than `NEAR` to the last kept one dropped."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > NEAR:
            kept.append(value)
    return kept


Walls = set[tuple[int, int]]


def _walls(rulings: list[Ruling], positions: list[float], slots: list[float]) -> Walls:
    """(position, slot) pairs where a line runs at a position along a slot."""
    found: Walls = set()
    for at, first, last in rulings:
        position = nearest(positions, at)
        for slot, (start, end) in enumerate(pairwise(slots)):
            covered = (last if last < end else end) - (first if first > start else start)
            if covered >= _COVERED * (end - start):
                found.add((position, slot))
    return found


def nearest(positions: list[float] | tuple[float, ...], value: float) -> int:
    """The index of the position closest to a value; positions ascend."""
    after = bisect_left(positions, value, 1, len(positions) - 1)
    return after if abs(positions[after] - value) < abs(positions[after - 1] - value) else after - 1


def _cells(xs: list[float], ys: list[float], floors: Walls, sides: Walls) -> list[LatticeCell]:
    """Grow each free slot to the right until a side, then down until a floor."""
    taken: set[tuple[int, int]] = set()
    cells: list[LatticeCell] = []
    for top in range(len(ys) - 1):
        for left in range(len(xs) - 1):
            if (left, top) in taken:
                continue
            right = left + 1
            while right < len(xs) - 1 and (right, top) not in sides and (right, top) not in taken:
                right += 1
            bottom = top + 1
            while bottom < len(ys) - 1 and _is_open(left, right, bottom, floors, sides):
                bottom += 1
            taken.update([(x, y) for x in range(left, right) for y in range(top, bottom)])
            edges = [not _has_floor(left, right, row, floors) for row in (top, bottom)]
            cells.append(LatticeCell(left, top, right, bottom, *edges))
    return cells


def _is_open(left: int, right: int, row: int, floors: Walls, sides: Walls) -> bool:
    """True if the slots of a row continue the ones above: no floor between, no side inside."""
    if _has_floor(left, right, row, floors):
        return False
    return right == left + 1 or not any((side, row) in sides for side in range(left + 1, right))


def _has_floor(left: int, right: int, row: int, floors: Walls) -> bool:
    """True if a line runs over one of some slots of a row."""
    if right == left + 1:
        return (row, left) in floors
    return any((row, slot) in floors for slot in range(left, right))
