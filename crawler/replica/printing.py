"""How a body prints its numbers: the habits seen in real reports, each giving the exact text of a cell.

A habit only changes how a true number looks or, where it writes no zeros, what stands in place of them; then
the figure's state is blank, slash or dash and it has no value. A blank is never a zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from random import Random

from crawler.replica.content import TrueFigure
from crawler.replica.simulation import Number
from pipelines.model import State

HABITS: Mapping[str, int] = {
    "plain": 66,
    "full_width": 3,
    "grouped": 5,
    "unit": 5,
    "remark": 3,
    "signed_words": 3,
    "blank_legal_persons": 5,
    "blank_zeros": 3,
    "slash_zeros": 3,
    "wide_slash_zeros": 1,
    "dash_zeros": 3,
}
MISSING: Mapping[str, tuple[str, State]] = {
    "blank_zeros": ("", State.BLANK),
    "blank_legal_persons": ("", State.BLANK),
    "slash_zeros": ("/", State.SLASH),
    "wide_slash_zeros": ("／", State.SLASH),
    "dash_zeros": ("—", State.DASH),
}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ABSENT = TrueFigure("", None, State.ABSENT)


def habit_of(rng: Random) -> str:
    """A habit by weight; most bodies print plainly."""
    return rng.choices([*HABITS], [*HABITS.values()])[0]


def print_year(year: Mapping[str, Number], habit: str) -> dict[str, TrueFigure]:
    """Every figure of a year as the body prints it."""
    return {key: print_figure(key, number, habit) for key, number in year.items()}


def print_figure(key: str, number: Number, habit: str) -> TrueFigure:
    """One figure as printed. Amounts of money are in 万元."""
    if habit in MISSING and number == 0 and _may_be_missing(key, habit):
        raw, state = MISSING[habit]
        return TrueFigure(raw, None, state)
    if key == "disclosure.fees.amount":
        return _value(_money(number, habit), number)
    if key.endswith(".change"):
        return _value(_change(int(number), habit), number)
    return _value(_count(key, number, habit), number)


def _may_be_missing(key: str, habit: str) -> bool:
    if habit == "blank_legal_persons":
        return key.startswith("applications.") and not key.endswith((".natural_person", ".total"))
    return key.startswith(("applications.", "review.")) and not key.startswith("applications.received")


def _money(number: Number, habit: str) -> str:
    if habit == "unit":
        return f"{_plain(number)}万元" if number else "0元"
    if habit == "remark" and number == int(number * 10000) / Decimal(10000) and number:
        return f"{int(number * 10000)}元"
    return _count("", number, habit)


def _change(number: int, habit: str) -> str:
    if habit == "signed_words" and number:
        return f"增{number}" if number > 0 else f"减{-number}"
    if habit == "signed_words":
        return "0/0"
    return f"{number:+d}" if number else "0"


def _count(key: str, number: Number, habit: str) -> str:
    if habit == "full_width":
        return _plain(number).translate(FULL_WIDTH)
    if habit == "grouped" and isinstance(number, int):
        return f"{number:,}"
    if habit == "unit" and key.startswith("disclosure.") and "procurement" not in key:
        return f"{number}件"
    if habit == "remark" and key.endswith("normative_documents.in_force") and number:
        return f"{number}（其中修订1件）"
    return _plain(number)


def _plain(number: Number) -> str:
    return format(number.normalize(), "f") if isinstance(number, Decimal) else str(number)


@cache
def _value(raw: str, number: Number) -> TrueFigure:
    if isinstance(number, Decimal):
        whole = number == number.to_integral_value()
        number = int(number) if whole else number.normalize()
    return TrueFigure(raw, number, State.VALUE)
