"""What pdfium knows of a page: characters with boxes and ruling lines, turned upright.

Coordinates leave this module as points from the upper left corner of the page as it is shown.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite, pi
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipelines.reading.errors import DocumentTooLarge
from pipelines.reading.glyphs import Glyph
from pipelines.reading.lattice import Ruling

MAX_CHARACTERS: Final = 50_000
MAX_RULINGS: Final = 20_000
"""Per page; a dense page of the form has 800 characters and 200 lines."""
_MAX_OBJECTS: Final = 100_000
_MAX_DEPTH: Final = 5
_THIN: Final = 3.0
"""A filled rectangle no thicker than this (points) is a border, a thicker one is shading."""
_WHITE: Final = 245

_TALLEST: Final = 2.5
"""Times the height of its ink that a font may claim: 1.9 for digits, 1.1 for Chinese characters."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class PageContent:
    """A page as shown: its size, characters and lines. `unmapped` counts characters without meaning.

    `recognised` says that it was read as a picture (OCR), `unread` that it is one and was not read.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    horizontal: list[Ruling] = field(default_factory=list)
    vertical: list[Ruling] = field(default_factory=list)
    unmapped: int = 0
    recognised: bool = False
    unread: bool = False


def page_content(page: pdfium.PdfPage) -> PageContent:
    """Read a page. Raises `DocumentTooLarge`, and what pdfium raises for damaged pages."""
    upright = _Upright(page)
    content = PageContent(*upright.size)
    _read_characters(page, upright, content)
    _read_rulings(page, upright, content)
    return content


class _Upright:
    """Turns the coordinates of a page to how it is shown, y downwards."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self.rotation = page.get_rotation()
        size = (right - left, top - bottom)
        self.size = size if self.rotation % 180 == 0 else (size[1], size[0])

    def __call__(self, x: float, y: float) -> Point:
        if self.rotation == 90:
            return y - self._bottom, x - self._left
        if self.rotation == 180:
            return self._right - x, y - self._bottom
        if self.rotation == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y


def _read_characters(page: pdfium.PdfPage, upright: _Upright, content: PageContent) -> None:
    text = page.get_textpage()
    count = text.count_chars()
    if count > MAX_CHARACTERS:
        raise DocumentTooLarge(
            f"expected at most {MAX_CHARACTERS} characters on a page, found {count}: refused"
        )
    fonts: dict[float, list[_Character]] = {}
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        if raw.FPDFText_IsGenerated(text.raw, index) == 1 or code in (10, 13):
            continue
        if code in (0, 0xFFFD, 0xFFFE, 0xFFFF) or raw.FPDFText_HasUnicodeMapError(text.raw, index) == 1:
            content.unmapped += 1
        elif code >= 32 and not 0xD800 <= code < 0xE000 and _is_straight(text, index, upright.rotation):
            character = _character(text, index, chr(code), upright)
            fonts.setdefault(raw.FPDFText_GetFontSize(text.raw, index), []).append(character)
    for characters in fonts.values():
        content.glyphs.extend(_glyphs(characters))


def _is_straight(text: pdfium.PdfTextPage, index: int, rotation: int) -> bool:
    """False for slanted text: a watermark across the page. Text standing upright or on its side counts."""
    angle = raw.FPDFText_GetCharAngle(text.raw, index) * 180 / pi
    slant = float((angle - rotation) % 90)
    return bool(angle < 0) or min(slant, 90 - slant) < 5


@dataclass(frozen=True, slots=True)
class _Character:
    """A character with its two boxes: the loose one has the font's height, the tight one the ink's."""

    text: str
    loose: Box
    tight: Box
    baseline: float


def _character(text: pdfium.PdfTextPage, index: int, character: str, upright: _Upright) -> _Character:
    rect = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text.raw, index, rect)
    loose = _turned(upright, rect.left, rect.top, rect.right, rect.bottom)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text.raw, index, left, right, bottom, top)
    tight = _turned(upright, left.value, top.value, right.value, bottom.value)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text.raw, index, x, y)
    return _Character(character, loose, tight, upright(x.value, y.value)[1])


