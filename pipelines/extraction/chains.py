"""The best order-keeping set of pairs (保序最佳配对): the chain of greatest gain over a few weighted points.

A point says that line ``i`` may be row ``j``, and what that gains. A chain takes points with both ``i`` and
``j`` growing. Only the points count, not the whole grid of lines and rows, so that a form that a document
does not follow costs nothing. The margin of a pair in the best chain is what the best chain would lose that
gives the same line to another row: where it is nothing, the labels and their order leave a choice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple


class Point(NamedTuple):
    """Line ``i`` may be row ``j``: what the pair gains (greater than 0)."""

    i: int
    j: int
    gain: float


@dataclass(frozen=True, slots=True)
class Chain:
    """The points of the best chain in order, each with its margin; infinite where nothing rivals it."""

    points: tuple[Point, ...]
    margins: tuple[float, ...]

    @property
    def gain(self) -> float:
        """The total."""
        return sum(point.gain for point in self.points)


def best_path(gains: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The best chain over a whole grid of gains; gains of 0 are no pairs."""
    points = [Point(i, j, gain) for i, row in enumerate(gains) for j, gain in enumerate(row) if gain > 0]
    return [(point.i, point.j) for point in best_chain(points).points]


def best_chain(points: Iterable[Point]) -> Chain:
    """The chain of greatest total gain, with the margin of each pair."""
    forth = sorted(points)
    if not forth:
        return Chain((), ())
    ending, before = _longest(forth)
    beginning, _ = _longest([Point(-i, -j, gain) for i, j, gain in reversed(forth)])
    totals = [end + begin - p.gain for end, begin, p in zip(ending, reversed(beginning), forth, strict=True)]
    chosen: list[int] = []
    at = max(range(len(forth)), key=ending.__getitem__)
    while at >= 0:
        chosen.append(at)
        at = before[at]
    chosen.reverse()
    return Chain(tuple(forth[at] for at in chosen), _margins(forth, totals, chosen))


def _longest(points: Sequence[Point]) -> tuple[list[float], list[int]]:
    """For each point the best total of a chain that ends there, and the point before it (-1: none).

    ``rows`` and ``tops`` are the frontier: a chain that ends further down must have gained more.
    """
    totals = [0.0] * len(points)
    before = [-1] * len(points)
    rows: list[int] = []
    tops: list[int] = []
    for _, group in groupby(range(len(points)), key=lambda at: points[at].i):
        same_line = list(group)
        for at in same_line:
            last = bisect_left(rows, points[at].j) - 1
            before[at] = tops[last] if last >= 0 else -1
            totals[at] = points[at].gain + (totals[tops[last]] if last >= 0 else 0.0)
        for at in same_line:
            _settle(at, points[at].j, totals, rows, tops)
    return totals, before


def _settle(at: int, row: int, totals: Sequence[float], rows: list[int], tops: list[int]) -> None:
    """Put a chain on the frontier, and take off those that it beats: no better, and further down."""
    place = bisect_left(rows, row)
    if place and totals[tops[place - 1]] >= totals[at]:
        return
    if place < len(rows) and rows[place] == row and totals[tops[place]] >= totals[at]:
        return
    end = place
    while end < len(rows) and totals[tops[end]] <= totals[at]:
        end += 1
    rows[place:end] = [row]
    tops[place:end] = [at]


def _margins(points: Sequence[Point], totals: Sequence[float], chosen: Sequence[int]) -> tuple[float, ...]:
    rivals: dict[int, float] = {}
    taken = set(chosen)
    for at, point in enumerate(points):
        if at not in taken:
            rivals[point.i] = max(rivals.get(point.i, 0.0), totals[at])
    lines = (points[at].i for at in chosen)
    return tuple(
        totals[at] - rivals[i] if i in rivals else float("inf") for at, i in zip(chosen, lines, strict=True)
    )
