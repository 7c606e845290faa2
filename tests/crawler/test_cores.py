"""Many items on all cores: nothing lost, whatever a single item does to its process."""

from __future__ import annotations

import os
import signal

import pytest

from crawler.cores import in_a_process, on_all_cores, within


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


def pause(number: int) -> int:
    with within(1):
        signal.pause()
    return number


def test_one_item_is_worked_in_a_process_that_may_hang_or_die() -> None:
    assert in_a_process(square, 7, crashed) == 49
    assert in_a_process(die_at_seven, 7, crashed) == -7
    assert in_a_process(pause, 7, crashed) == -7


def test_work_may_limit_itself() -> None:
    assert list(on_all_cores(pause, [5], crashed, 0)) == [-5]
