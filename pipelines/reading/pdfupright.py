"""The coordinates of a PDF page as it is shown: points from the upper left corner, y downwards."""

from __future__ import annotations

import pypdfium2 as pdfium

Point = tuple[float, float]
Box = tuple[float, float, float, float]


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
