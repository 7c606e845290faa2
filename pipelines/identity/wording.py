"""The text of a document as identity matches it: compact lines, labels with their values, years, dates.

Layout breaks words anywhere (a title over two lines, a label and its value in two cells), so everything
here works on text without whitespace, with full-width forms folded to ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from pipelines.model import Document, Paragraph, Table

_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_ARTEFACT = re.compile(r"\[(?:bookmark|image|图片|link)[^\]]*\]", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"[-—–~第]?\d{1,3}[-—–~页]?")
_NUMERALS = str.maketrans("〇○零ＯO一二三四五六七八九", "00000123456789")
_CHINESE_YEAR = re.compile(r"[二2][〇○零ＯO0][〇○零ＯO0一二三]?[〇○零ＯO0一二三四五六七八九](?=年)")
_HEADING_ONE = re.compile(
    r"^(?:第?一[、.,章部]|1[、.])\D{0,12}(?:总体|基本|概述|概况|情况|主动公开)|^总体情况$"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})(?!\d)")
_TIME = re.compile(r"(?<=\s)\d{1,2}:\d{1,2}(?::\d{1,2})?")
_PLAIN_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_CHINESE_DATE = re.compile(
    r"([二2][〇○零ＯO0][〇○零ＯO0一二三1-3][〇○零ＯO0一二三四五六七八九1-9])年"
    r"([一二三四五六七八九十\d]{1,3})月([一二三四五六七八九十\d]{1,3})日"
)

#: Every line of a document is asked for by a dozen questions: its folded forms are remembered for a while.
_REMEMBERED = 8192

#: How far into a document the head (title, metadata table, labels) may reach when no section marks its end.
HEAD_LINES = 400
#: Of so many documents what was derived from them is kept: all of identity asks for the same lines.
KEPT = 4


@lru_cache(maxsize=_REMEMBERED)
def compact(text: str) -> str:
    """The text without whitespace and dump artefacts, full-width forms folded (（ -> (, ２ -> 2)."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", _ARTEFACT.sub("", text)))


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Full-width forms and odd spaces folded, whitespace kept as single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", _ARTEFACT.sub("", text))).strip()


def chinese_years_to_digits(text: str) -> str:
    """二〇二三年 -> 2023年 (the character before 年 only; other numerals stay)."""
    return _CHINESE_YEAR.sub(lambda found: found.group().translate(_NUMERALS), text)


@lru_cache(maxsize=KEPT)
def lines(document: Document) -> tuple[str, ...]:
    """Every printed line in reading order, folded: paragraphs split at line breaks, one line per cell."""
    return tuple(line for text in _texts(document) for part in text.split("\n") if (line := fold(part)))


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells)


@lru_cache(maxsize=KEPT)
def head(document: Document) -> tuple[str, ...]:
    """The lines before the first section (一、总体情况) or statistical table, at most ``HEAD_LINES``."""
    found: list[str] = []
    for line in lines(document):
        tight = compact(line)
        if _HEADING_ONE.search(tight) or "第二十条第" in tight or len(found) >= HEAD_LINES:
            break
        found.append(line)
    return tuple(found)


def tail(document: Document, count: int = 12) -> list[str]:
    """The last paragraphs, compact, where a sign-off (落款) stands; page numbers and tables left out."""
    last: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            continue
        parts = (compact(part) for part in block.text.split("\n"))
        last.extend(part for part in parts if part and not _PAGE_NUMBER.fullmatch(part))
    return last[-count:]


@lru_cache(maxsize=KEPT)
def full_text(document: Document) -> str:
    """All of the document's text, compact, in reading order."""
    return "".join(compact_lines(document))


@lru_cache(maxsize=KEPT)
def compact_lines(document: Document) -> tuple[str, ...]:
    """The document's ``lines``, each compact."""
    return tuple(map(compact, lines(document)))


def meta(document: Document, *names: str) -> str:
    """The first non-empty metadata value under one of these names, any case; ``""`` if there is none."""
    lowered = {key.lower(): value.strip() for key, value in document.metadata.items()}
    return next((lowered[name.lower()] for name in names if lowered.get(name.lower())), "")


def date_in(text: str) -> date | None:
    """The first valid date in a text (2024-01-16, 2024年1月16日, 二〇二四年一月十六日, 20240116)."""
    # The time of day goes first: without the space before it, its hour would run into the day.
    tight = compact(_TIME.sub(" ", fold(text)))
    for pattern in (_DATE, _PLAIN_DATE, _CHINESE_DATE):
        for found in pattern.finditer(tight):
            year, month, day = found.groups()
            made = _made(int(year.translate(_NUMERALS)), _number(month), _number(day))
            if made:
                return made
    return None


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, has_ten, units = text.rpartition("十")
    digits = units.translate(_NUMERALS)
    low = int(digits) if digits.isdigit() else 0
    if not has_ten:
        return low
    high = tens.translate(_NUMERALS)
    return (int(high) if high.isdigit() else 1) * 10 + low


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
