"""The straight lines drawn on a PDF page, by pdfium: borders as strokes or as thin filled rectangles."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable, Iterator
from itertools import islice, repeat
from math import isfinite
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipelines.reading.errors import DocumentTooLarge
from pipelines.reading.lattice import Ruling
from pipelines.reading.pdfcalls import (
    address_of,
    closes,
    draw_mode_of,
    fill_colour_of,
    kind_of,
    matrix_of,
    object_at,
    object_inside,
    object_of,
    segment_end_of,
    segment_kind_of,
    segment_of,
    segments_of,
    stroke_colour_of,
)
from pipelines.reading.pdfupright import Point, Upright

MAX_RULINGS: Final = 20_000
"""Per page; a dense page of the form has 200."""
_MAX_OBJECTS: Final = 100_000
_BATCH: Final = 64
_MAX_DEPTH: Final = 5
_FORM: Final[int] = raw.FPDF_PAGEOBJ_FORM
_PATH: Final[int] = raw.FPDF_PAGEOBJ_PATH
_MOVE: Final[int] = raw.FPDF_SEGMENT_MOVETO
_LINE: Final[int] = raw.FPDF_SEGMENT_LINETO
_THIN: Final = 3.0
"""A filled rectangle no thicker than this (points) is a border, a thicker one is shading."""
_WHITE: Final = 245

Matrix = tuple[float, float, float, float, float, float]
Stroke = tuple[Point, Point]


Drawn = tuple[int, tuple[Matrix, ...]]
"""The address of an object on a page, and the matrices of the forms around it, inner first."""


def objects_of(page: pdfium.PdfPage, kind: int) -> Iterator[Drawn]:
    """The objects of one kind on a page, also inside forms, in order. Raises `DocumentTooLarge`."""
    search, count = _Search(kind), raw.FPDFPage_CountObjects(page.raw)
    return search.among(map(object_of, repeat(address_of(page.raw)), range(count)), (), 1)


class _Search:
    """Looks for objects of one kind, as long as a page does not hold too many of all kinds."""

    def __init__(self, kind: int) -> None:
        self._kind, self._left = kind, _MAX_OBJECTS

    def among(self, objects: Iterator[int], around: tuple[Matrix, ...], depth: int) -> Iterator[Drawn]:
        """Those among some objects and in the forms among them; a batch is looked at in one go."""
        while batch := list(islice(objects, _BATCH)):
            self._count(batch)
            kinds = zip(map(kind_of, batch), batch, strict=True)
            for kind, found in [one for one in kinds if one[0] in (self._kind, _FORM)]:
                if kind != _FORM:
                    yield found, around
                elif depth < _MAX_DEPTH:
                    inner = range(raw.FPDFFormObj_CountObjects(object_at(found)))
                    matrices = (*_matrix(found), *around)
                    yield from self.among(map(object_inside, repeat(found), inner), matrices, depth + 1)

    def _count(self, batch: list[int]) -> None:
        self._left -= len(batch)
        if self._left < 0:
            raise DocumentTooLarge(f"expected at most {_MAX_OBJECTS} objects on a page, found more: refused")


def _matrix(item: int) -> tuple[Matrix, ...]:
    matrix = raw.FS_MATRIX()
    if not matrix_of(item, ctypes.addressof(matrix)):
        return ()
    return ((matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f),)


def read_rulings(page: pdfium.PdfPage, upright: Upright) -> tuple[list[Ruling], list[Ruling]]:
    """The horizontal and the vertical lines. Raises `DocumentTooLarge`."""
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    for start, end in _strokes(page):
        (x0, y0), (x1, y1) = upright(*start), upright(*end)
        if not isfinite(x0 + y0 + x1 + y1):
            continue
        if abs(y0 - y1) <= 1 < abs(x0 - x1):
            horizontal.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= 1 < abs(y0 - y1):
            vertical.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        if len(horizontal) + len(vertical) > MAX_RULINGS:
            raise DocumentTooLarge(
                f"expected at most {MAX_RULINGS} lines on a page, found a drawing: refused"
            )
    return horizontal, vertical


def _strokes(page: pdfium.PdfPage) -> Iterator[Stroke]:
    """Straight pieces of all drawn paths, thin filled rectangles as their middle lines."""
    asked = _Asked()
    for path, around in objects_of(page, _PATH):
        fill, stroke = asked.draw_mode(path)
        if stroke and not asked.is_white(path, stroke_colour_of):
            yield from _pieces(path, around, asked)
        elif fill and not asked.is_white(path, fill_colour_of):
            yield from _thin(list(_pieces(path, around, asked)))


class _Asked:
    """What pdfium answers of a path, into the same few variables again and again."""

    def __init__(self) -> None:
        self._mode = array("i", bytes(8))
        self._colour = array("I", bytes(16))
        self._point = array("f", bytes(8))
        self._mode_at, self._colour_at = _addresses(self._mode), _addresses(self._colour)
        self._point_at = _addresses(self._point)

    def draw_mode(self, path: int) -> tuple[int, int]:
        """Whether a path is filled, and whether it is stroked."""
        draw_mode_of(path, *self._mode_at)
        fill, stroke = self._mode
        return fill, stroke

    def is_white(self, path: int, ask: Callable[..., int]) -> bool:
        """Whether the colour that a path is filled or stroked with does not show."""
        if not ask(path, *self._colour_at):
            return False
        red, green, blue, opacity = self._colour
        return min(red, green, blue) >= _WHITE or opacity == 0

    def end_of(self, segment: int) -> Point:
        """Where a segment of a path ends."""
        segment_end_of(segment, *self._point_at)
        x, y = self._point
        return x, y


def _addresses(answers: array[int] | array[float]) -> tuple[int, ...]:
    """The address of each of some variables."""
    start, count = answers.buffer_info()
    return tuple(range(start, start + count * answers.itemsize, answers.itemsize))


def _pieces(path: int, around: tuple[Matrix, ...], asked: _Asked) -> Iterator[Stroke]:
    """The straight segments of a path in page coordinates, closing ones included."""
    matrices = (*_matrix(path), *around)
    first: Point | None = None
    last: Point | None = None
    for index in range(min(segments_of(path), MAX_RULINGS)):
        segment = segment_of(path, index)
        point = _placed(asked.end_of(segment), matrices)
        kind = segment_kind_of(segment)
        if kind == _MOVE:
            first = point
        elif kind == _LINE and last is not None:
            yield last, point
        last = point
        if closes(segment) and first is not None:
            yield last, first
            last = first


def _placed(point: Point, matrices: tuple[Matrix, ...]) -> Point:
    x, y = point
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y


def _thin(pieces: list[Stroke]) -> Iterator[Stroke]:
    """The middle line of a filled shape that is no thicker than a border."""
    for start in range(0, len(pieces) - 2, 4 if len(pieces) % 4 == 0 else len(pieces)):
        points = [point for piece in pieces[start : start + 4] for point in piece]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if height <= _THIN < width:
            yield (min(xs), (min(ys) + max(ys)) / 2), (max(xs), (min(ys) + max(ys)) / 2)
        elif width <= _THIN < height:
            yield ((min(xs) + max(xs)) / 2, min(ys)), ((min(xs) + max(xs)) / 2, max(ys))
