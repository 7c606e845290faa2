"""The straight lines drawn on a PDF page, by pdfium: borders as strokes or as thin filled rectangles."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import islice, repeat
from math import isfinite
from typing import Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipelines.reading.errors import DocumentTooLarge
from pipelines.reading.lattice import Ruling
from pipelines.reading.pdfcalls import address_of, kind_of, object_at, object_inside, object_of
from pipelines.reading.pdfupright import Point, Upright

MAX_RULINGS: Final = 20_000
"""Per page; a dense page of the form has 200."""
_MAX_OBJECTS: Final = 100_000
_MAX_DEPTH: Final = 5
_FORM: Final[int] = raw.FPDF_PAGEOBJ_FORM
_PATH: Final[int] = raw.FPDF_PAGEOBJ_PATH
_THIN: Final = 3.0
"""A filled rectangle no thicker than this (points) is a border, a thicker one is shading."""
_WHITE: Final = 245

Matrix = tuple[float, float, float, float, float, float]
Stroke = tuple[Point, Point]


Drawn = tuple[int, int, tuple[Matrix, ...]]
"""An object on a page: its kind, its address, and the matrices of the forms around it, inner first."""


def objects_of(page: pdfium.PdfPage) -> Iterator[Drawn]:
    """The objects of a page, those inside forms included. Raises `DocumentTooLarge`."""
    handle, count = address_of(page.raw), raw.FPDFPage_CountObjects(page.raw)
    drawn = _flattened(map(object_of, repeat(handle), range(count)), (), 1)
    yield from islice(drawn, _MAX_OBJECTS)
    if next(drawn, None):
        raise DocumentTooLarge(f"expected at most {_MAX_OBJECTS} objects on a page, found more: refused")


def _flattened(children: Iterator[int], around: tuple[Matrix, ...], depth: int) -> Iterator[Drawn]:
    for child in children:
        kind = kind_of(child)
        if kind != _FORM:
            yield kind, child, around
        elif depth < _MAX_DEPTH:
            form = object_at(child)
            inner = map(object_inside, repeat(child), range(raw.FPDFFormObj_CountObjects(form)))
            yield from _flattened(inner, (*_matrix(form), *around), depth + 1)


def _matrix(item: Any) -> tuple[Matrix, ...]:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
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
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for kind, address, around in objects_of(page):
        if kind == _PATH:
            path = object_at(address)
            raw.FPDFPath_GetDrawMode(path, fill, stroke)
            if stroke.value and not _is_white(path, raw.FPDFPageObj_GetStrokeColor):
                yield from _pieces(path, around)
            elif fill.value and not _is_white(path, raw.FPDFPageObj_GetFillColor):
                yield from _thin(list(_pieces(path, around)))


def _is_white(path: Any, ask: Any) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    if not ask(path, *colour):
        return False
    return min(channel.value for channel in colour[:3]) >= _WHITE or colour[3].value == 0


def _pieces(path: Any, around: tuple[Matrix, ...]) -> Iterator[Stroke]:
    """The straight segments of a path in page coordinates, closing ones included."""
    matrices = (*_matrix(path), *around)
    first: Point | None = None
    last: Point | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(raw.FPDFPath_CountSegments(path), MAX_RULINGS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _placed((x.value, y.value), matrices)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            yield last, point
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and first is not None:
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
