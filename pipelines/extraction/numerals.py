"""Numbers as a text writes them (文字中的数目): 21, ２１, 1,499, 二十一, 两, 零, 1.2万.

Only exact numbers are read: what is around a number (100余, 近百, 数十) is for the phrasings to refuse.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "": 0,
}
DIGIT = "[一二两三四五六七八九]"
PLACED = re.compile(
    rf"(?:(?P<thousands>{DIGIT})千)?(?P<zero>零)?(?:(?P<hundreds>{DIGIT})百)?(?P<nought>零)?"
    rf"(?:(?P<tens>{DIGIT}?)(?P<ten>十))?(?P<units>{DIGIT}?)"
)
TEN_THOUSAND = 10000
ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?万?"
CHINESE = r"[零〇○一二两三四五六七八九十百千万]+"
NUMBER = rf"(?:(?<![\d.,])(?:{ARABIC})|(?<![零〇○一二两三四五六七八九十百千万几数])(?:{CHINESE}))"
"""The pattern of a number in plain text, that phrasings are built on."""


def read_number(text: str) -> int | Decimal | None:
    """The number that a text matching ``NUMBER`` says; None for none (十十) and for two (三百二)."""
    if re.fullmatch(ARABIC, text):
        return _arabic(text)
    return _chinese(text) if re.fullmatch(CHINESE, text) else None


def _arabic(text: str) -> int | Decimal:
    value = Decimal(text.removesuffix("万").replace(",", ""))
    value *= TEN_THOUSAND if text.endswith("万") else 1
    return int(value) if value == value.to_integral_value() else value.normalize()


def _chinese(text: str) -> int | None:
    high, marked, low = text.rpartition("万")
    if marked and len(low) == 1:
        return None
    lower = _below_ten_thousand(low) if low else 0
    if not marked or lower is None:
        return lower if low else None
    upper = _below_ten_thousand(high)
    return upper * TEN_THOUSAND + lower if upper else None


def _below_ten_thousand(text: str) -> int | None:
    """二十一, 十二, 一百零五; digits alone as in 二〇."""
    if all(sign in DIGITS for sign in text):
        return int("".join(str(DIGITS[sign]) for sign in text)) if text else None
    match = PLACED.fullmatch(text)
    if match is None or _colloquial(match):
        return None
    tens = DIGITS[match["tens"] or ("一" if match["ten"] else "")]
    high = DIGITS[match["thousands"] or ""] * 1000 + DIGITS[match["hundreds"] or ""] * 100
    return high + tens * 10 + DIGITS[match["units"]]


def _colloquial(match: re.Match[str]) -> bool:
    """三百二 may be 320 or 302: units after hundreds need tens or 零 between them."""
    high = match["hundreds"] or match["thousands"]
    between = match["ten"] or match["nought"] or match["zero"]
    return bool(high and match["units"] and not between)
