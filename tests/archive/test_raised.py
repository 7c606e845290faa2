"""An alarm is news once: when its cause comes, and when it is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from archive.monitors import Alarm, remind_after
from archive.raised import News, keep_alarms, keep_told

NOW = datetime(2026, 3, 1, 2, tzinfo=UTC)
NIGHT = timedelta(days=1)
FAILING = Alarm(
    "portal_failing", "error", "wenshang", "汶上: it failed", "Look", {"n": 1}, "portal_failing wenshang"
)
DISK = Alarm("disk_space", "error", None, "full", "Make room", {}, "disk_space a", machine="a")


def watched(archive: Engine, night: int, *alarms: Alarm, machine: str = "a", told: bool = True) -> News:
    """What is news on a night, and whether people could be told."""
    news = keep_alarms(archive, alarms, NOW + night * NIGHT, machine)
    if told:
        keep_told(archive, news, NOW + night * NIGHT)
    return news


def test_an_alarm_is_news_when_it_is_raised_when_it_is_over_and_when_it_comes_back(archive: Engine) -> None:
    assert watched(archive, 0, FAILING) == News((FAILING,))
    assert watched(archive, 1, FAILING) == News()
    assert watched(archive, 2) == News((), (FAILING,))
    assert watched(archive, 3) == News()
    assert watched(archive, 4, FAILING) == News((FAILING,))


def test_what_still_stands_after_a_week_is_told_again(archive: Engine) -> None:
    watched(archive, 0, FAILING)
    days = remind_after() // NIGHT
    assert watched(archive, days - 1, FAILING) == News()
    assert watched(archive, days, FAILING) == News((FAILING,))
    assert watched(archive, days + 1, FAILING) == News()


def test_what_could_not_be_delivered_stays_news_until_it_is(archive: Engine) -> None:
    assert watched(archive, 0, FAILING, told=False) == News((FAILING,))
    assert watched(archive, 1, FAILING) == News((FAILING,))
    assert watched(archive, 2, told=False) == News((), (FAILING,))
    assert watched(archive, 3) == News((), (FAILING,))
    assert watched(archive, 4) == News()


def test_a_full_disk_is_over_only_when_its_own_machine_says_so(archive: Engine) -> None:
    watched(archive, 0, DISK)
    assert watched(archive, 1, machine="b") == News()
    assert watched(archive, 2) == News((), (DISK,))
