"""The lines of text in a cell, by the ink alone: no digit is too small to be found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from pipelines.reading.ocr.engine import Box, Picture

_SPECK: Final = 8
"""Pixels of ink, or of height and width together, below which a blot is dirt."""
_DIRT: Final = 8
"""Pixels of height and of width below which a whole strip is dirt: a full stop stands beside a digit."""
_RESIDUE: Final = 0.25
"""Times the height of a line: a lower strip that is as near to the border is a rest of the line or shade."""
_ONE_LINE: Final = 1.25
"""Two strips that together are no higher than this times a line are one line: 二, 三, i."""


def without_specks(ink: Picture) -> Picture:
    """The ink without dirt."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    extent = stats[:, cv2.CC_STAT_WIDTH] + stats[:, cv2.CC_STAT_HEIGHT]
    real = (stats[:, cv2.CC_STAT_AREA] >= _SPECK) & (extent >= _SPECK)
    real[0] = False
    return np.asarray(real[labels] * 255, np.uint8)


def lines_in(ink: Picture, cell: Box, height: float) -> list[Box]:
    """The lines of text in a cell, from above; of vertical text each character; `height` is a line's."""
    inside = ink[cell.top : cell.bottom, cell.left : cell.right]
    strips = _joined(list(_runs(inside)), height)
    lines = [_trimmed(inside, cell, strip) for strip in strips]
    return [part for line in lines if not _is_dirt(line, cell, height) for part in _characters(line, height)]


def _is_dirt(line: Box, cell: Box, height: float) -> bool:
    near = min(line.top - cell.top, cell.bottom - line.bottom) < _RESIDUE * height
    if near and line.height < _RESIDUE * height:
        return True
    return line.height < _DIRT and line.width < _DIRT


def _characters(line: Box, height: float) -> list[Box]:
    """The characters of a vertical label that stand too close to be told apart by white between them."""
    count = round(line.height / height)
    if count < 2 or line.width > 1.5 * height:
        return [line]
    edges = [line.top + round(line.height * part / count) for part in range(count + 1)]
    return [Box(line.left, top, line.right, bottom) for top, bottom in pairwise(edges)]


def line_height(ink: Picture, cells: list[Box]) -> float:
    """The height of most lines in these cells, in pixels."""
    heights = [
        bottom - top
        for cell in cells
        for top, bottom in _runs(ink[cell.top : cell.bottom, cell.left : cell.right])
        if bottom - top >= 14
    ]
    return float(np.median(heights)) if heights else 28.0


def _runs(ink: Picture) -> Iterator[tuple[int, int]]:
    """Beginning and end of each run of inked rows."""
    filled = ink.max(axis=1, initial=0) > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _joined(strips: list[tuple[int, int]], height: float) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for top, bottom in strips:
        if joined and bottom - joined[-1][0] <= _ONE_LINE * height:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined


def _trimmed(inside: Picture, cell: Box, strip: tuple[int, int]) -> Box:
    columns = np.flatnonzero(inside[strip[0] : strip[1]].max(axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    return Box(cell.left + left, cell.top + strip[0], cell.left + right, cell.top + strip[1])
