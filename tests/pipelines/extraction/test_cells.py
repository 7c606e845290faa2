from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.cells import read_cell
from pipelines.model import State

FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
EDGE = st.text(" \t\n\u00a0\u3000\u200b", max_size=2)
SIGNS = "0123456789０１.,，-+/—%〇一十无件万元()（）① \n增减约Oo"
MAYBE = ("O", "o", "〇", "一", "二十一", "两件", "1O", "5%", "约10件", "1,2345", ".5")
NONE = (("", "blank"), ("\u00a0", "blank"), ("/", "slash"), ("／", "slash"), ("—", "dash"), ("无", "text"))
COUNT = st.integers(0, 10**7)


TAILS = ("", "件", "人次", "*", "条①", "[1]", "（其中修订16件）", "(含上年结转)")


@settings(max_examples=150, deadline=None)
@given(number=COUNT, edges=st.tuples(EDGE, EDGE), wide=st.booleans(), grouped=st.booleans(), data=st.data())
def test_a_count_is_read_however_it_is_dressed(
    number: int, edges: tuple[str, str], wide: bool, grouped: bool, data: st.DataObject
) -> None:
    digits = f"{number:,}" if grouped else str(number)
    tail = data.draw(st.sampled_from(TAILS))
    reading = read_cell(edges[0] + (digits.translate(FULL_WIDTH) if wide else digits) + tail + edges[1])
    assert (reading.value, reading.state, reading.doubt) == (number, State.VALUE, "")


@settings(max_examples=100, deadline=None)
@given(number=COUNT, sign=st.sampled_from(["+", "-", "增", "增加", "减", "减少", "↑", "↓", "−"]))
def test_a_signed_change_is_read_in_its_column_and_never_as_a_count(number: int, sign: str) -> None:
    wanted = -number if sign in ("-", "减", "减少", "↓", "−") else number
    assert read_cell(f"{sign}{number}", signed=True).value == wanted
    reading = read_cell(f"{sign}{number}")
    assert reading.value is None and reading.doubt


@settings(max_examples=100, deadline=None)
@given(
    groups=st.lists(st.integers(0, 9999), min_size=2, max_size=4),
    space=st.sampled_from([" ", "\n", "\u3000"]),
)
def test_groups_of_digits_are_never_one_number_silently(groups: list[int], space: str) -> None:
    reading = read_cell(space.join(map(str, groups)))
    assert reading.value is None and reading.doubt and int("".join(map(str, groups))) in reading.readings


@settings(max_examples=200, deadline=None)
@given(
    text=st.text("0123456789０１.,，-+/—%〇一十无件万元()（）① \n增减约Oo", max_size=8), signed=st.booleans()
)
def test_only_a_number_has_a_value_and_no_digit_is_lost_in_silence(text: str, signed: bool) -> None:
    reading = read_cell(text, signed=signed)
    assert (reading.value is not None) == (reading.state is State.VALUE)
    if any(sign.isdecimal() for sign in text):
        assert reading.state is State.VALUE or reading.doubt


@pytest.mark.parametrize(
    "text", ["O", "o", "〇", "一", "二十一", "两件", "1O", "5%", "约10件", "1,2345", ".5"]
)
def test_what_may_be_a_number_and_is_none_for_certain_is_told(text: str) -> None:
    reading = read_cell(text)
    assert reading.state is State.TEXT and reading.doubt


@pytest.mark.parametrize(("text", "state"), NONE)
def test_what_holds_no_number_has_a_state_and_no_doubt(text: str, state: str) -> None:
    reading = read_cell(text)
    assert (reading.value, reading.state.value, reading.doubt) == (None, state, "")


def test_a_bare_word_of_change_is_told_in_its_column() -> None:
    assert read_cell("增", signed=True).doubt
    assert read_cell("0/0", signed=True).value == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1646.5万元", "1646.5"),
        ("251000元", "25.1"),
        ("712.187895万元", "712.187895"),
        ("1.2亿元", "12000"),
        ("0.00", "0"),
        ("0．5", "0.5"),
        ("25.1", "25.1"),
    ],
)
def test_money_is_read_in_ten_thousands(text: str, value: str) -> None:
    reading = read_cell(text, unit="万元")
    assert reading.value == Decimal(value) and not reading.doubt


@pytest.mark.parametrize("text", ["13000000", "5件"])
def test_money_that_is_hardly_in_ten_thousands_keeps_its_number_and_is_told(text: str) -> None:
    reading = read_cell(text, unit="万元")
    assert reading.state is State.VALUE and reading.doubt