def _turned(upright: _Upright, x0: float, y0: float, x1: float, y1: float) -> Box:
    (left, top), (right, bottom) = upright(x0, y0), upright(x1, y1)
    return min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _glyphs(characters: list[_Character]) -> Iterator[Glyph]:
    """Characters of one font size. Some fonts claim a height many times that of their ink (scaled fonts,
    vertical type): then the ink's boxes are used."""
    ink = max(max(item.tight[2] - item.tight[0], item.tight[3] - item.tight[1]) for item in characters)
    for item in characters:
        height = item.loose[3] - item.loose[1]
        is_sane = not ink or height <= _TALLEST * ink
        left, _, right, _ = item.loose if is_sane else item.tight
        size = min(max(height if is_sane else ink, 1.0), 100.0)
        if isfinite(left + right + item.baseline + size):
            yield Glyph(item.text, left, right, item.baseline, size)


def _read_rulings(page: pdfium.PdfPage, upright: _Upright, content: PageContent) -> None:
    for start, end in _strokes(page):
        (x0, y0), (x1, y1) = upright(*start), upright(*end)
        if not isfinite(x0 + y0 + x1 + y1):
            continue
        if abs(y0 - y1) <= 1 < abs(x0 - x1):
            content.horizontal.append(Ruling((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= 1 < abs(y0 - y1):
            content.vertical.append(Ruling((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        if len(content.horizontal) + len(content.vertical) > MAX_RULINGS:
            raise DocumentTooLarge(
                f"expected at most {MAX_RULINGS} lines on a page, found a drawing: refused"
            )


def _strokes(page: pdfium.PdfPage) -> Iterator[tuple[Point, Point]]:
    """Straight pieces of all drawn paths, thin filled rectangles as their middle lines."""
    for number, item in enumerate(page.get_objects(max_depth=_MAX_DEPTH)):
        if number > _MAX_OBJECTS:
            raise DocumentTooLarge(f"expected at most {_MAX_OBJECTS} objects on a page, found more: refused")
        if item.type == raw.FPDF_PAGEOBJ_PATH:
            fill, stroke = ctypes.c_int(), ctypes.c_int()
            raw.FPDFPath_GetDrawMode(item.raw, fill, stroke)
            if stroke.value and not _is_white(item, raw.FPDFPageObj_GetStrokeColor):
                yield from _pieces(item)
            elif fill.value and not _is_white(item, raw.FPDFPageObj_GetFillColor):
                yield from _thin(list(_pieces(item)))


def _is_white(item: pdfium.PdfObject, ask: object) -> bool:
    colour = [ctypes.c_uint() for _ in range(4)]
    assert callable(ask)
    if not ask(item.raw, *colour):
        return False
    return min(channel.value for channel in colour[:3]) >= _WHITE or colour[3].value == 0


def _pieces(item: pdfium.PdfObject) -> Iterator[tuple[Point, Point]]:
    """The straight segments of a path in page coordinates, closing ones included."""
    matrices = list(_matrices(item))
    first: Point | None = None
    last: Point | None = None
    for index in range(min(raw.FPDFPath_CountSegments(item.raw), MAX_RULINGS)):
        segment = raw.FPDFPath_GetPathSegment(item.raw, index)
        x, y = ctypes.c_float(), ctypes.c_float()
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


def _matrices(item: pdfium.PdfObject) -> Iterator[Matrix]:
    """The matrices of a path and of the forms around it, inner first."""
    current: pdfium.PdfObject | None = item
    while current is not None:
        matrix = raw.FS_MATRIX()
        if raw.FPDFPageObj_GetMatrix(current.raw, matrix):
            yield matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
        current = current.container


def _placed(point: Point, matrices: list[Matrix]) -> Point:
    x, y = point
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y


def _thin(pieces: list[tuple[Point, Point]]) -> Iterator[tuple[Point, Point]]:
    """The middle line of a filled shape that is no thicker than a border."""
    for start in range(0, len(pieces) - 2, 4 if len(pieces) % 4 == 0 else len(pieces)):
        points = [point for piece in pieces[start : start + 4] for point in piece]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if height <= _THIN < width:
            yield (min(xs), (min(ys) + max(ys)) / 2), (max(xs), (min(ys) + max(ys)) / 2)
        elif width <= _THIN < height:
            yield ((min(xs) + max(xs)) / 2, min(ys)), ((min(xs) + max(xs)) / 2, max(ys))
