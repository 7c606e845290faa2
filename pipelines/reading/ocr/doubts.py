"""Why a line that was recognised may be wrong: two readings, the certainty, and the ink itself.

1. Ink that nobody could read is a doubt, never a blank.
2. A second reading of the same line, at another scale and contrast, must say the same.
3. The network must be sure of every character.
4. A number must have as many blots of ink as digits: networks lose one of two equal digits now and then.
5. Letters that look like digits (O, l, 〇) do not stand alone in a form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import cv2
import numpy as np

from pipelines.reading.ocr.engine import Picture, Reading

_LEAST: Final = 0.5
"""Certainty below which a reading is doubtful; right ones have 0.99 mostly."""
_BROAD: Final = 0.6
"""Times its height that a digit is broad; a blot of two touching digits is twice as broad."""
_APART: Final = 0.9
"""Times its height that two digits of one number may stand apart."""
_LIKE_DIGITS = re.compile(r"(?=.*[OoQDlI|Zz〇○一丨丿])[\dOoQDlI|Zz〇○一丨丿.,]{1,8}")
_SAME_SHAPE = str.maketrans({**dict.fromkeys("OoQ〇○", "0"), **dict.fromkeys("lI|丨", "1")})
_STROKES: Final = ("1", "/", "I", "l", "|")
_LEANING: Final = 0.15
"""Times its height that a slash leans to the right at least."""
_SHORT: Final = 12
_DASHES = str.maketrans(dict.fromkeys("—–−－-ー一", "-"))


def wants_second_reading(text: str) -> bool:
    """True for what may be a figure: a label is compared with the form, which is check enough."""
    return len(text) <= 2 or (len(text) <= _SHORT and any(character.isdigit() for character in text))


def chosen(first: Reading, second: Reading | None) -> str:
    """The text of a line: of letters and of digits that have their shape, as two readings say, the digits."""
    if second is not None and _LIKE_DIGITS.fullmatch(first.text) and second.text.isdigit():
        return second.text
    return first.text


def doubt(first: Reading, second: Reading | None, ink: Picture) -> str:
    """Why a reading is doubtful, in words for a person who compares; nothing if it is not."""
    return "; ".join(_reasons(first, second, ink))


def _reasons(first: Reading, second: Reading | None, ink: Picture) -> Iterator[str]:
    if not first.text:
        yield "there is ink that could not be read"
        return
    if second is not None and _levelled(first.text) != _levelled(second.text):
        yield f"a second reading says {second.text!r}"
    if first.certainty < _LEAST:
        yield f"its least certain character is {first.certainty:.0%} sure"
    if _LIKE_DIGITS.fullmatch(first.text):
        yield "a letter may be a digit"
    if re.fullmatch(r"\d+", first.text):
        yield from _counted(first.text, ink)
    if first.text in _STROKES and (first.text == "/") != _leans(ink):
        yield "one stroke: it may be 1 or a slash"


def _leans(ink: Picture) -> bool:
    """Whether a stroke goes from the lower left to the upper right, as a slash does and no 1."""
    _, columns = np.nonzero(ink)
    rows, _ = np.nonzero(ink)
    if not len(rows):
        return False
    height = rows.max() - rows.min() + 1
    upper, lower = columns[rows < rows.min() + height / 4], columns[rows > rows.max() - height / 4]
    return bool(upper.mean() - lower.mean() > _LEANING * height)


def _levelled(text: str) -> str:
    """The text without what tells no figures apart: width, spaces, kinds of dash, letters like digits."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return plain.translate(_DASHES).translate(_SAME_SHAPE)


def _counted(digits: str, ink: Picture) -> Iterator[str]:
    blots = _blots(ink)
    seen = sum(max(1, round((right - left) / (_BROAD * ink.shape[0]))) for left, right in blots)
    if len(digits) not in (len(blots), seen):
        yield f"{len(digits)} digits were read in {len(blots)} blots of ink"
    elif any(right[0] - left[1] > _APART * ink.shape[0] for left, right in pairwise(blots)):
        yield "its digits stand apart"


def _blots(ink: Picture) -> list[tuple[int, int]]:
    """Left and right edge of each blot; what stands over one another is one digit in pieces."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    blots: list[tuple[int, int]] = []
    for left, _, width, height, _ in sorted(stats[1:].tolist()):
        if height < 0.3 * ink.shape[0] and width < 0.3 * ink.shape[0]:
            continue
        if blots and left + width / 2 <= blots[-1][1]:
            blots[-1] = (blots[-1][0], max(blots[-1][1], left + width))
        else:
            blots.append((left, left + width))
    return blots


def another_view(line: Picture) -> Picture:
    """A line for the second reading: half as large again, smooth, of full contrast, with wider margins."""
    large = cv2.resize(line, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    smooth = cv2.GaussianBlur(large, (5, 5), 0).astype(np.float64)
    dark, light = np.percentile(smooth, (2, 90))
    full = np.clip((smooth - dark) * 255 / max(light - dark, 1.0), 0, 255).astype(np.uint8)
    return np.asarray(cv2.copyMakeBorder(full, 6, 6, 12, 12, cv2.BORDER_REPLICATE), np.uint8)
