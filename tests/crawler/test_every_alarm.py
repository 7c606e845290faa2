"""Every alarm, as a table of nights: each cause raises its own once, and it is over with its cause.

The causes are real: a portal that fails, clears or hides its past, is rebuilt so that nothing matches, or
publishes torn files, sums that do not add up or a figure that jumps; a night that dies or never begins; a
disk that is full.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.replica.content import Population
from crawler.replica.edits import Key, key_of
from tests.crawler.listeners import mailbox, webhook
from tests.crawler.week import Day, Stands, Week, bodies, lived

PORTAL = "scmiyi"
TORN = (
    ("米易县麻陇彝族乡人民政府", 2022),
    ("米易县新山傈僳族乡人民政府", 2022),
    ("米易县新山傈僳族乡人民政府", 2025),
)
MISTYPED = (("米易县得石镇人民政府", 2025), 98765)


def reports(people: Population, *units: int, years: range = range(2019, 2026)) -> tuple[Key, ...]:
    """The reports of some bodies by their place in the portal's list, on some years."""
    keys = [key_of(one) for n in units for one in people.of(people.units["510421"][n])]
    return tuple(key for key in keys if key[1] in years)


def stand(*names: str) -> Stands:
    """Alarms about the portal."""
    return frozenset((name, PORTAL) for name in names)


def nights(people: Population) -> tuple[Day, ...]:
    """The table. The last three bodies have published nothing at first."""
    later = reports(people, 2, 3, 4)
    flawed = tuple(key for key in later if key[1] > 2020 and key not in TORN)
    past = reports(people, 0, 1, years=range(2019, 2025))
    return (
        Day(date(2026, 1, 26), goes=later),
        Day(date(2026, 1, 27), edited=MISTYPED, stands=stand("figure_jumps")),
        Day(date(2026, 1, 28), fails=PORTAL, stands=stand("figure_jumps", "portal_failing")),
        Day(date(2026, 1, 29), returns=TORN, torn=TORN, stands=stand("unreadable_rise")),
        Day(
            date(2026, 1, 30),
            hides=past[:6],
            stands=stand("unreadable_rise", "portal_failing", "list_shorter_than_ever"),
        ),
        Day(date(2026, 1, 31), hides=past[:6], stands=stand("list_shorter_than_ever", "lists_shrank")),
        Day(date(2026, 2, 1), returns=flawed, flawed=flawed, stands=stand("findings_rise")),
        Day(date(2026, 2, 2), blank=PORTAL, stands=stand("findings_rise", "nothing_matches")),
        Day(date(2026, 2, 3), blank=PORTAL, stands=stand("nothing_matches")),
        Day(date(2026, 2, 4)),
        Day(
            date(2026, 2, 5),
            goes=past,
            doubted=PORTAL,
            stands=stand("lists_doubted", "list_shorter_than_ever"),
        ),
        Day(date(2026, 2, 6), stands=stand("many_withdrawn", "list_shorter_than_ever")),
        Day(date(2026, 2, 7), returns=past),
        Day(date(2026, 2, 8), dies=True),
        Day(
            date(2026, 2, 10),
            asleep=True,
            stands=frozenset([("night_missing", None), ("night_not_finished", None)]),
        ),
        Day(date(2026, 2, 11)),
        Day(
            date(2026, 2, 24),
            full=True,
            stands=stand("nothing_new_in_season") | frozenset([("disk_space", None)]),
        ),
    )


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the webhook is sent; a mail server gets the same."""
    with webhook() as (address, got), mailbox() as (server, mails):
        monkeypatch.setenv("NIANBAO_WEBHOOK", address)
        monkeypatch.setenv("NIANBAO_SMTP", server)
        monkeypatch.setenv("NIANBAO_MAIL_TO", "you@example.org")
        yield got
        assert len(mails) == len(got)
        for sent, mail in zip(got, mails, strict=True):
            assert f"{len(sent['alarms'])} alarms" in mail or f"{len(sent['over'])} over" in mail


@pytest.mark.skipif(not os.environ.get("NIANBAO_SOAK"), reason="a minute: make soak")
def test_every_alarm_is_raised_by_its_cause_once_and_is_over_with_it(tmp_path: Path, told: list[Any]) -> None:
    people = bodies({PORTAL: (3, 4, 9, 10, 11)})
    lived(Week(tmp_path, people), nights(people), told)
    alarms = [alarm for sent in told for alarm in sent["alarms"]]
    assert all(alarm["severity"] in ("error", "warning") and alarm["todo"] for alarm in alarms)
    assert all(alarm["evidence"] for alarm in alarms)
