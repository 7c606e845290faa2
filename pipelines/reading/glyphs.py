"""Characters with boxes -> printed lines, from top to bottom. y runs downwards, in points."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from pipelines.reading.text import is_wide

_baseline = attrgetter("baseline")
_left = attrgetter("left")
_right = attrgetter("right")
_size = attrgetter("size")


class Glyph(NamedTuple):
    """A printed character: its left and right edge, baseline and font size.

    A recognised line of text (OCR) counts as one character; `doubt` says why it may be read wrong.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    doubt: str = ""

    @property
    def center(self) -> tuple[float, float]:
        """The middle of the character."""
        return (self.left + self.right) / 2, self.baseline - self.size * 0.35


class PrintedLine(NamedTuple):
    """Characters on one baseline, joined to text."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def lines(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """Group characters by baseline and join each group from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=_baseline):
        if rows and _is_beside(rows[-1][0], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    found = [_line(sorted(row, key=_left)) for row in rows]
    return [line for line in found if line.text]


def _is_beside(first: Glyph, glyph: Glyph) -> bool:
    """Whether a character stands on the baseline of the first one of a line."""
    lower = glyph.baseline - first.baseline
    return lower == 0 or lower <= 0.4 * max(glyph.size, first.size)


def _line(row: list[Glyph]) -> PrintedLine:
    text, last = "", None
    for glyph in row:
        if last is None:
            text = glyph.text
        elif glyph.text == last.text and _is_double(last, glyph):
            continue
        elif _is_raised(last, glyph):
            text += f"[{glyph.text}]"
        else:
            text += _gap(last, glyph) + glyph.text
        last = glyph
    printed = [glyph for glyph in row if not glyph.text.isspace()] or row
    size, right = max(map(_size, printed)), max(map(_right, printed))
    return PrintedLine(" ".join(text.split(" ")).strip(), printed[0].left, right, row[0].baseline, size)


def _is_double(last: Glyph, glyph: Glyph) -> bool:
    """The same character again on the same spot: bold type by printing twice."""
    return glyph.text == last.text and not glyph.text.isspace() and glyph.left - last.left < 0.2 * glyph.size


def _is_raised(last: Glyph, glyph: Glyph) -> bool:
    """A small raised digit behind a number is the mark of a note, and no digit of the number."""
    if not glyph.size < 0.8 * last.size:
        return False
    digits = last.text.isdigit() and glyph.text.isdigit()
    return digits and last.baseline - glyph.baseline > 0.15 * last.size


def _gap(last: Glyph, glyph: Glyph) -> str:
    """A space where the distance says so and none is printed."""
    distance = glyph.left - last.right
    if not distance > 0.3 * glyph.size or last.text.isspace() or glyph.text.isspace():
        return ""
    wide = is_wide(last.text) or is_wide(glyph.text)
    return " " if distance > (1.5 if wide else 0.3) * glyph.size else ""
