"""The coordinates of a PDF page as it is shown: points from the upper left corner, y downwards."""

from __future__ import annotations

from collections.abc import Sequence
from operator import le

import pypdfium2 as pdfium

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Numbers = Sequence[float]


class Upright:
    """Turns the coordinates of a page to how it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self.rotation = page.get_rotation()
        size = (right - left, top - bottom)
        self.size = size if self.rotation % 180 == 0 else (size[1], size[0])

    def __call__(self, x: float, y: float) -> Point:
        """A point as it is shown."""
        if self.rotation == 0:
            return x - self._left, self._top - y
        if self.rotation == 90:
            return y - self._bottom, x - self._left
        if self.rotation == 180:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Left, top, right and bottom of the box between two corners."""
        if self.rotation == 0 and x0 <= x1 and y0 >= y1:
            return x0 - self._left, self._top - y0, x1 - self._left, self._top - y1
        (left, top), (right, bottom) = self(x0, y0), self(x1, y1)
        return min(left, right), min(top, bottom), max(left, right), max(top, bottom)

    def boxes(self, x0: Numbers, y0: Numbers, x1: Numbers, y1: Numbers) -> tuple[list[float], ...]:
        """As ``box``, of many boxes: all left edges, then all tops, right edges and bottoms."""
        if self.rotation == 0 and all(map(le, x0, x1)) and all(map(le, y1, y0)):
            left, top = self._left, self._top
            return (
                [x - left for x in x0],
                [top - y for y in y0],
                [x - left for x in x1],
                [top - y for y in y1],
            )
        turned = map(self.box, x0, y0, x1, y1)
        lefts, tops, rights, bottoms = map(list, zip(*turned, strict=True)) if x0 else ([], [], [], [])
        return lefts, tops, rights, bottoms

    def heights(self, xs: Numbers, ys: Numbers) -> list[float]:
        """How far below the page's upper edge some points lie."""
        if self.rotation == 0:
            top = self._top
            return [top - y for y in ys]
        return [self(x, y)[1] for x, y in zip(xs, ys, strict=True)]
