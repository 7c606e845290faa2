"""The characters of a PDF page with their boxes, by pdfium.

pdfium is asked for one thing of all characters, then for the next: ``map`` goes over them faster than a loop.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import repeat
from math import isfinite, pi
from operator import sub
from typing import Final

import pypdfium2 as pdfium

from pipelines.reading.errors import DocumentTooLarge
from pipelines.reading.glyphs import Glyph
from pipelines.reading.pdfcalls import (
    address_of,
    angle_of,
    code_of,
    codes_into,
    font_size_of,
    ink_of,
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


def read_characters(page: pdfium.PdfPage, upright: Upright) -> tuple[list[Glyph], int]:
    """The characters, and how many have no meaning. Raises `DocumentTooLarge`."""
    text = page.get_textpage()
    count = text.count_chars()
    if count > MAX_CHARACTERS:
        raise DocumentTooLarge(
            f"expected at most {MAX_CHARACTERS} characters on a page, found {count}: refused"
        )
    asked = _Asked(address_of(text.raw), upright)
    codes = asked.codes(count)
    printed = [at for at, code in enumerate(codes) if code > _SPACE or not asked.is_made_up(at, code)]
    errors = map(is_unmapped, asked.page, printed)
    meaning = [
        at for at, error in zip(printed, errors, strict=False) if error != 1 and codes[at] not in _UNMAPPED
    ]
    letters = asked.straight([at for at in meaning if 32 <= codes[at] < 0xD800 or codes[at] >= 0xE000])
    texts = [_meant(codes[at]) for at in letters]
    return _glyphs(letters, texts, asked), len(printed) - len(meaning)


@lru_cache(maxsize=16384)
def _meant(code: int) -> str:
    return meant(chr(code))


def _is_straight(radians: float, rotation: int) -> bool:
    """False for slanted text: a watermark across the page. Text standing upright or on its side counts."""
    angle = radians * 180 / pi
    slant = float((angle - rotation) % 90)
    return bool(angle < 0) or min(slant, 90 - slant) < 5


class _Asked:
    """What pdfium answers of the characters of a page, into memory that is laid out for all answers.

    ``page`` repeats the page's address, as ``map`` wants it.
    """

    def __init__(self, address: int, upright: Upright) -> None:
        self._address, self._upright = address, upright
        self.page = repeat(address)
        self._ink = array("d", bytes(32))
        start = self._ink.buffer_info()[0]
        self._edges = (start, start + 8, start + 16, start + 24)

    def codes(self, count: int) -> Sequence[int]:
        """The code of each character: the page's text, if it has one sign for each, else one by one."""
        text = array("H", bytes(4 * count + 4))
        told = codes_into(self._address, 0, count, text.buffer_info()[0])
        said = text[: max(told - 1, 0)].tobytes().decode("utf-16-le", errors="ignore")
        return list(map(ord, said)) if len(said) == count else list(map(code_of, self.page, range(count)))

    def is_made_up(self, number: int, code: int) -> bool:
        """Whether pdfium has put a character in of its own."""
        return code in _LINE_BREAKS or (code == _SPACE and is_generated(self._address, number) == 1)

    def straight(self, numbers: Sequence[int]) -> Sequence[int]:
        """Those of the characters that are not slanted."""
        rotation = self._upright.rotation
        angles = list(map(angle_of, self.page, numbers))
        if rotation == 0 and not any(angles):
            return numbers
        return [
            number
            for number, radians in zip(numbers, angles, strict=True)
            if radians == 0 == rotation or _is_straight(radians, rotation)
        ]

    def claimed(self, numbers: Sequence[int]) -> tuple[list[float], ...]:
        """The boxes with the height that the font claims: left edges, tops, right edges, bottoms."""
        rects = array("f", bytes(16 * len(numbers)))
        _ask(map(loose_box_of, self.page, numbers, _each_16_bytes(rects)))
        return self._upright.boxes(rects[::4], rects[1::4], rects[2::4], rects[3::4])

    def baselines(self, numbers: Sequence[int]) -> list[float]:
        """The heights at which the characters stand."""
        origins = array("d", bytes(16 * len(numbers)))
        xs = _each_16_bytes(origins)
        ys = range(xs.start + 8, xs.stop + 8, 16)
        _ask(map(origin_of, self.page, numbers, xs, ys))
        return self._upright.heights(origins[::2], origins[1::2])

    def inked(self, number: int) -> Box:
        """The box of the ink."""
        ink_of(self._address, number, *self._edges)
        left, right, bottom, top = self._ink
        return self._upright.box(left, top, right, bottom)


def _each_16_bytes(answers: array[float]) -> range:
    """Where each character's answer is to be written, of 4 or 2 numbers."""
    start = answers.buffer_info()[0]
    return range(start, start + answers.itemsize * len(answers), 16)


def _ask(answers: Iterable[int]) -> None:
    """Have the answers written."""
    deque(answers, maxlen=0)


def _glyphs(numbers: Sequence[int], texts: Sequence[str], asked: _Asked) -> list[Glyph]:
    """The characters with these numbers, font size by font size."""
    lefts, tops, rights, bottoms = asked.claimed(numbers)
    baselines = asked.baselines(numbers)
    heights = list(map(sub, bottoms, tops))
    fonts: dict[float, list[int]] = {}
    for at, size in enumerate(map(font_size_of, asked.page, numbers)):
        if size in fonts:
            fonts[size].append(at)
        else:
            fonts[size] = [at]
    for some in fonts.values():
        _mend_claims(some, numbers, (lefts, rights, heights), asked)
    sizes = [1.0 if height < 1.0 else 100.0 if height > 100.0 else height for height in heights]
    # As Glyph._make does, a third of the time.
    glyphs = list(map(partial(tuple.__new__, Glyph), zip(texts, lefts, rights, baselines, sizes, repeat(""))))
    ordered = [glyphs[at] for some in fonts.values() for at in some]
    if isfinite(sum(map(sum, (lefts, rights, baselines, sizes)))):
        return ordered
    return [glyph for glyph in ordered if isfinite(sum(glyph[1:5]))]


def _mend_claims(
    some: Sequence[int], numbers: Sequence[int], boxes: tuple[list[float], ...], asked: _Asked
) -> None:
    """Some fonts claim a height many times that of their ink (scaled fonts, vertical type): then the ink's
    boxes are used for those of its characters."""
    lefts, rights, heights = boxes
    ink = _ink([numbers[at] for at in some[:: max(1, len(some) // _SAMPLE)]], asked)
    if max([heights[at] for at in some]) > _TALLEST * ink > 0:
        ink = _ink([numbers[at] for at in some], asked)
    for at in some if ink else ():
        if not heights[at] <= _TALLEST * ink:
            heights[at] = ink
            lefts[at], _, rights[at], _ = asked.inked(numbers[at])


def _ink(numbers: Sequence[int], asked: _Asked) -> float:
    """The greatest extent of any character's ink, across or down."""
    inked = map(asked.inked, numbers)
    return max(max(right - left, bottom - top) for left, top, right, bottom in inked)
