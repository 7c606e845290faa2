"""Printed lines of many pages -> paragraphs: furniture off, wrapped lines joined.

A paragraph ends where a line ends short of the right margin, or where the next one is indented, set in
another size, or stands apart. Chinese text joins without a space.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from pipelines.reading.furniture import is_page_number
from pipelines.reading.glyphs import PrintedLine

MARGIN: Final = 0.12
"""Part of the page's height at its top and bottom where headers, footers and page numbers stand."""
_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[.．、]\D")
_ENDING = ("。", "：", ":", "；", "！", "？")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page outside its tables, with the page's height in points."""

    height: float
    lines: tuple[PrintedLine, ...]


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the text of a document begins and ends, in points from the left edge."""

    left: float
    right: float


def without_furniture(pages: list[PageLines]) -> list[PageLines]:
    """Take page numbers, and what repeats at the edge of most pages, off."""
    seen = Counter(
        key for page in pages for key in {_key(line) for line in page.lines if _at_edge(line, page)}
    )
    repeated = {key for key, count in seen.items() if count >= 2 and count * 2 > len(pages)}
    return [
        PageLines(page.height, tuple(line for line in page.lines if not _is_furniture(line, page, repeated)))
        for page in pages
    ]


def _is_furniture(line: PrintedLine, page: PageLines, repeated: set[str]) -> bool:
    if not _at_edge(line, page):
        return False
    return is_page_number(line.text, at_edge=True) or _key(line) in repeated


def _at_edge(line: PrintedLine, page: PageLines) -> bool:
    return line.baseline < MARGIN * page.height or line.baseline > (1 - MARGIN) * page.height


def _key(line: PrintedLine) -> str:
    """The text with its digits levelled and its height: running headers keep both."""
    return f"{re.sub(r'[0-9]+', '#', line.text)} at {line.baseline / 4:.0f}"


def margins(lines: list[PrintedLine]) -> Margins:
    """The margins that most long lines keep to."""
    if not lines:
        return Margins(0.0, 0.0)
    widest = max(line.right - line.left for line in lines)
    long = [line for line in lines if line.right - line.left > 0.7 * widest]
    right = _most_common([line.right for line in long])
    full = [line for line in long if abs(line.right - right) < 1.5 * line.size] or long
    return Margins(min(line.left for line in full), right)


def _most_common(values: list[float]) -> float:
    """The middle of the fullest 6-point band, the rightmost of equals."""
    bands = Counter(round(value / 6) for value in values)
    band = max(bands, key=lambda key: (bands[key], key))
    return max(value for value in values if round(value / 6) == band)


def continues(before: PrintedLine, after: PrintedLine, edge: Margins, *, new_page: bool) -> bool:
    """True if the second line goes on with the first one's paragraph."""
    size = before.size
    if after.left > edge.left + 1.2 * size or abs(after.size - size) > 0.15 * size:
        return False
    if not new_page and after.baseline - before.baseline > 3.2 * size:
        return False
    missing = (edge.right - before.right) / size
    if missing <= 1.5:
        return not _HEADING.match(after.text) or not before.text.endswith(_ENDING)
    return missing <= 6 and not _HEADING.match(after.text) and not before.text.endswith(_ENDING)


def joined(lines: list[PrintedLine]) -> str:
    """The text of wrapped lines; only Latin words keep a space between them."""
    text = ""
    for line in lines:
        latin = bool(re.search(r"[A-Za-z,.;]$", text)) and bool(re.match(r"[A-Za-z]", line.text))
        text += (" " if latin else "") + line.text
    return text
