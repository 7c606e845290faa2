"""White space inside a number, whatever stands behind it, is never closed up in silence."""

from __future__ import annotations

import pytest

from pipelines.extraction.cells import read_cell
from pipelines.model import State


@pytest.mark.parametrize("text", ["1 0", "1 0件", "１　０ 件", "1\n0份"])
def test_two_groups_of_digits_keep_all_their_readings(text: str) -> None:
    reading = read_cell(text)
    assert (reading.state, reading.value, reading.readings) == (State.TEXT, None, (10, 1, 0))


@pytest.mark.parametrize("text", ["1 0.5", "+1 0", "1 0万元", "2 2（其中修订16件）"])
def test_a_broken_number_with_more_to_it_is_told(text: str) -> None:
    reading = read_cell(text, unit="万元", signed=True)
    assert (reading.state, reading.value) == (State.TEXT, None)
    assert reading.doubt


@pytest.mark.parametrize(
    ("text", "value"), [("1, 234", 1234), ("12 件", 12), ("22（其中 2023 年修订 16 件）", 22)]
)
def test_white_space_beside_a_number_is_none_of_it(text: str, value: int) -> None:
    assert read_cell(text).value == value
