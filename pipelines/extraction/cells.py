"""The grammar of a cell (单元格): what a printed cell of a statutory table says.

1. Nothing printed is ``blank``; only slashes is ``slash``; only dashes is ``dash``: none of them is 0.
2. A number may be full-width, grouped by commas, carry a unit (件, 万元) and a remark (22（其中修订16件）).
3. A column of changes (本年增/减) may be signed: +14, -3, ↓2, 增98, 减3, and 0/0 for none either way.
4. Two groups of digits (``1 0``) are ambiguous: all readings are kept, none is chosen here.
5. Whatever else is printed is ``text``; where it holds a digit, something may be lost and it is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipelines.extraction.labels import half_width
from pipelines.model import State

SPACES = r"[\s\u00a0\u200b-\u200f\u2060\ufeff\u00ad]"
EDGES = re.compile(rf"^{SPACES}+|{SPACES}+$")
SLASH = re.compile(r"[/\\∕⁄]+")
DASH = re.compile(r"[-‐‑‒–—―−─━﹣ー_]+")
UNIT = r"(?:人次|件次|万元|亿元|万|件|条|项|次|个|人|篇|元|份|起|宗)"
UNIT_ALONE = re.compile(rf"[(]?(?:单位:)?{UNIT}[)]?")
MARK = r"(?:[*※①-⑳¹²³⁴-⁹]+|\[\d{1,2}\])"
NUMBER = re.compile(
    rf"(?P<sign>[+-])?(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<fraction>\.\d+)?"
    rf"(?P<unit>{UNIT})?{MARK}?(?P<remark>\([^0-9)]*[\u3400-\u9fff].*)?"
)
CHANGE_WORD = re.compile(r"(?P<word>增加|减少|增|减|↑|↓)(?P<rest>\d.*)")
NO_CHANGE = re.compile(r"[+]?0/[-]?0")
WRITTEN = re.compile(rf"[〇○零一二两三四五六七八九十百千万OoＯｏ]+{UNIT}?")
BARE_CHANGE = re.compile(r"增加?|减少?|[+↑↓]")
COUNTED = r"(?:人次|件次|件|条|项|次|个|人|篇|份|起|宗)"
GROUPS = re.compile(rf"(?P<groups>\d+(?:{SPACES}+\d+)+){SPACES}*{COUNTED}?")
BROKEN = re.compile(rf"[^(]*\d{SPACES}+\d")
LOOSE_COMMA = re.compile(rf"{SPACES}*,{SPACES}*(?=\d{{3}}(?!\d))")
IMPLAUSIBLE = 1_000_000
MONEY = ("万元", "as written")
IN_TEN_THOUSANDS = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万": Decimal(1),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10000),
}


@dataclass(frozen=True, slots=True)
class CellReading:
    """A cell as read. ``readings`` holds the possible numbers of an ambiguous cell, else nothing."""

    raw: str
    value: int | Decimal | None
    state: State
    readings: tuple[int, ...] = ()
    doubt: str = ""


def trim(text: str) -> str:
    """The text as printed without white space around it."""
    return EDGES.sub("", text)


def is_unit(text: str) -> bool:
    """Whether a cell holds a unit alone (件, 条, 万元), as a column between label and number does."""
    return UNIT_ALONE.fullmatch(re.sub(SPACES, "", half_width(text))) is not None


@lru_cache(maxsize=65536)
def read_cell(text: str, unit: str = "件", signed: bool = False, printed_unit: str = "") -> CellReading:
    """Read one cell. ``unit`` is the codebook's (万元 converts 元 and 亿元); ``signed`` allows changes.

    ``printed_unit`` is the unit that the document gives for the cell outside of it (a column of units).
    """
    raw = trim(text)
    plain = half_width(raw)
    state = _empty_state(plain)
    if state is not None:
        return CellReading(raw, None, state)
    if groups := GROUPS.fullmatch(plain):
        return _ambiguous(raw, groups["groups"])
    if BROKEN.match(plain):
        return CellReading(raw, None, State.TEXT, doubt="several groups of digits in one cell")
    return _number(raw, re.sub(SPACES, "", LOOSE_COMMA.sub(",", plain)), unit, signed, printed_unit)


def _empty_state(plain: str) -> State | None:
    joined = re.sub(SPACES, "", plain)
    if not joined:
        return State.BLANK
    if SLASH.fullmatch(joined):
        return State.SLASH
    return State.DASH if DASH.fullmatch(joined) else None


def _ambiguous(raw: str, plain: str) -> CellReading:
    groups = plain.split()
    readings = dict.fromkeys([int("".join(groups)), *(int(group) for group in groups)])
    return CellReading(raw, None, State.TEXT, tuple(readings), f"{len(groups)} groups of digits in one cell")


def _number(raw: str, joined: str, unit: str, signed: bool, printed_unit: str) -> CellReading:
    if signed and NO_CHANGE.fullmatch(joined):
        return CellReading(raw, 0, State.VALUE)
    joined = _signed_word(joined) if signed else joined
    match = NUMBER.fullmatch(joined.replace("−", "-"))
    if match is None:
        return _text(raw, joined, signed=signed)
    if match["sign"] and not signed:
        return CellReading(raw, None, State.TEXT, doubt="a sign before a number that cannot be signed")
    return _value(raw, match, unit, match["unit"] or printed_unit)


def _signed_word(joined: str) -> str:
    match = CHANGE_WORD.fullmatch(joined)
    if match is None:
        return joined
    return ("-" if match["word"] in ("减少", "减", "↓") else "+") + match["rest"]


def _text(raw: str, joined: str, *, signed: bool) -> CellReading:
    return CellReading(raw, None, State.TEXT, doubt=_doubt_of_text(joined, signed=signed))


def _doubt_of_text(joined: str, *, signed: bool) -> str:
    if re.search(r"\d", joined):
        return "text with a number in it"
    if WRITTEN.fullmatch(joined):
        return "a number in words, or a letter in place of 0"
    return "a change without its number" if signed and BARE_CHANGE.fullmatch(joined) else ""


def _value(raw: str, match: re.Match[str], unit: str, printed_unit: str) -> CellReading:
    number = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    number = -number if match["sign"] == "-" else number
    if unit not in MONEY and printed_unit in IN_TEN_THOUSANDS:
        return CellReading(raw, None, State.TEXT, doubt="an amount of money where a count is due")
    if unit == "万元":
        number *= IN_TEN_THOUSANDS.get(printed_unit, Decimal(1))
        doubt = _doubt_of_money(number, match["unit"] or "")
    else:
        doubt = "" if unit in MONEY or _is_whole(number) else "a fraction where a count is due"
    value = int(number) if _is_whole(number) else number.normalize()
    return CellReading(raw, value, State.VALUE, doubt=doubt)


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _doubt_of_money(number: Decimal, unit: str) -> str:
    """An amount counted in pieces; or so great that it may be in 元, where the cell does not say 万元."""
    if unit and unit not in IN_TEN_THOUSANDS:
        return f"{unit} where an amount of money is due"
    return "" if unit or number < IMPLAUSIBLE else "an amount so great that it may be in 元, not in 万元"
