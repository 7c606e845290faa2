"""The numbers that Word prints before paragraphs but does not store in their text.

Headings such as 一、总体情况 are often numbered automatically: the paragraph holds only 总体情况.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from pipelines.reading.text import is_wide
from pipelines.reading.wordml import Styles, W, attribute, child, is_on, number, value

LEVELS: Final = 9
_MAX_CHAIN = 20
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    style: str
    legal: bool


@dataclass(slots=True)
class _List:
    """One numbering (w:num): its levels, and where it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document, in reading order."""

    styles: Styles
    lists: dict[str, _List] = field(default_factory=dict)
    _counters: dict[str, list[int | None]] = field(default_factory=dict)
    _found: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def printed(self, paragraph: etree._Element) -> str:
        """The number printed before this paragraph, empty if none. To be asked once per paragraph."""
        found = self._numbered(paragraph)
        if found is None:
            return ""
        numbered, level = found
        return _render(numbered, level, self._count(numbered, level))

    def _numbered(self, paragraph: etree._Element) -> tuple[_List, int] | None:
        properties = child(paragraph, "pPr")
        style = value(properties, "pStyle") or ""
        identity = value(properties, "numPr", "numId")
        level = value(properties, "numPr", "ilvl")
        if identity is None:
            if style not in self._found:
                self._found[style] = self._of_style(style)
            identity, own = self._found[style]
            level = level or own
        numbered = self.lists.get(identity or "")
        if numbered is None:
            return None
        index = number(level, _level_of_style(numbered, style))
        return (numbered, index) if index in numbered.levels else None

    def _of_style(self, style: str) -> tuple[str | None, str | None]:
        for _ in range(_MAX_CHAIN):
            definition = self.styles.get(style)
            identity = value(definition, "pPr", "numPr", "numId")
            if definition is None or identity is not None:
                return identity, value(definition, "pPr", "numPr", "ilvl")
            style = value(definition, "basedOn") or ""
        return None, None

    def _count(self, numbered: _List, level: int) -> list[int]:
        counters = self._counters.setdefault(numbered.abstract, [None] * LEVELS)
        current = counters[level]
        first = numbered.restarts.pop(level, None)
        if first is not None:
            counters[level] = first
        else:
            counters[level] = _start(numbered, level) if current is None else current + 1
        counters[level + 1 :] = [None] * (LEVELS - level - 1)
        return [_start(numbered, i) if count is None else count for i, count in enumerate(counters)]


def numbering(parts: etree._Element | None, styles: Styles) -> Numbering:
    """Read numbering.xml (None: a document without lists)."""
    if parts is None:
        return Numbering(styles)
    abstracts = {attribute(item, "abstractNumId"): item for item in parts.findall(f"{W}abstractNum")}
    nums = {attribute(item, "numId"): item for item in parts.findall(f"{W}num")}
    lists = {
        identity: _list(item, abstracts, nums, styles) for identity, item in nums.items() if identity != "0"
    }
    return Numbering(styles, lists)


def _list(
    item: etree._Element,
    abstracts: dict[str, etree._Element],
    nums: dict[str, etree._Element],
    styles: Styles,
) -> _List:
    abstract = value(item, "abstractNumId") or ""
    definition = abstracts.get(abstract)
    if link := value(definition, "numStyleLink"):
        target = nums.get(value(styles.get(link), "pPr", "numPr", "numId") or "")
        abstract = value(target, "abstractNumId") or abstract
        definition = abstracts.get(abstract)
    levels = _levels(definition)
    restarts: dict[int, int] = {}
    for override in item.findall(f"{W}lvlOverride"):
        level = number(attribute(override, "ilvl"), 0)
        levels |= _levels(override)
        if (start := value(override, "startOverride")) is not None:
            restarts[level] = number(start, 1)
    return _List(abstract, levels, restarts)


def _levels(definition: etree._Element | None) -> dict[int, _Level]:
    found = definition.findall(f"{W}lvl") if definition is not None else []
    levels = {number(attribute(item, "ilvl"), 0): _level(item) for item in found}
    return {index: level for index, level in levels.items() if index < LEVELS}


def _level(item: etree._Element) -> _Level:
    return _Level(
        start=number(value(item, "start"), 1),
        format=value(item, "numFmt") or "decimal",
        text=value(item, "lvlText") or "",
        style=value(item, "pStyle") or "",
        legal=is_on(item, "isLgl"),
    )


def _start(numbered: _List, level: int) -> int:
    return numbered.levels[level].start if level in numbered.levels else 1


def _level_of_style(numbered: _List, style: str) -> int:
    return next((index for index, level in numbered.levels.items() if style and level.style == style), 0)


def _render(numbered: _List, level: int, counts: list[int]) -> str:
    definition = numbered.levels[level]
    if definition.format in ("bullet", "none"):
        return ""

    def one(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        kind = (
            numbered.levels[index].format if index in numbered.levels and not definition.legal else "decimal"
        )
        return spelled(counts[index], kind)

    text = re.sub(r"%([1-9])", one, definition.text)
    return text if not text or is_wide(text[-1]) else f"{text} "


def spelled(count: int, kind: str) -> str:
    """A count in one of Word's number formats; formats that no report uses are spelled in digits."""
    speller = _FORMATS.get(kind)
    return speller(count) if speller and 0 < count < 100 else str(count)


def _chinese(count: int) -> str:
    """十二, 二十, 二十一."""
    tens, ones = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _digits(count: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(count))


def _formal(count: int) -> str:
    return _chinese(count).translate(str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾"))


def _circled(count: int) -> str:
    return chr(0x2460 + count - 1) if count <= 20 else str(count)


def _letter(count: int) -> str:
    return chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    signs = ((90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for worth, sign in signs:
        text += sign * (count // worth)
        count %= worth
    return text


def _stem(count: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸"[count - 1] if count <= 10 else str(count)


def _wide(count: int) -> str:
    return str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographTraditional": _stem,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "upperLetter": _letter,
    "lowerLetter": lambda count: _letter(count).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "decimalZero": lambda count: f"{count:02d}",
}
