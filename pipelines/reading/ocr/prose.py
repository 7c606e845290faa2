"""The lines of text outside the tables: found by the network, in pieces of a page that suit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from pipelines.reading.ocr.engine import Box, Picture, find_lines

_HIGHEST: Final = 1800
_LOWEST: Final = 736
"""Pixels of height that the network takes as they are; it would enlarge a lower piece."""
_WHITE: Final = (255,)


def lines_of(paper: Picture, ink: Picture) -> Iterator[Box]:
    """The lines of a page from which the tables were taken, from above. Raises `ReaderMissing`."""
    for top, bottom in _pieces(ink):
        missing = max(_LOWEST - (bottom - top), 0)
        piece = cv2.copyMakeBorder(paper[top:bottom], 0, missing, 0, 0, cv2.BORDER_CONSTANT, value=_WHITE)
        for box in find_lines(np.asarray(piece, np.uint8)):
            if box.top < bottom - top and box.width > 0 and box.height > 0:
                yield Box(box.left, top + box.top, box.right, min(top + box.bottom, bottom))


def _pieces(ink: Picture) -> Iterator[tuple[int, int]]:
    """The inked rows of the page, cut between lines of text where they are too many at once."""
    rows = ink.sum(axis=1, dtype=np.int64)
    inked = np.flatnonzero(rows)
    if not len(inked):
        return
    top, end = max(int(inked[0]) - 20, 0), min(int(inked[-1]) + 20, len(rows))
    while end - top > _HIGHEST:
        middle = top + _HIGHEST // 2
        cut = middle + int(np.argmin(rows[middle : top + _HIGHEST]))
        yield top, cut
        top = cut
    yield top, end
