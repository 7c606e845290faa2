"""A picture of a page -> characters, ruling lines and doubts, in points, as of a page with a text layer.

1. Made straight by the rows of its ink (`upright`).
2. Its ruling lines found; they cut it into cells as those of a drawn page do (`rulings`, `lattice`).
3. In cells the ink itself tells where the lines of text are (`inked`): a single 0 is never overlooked.
4. Outside the tables a network finds the lines.
5. Every line is read, figures twice, and doubts noted (`doubts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pipelines.reading.errors import DocumentTooLarge
from pipelines.reading.glyphs import Glyph
from pipelines.reading.lattice import Lattice, Ruling, lattices
from pipelines.reading.ocr import doubts
from pipelines.reading.ocr.bitmap import Bitmap, grey, rendered
from pipelines.reading.ocr.engine import Box, Picture, Reading, read_lines
from pipelines.reading.ocr.inked import line_height, lines_in, without_specks
from pipelines.reading.ocr.prose import lines_of
from pipelines.reading.ocr.rulings import ruled_lines
from pipelines.reading.ocr.upright import ink_of, straightened
from pipelines.reading.pdfpage import PageContent

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

_MOST_LINES: Final = 3000
"""Lines of text on a page: a dense page of the form has 300 cells."""
_LEGIBLE: Final = 30
"""Characters in words below which a page may lie on its side."""
_WHITE: Final = 255


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text: where it stands, its picture, its ink if it stands in a cell, its height at most."""

    box: Box
    picture: Picture
    ink: Picture | None


def recognised_page(page: pypdfium2.PdfPage) -> PageContent:
    """Read a page of a PDF as it looks. Raises `ReaderMissing`, `DocumentTooLarge`."""
    return recognised(rendered(page))


def recognised_picture(picture: Image.Image) -> PageContent:
    """Read a picture of a page or of a part of it. Raises `ReaderMissing`, `DocumentTooLarge`."""
    return recognised(grey(picture))


def recognised(bitmap: Bitmap) -> PageContent:
    """Read the bitmap of a page, turned if it lies on its side or head. Raises as above."""
    content, legible = _read(bitmap)
    if legible >= _LEGIBLE or not content.glyphs:
        return content
    quarters = [
        Bitmap(np.ascontiguousarray(np.rot90(bitmap.picture, turn)), bitmap.point) for turn in (1, 2, 3)
    ]
    turned, best = max((_read(quarter) for quarter in quarters), key=lambda found: found[1])
    return turned if best > 2 * legible else content


def _read(bitmap: Bitmap) -> tuple[PageContent, int]:
    """The page as it lies, and how many characters of it stand in words that were read for certain."""
    point = bitmap.point
    page = straightened(bitmap.picture)
    ruled = ruled_lines(page)
    clean = without_specks(np.where(ruled.mask > 0, 0, ink_of(page)).astype(np.uint8))
    height, width = page.shape
    content = PageContent(width * point, height * point, recognised=True)
    content.horizontal = [_in_points(ruling, point) for ruling in ruled.horizontal]
    content.vertical = [_in_points(ruling, point) for ruling in ruled.vertical]
    tables = [
        _Ruled(grid, point) for grid in lattices(content.horizontal, content.vertical) if len(grid.cells) > 1
    ]
    lines = [*_lines_of_cells(page, clean, ruled.mask, tables), *_lines_of_prose(page, clean, tables)]
    if len(lines) > _MOST_LINES:
        raise DocumentTooLarge(f"expected at most {_MOST_LINES} lines on a page, found {len(lines)}: refused")
    readings = read_lines([line.picture for line in lines])
    content.glyphs = list(_glyphs(lines, readings, point))
    words = [reading.text for reading in readings if len(reading.text) >= 4 and reading.certainty > 0.5]
    return content, sum(len(word) for word in words)


