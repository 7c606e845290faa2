from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.numerals import read_number

UNITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """A number below ten thousand in Chinese, place by place."""
    digits, text, skipped = f"{number:04d}", "", False
    for place, digit in zip(("千", "百", "十", ""), digits, strict=True):
        if digit == "0":
            skipped = bool(text)
            continue
        text += ("零" if skipped else "") + UNITS[int(digit)] + place
        skipped = False
    return text or "零"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("21", 21),
        ("1,499", 1499),
        ("1.2万", 12000),
        ("0.5", Decimal("0.5")),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十一", 21),
        ("一百零五", 105),
        ("一万二千", 12000),
        ("零", 0),
    ],
)
def test_a_number_is_read_as_it_is_said(text: str, value: int | Decimal) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["十十", "百", "万", "三百二", "一万二", "百一十"])
def test_what_is_no_number_or_may_be_two_is_none(text: str) -> None:
    assert read_number(text) is None


@given(st.integers(0, 9999))
def test_every_number_below_ten_thousand_is_read_back(number: int) -> None:
    assert read_number(written(number)) == number
