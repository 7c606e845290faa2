"""The characters of a PDF page with their boxes, by pdfium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import isfinite, pi
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipelines.reading.errors import DocumentTooLarge
from pipelines.reading.glyphs import Glyph
from pipelines.reading.pdfcalls import (
    address_of,
    angle_of,
    code_of,
    font_size_of,
    is_generated,
    is_unmapped,
    loose_box_of,
    origin_of,
)
from pipelines.reading.pdfupright import Box, Upright
from pipelines.reading.text import meant

MAX_CHARACTERS: Final = 50_000
"""Per page; a dense page of the form has 800."""
_TALLEST: Final = 2.5
"""Times the height of its ink that a font may claim: 1.9 for digits, 1.1 for Chinese characters."""
_SAMPLE: Final = 12
"""So many characters of a font tell whether its claim is sane."""
_UNMAPPED: Final = (0, 0xFFFD, 0xFFFE, 0xFFFF)
_LINE_BREAKS: Final = (10, 13)
_SPACE: Final = 32
"""pdfium makes spaces and line breaks of its own where words stand apart, and no other character."""


_Character = tuple[int, str, Box, float]
"""A character: its number on the page, its text, the box that its font claims, and its baseline."""


def read_characters(page: pdfium.PdfPage, upright: Upright) -> tuple[list[Glyph], int]:
    """The characters, and how many have no meaning. Raises `DocumentTooLarge`."""
    text = page.get_textpage()
    count = text.count_chars()
    if count > MAX_CHARACTERS:
        raise DocumentTooLarge(
            f"expected at most {MAX_CHARACTERS} characters on a page, found {count}: refused"
        )
    fonts: dict[float, list[_Character]] = {}
    unmapped = 0
    boxes = _Boxes(text, upright)
    handle = address_of(text.raw)
    for number in range(count):
        code = code_of(handle, number)
        if code in _LINE_BREAKS or (code == _SPACE and is_generated(handle, number) == 1):
            continue
        if code in _UNMAPPED or is_unmapped(handle, number) == 1:
            unmapped += 1
        elif code >= 32 and not 0xD800 <= code < 0xE000:
            radians = angle_of(handle, number)
            if radians == 0 == upright.rotation or _is_straight(radians, upright.rotation):
                character = (number, _meant(code), *boxes.claimed(number))
                fonts.setdefault(font_size_of(handle, number), []).append(character)
    return [glyph for characters in fonts.values() for glyph in _glyphs(characters, boxes)], unmapped


@lru_cache(maxsize=16384)
def _meant(code: int) -> str:
    return meant(chr(code))


def _is_straight(radians: float, rotation: int) -> bool:
    """False for slanted text: a watermark across the page. Text standing upright or on its side counts."""
    angle = radians * 180 / pi
    slant = float((angle - rotation) % 90)
    return bool(angle < 0) or min(slant, 90 - slant) < 5


class _Boxes:
    """Asks pdfium for boxes, into the same few variables again and again."""

    def __init__(self, text: pdfium.PdfTextPage, upright: Upright) -> None:
        self._text, self._upright = text.raw, upright
        self._handle = address_of(text.raw)
        self._rect = raw.FS_RECTF()
        self._numbers = tuple(ctypes.c_double() for _ in range(4))
        self._addresses = tuple(map(ctypes.addressof, (self._rect, *self._numbers[:2])))

    def claimed(self, index: int) -> tuple[Box, float]:
        """The box with the height that the font claims, and the height at which the character stands."""
        rect, (x, y, _, _), addresses = self._rect, self._numbers, self._addresses
        loose_box_of(self._handle, index, addresses[0])
        origin_of(self._handle, index, addresses[1], addresses[2])
        box = self._upright.box(rect.left, rect.top, rect.right, rect.bottom)
        return box, self._upright(x.value, y.value)[1]

    def inked(self, index: int) -> Box:
        """The box of the ink."""
        left, right, bottom, top = self._numbers
        raw.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        return self._upright.box(left.value, top.value, right.value, bottom.value)


def _glyphs(characters: Sequence[_Character], boxes: _Boxes) -> Iterator[Glyph]:
    """Characters of one font size. Some fonts claim a height many times that of their ink (scaled fonts,
    vertical type): then the ink's boxes are used."""
    tallest = max(box[3] - box[1] for _, _, box, _ in characters)
    ink = _ink(characters[:: max(1, len(characters) // _SAMPLE)], boxes)
    if tallest > _TALLEST * ink > 0:
        ink = _ink(characters, boxes)
    for number, text, (left, top, right, bottom), baseline in characters:
        height, edges = bottom - top, (left, right)
        if ink and not height <= _TALLEST * ink:
            height, edges = ink, boxes.inked(number)[::2]
        size = 1.0 if height < 1.0 else 100.0 if height > 100.0 else height
        if isfinite(edges[0] + edges[1] + baseline + size):
            yield Glyph(text, *edges, baseline, size)


def _ink(characters: Sequence[_Character], boxes: _Boxes) -> float:
    """The greatest extent of any character's ink, across or down."""
    inked = (boxes.inked(character[0]) for character in characters)
    return max(max(right - left, bottom - top) for left, top, right, bottom in inked)