def _in_points(ruling: Ruling, point: float) -> Ruling:
    return Ruling(ruling.at * point, ruling.start * point, ruling.end * point)


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A table of the page, and the points that a pixel stands for."""

    grid: Lattice
    point: float

    def cells(self) -> list[Box]:
        """The inside of each cell in pixels."""
        return [self._room(cell.left, cell.top, cell.right, cell.bottom) for cell in self.grid.cells]

    def outside(self) -> Box:
        """The whole table in pixels, its borders included."""
        box = self._room(0, 0, -1, -1)
        return Box(max(box.left - 6, 0), max(box.top - 6, 0), box.right + 6, box.bottom + 6)

    def _room(self, left: int, top: int, right: int, bottom: int) -> Box:
        edges = (self.grid.xs[left], self.grid.ys[top], self.grid.xs[right], self.grid.ys[bottom])
        x0, y0, x1, y1 = (round(edge / self.point) for edge in edges)
        return Box(x0 + 1, y0 + 1, x1 - 1, y1 - 1)


def _lines_of_cells(page: Picture, clean: Picture, mask: Picture, tables: list[_Ruled]) -> Iterator[_Line]:
    paper = np.where(mask > 0, np.uint8(np.median(page)), page).astype(np.uint8)
    for table in tables:
        cells = table.cells()
        height = line_height(clean, cells)
        for cell in cells:
            for box in lines_in(clean, cell, height):
                yield _Line(box, _cut(paper, box), clean[box.top : box.bottom, box.left : box.right])


def _cut(page: Picture, box: Box) -> Picture:
    """The line with some paper around it, as the network was taught."""
    high, wide = round(0.2 * max(box.height, 20)), round(0.3 * max(box.height, 20))
    rows, columns = (max(box.top - high, 0), box.bottom + high), (max(box.left - wide, 0), box.right + wide)
    return page[slice(*rows), slice(*columns)]


def _lines_of_prose(page: Picture, ink: Picture, tables: list[_Ruled]) -> Iterator[_Line]:
    paper, text = page.copy(), ink.copy()
    for table in tables:
        box = table.outside()
        paper[box.top : box.bottom, box.left : box.right] = _WHITE
        text[box.top : box.bottom, box.left : box.right] = 0
    for box in lines_of(paper, text):
        yield _Line(box, paper[box.top : box.bottom, box.left : box.right], None)


def _glyphs(lines: list[_Line], first: list[Reading], point: float) -> Iterator[Glyph]:
    """Each line as one long character: what follows asks only where it begins, ends and stands."""
    second = _second_readings(lines, first)
    usual = _usual_height(lines)
    for index, (line, reading) in enumerate(zip(lines, first, strict=True)):
        if line.ink is not None:
            other = second.get(index)
            doubt = doubts.doubt(reading, other, line.ink)
            yield _glyph(line.box, line.box.height, doubts.chosen(reading, other), doubt, point)
        elif reading.text:
            is_usual = abs(line.box.height - usual) < 0.25 * usual
            yield _glyph(line.box, usual if is_usual else line.box.height, reading.text, "", point)


def _second_readings(lines: list[_Line], first: list[Reading]) -> dict[int, Reading]:
    """The lines in cells that may be figures, read again, by their index."""
    again = [
        index
        for index, (line, reading) in enumerate(zip(lines, first, strict=True))
        if line.ink is not None and doubts.wants_second_reading(reading.text)
    ]
    readings = read_lines([doubts.another_view(lines[index].picture) for index in again])
    return dict(zip(again, readings, strict=True))


def _usual_height(lines: list[_Line]) -> float:
    heights = [line.box.height for line in lines if line.ink is None]
    return float(np.median(heights)) if heights else 0.0


def _glyph(box: Box, height: float, text: str, doubt: str, point: float) -> Glyph:
    size = max(0.9 * height * point, 1.0)
    return Glyph(text, box.left * point, box.right * point, box.bottom * point - 0.1 * size, size, doubt)
