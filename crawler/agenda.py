"""Which portals are due now, and in which order (巡检日程). The rule is pure: no clock, no SQL.

1. A portal that was never looked at comes first, then the one that was not looked at for longest.
2. One that was looked at a few hours ago is not due: a second run in a night does nothing.
3. The first look is a discovery of everything; so is one after some days, after a due date of reports, and
   after a discovery that failed. In between the remembered lists are read.

How long that is stands in ``agenda.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from archive.due import due_rules

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from spiders.registry import Portal

Kind = Literal["everything", "lists"]
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Past:
    """When a portal was looked at last, whether that failed, and when it was discovered as a whole last."""

    portal: str
    attempted_at: datetime | None = None
    complete_at: datetime | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A portal to be looked at now: everything of it, or the lists remembered; and why."""

    portal: str
    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The intervals of ``agenda.toml``."""

    look_after: timedelta
    discover_after: timedelta


@cache
def rhythm() -> Rhythm:
    """The intervals, read once. Raises ValueError for one that is no number above zero."""
    table = tomllib.loads(files("crawler").joinpath("agenda.toml").read_text("utf-8"))
    hours, days = table.get("look_after_hours"), table.get("discover_after_days")
    if not (isinstance(hours, int | float) and isinstance(days, int | float) and hours > 0 and days > 0):
        raise ValueError("crawler/agenda.toml needs look_after_hours and discover_after_days, both above 0.")
    return Rhythm(timedelta(hours=hours), timedelta(days=days))


def due_of(pasts: Iterable[Past], now: datetime, given: Rhythm | None = None) -> list[Due]:
    """The portals due at a moment, the one not looked at for longest first."""
    intervals = given or rhythm()
    late = [one for one in pasts if not one.attempted_at or now - one.attempted_at >= intervals.look_after]
    late.sort(key=lambda one: (one.attempted_at or _BEFORE_ALL, one.portal))
    return [Due(one.portal, *_kind(one, now, intervals)) for one in late]


def _kind(past: Past, now: datetime, intervals: Rhythm) -> tuple[Kind, str]:
    if past.complete_at is None:
        return "everything", "never discovered as a whole"
    if past.failed:
        return "everything", "the last look failed"
    if now - past.complete_at >= intervals.discover_after:
        return "everything", f"discovered as a whole {(now - past.complete_at).days} days ago"
    passed = [day for day in _due_days(now.year) if past.complete_at.date() <= day < now.date()]
    if passed:
        return "everything", f"reports were due on {max(passed)}"
    return "lists", "the lists remembered"


def _due_days(year: int) -> set[date]:
    return {date(year, rule.month, rule.day) for rule in due_rules()}


def due_portals(engine: Engine, portals: Iterable[Portal], now: datetime) -> list[Due]:
    """The portals of a registry that are due now, in order, by what the archive knows of them."""
    from archive.discoveries import discoveries

    known = discoveries(engine)
    names = [portal.name for portal in portals]
    looked = ((name, known.get(name)) for name in names)
    pasts = (
        Past(name, one.attempted_at, one.complete_at, one.outcome != "done") if one else Past(name)
        for name, one in looked
    )
    return due_of(pasts, now)
