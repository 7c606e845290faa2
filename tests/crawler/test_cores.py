"""Many items on all cores: nothing lost, whatever a single item does to its process."""

from __future__ import annotations

import os
import signal

import pytest

from crawler.cores import on_all_cores


def square(number: int) -> int:
    return number * number


def die_at_seven(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def crashed(number: int) -> int:
    return -number


@pytest.mark.parametrize("count", [0, 1, 3, 200])
def test_every_item_is_answered_once(count: int) -> None:
    assert sorted(on_all_cores(square, range(count), crashed, 60)) == [n * n for n in range(count)]


def test_an_item_that_kills_its_process_costs_itself_alone() -> None:
    assert sorted(on_all_cores(die_at_seven, range(40), crashed, 60)) == sorted(
        [-7, *(n for n in range(40) if n != 7)]
    )


def hang_at_seven(number: int) -> int:
    if number == 7:
        signal.pause()
    return number


def test_an_item_that_hangs_costs_itself_alone() -> None:
    assert sorted(on_all_cores(hang_at_seven, range(40), crashed, 2)) == sorted(
        [-7, *(n for n in range(40) if n != 7)]
    )
