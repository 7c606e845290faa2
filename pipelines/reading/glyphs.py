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


class PrintedLine(NamedTuple):
    """Characters on one baseline, joined to text."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def centers(glyphs: Iterable[Glyph]) -> list[tuple[float, float]]:
    """The middle of each character."""
    return [((left + right) / 2, baseline - size * 0.35) for _, left, right, baseline, size, _ in glyphs]


def lines(glyphs: Iterable[Glyph]) -> list[PrintedLine]:
    """Group characters by baseline and join each group from left to right."""
    rows: list[list[Glyph]] = []
    first: Glyph | None = None
    for glyph in sorted(glyphs, key=_baseline):
        if first is not None and (glyph.baseline == first.baseline or _is_beside(first, glyph)):
            rows[-1].append(glyph)
        else:
            first = glyph
            rows.append([glyph])
    found = [_line(sorted(row, key=_left)) for row in rows]
    return [line for line in found if line.text]


def _is_beside(first: Glyph, glyph: Glyph) -> bool:
    """Whether a character stands about on the baseline of the first one of a line."""
    return glyph.baseline - first.baseline <= 0.4 * max(glyph.size, first.size)


def _line(row: list[Glyph]) -> PrintedLine:
    last = row[0]
    if len(row) == 1:
        text, left, right, baseline, size, _ = last
        return PrintedLine(text.strip(), left, right, baseline, size)
    pieces = [last.text]
    for glyph in row[1:]:
        text, left, _, _, size, _ = glyph
        if text == last.text and _is_double(last, glyph):
            continue
        if size < 0.8 * last.size and _is_raised(last, glyph):
            text = f"[{text}]"
        elif left - last.right > 0.3 * size:
            text = _gap(last, glyph) + text
        pieces.append(text)
        last = glyph
    printed = [glyph for glyph in row if not glyph.text.isspace()] or row
    size, right = max(map(_size, printed)), max(map(_right, printed))
    return PrintedLine("".join(pieces).strip(), printed[0].left, right, row[0].baseline, size)


def _is_double(last: Glyph, glyph: Glyph) -> bool:
    """The same character again on the same spot: bold type by printing twice."""
    return not glyph.text.isspace() and glyph.left - last.left < 0.2 * glyph.size


def _is_raised(last: Glyph, glyph: Glyph) -> bool:
    """A small raised digit behind a number is the mark of a note, and no digit of the number."""
    digits = last.text.isdigit() and glyph.text.isdigit()
    return digits and last.baseline - glyph.baseline > 0.15 * last.size


def _gap(last: Glyph, glyph: Glyph) -> str:
    """A space where the distance says so and none is printed."""
    if last.text.isspace() or glyph.text.isspace():
        return ""
    wide = is_wide(last.text) or is_wide(glyph.text)
    return " " if not wide or glyph.left - last.right > 1.5 * glyph.size else ""
