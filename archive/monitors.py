"""What is watched (监测): questions over the archive's history; answers are alarms (``monitors.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from sqlalchemy import Connection, Date, Engine, bindparam, text

from archive.codebook import codebook
from archive.types import Utc

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person must look at: which monitor says it, of which portal, and what to do.

    ``about`` makes two alarms one: the monitor, and what of its evidence names the cause. ``machine`` is the
    only one that can tell whether it stands; None where any can.
    """

    monitor: str
    severity: Severity
    portal: str | None
    says: str
    todo: str
    evidence: Mapping[str, Any]
    about: str
    machine: str | None = None

    def __str__(self) -> str:
        return f"{self.severity} {self.monitor}: {self.says}. {self.todo}."

    def as_json(self) -> dict[str, Any]:
        """As it is delivered to programs."""
        told = {"monitor": self.monitor, "severity": self.severity, "portal": self.portal}
        return {**told, "says": self.says, "todo": self.todo, "evidence": dict(self.evidence)}


@dataclass(frozen=True, slots=True)
class Monitor:
    """One question of ``monitors.toml``; the fields are explained there."""

    name: str
    severity: Severity
    sql: str
    says: str
    todo: str
    values: Mapping[str, float]
    days: float = 0.0
    months: tuple[int, ...] = ()
    figures: tuple[str, ...] = ()
    about: tuple[str, ...] = ("portal",)


@cache
def monitors() -> tuple[Monitor, ...]:
    """All monitors. Raises ValueError for one that lacks something."""
    return tuple(_monitor(name, table) for name, table in _tables().items() if isinstance(table, dict))


def remind_after() -> timedelta:
    """After how long people are told again of what still stands. Raises ValueError for no number of days."""
    days = _tables().get("remind_after_days")
    if not isinstance(days, int | float) or days <= 0:
        raise ValueError("archive/monitors.toml needs remind_after_days, a number above 0.")
    return timedelta(days=days)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("archive").joinpath("monitors.toml").read_text("utf-8"))


def _monitor(name: str, table: dict[str, Any]) -> Monitor:
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    try:
        one = Monitor(name, **{**table, **lists})
    except TypeError as error:
        raise ValueError(f"archive/monitors.toml, [{name}]: {error}.") from error
    if one.severity not in ("error", "warning"):
        raise ValueError(f"archive/monitors.toml, [{name}]: severity is error or warning.")
    return one


def alarms(engine: Engine, now: datetime) -> list[Alarm]:
    """Every alarm that stands at a moment, in the order of the monitors."""
    asked = [one for one in monitors() if not one.months or now.month in one.months]
    with engine.connect() as connection:
        return [alarm for monitor in asked for alarm in _answers(connection, monitor, now)]


def _answers(connection: Connection, monitor: Monitor, now: datetime) -> Iterator[Alarm]:
    for figure in monitor.figures or ("",):
        told = {"figure": figure, "year": now.year - 1}
        for row in connection.execute(*_question(monitor, figure, now)).mappings():
            said = {**told, **{name: _plain(value) for name, value in row.items()}}
            says, todo = monitor.says.format(**said), monitor.todo.format(**said)
            about = " ".join([monitor.name, *(str(said.get(name)) for name in monitor.about)])
            yield Alarm(monitor.name, monitor.severity, said.get("portal"), says, todo, said, about)


def _question(monitor: Monitor, figure: str, now: datetime) -> tuple[Any, dict[str, Any]]:
    since = now - timedelta(days=monitor.days)
    sql = monitor.sql
    if figure:
        column = f"f{_numbers()[figure]}"
        sql = sql.replace("{now}", f"s.{column}").replace("{before}", f"t.{column}")
    given = {"now": now, "since": since, "day": since.date(), "year": now.year - 1, **monitor.values}
    used = {name: value for name, value in given.items() if re.search(rf":{name}\b", sql)}
    return text(sql).bindparams(*(_bound(name, value) for name, value in used.items())), {}


def _bound(name: str, value: Any) -> Any:
    kinds: dict[type, Any] = {datetime: Utc(), date: Date()}
    return bindparam(name, value, kinds[type(value)]) if type(value) in kinds else bindparam(name, value)


@cache
def _numbers() -> dict[str, int]:
    return {entry.figure: entry.number for entry in codebook()}


def _plain(value: Any) -> Any:
    """A value as people read it: moments to the minute, whole numbers whole."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:", value):
        return value[:16]
    if isinstance(value, date):
        return value.isoformat()
    if value is not None and not isinstance(value, str | int):
        return int(value) if value == int(value) else float(value)
    return value
