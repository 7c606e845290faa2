"""Which alarms stand, of which people were told, and which are over (告警状态).

1. What a monitor says every night is one alarm for as long as its cause lasts.
2. It is news when it is raised, and again after ``remind_after_days`` of ``monitors.toml``.
3. News stays news until somebody keeps that people were told: what could not be delivered is told next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, or_, select, update

from archive.models import Raised
from archive.monitors import Alarm, remind_after
from archive.session import write
from archive.upserts import insert_unless_there


@dataclass(frozen=True, slots=True)
class News:
    """Alarms that people must be told of, and those that were told and are over."""

    raised: tuple[Alarm, ...] = ()
    over: tuple[Alarm, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.raised or self.over)

    @property
    def names(self) -> frozenset[str]:
        """What the alarms raised are about."""
        return frozenset(alarm.about for alarm in self.raised)


def keep_alarms(engine: Engine, standing: Sequence[Alarm], now: datetime, machine: str) -> News:
    """Keep which alarms stand at a moment as a machine sees it; gives what people are to be told."""
    return write(engine, lambda connection: _keep(connection, standing, now, machine))


def keep_told(engine: Engine, news: News, now: datetime) -> None:
    """Keep that people were told."""

    def work(connection: Connection) -> None:
        told = [alarm.about for alarm in (*news.raised, *news.over)]
        connection.execute(update(Raised).where(Raised.about.in_(told)).values(told_at=now))

    write(engine, work)


def _keep(connection: Connection, standing: Sequence[Alarm], now: datetime, machine: str) -> News:
    for alarm in standing:
        _put(connection, alarm, now)
    mine = or_(Raised.machine.is_(None), Raised.machine == machine)
    stands = [alarm.about for alarm in standing]
    ended = mine & Raised.ended_at.is_(None) & Raised.about.not_in(stands)
    connection.execute(update(Raised).where(ended).values(ended_at=now))
    untold = or_(Raised.told_at.is_(None), Raised.told_at <= now - remind_after())
    told_before = Raised.told_at.is_not(None) & (Raised.told_at < Raised.ended_at)
    return News(
        _alarms(connection, Raised.ended_at.is_(None) & untold), _alarms(connection, mine & told_before)
    )


def _put(connection: Connection, alarm: Alarm, now: datetime) -> None:
    said = {**alarm.as_json(), "machine": alarm.machine, "ended_at": None}
    row = {**said, "about": alarm.about, "raised_at": now, "told_at": None}
    if not insert_unless_there(connection, Raised, [row]):
        here = Raised.about == alarm.about
        again = {"raised_at": now, "told_at": None}
        connection.execute(update(Raised).where(here, Raised.ended_at.is_not(None)).values(again))
        connection.execute(update(Raised).where(here).values(said))


def _alarms(connection: Connection, where: Any) -> tuple[Alarm, ...]:
    rows = connection.execute(select(Raised).where(where).order_by(Raised.id))
    columns = ("monitor", "severity", "portal", "says", "todo", "evidence", "machine", "about")
    return tuple(Alarm(**{name: getattr(row, name) for name in columns}) for row in rows)
