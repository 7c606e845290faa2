"""The ruling lines of a picture of a page: long thin strokes of ink, across and down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from pipelines.reading.lattice import Ruling
from pipelines.reading.ocr.engine import Box, Picture
from pipelines.reading.ocr.upright import ink_of

_ACROSS: Final = 50
_DOWN: Final = 26
"""Shortest strokes in pixels: the height of a row is less than the width of a column."""
_GAP: Final = 9
"""Pixels of a line that may be lost, less than between the strokes of two characters."""
_CONTRAST: Final = 13
"""Levels of grey that a line is darker than its surroundings; text is darker."""
_THICK: Final = 10
"""Pixels of mean thickness above which a stroke is a bar and no line."""
_NETWORK: Final = (270, 36)
"""Width and height in pixels that lines which touch must have together: characters stay below."""
_TOUCH: Final = 10
"""Pixels between the end of a line and the one that it ends on."""
_REST: Final = 45
"""Pixels that a stroke of a character is at most long; what a line down has more after its last crossing
is a part of the table."""


@dataclass(frozen=True, slots=True)
class RuledLines:
    """Lines in pixels, and the mask of what they cover."""

    horizontal: list[Ruling]
    vertical: list[Ruling]
    mask: Picture


def ruled_lines(page: Picture) -> RuledLines:
    """The lines of an upright page. What runs down and meets no line across belongs to a character."""
    ink = ink_of(page, _CONTRAST)
    across, down = _strokes(ink, (_ACROSS, 1), (_GAP, 1)), _strokes(ink, (1, _DOWN), (1, _GAP))
    networks = _networks(across | down)
    across, down = across & networks, down & networks
    horizontal, vertical = _boxes(across, level=True), _boxes(down, level=False)
    borders = [box for line in vertical if (box := _clipped(line, horizontal)) is not None]
    mask = np.zeros_like(page)
    for box, strokes in [(b, across) for b in horizontal] + [(b, down) for b in borders]:
        area = np.s_[box.top : box.bottom, box.left : box.right]
        mask[area] |= strokes[area]
    return RuledLines(
        [Ruling((box.top + box.bottom) / 2, box.left, box.right) for box in horizontal],
        [Ruling((box.left + box.right) / 2, box.top, box.bottom) for box in borders],
        np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)), np.uint8),
    )


def _strokes(ink: Picture, longest: tuple[int, int], gap: tuple[int, int]) -> Picture:
    """Straight strokes, small gaps closed; strokes of characters are dropped before they could be joined."""
    half = (longest[0] // 2 or 1, longest[1] // 2 or 1)
    parts = cv2.morphologyEx(ink, cv2.MORPH_OPEN, _bar(half))
    whole = cv2.morphologyEx(parts, cv2.MORPH_CLOSE, _bar(gap))
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, _bar(longest)), np.uint8)


def _bar(size: tuple[int, int]) -> Picture:
    return np.ones((size[1], size[0]), np.uint8)


def _networks(strokes: Picture) -> Picture:
    """The lines that touch one another over the room of a table."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    large = (stats[:, cv2.CC_STAT_WIDTH] >= _NETWORK[0]) & (stats[:, cv2.CC_STAT_HEIGHT] >= _NETWORK[1])
    large[0] = False
    return np.asarray(large[labels] * 255, np.uint8)


def _boxes(strokes: Picture, *, level: bool) -> list[Box]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    found = []
    for left, top, width, height, area in stats[1:].tolist():
        length, breadth = (width, height) if level else (height, width)
        if area <= _THICK * length and breadth < length:
            found.append(Box(left, top, left + width, top + height))
    return found


def _clipped(line: Box, across: list[Box]) -> Box | None:
    """A line down from the first line across to the last one that it meets.

    Strokes of characters that touch its ends are cut off; a longer rest (a table that the page ends) stays.
    """
    x = (line.left + line.right) / 2
    met = sorted(
        (box.top + box.bottom) // 2
        for box in across
        if box.left - _TOUCH <= x <= box.right + _TOUCH
        and box.bottom + _TOUCH >= line.top
        and box.top - _TOUCH <= line.bottom
    )
    if not met:
        return None
    top = line.top if met[0] - line.top > _REST else met[0]
    bottom = line.bottom if line.bottom - met[-1] > _REST else met[-1]
    return Box(line.left, top, line.right, bottom) if bottom - top >= _DOWN else None
