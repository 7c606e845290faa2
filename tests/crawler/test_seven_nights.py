"""Seven nights, each killed (-9) once and started again, as a table of what happens and what must be seen.

After each night the ledger tells what the replica itself knows to be true, and people are told of what
failed, once, and of nothing else. Reports appear on the days of their own dates: those for 2025 come in these
days, and are due on the last of January.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench.kills import differences
from tests.crawler.listeners import webhook
from tests.crawler.week import Day, Week, bodies, lived
from tests.postgresql import Server

BODIES = {
    "wenshang": (0, 1, 2, 11),
    "changle": (6, 7, 10),
    "tongbai": (1, 2, 8),
    "wuzhi": (1, 2, 8, 9),
    "scmiyi": (0, 4, 7),
}
#: This portal says with status 200 that a page is not there.
POLITE = "scmiyi"
GONE = (("武陟县木城街道办事处", 2021), ("米易县撒莲镇人民政府", 2022))
MISTYPED = (("汶上县郭仓镇人民政府", 2025), 98765)
JUMPS = ("figure_jumps", "wenshang")


def failing(portal: str) -> tuple[str, str]:
    """The alarm that a portal's last look failed."""
    return ("portal_failing", portal)


WEEK = (
    Day(date(2026, 1, 26)),
    Day(date(2026, 1, 27), comes=("米易县草场镇人民政府", 2019)),
    Day(date(2026, 1, 28), edited=MISTYPED, stands=frozenset([JUMPS])),
    Day(date(2026, 1, 29), goes=GONE, fails="changle", stands=frozenset([JUMPS, failing("changle")])),
    Day(date(2026, 1, 30), closed="wenshang", stands=frozenset([failing("wenshang")])),
    Day(date(2026, 1, 31), rebuilt="scmiyi"),
    Day(date(2026, 2, 1), returns=GONE),
)
SHORT = (
    Day(date(2026, 1, 27)),
    Day(date(2026, 1, 28), comes=("米易县草场镇人民政府", 2019), goes=GONE[1:]),
)
SOAK = pytest.mark.skipif(not os.environ.get("NIANBAO_SOAK"), reason="minutes: make soak")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the webhook is sent."""
    with webhook() as (address, got):
        monkeypatch.setenv("NIANBAO_WEBHOOK", address)
        yield got


def test_two_nights_that_are_killed_on_postgresql(
    tmp_path: Path, told: list[Any], postgresql: Server
) -> None:
    url = postgresql.new_database(postgresql.migrated)
    lived(Week(tmp_path, bodies({POLITE: (4, 7)}), POLITE, Random(1), url), SHORT, told)


@SOAK
def test_seven_nights_that_are_killed_end_as_seven_calm_ones(tmp_path: Path, told: list[Any]) -> None:
    people = bodies(BODIES)
    (tmp_path / "calm").mkdir()
    calm = lived(Week(tmp_path / "calm", people, POLITE), WEEK, told)
    assert calm.number(*MISTYPED[0]) == MISTYPED[1]
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        killed = lived(Week(folder, people, POLITE, Random(seed)), WEEK, told)
        assert differences(killed.place, calm.place) == []
